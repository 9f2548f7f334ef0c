"""The tables that a map reads: those of MAP_COLLECTIONS, as this reader may see them, that have rows now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from datasets.exports.making import table_of
from datasets.exports.places import Places
from datasets.exports.table import Table, Value
from datasets.registries import MAP_COLLECTIONS

# As Places.shapes tells it; without a place it tells nothing.
SHAPES = {"points": 0, "lines": 1, "areas": 2, "nowhere": None}
WORDS = {"points": _("points"), "lines": _("lines"), "areas": _("areas"), "nowhere": _("without a place")}


@dataclass(frozen=True, slots=True)
class Collection:
    """`rows` are those of the table that are in it, each with its key."""

    key: str
    title: str
    table: Table
    rows: Sequence[tuple[int, Sequence[Value]]]
    places: Places


def collections_of(partnership: Partnership, user: User) -> Iterator[Collection]:
    """Yield the collections that have rows; a table that is more than one collection is made once."""
    for (table, query), named in groupby(MAP_COLLECTIONS.items(), lambda each: (each[1].table, each[1].query)):
        whole = _whole(table, query, partnership, user)
        parts = [_part(whole, key, one.shapes) for key, one in named] if whole else []
        yield from (part for part in parts if part.rows)


def collection_of(key: str, partnership: Partnership, user: User) -> Collection | None:
    """Return one collection; None for what is no collection, and where there is no table yet."""
    if key not in MAP_COLLECTIONS:
        return None
    one = MAP_COLLECTIONS[key]
    whole = _whole(one.table, one.query, partnership, user)
    return _part(whole, key, one.shapes) if whole else None


def _whole(what: str, query: dict[str, str], partnership: Partnership, user: User) -> Collection | None:
    found = table_of(what, partnership, user, query)
    if found is None or not isinstance(found.places, Places):
        return None
    table, level = found.for_programs().beside_places(), query.get("level", "")
    title = found.title if level in found.title else f"{found.title} ({level})"
    return Collection(what, title, table, list(zip(table.keys, table.rows, strict=True)), found.places)


def _part(whole: Collection, key: str, drawn: str) -> Collection:
    if not drawn:
        return replace(whole, key=key)
    shapes = whole.places.shapes()
    rows = [(one, row) for one, row in whole.rows if shapes.get(one) == SHAPES[drawn]]
    places = whole.places.only([one for one, _row in rows])
    return replace(whole, key=key, title=f"{whole.title} ({WORDS[drawn]})", rows=rows, places=places)
