from django.urls import path

from datasets.api import views

urlpatterns = [path("p/<slug:partnership>/maps/<slug:sha256>.geojson", views.area_map, name="api-map")]
