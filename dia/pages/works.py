"""The register: works of all parties, chosen and ordered by what stands in the address, as a table and on a map."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, CharField, F, Q, Value, When
from django.urls import reverse

from accounts.models import Partnership, User
from accounts.permissions import P, acts_for, may
from datasets.models import Area, AreaMap, Level
from datasets.pipeline.grants import shown_places
from dia.actions.works_place import WGS84
from dia.models import Work
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.pages.works_window import Bar, axis
from dia.querysets import WorkQuerySet, place_seen

PAGE = 200
PRECISE = 6  # decimals of a degree: a tenth of a metre
ORDERS = {
    "title": ["title"],
    "party": ["party__name"],
    "kind": ["kind"],
    "area": ["area_code"],
    "year": ["preferred", "earliest"],
    "cost": ["cost"],
    "fte": ["fte_years"],
    "state": ["state"],
}
NUMBERS = {"year", "cost", "fte"}


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice in the address; what is empty or unknown chooses nothing."""

    party: str = ""
    kind: str = ""
    area: str = ""
    year: str = ""
    state: str = ""
    sort: str = "year"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        given = {each.name: query.get(each.name, "") for each in fields(cls)}
        given |= {name: "" for name in ("party", "year") if not given[name].isascii() or not given[name].isdigit()}
        given |= {name: given[name][:4] if name == "year" else given[name][:18] for name in ("party", "year")}
        if given["sort"].removeprefix("-") not in ORDERS:
            given["sort"] = "year"
        return cls(**given)

    def query(self, **changes: str) -> str:
        new, usual = replace(self, **changes), Choice()
        names = [each.name for each in fields(self)]
        return "?" + urlencode(
            [(name, getattr(new, name)) for name in names if getattr(new, name) != getattr(usual, name)]
        )

    @property
    def is_made(self) -> bool:
        return replace(self, sort="year") != Choice()


@dataclass(frozen=True, slots=True)
class Row:
    work: Work
    mark: Mark
    area: str
    bar: Bar
    shape: Any = None
    is_hidden: bool = False


def chosen(partnership: Partnership, choice: Choice) -> WorkQuerySet:
    works = Work.objects.of(partnership).plain().annotate(cost=F("direct_cost") + F("common_cost"))
    given = {"party": choice.party, "kind": choice.kind, "state": choice.state}
    works = works.filter(**{name: value for name, value in given.items() if value})
    if choice.area:
        works = works.filter(in_area(choice.area))
    if choice.year:
        works = works.filter(earliest__lte=int(choice.year), latest__gte=int(choice.year))
    name, turned = choice.sort.removeprefix("-"), choice.sort.startswith("-")
    return works.order_by(*(f"-{key}" if turned else key for key in ORDERS[name]), "title", "pk")


def in_area(code: str) -> Q:
    """Return the condition of works in an area; a wijk holds the works of its buurten."""
    inside = Q(area_code=code)
    return inside | Q(area_code__startswith=f"BU{code[2:]}") if code.startswith("WK") else inside


def with_places(works: WorkQuerySet, places: Collection[int]) -> WorkQuerySet:
    """Add `shape` as GeoJSON text, None without place, and `hidden`.

    What is confidential stays in the database, and is `hidden`, for who does not see the places of its party: see
    datasets.pipeline.grants.shown_places.
    """
    seen = place_seen(places)
    geojson = AsGeoJSON(Transform("place", WGS84), precision=PRECISE)
    return works.annotate(
        shape=Case(When(seen, then=geojson), default=Value(None), output_field=CharField()),
        hidden=Case(When(seen, then=Value(False)), default=Value(True), output_field=BooleanField()),
    )


