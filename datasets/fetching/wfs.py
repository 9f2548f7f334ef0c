"""Boundaries by WFS 2.0, as PDOK offers the years before its OGC API: one GeoPackage with a layer for each level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from datasets.fetching.features import CODE, COLLECTIONS, of_municipality, written
from datasets.fetching.web import FetchError, Web

LAYER = re.compile(r"<(?:\w+:)?Name>\s*((?:\w+:)?\w+)\s*</")
# PDOK pays no heed to cql_filter; it does to the filter of the standard.
FILTER = (
    '<fes:Filter xmlns:fes="http://www.opengis.net/fes/2.0"><fes:PropertyIsEqualTo><fes:ValueReference>{column}'
    "</fes:ValueReference><fes:Literal>{value}</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>"
)
PAGE = 1000  # as many as the service gives at once; no municipality has as many buurten
ASKED = {"service": "WFS", "version": "2.0.0", "request": "GetFeature", "outputFormat": "application/json"}
DEGREES = "urn:ogc:def:crs:EPSG::4326"  # of GeoJSON, so that no answer has to say in which system it is


def geopackage(web: Web, base: str, municipality: str, progress: Any) -> bytes:
    """Fetch all levels as one GeoPackage; `base` is the address of the service."""
    names = _layers(web, base)
    layers = ((level, _features(web, base, names[level], municipality)) for level in COLLECTIONS)
    return written(layers, urlsplit(base).netloc, progress)


def _layers(web: Web, base: str) -> dict[str, str]:
    """Return the service's name for the layer of each level: it differs by year, such as cbs_buurten_2021.

    Raises FetchError where a level has none.
    """
    capabilities = web.text(f"{base}?{urlencode({'service': 'WFS', 'request': 'GetCapabilities'})}")
    names = {name.rpartition(":")[2].lower(): name for name in LAYER.findall(capabilities)}
    found = {level: next((whole for name, whole in names.items() if level in name), "") for level in COLLECTIONS}
    if not all(found.values()):
        raise FetchError("unexpected", urlsplit(base).netloc)
    return found


def _features(web: Web, base: str, layer: str, municipality: str) -> Iterator[dict[str, Any]]:
    host = urlsplit(base).netloc
    only = FILTER.format(column=CODE, value=municipality)
    asked = {**ASKED, "typeNames": layer, "srsName": DEGREES, "count": PAGE, "FILTER": only}
    found = of_municipality(web.json(f"{base}?{urlencode(asked)}"), municipality, host)
    if not found:
        raise FetchError("nothing", host)
    yield from found
