"""The description of these addresses as an OpenAPI 3.0 document.

It has the paths and names that GDAL and QGIS look for.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.models import Partnership
from datasets.ogc.asked import CRS84, MOST, SYSTEMS, USUAL
from datasets.ogc.documents import GEOJSON, JSON
from datasets.registries import MAP_COLLECTIONS

type Node = dict[str, Any]
TEXT: Node = {"type": "string"}
ABOUT = (
    "Values are the same for every reader: codes as they are stored, true or false, numbers with a point, days as "
    "2026-11-27. Titles, descriptions and properties whose name ends in _label are in the language of the reader."
)
LINKS: Node = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}


def definition(partnership: Partnership, root: str) -> Node:
    return {
        "openapi": "3.0.3",
        "info": {"title": f"Samenwijk – {partnership}", "version": "1", "description": ABOUT},
        "servers": [{"url": root.rstrip("/")}],
        "security": [{"basicToken": []}, {"bearerToken": []}, {"session": []}],
        "paths": _paths(),
        "components": {
            "parameters": _parameters(),
            "schemas": _schemas(),
            "responses": _refusals(),
            "securitySchemes": {
                "basicToken": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "Any name; an access token as password.",
                },
                "bearerToken": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
            },
        },
    }


def _paths() -> Node:
    of_features = ["collectionId", "limit", "offset", "bbox", "bbox-crs", "datetime", "crs", "purpose"]
    layer, of_a_feature = "/collections/{collectionId}", ["collectionId", "featureId", "crs", "purpose"]
    return {
        "/": _get("landing", "The landing page", "landing"),
        "/api": _get("definition", "This document", "definition", kind="application/vnd.oai.openapi+json;version=3.0"),
        "/conformance": _get("conformance", "The classes of the standard that are kept to", "conformance"),
        "/collections": _get("collections", "What can be read", "collections"),
        layer: _get("collection", "One of them, with licence and origin", "collection", ["collectionId"]),
        f"{layer}/items": _get("features", "Its features, a page at a time", "features", of_features, GEOJSON),
        f"{layer}/items/{{featureId}}": _get("feature", "One feature", "feature", of_a_feature, GEOJSON),
    }


def _get(name: str, summary: str, schema: str, parameters: list[str] | None = None, kind: str = JSON) -> Node:
    answer: Node = {"description": summary, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
    if kind == GEOJSON:
        about = "The system of coordinates of this answer, between < and >."
        answer["headers"] = {"Content-Crs": {"description": about, "schema": TEXT}}
    refusals = {status: {"$ref": f"#/components/responses/{status}"} for status in _refusals()}
    asked = {"parameters": [{"$ref": f"#/components/parameters/{each}"} for each in parameters or ()]}
    return {"get": {"operationId": name, "summary": summary, **asked, "responses": {"200": answer, **refusals}}}


def _parameters() -> Node:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    systems = {"type": "string", "enum": list(SYSTEMS), "default": CRS84}
    found = {
        "limit": ("Features in one answer", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
        "offset": ("Features to pass over", {"type": "integer", "minimum": 0, "default": 0}),
        "bbox": ("West, south, east, north", numbers),
        "bbox-crs": ("Of the numbers of bbox", systems),
        "crs": ("Of the answer", systems),
        "datetime": ("A moment or a period; nothing here has a time, so all matches", TEXT),
        "purpose": ("What it is for, without a token; it is noted", {"type": "string", "maxLength": 300}),
    }
    asked = {name: {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
             for name, (about, schema) in found.items()}  # fmt: skip
    asked["bbox"] |= {"style": "form", "explode": False}
    keys = {
        "collectionId": {"type": "string", "enum": list(MAP_COLLECTIONS)},
        "featureId": {"type": "integer"},
    }
    in_path = {name: {"name": name, "in": "path", "required": True, "schema": schema} for name, schema in keys.items()}
    return asked | in_path


def _refusals() -> Node:
    words = {
        "400": "A parameter is unknown or cannot be understood.",
        "401": "No token, or one that does not work.",
        "403": "A token can only read.",
        "404": "There is no such thing, or it is not yours.",
        "422": "A covenant asks what it is for.",
    }
    schema = _object(detail=TEXT)
    return {status: {"description": text, "content": {JSON: {"schema": schema}}} for status, text in words.items()}


def _schemas() -> Node:
    origin: Node = {"type": "object", "additionalProperties": TEXT}
    plain: Node = {"type": "object"}
    properties: Node = {**plain, "description": ABOUT}
    features = {"type": "array", "items": {"$ref": "#/components/schemas/featureGeoJSON"}}
    feature = {
        "type": TEXT,
        "id": {"type": "integer"},
        "geometry": {**plain, "nullable": True},
        "properties": properties,
    }
    count, collection = {"type": "integer", "minimum": 0}, {"$ref": "#/components/schemas/collection"}
    counts = {"numberMatched": count, "numberReturned": count}
    return {
        "link": {**_object(href=TEXT, rel=TEXT), "properties": dict.fromkeys(("href", "rel", "type", "title"), TEXT)},
        "landing": _object(title=TEXT, description=TEXT, links=LINKS),
        "definition": plain,
        "conformance": _object(conformsTo={"type": "array", "items": TEXT}),
        "collections": _object(links=LINKS, collections={"type": "array", "items": collection}),
        "collection": _object(
            id=TEXT, title=TEXT, description=TEXT, origin=origin, itemType=TEXT,
            crs={"type": "array", "items": TEXT}, links=LINKS,
        ),
        "features": _object(type=TEXT, origin=origin, links=LINKS, timeStamp=TEXT, features=features, **counts),
        "featureGeoJSON": _object(**feature),
        "feature": _object(**feature, origin=origin, links=LINKS),
    }  # fmt: skip


def _object(**properties: Node) -> Node:
    return {"type": "object", "required": list(properties), "properties": properties}
