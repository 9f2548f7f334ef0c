"""The register as a table to take along. What a party gets of its own works, it can upload again: nothing changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from datasets.exports import Column, Places, Style, Table, origin_of
from datasets.exports.table import Labels, Value, file_name
from datasets.pipeline.grants import shown_places
from dia.actions.works_place import wkt
from dia.models import Work
from dia.pages.works import Choice, area_names, chosen
from dia.parsers.works_columns import (
    DUTCH,
    ENGLISH,
    FIELDS,
    KIND,
    KINDS,
    NO,
    STATE,
    STATES,
    STORED,
    TRUTH,
    YES,
    Cell,
)
from dia.querysets import WorkQuerySet, place_seen

COLUMNS = ("number", "party", *STORED)
LONGEST_PLACE = 8_000  # signs: a longer cell is refused by who reads it, and stays out
AREA_NAME = ("naam van het gebied", "name of the area")


def works(partnership: Partnership, user: User, query: dict[str, str]) -> Table:
    """Return one row per chosen work, in the order of the page.

    A place, and what tells of it, only where this reader may see it.
    """
    language, names = ENGLISH if get_language() == "en" else DUTCH, area_names(partnership)
    shown = shown_places(user, partnership)
    found = chosen(partnership, Choice.read(query))
    rows, held = [], []
    for work in with_seen_places(found, shown):
        cells = _cells(work, seen=not work.confidential or work.party_id in shown)
        rows.append([*cells, names.get(work.area_code)])
        held.append(work)
    keys = [work.pk for work in held]
    return Table(
        name=file_name(gettext_lazy("works"), partnership.slug, timezone.localdate().isoformat()),
        title=_("Works"),
        columns=[*_columns(language), Column("area_name", AREA_NAME[language])],
        rows=rows,
        count=len(rows),
        origin=origin_of(partnership, ()),
        keys=keys,
        places=Places(seen_places(keys, shown), "place", Style()),
        places_of=told_of(held, shown),
    )


def seen_places(works: Any, shown: Collection[int]) -> WorkQuerySet:
    """Return the works of which this reader may see the place.

    Any other confidential one does not even leave the database.
    """
    return Work.objects.filter(place_seen(shown), pk__in=works)


def with_seen_places(works: WorkQuerySet, shown: Collection[int]) -> Iterable[Work]:
    """Yield each work with its place, where this reader may see it."""
    places = dict(seen_places(works.values("pk"), shown).values_list("pk", "place"))
    for work in works:
        work.place = places.get(work.pk)
        yield work


def place_texts(works: Collection[int], shown: Collection[int]) -> dict[int, str]:
    """Return the place of these works, by number, in the words of a file, where this reader may see it."""
    return {pk: place_text(place) for pk, place in seen_places(works, shown).values_list("pk", "place")}


def told_of(works: Iterable[Work], shown: Collection[int]) -> list[int]:
    """Return the parties of which a table of these works tells confidential places."""
    return sorted({work.party_id for work in works if work.confidential} & set(shown))


def _columns(language: int) -> Iterable[Column]:
    labels: dict[Cell, Labels] = {
        KIND: told(KINDS, language),
        STATE: told(STATES, language),
        TRUTH: {True: YES[language], False: NO[language]},
    }
    for name in COLUMNS:
        field = FIELDS[name]
        yield Column(name, field.names[language], field.cell.column, labels.get(field.cell, {}))


def told(words: Mapping[str, tuple[str, ...]], language: int) -> Labels:
    return {key: names[language] for key, names in words.items()}


def _cells(work: Work, *, seen: bool) -> Iterable[Value]:
    special: dict[str, Value] = {
        "number": work.pk,
        "party": work.party.name,
        "area": work.area_code,
        "site": work.site.name if work.site and seen else "",
        "description": work.description if seen else "",
        "place": place_text(work.place),
    }
    for name in COLUMNS:
        yield special[name] if name in special else getattr(work, name)


def place_text(place: GEOSGeometry | None) -> str:
    text = wkt(place) if place else ""
    return text if len(text) <= LONGEST_PLACE else ""
