"""The read-only API for the map and for programs of others, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("datasets.api.urls")),
    path("", include("sia.api.urls")),
]
