"""Wiring only: every app brings its own addresses."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz, readyz

handler500 = "config.failures.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("accounts.urls")),
    path("", include("datasets.urls")),
    path("", include("sia.urls")),
    path("", include("dia.urls")),
    path("", include("coregroup.urls")),
    path("api/v1/", include("config.api")),
    path("admin/", admin.site.urls),
]
