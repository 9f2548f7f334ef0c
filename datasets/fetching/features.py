"""Boundaries by OGC API Features, as one GeoPackage with a layer for each collection.

That is the form in which CBS publishes them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np

from datasets.fetching.web import FetchError, Web
from datasets.parsers.files import FileKind
from datasets.parsers.map_files import LayerContent, MapFile
from datasets.parsers.problems import RefusedError

COLLECTIONS = ("gemeenten", "wijken", "buurten")
PAGE = 1000
CODE = "gemeentecode"


def geopackage(web: Web, base: str, municipality: str, progress: Any) -> bytes:
    """Fetch all collections as one GeoPackage; `base` is the address below which the API stands."""
    layers = ((name, features(web, f"{base}/ogc/v1", name, municipality)) for name in COLLECTIONS)
    return written(layers, urlsplit(base).netloc, progress)


def written(layers: Iterable[tuple[str, Iterable[dict[str, Any]]]], host: str, progress: Any) -> bytes:
    """Return features by layer, each in one of COLLECTIONS, as one GeoPackage."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "boundaries.gpkg"
        for place, (name, found) in enumerate(layers, start=1):
            _add_layer(path, name, list(found), host)
            progress(place, len(COLLECTIONS) + 1)
        return path.read_bytes()


def features(web: Web, base: str, collection: str, municipality: str) -> Iterator[dict[str, Any]]:
    """Yield the features of the municipality, page after page.

    Raises FetchError where there is none or the answer is of another form.
    """
    asked = urlencode({"f": "json", "limit": PAGE, CODE: municipality})
    address, host, found = f"{base}/collections/{collection}/items?{asked}", urlsplit(base).netloc, 0
    for page in web.pages(address, _next):
        for feature in of_municipality(page, municipality, host):
            found += 1
            yield feature
    if not found:
        raise FetchError("nothing", host)


def of_municipality(page: dict[str, Any], municipality: str, host: str) -> list[dict[str, Any]]:
    """Return the features of the municipality in an answer, whatever its server did with our filter."""
    if page.get("type") != "FeatureCollection" or not isinstance(page.get("features"), list):
        raise FetchError("unexpected", host)
    return [feature for feature in page["features"] if _properties(feature, host).get(CODE) == municipality]


def _properties(feature: Any, host: str) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise FetchError("unexpected", host)
    return properties


def _next(page: dict[str, Any]) -> Any:
    links = page.get("links")
    links = links if isinstance(links, list) else []
    return next((link.get("href") for link in links if isinstance(link, dict) and link.get("rel") == "next"), None)


def _add_layer(path: Path, name: str, found: list[dict[str, Any]], host: str) -> None:
    """Add a layer to the file, with shapes and columns as they came.

    The day of writing stays out, so that the same content is the same file.
    """
    import pyogrio
    from pyogrio import raw

    layer = _read(path.with_suffix(".geojson"), found, host)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        raw.write(
            str(path),
            np.array(layer.shapes, dtype=object),
            list(layer.columns.values()),
            list(layer.columns),
            layer=name,
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs=layer.crs,
            encoding="UTF-8",
            promote_to_multi=True,
            append=path.exists(),
        )
    except (RuntimeError, ValueError) as fault:  # all of pyogrio's errors are RuntimeErrors
        raise FetchError("unexpected", host) from fault
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _read(path: Path, found: list[dict[str, Any]], host: str) -> LayerContent:
    """Read the answer in a child: it is a file of somebody else too."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8")
    try:
        with MapFile(path, FileKind.GEOJSON) as file:
            return file.read(file.layers[0], shapes=True)
    except (RefusedError, IndexError) as fault:
        raise FetchError("unexpected", host) from fault
