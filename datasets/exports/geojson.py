"""A table as GeoJSON (RFC 7946); what it comes from stands beside the features."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from datasets.exports.table import Table, Value, Withheld

COMPACT = (",", ":")


def geojson(table: Table, out: BinaryIO) -> None:
    """Write one feature per row, in the order of the table.

    A place that is absent or not the reader's to see is null.
    """
    table = table.beside_places()
    shapes = table.places.geojson() if table.places else {}
    head = {"type": "FeatureCollection", "name": table.name, "title": table.title, "origin": table.origin.plain}
    out.writelines(collection(head, features(table, zip(table.keys, table.rows, strict=True), shapes)))


def features(
    table: Table, rows: Iterable[tuple[int, Sequence[Value]]], shapes: Mapping[int, str], **more: Any
) -> Iterator[str]:
    """Yield these rows of the table as features, each with the key of its place.

    `more` stands beside what RFC 7946 asks.
    """
    names, beside = [column.key for column in table.columns], f",{_json(more)[1:-1]}" if more else ""
    for key, row in rows:
        properties = _json(dict(zip(names, row, strict=True)))
        shape = shapes.get(key, "null")
        yield f'{{"type":"Feature","id":{key},"geometry":{shape},"properties":{properties}{beside}}}'


def collection(head: Mapping[str, Any], found: Iterable[str]) -> Iterator[bytes]:
    yield _json(head)[:-1].encode() + b',"features":['
    for place, feature in enumerate(found):
        yield (",\n" if place else "\n").encode() + feature.encode()
    yield b"\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=COMPACT, default=_number)


def _number(value: Any) -> float | None:
    """Return a value as JSON knows it: a decimal as float, a withheld one as None."""
    return None if isinstance(value, Withheld) else float(value)
