"""The features of a collection, a page at a time, and one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from datasets.exports.geojson import collection, features
from datasets.ogc.asked import SYSTEMS, Asked
from datasets.ogc.collections import Collection
from datasets.ogc.documents import GEOJSON, JSON, Link, link


def page(found: Collection, asked: Asked, root: str, query: dict[str, str]) -> bytes:
    """Return as many features as asked from `offset`, with where the page before and the page after are."""
    held = found.places.within(asked.boxes) if asked.boxes else None
    rows = [(key, row) for key, row in found.rows if held is None or key in held]
    shown = rows[asked.offset : asked.offset + asked.limit]
    shapes = found.places.only([key for key, _row in shown]).geojson(SYSTEMS[asked.crs])
    head = {
        "type": "FeatureCollection",
        "title": found.title,
        "origin": found.table.origin.plain,
        "links": _links(found, asked, len(rows), f"{root}collections/{found.key}", query),
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": len(rows),
        "numberReturned": len(shown),
    }
    return b"".join(collection(head, features(found.table, shown, shapes)))


def _links(found: Collection, asked: Asked, matched: int, here: str, query: dict[str, str]) -> list[Link]:
    def at(offset: int) -> str:
        return f"{here}/items?{urlencode({**query, 'limit': asked.limit, 'offset': offset})}"

    links = [link("self", f"{here}/items" + (f"?{urlencode(query)}" if query else ""), GEOJSON)]
    links.append(link("collection", here, JSON, found.title))
    if asked.offset + asked.limit < matched:
        links.append(link("next", at(asked.offset + asked.limit), GEOJSON))
    if asked.offset:
        links.append(link("prev", at(max(0, asked.offset - asked.limit)), GEOJSON))
    return links


def feature(found: Collection, key: int, asked: Asked, root: str) -> bytes | None:
    """Return one feature; None where the collection has no such row for this reader."""
    row = dict(found.rows).get(key)
    if row is None:
        return None
    here = f"{root}collections/{found.key}"
    links = [link("self", f"{here}/items/{key}", GEOJSON), link("collection", here, JSON, found.title)]
    shapes, origin = found.places.only([key]).geojson(SYSTEMS[asked.crs]), found.table.origin.plain
    [written] = features(found.table, [(key, row)], shapes, links=links, origin=origin)
    return written.encode()
