"""Outlines for the map: a text that never changes under its hash, so a browser keeps it for good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view

from accounts.access import find_partnership
from datasets.models import AreaMap

IMMUTABLE_S = 365 * 24 * 3600


@extend_schema(
    operation_id="map",
    summary="Outlines of one level and vintage as GeoJSON, in WGS84, with the area's code as id and its name as property.",
    responses={(200, "application/geo+json"): OpenApiTypes.OBJECT, 304: None, 404: None},
)
@api_view(["GET"])
def area_map(request: HttpRequest, partnership: str, sha256: str) -> HttpResponse:
    found = find_partnership(request, partnership)
    outlines = get_object_or_404(AreaMap.objects.of(found).defer("body"), sha256=sha256)
    etag = f'"{sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(outlines.body, content_type="application/geo+json")
    response["ETag"] = etag
    patch_cache_control(response, private=True, immutable=True, max_age=IMMUTABLE_S)
    return response
