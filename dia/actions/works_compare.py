"""Rows of a file beside the works of its party as they stand: what loading them would make and change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.editing import stamp_of
from accounts.models import Partnership, Party
from datasets.models import Area
from datasets.parsers.problems import Problem, any_blocks, error
from dia.actions.works import FIXED
from dia.actions.works_place import areas_of, rounded, shape_of, touches, wkt
from dia.models import Site, Work
from dia.parsers.works import UNLIKELY, Row, Works, completed, unlikely
from dia.parsers.works_columns import STORED
from dia.planning.kinds import KINDS

WRITTEN = list(STORED.values())
WHERE = {"area", "place", "x", "y", "longitude", "latitude"}
TRANSLATED = {"number", "area", "site", "place"}
NEAR, SURFACE = 0.05, 2  # metres; and the dimensions of what has a boundary


@dataclass(frozen=True, slots=True)
class Change:
    """The change by a row: it makes a work (`work` is None) or changes `values` of one; `old` is what they were."""

    row: int
    title: str
    work: int | None
    values: Mapping[str, Any]
    old: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """The result of a check: what loading would do; nothing may be loaded while a problem blocks."""

    read: Works | None
    problems: list[Problem]
    changes: list[Change]
    same: int = 0

    @property
    def blocked(self) -> bool:
        return any_blocks(self.problems)

    @property
    def asks(self) -> bool:
        """Return whether a row holds something unusual, so that loading needs a yes."""
        return any(problem.code in UNLIKELY for problem in self.problems)

    @property
    def new(self) -> list[Change]:
        return [change for change in self.changes if change.work is None]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if change.work is not None]

    @cached_property
    def stamp(self) -> str:
        """Return the stamp of what is shown: loading does exactly this or nothing."""
        return stamp_of(
            {"changes": [(change.work, _said(change.values), _said(change.old)) for change in self.changes]}
        )


class Comparison:
    def __init__(self, partnership: Partnership, party: Party, read: Works) -> None:
        self.partnership, self.read = partnership, read
        self.problems: list[Problem] = []
        mine = Work.objects.of(partnership).filter(party=party)
        self.by_number = {work.pk: work for work in mine}
        self.by_title = {work.title: work for work in self.by_number.values()}
        self.areas = area_words(list(Area.objects.of(partnership).current().values_list("code", "name")))
        self.sites = dict(Site.objects.of(partnership).values_list("name", "pk"))
        self.places = {row.row: place for row in read.rows if (place := self._place(row)) is not None}
        self.homes = dict(zip(self.places, areas_of(partnership, list(self.places.values())), strict=True))

    def outcome(self) -> Checked:
        found = [self._change(row) for row in self.read.rows]
        problems = sorted([*self.read.problems, *self.problems], key=lambda problem: problem.row or 0)
        changes = [change for change in found if change and change.values]
        same = sum(change is not None and not change.values for change in found)
        return Checked(self.read, problems, [] if any_blocks(problems) else changes, same)

    def _change(self, row: Row) -> Change | None:
        before = len(self.problems)
        work = self._known(row)
        stored = plain(work) if work else None
        fields, problems = completed(replace(row, fields=self._in_our_words(row, stored)), stored)
        self.problems += [*problems, *unlikely(fields, stored, row.row, timezone.localdate().year)]
        if row.wrong or any_blocks(self.problems[before:]):
            return None
        values = {name: fields[name] for name in WRITTEN if name in fields}
        if work is None or stored is None:
            return Change(row.row, values["title"], None, {"severity": KINDS[values["kind"]].severity, **values})
        new = {name: value for name, value in values.items() if not same(value, stored[name])}
        if new and work.state in FIXED:
            self.problems.append(error("work_is_over", row.row, value=work.title))
        return Change(row.row, values["title"], work.pk, new, {name: stored[name] for name in new})

    def _known(self, row: Row) -> Work | None:
        """Return the own work that the row is about: by its number, else by its title."""
        number, titled = row.fields.get("number"), self.by_title.get(row.fields.get("title", ""))
        if number is None:
            return titled
        work = self.by_number.get(number)
        if work is None:
            self.problems.append(error("number_unknown", row.row, value=str(number)))
        elif titled and titled != work:
            self.problems.append(error("title_taken", row.row, value=titled.title))
        return work

    def _in_our_words(self, row: Row, stored: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the fields with codes and keys in the place of names, and the place in RD New."""
        fields = {name: value for name, value in row.fields.items() if name not in TRANSLATED}
        if row.row in self.places:
            fields["place"] = self.places[row.row]
        site, area = row.fields.get("site"), self._area(row, stored)
        if site and site not in self.sites:
            self.problems.append(error("site_unknown", row.row, value=site))
        elif site:
            fields["site_id"] = self.sites[site]
        return fields | ({"area_code": area} if area else {})

    def _place(self, row: Row) -> GEOSGeometry | None:
        given = row.fields.get("place")
        try:
            return shape_of(given) if given else None
        except ValidationError as refused:
            self.problems.append(error("place_refused", row.row, why=refused.messages[0]))
            return None

    def _area(self, row: Row, stored: Mapping[str, Any] | None) -> str | None:
        """Return the area that the row names, else the stored one, else where the place lies.

        A place that is new must lie in it.
        """
        named, place = row.fields.get("area"), self.places.get(row.row)
        code = self._named(named) if named else stored["area_code"] if stored else self.homes.get(row.row)
        if code is None and not row.wrong & WHERE:
            self.problems.append(error("area_unknown" if named else "area_missing", row.row, value=named))
        if code is None:
            return None
        moved = place is not None and not (stored and same(place, stored["place"]))
        if moved and place and self.homes[row.row] != code and not touches(self.partnership, code, place):
            self.problems.append(error("place_elsewhere", row.row, value=named or code))
        return code

    def _named(self, name: str) -> str | None:
        return self.areas.get(name.lower())


def area_words(areas: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the codes of areas by code, and by each name that one area only has.

    “Centrum” is both a wijk and a buurt in many cities.
    """
    names = [name.lower() for _code, name in areas]
    unique = {name.lower(): code for code, name in areas if names.count(name.lower()) == 1}
    return unique | {code.lower(): code for code, _name in areas}


def plain(work: Work) -> dict[str, Any]:
    return {name: getattr(work, name) for name in WRITTEN} | {"fte_years": float(work.fte_years)}


def same(new: Any, old: Any) -> bool:
    """Compare two values; a place as the forms of our own files bring it back."""
    if isinstance(new, GEOSGeometry):
        return old is not None and (wkt(new) == wkt(rounded(old)) or _near(new, old))
    return bool(new == old)


def _near(one: GEOSGeometry, other: GEOSGeometry) -> bool:
    """Return whether both draw the same.

    Degrees move a corner by a centimetre or two, GeoJSON turns rings, and a GeoPackage calls one line several.
    """
    apart = max(abs(here - there) for here, there in zip(one.extent, other.extent, strict=True))
    if one.dims != other.dims or apart > NEAR:
        return False
    lines = [shape.boundary if shape.dims == SURFACE else shape for shape in (one, other)]
    return lines[0].within(lines[1].buffer(NEAR)) and lines[1].within(lines[0].buffer(NEAR))


def _said(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted((name, wkt(value) if isinstance(value, GEOSGeometry) else value) for name, value in values.items())
