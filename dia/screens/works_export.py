"""The register as a file for Dutch Excel. What a party gets of its own works, it can upload again: nothing changes."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import get_language

from accounts.models import Partnership, User
from datasets import spreadsheets
from dia.actions.works_place import wkt
from dia.models import Work
from dia.parsers.works_columns import DUTCH, ENGLISH, FIELDS, KINDS, NO, STATES, YES
from dia.screens.works import Choice, area_names, chosen
from dia.screens.works_parties import own_parties

COLUMNS = [
    "number",
    "party",
    "title",
    "kind",
    "state",
    "area",
    "site",
    "earliest",
    "preferred",
    "latest",
    "flexibility",
]
COLUMNS += ["direct_cost", "common_cost", "fte_years", "days", "severity", "households", "mandatory", "value"]
COLUMNS += ["confidential", "description", "place"]
LONGEST_PLACE = 8_000  # signs: a longer cell is refused by who reads it, and stays out
AREA_NAME = ("naam van het gebied", "name of the area")


def works_csv(partnership: Partnership, user: User, choice: Choice) -> str:
    """One row per chosen work, in the order of the page; a place, and what tells of it, only where this reader may see it."""
    language, names = ENGLISH if get_language() == "en" else DUTCH, area_names(partnership)
    mine = {party.pk for party in own_parties(user, partnership)}
    out = io.StringIO()
    writer = spreadsheets.writer(out)
    writer.writerow([*(FIELDS[name][language] for name in COLUMNS), AREA_NAME[language]])
    for work in with_own_places(chosen(partnership, choice), mine):
        cells = [*_cells(work, language, seen=not work.confidential or work.party_id in mine)]
        writer.writerow(_cell(value) for value in [*cells, names.get(work.area_code, "")])
    return out.getvalue()


def with_own_places(works: Any, mine: set[int]) -> Iterable[Work]:
    """A confidential place of another party does not even leave the database."""
    places = dict(Work.objects.filter(pk__in=works.values("pk"), confidential=False).values_list("pk", "place")) | dict(
        Work.objects.filter(pk__in=works.values("pk"), party__in=mine).values_list("pk", "place")
    )
    for work in works:
        work.place = places.get(work.pk)
        yield work


def _cells(work: Work, language: int, *, seen: bool) -> Iterable[Any]:
    special: dict[str, Any] = {
        "number": work.pk,
        "party": work.party.name,
        "kind": KINDS[work.kind][language] if work.kind in KINDS else work.kind,
        "state": STATES[work.state][language],
        "area": work.area_code,
        "site": work.site.name if work.site and seen else "",
        "mandatory": _truth(work.mandatory, language),
        "confidential": _truth(work.confidential, language),
        "description": work.description if seen else "",
        "place": _place(work),
    }
    for name in COLUMNS:
        yield special[name] if name in special else getattr(work, name)


def _truth(value: bool, language: int) -> str:
    return (YES if value else NO)[language]


def _place(work: Work) -> str:
    text = wkt(work.place) if work.place else ""
    return text if len(text) <= LONGEST_PLACE else ""


def _cell(value: Any) -> Any:
    if isinstance(value, bool | int | str):
        return spreadsheets.harmless(value)
    return "" if value is None else str(value).replace(".", get_format("DECIMAL_SEPARATOR"))
