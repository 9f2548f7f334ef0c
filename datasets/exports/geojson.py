"""A table as GeoJSON (RFC 7946); what it comes from stands beside the features."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from datasets.exports.table import Table, Withheld

COMPACT = (",", ":")


def geojson(table: Table, out: BinaryIO) -> None:
    """One feature per row, in the order of the table; a place that is absent or not the reader's to see is null."""
    table = table.beside_places()
    shapes = table.places.geojson() if table.places else {}
    names = [column.key for column in table.columns]
    head = {"type": "FeatureCollection", "name": table.name, "title": table.title, "origin": table.origin.plain}
    out.write(_json(head)[:-1].encode() + b',"features":[')
    for place, (key, row) in enumerate(zip(table.keys, table.rows, strict=True)):
        properties = _json(dict(zip(names, row, strict=True)))
        feature = f'{{"type":"Feature","id":{key},"geometry":{shapes.get(key, "null")},"properties":{properties}}}'
        out.write((",\n" if place else "\n").encode() + feature.encode())
    out.write(b"\n]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=COMPACT, default=_number)


def _number(value: Any) -> float | None:
    """Of what json does not know: a decimal, or one that is withheld."""
    return None if isinstance(value, Withheld) else float(value)
