"""Documents beside the features: where things are, what is kept to, and what each collection is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Partnership
from datasets.ogc.asked import CRS84, RD
from datasets.ogc.collections import Collection

type Link = dict[str, str]
JSON, GEOJSON = "application/json", "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
FEATURES = "http://www.opengis.net/spec/ogcapi-features"
CONFORMS_TO = [
    f"{FEATURES}-1/1.0/conf/core",
    f"{FEATURES}-1/1.0/conf/geojson",
    f"{FEATURES}-1/1.0/conf/oas30",
    f"{FEATURES}-2/1.0/conf/crs",
]


def link(rel: str, href: str, kind: str, title: str = "") -> Link:
    return {"rel": rel, "href": href, "type": kind} | ({"title": title} if title else {})


def landing(partnership: Partnership, root: str) -> dict[str, Any]:
    return {
        "title": f"Samenwijk – {partnership}",
        "description": _("Areas, scores, advice, works and sites of %(partnership)s, as you may see them.")
        % {"partnership": partnership},
        "links": [
            link("self", root, JSON),
            link("service-desc", f"{root}api", OPENAPI, _("How to ask, as OpenAPI document")),
            link("conformance", f"{root}conformance", JSON),
            link("data", f"{root}collections", JSON),
        ],
    }


def collection(found: Collection, root: str) -> dict[str, Any]:
    """Describe a collection with licence and origin: in words, for who looks in QGIS, and under the names of exports.

    That it is stored in RD New is not told: QGIS 3.40 would ask for that, and take the extent in degrees for metres.
    """
    here, extent = f"{root}collections/{found.key}", found.places.extent()
    return {
        "id": found.key,
        "title": found.title,
        "description": "; ".join(f"{name}: {text}" for name, text in found.table.origin.lines),
        "origin": found.table.origin.plain,
        **({"extent": {"spatial": {"bbox": [list(extent)], "crs": CRS84}}} if extent else {}),
        "itemType": "feature",
        "crs": [CRS84, RD],
        "links": [link("self", here, JSON), link("items", f"{here}/items", GEOJSON, found.title)],
    }
