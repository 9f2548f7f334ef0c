from django.urls import path

from datasets.api import ogc, views

# Paths of the standard, below the landing page: these end without a slash.
OGC = "p/<slug:partnership>/ogc/"
LAYER = OGC + "collections/<slug:collection>"

urlpatterns = [
    path("p/<slug:partnership>/maps/<slug:sha256>.geojson", views.area_map, name="api-map"),
    path(OGC, ogc.landing, name="api-ogc"),
    path(OGC + "api", ogc.definition, name="api-ogc-definition"),
    path(OGC + "conformance", ogc.conformance, name="api-ogc-conformance"),
    path(OGC + "collections", ogc.collections, name="api-ogc-collections"),
    path(LAYER, ogc.collection, name="api-ogc-collection"),
    path(LAYER + "/items", ogc.features, name="api-ogc-features"),
    path(LAYER + "/items/<str:feature>", ogc.feature, name="api-ogc-feature"),
]