def page(partnership: Partnership, user: User, choice: Choice, number: str = "") -> dict[str, Any]:
    rows = rows_of(partnership, with_places(chosen(partnership, choice), shown_places(user, partnership)))
    shown = Paginator(rows, PAGE).get_page(number)
    return {
        "rows": shown,
        "choice": choice,
        "heads": heads(choice),
        "totals": totals(rows),
        "axis": axis([row.work for row in rows]),
        "on_map": on_map(partnership, rows),
        "places_of": places_of(rows),
        "any_works": bool(rows) or Work.objects.of(partnership).exists(),
        "may_plan": may(user, P.PLAN, partnership),
        **options(partnership, choice),
        **outlines(partnership),
    }


def rows_of(partnership: Partnership, works: Iterable[Work]) -> list[Row]:
    found, signs, names = list(works), marks(partnership), area_names(partnership)
    years = axis(found)
    return [
        Row(
            work,
            signs.get(work.party_id) or Mark(COLOURS, "?", work.party.name),
            names.get(work.area_code, work.area_code),
            years.bar(work),
            json.loads(shape) if (shape := getattr(work, "shape", None)) else None,
            getattr(work, "hidden", False),
        )
        for work in found
    ]


def places_of(rows: Iterable[Row]) -> set[int]:
    """Return the parties of which confidential places are shown in these rows."""
    return {row.work.party_id for row in rows if row.work.confidential and not row.is_hidden}


def area_names(partnership: Partnership) -> dict[str, str]:
    return dict(Area.objects.of(partnership).order_by("vintage").values_list("code", "name"))


def totals(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "works": len(rows),
        "cost": sum(row.work.planned_cost for row in rows),
        "fte": sum(row.work.fte_years for row in rows),
        "parties": len({row.work.party_id for row in rows}),
    }


def heads(choice: Choice) -> list[dict[str, Any]]:
    """Return per column the link that orders by it, and how it is ordered now."""
    found = []
    for name in ORDERS:
        now = {name: "ascending", f"-{name}": "descending"}.get(choice.sort, "")
        other = f"-{name}" if now == "ascending" or (name in NUMBERS - {"year"} and not now) else name
        found.append({"key": name, "sorted": now, "href": choice.query(sort=other), "is_number": name in NUMBERS})
    return found


def options(partnership: Partnership, choice: Choice) -> dict[str, Any]:
    """Return what can be chosen: only what some work has."""
    held = Work.objects.of(partnership)
    codes = set(held.values_list("area_code", flat=True))
    codes |= {f"WK{code[2:8]}" for code in codes if code.startswith("BU")}
    names = area_names(partnership)
    areas = sorted((names.get(code, code), code) for code in codes | ({choice.area} - {""}))
    spans = held.values_list("earliest", "latest")
    kinds = set(held.values_list("kind", flat=True).distinct())
    states = set(held.values_list("state", flat=True).distinct())
    return {
        "parties": [(str(pk), mark.name) for pk, mark in marks(partnership).items()],
        "kinds": [pair for pair in Work.Kind.choices if pair[0] in kinds],
        "states": [pair for pair in Work.State.choices if pair[0] in states],
        "areas": [(code, f"{name} ({code[:2]})" if code.startswith("WK") else name) for name, code in areas],
        "years": sorted({str(year) for first, last in spans for year in range(first, last + 1)}),
    }


def outlines(partnership: Partnership) -> dict[str, Any]:
    kept = AreaMap.objects.of(partnership)
    return {"map": kept.newest(Level.BUURT) or kept.newest(Level.WIJK), "tiles_url": settings.MAP_TILES_URL}


def on_map(partnership: Partnership, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what the map draws of each work; without a shape it is known by its area only."""
    return [
        {
            "id": row.work.pk,
            "href": reverse("work", args=[partnership.slug, row.work.pk]),
            "title": row.work.title,
            "about": f"{row.mark.name}, {row.bar.label}",
            "party": row.mark.number,
            "letters": row.mark.letters,
            "area": row.work.area_code,
            "shape": row.shape,
        }
        for row in rows
    ]


def may_change(work: Work, user: User) -> bool:
    return acts_for(user, P.PLAN, work.partnership, work.party)
