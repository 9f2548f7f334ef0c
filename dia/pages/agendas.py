"""The agendas of a partnership, and the areas for which an adopted advice says that one can be opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.editing import Difference, stale_page
from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets.models import Area
from dia.actions.agendas_changed import terms_of
from dia.models import Agenda, Measure
from dia.pages.works_parties import Mark, marks
from dia.pipeline.agenda_lines import lines_of, measures_of
from dia.pipeline.sums import sum_up
from dia.words.amounts import euros
from sia.models import Snapshot
from sia.pipeline.snapshots import read_body

KINDS = {"agreed": "ok", "running": "ok", "stopped": "stop"}  # of the chip


@dataclass(frozen=True, slots=True)
class Advised:
    code: str
    name: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Entry:
    agenda: Agenda
    areas: list[str]
    marks: list[Mark]
    measures: int
    total: str
    gap: str

    @property
    def kind(self) -> str:
        return KINDS.get(self.agenda.state, "")


class AgendaList:
    def __init__(self, partnership: Partnership, user: User) -> None:
        self.partnership = partnership
        self.may_lead = may(user, P.LEAD, partnership)
        self.entries = entries(partnership, user)
        self.advised = advised_areas(partnership) if self.may_lead else []


def entries(partnership: Partnership, user: User) -> list[Entry]:
    agendas = list(Agenda.objects.of(partnership).visible_to(user).with_parties())
    measures: dict[int, list[Measure]] = defaultdict(list)
    for measure in measures_of(*agendas):
        measures[measure.agenda_id].append(measure)
    known = marks(partnership)
    names = area_names(partnership, {area.area_code for agenda in agendas for area in agenda.areas.all()})
    return [_entry(agenda, measures[agenda.pk], known, names) for agenda in agendas]


def _entry(agenda: Agenda, measures: list[Measure], known: dict[int, Mark], names: dict[str, str]) -> Entry:
    sums = sum_up(lines_of(measures, "euros"), agenda.years)
    taking = {pot.party_id for pot in agenda.pots.all()}
    return Entry(
        agenda=agenda,
        areas=[names[area.area_code] for area in agenda.areas.all()],
        marks=[mark for party, mark in known.items() if party in taking],
        measures=len(measures),
        total=euros(sums.total),
        gap=euros(sums.gap) if sums.gap else "",
    )


def conflict_page(agenda: Agenda, form: forms.Form, sent: QueryDict) -> dict[str, Any]:
    """Return what a colleague made of it, what somebody sent, and the version to send it on again."""
    labels = {name: str(form[name].label) for name in form.fields}
    return {"agenda": agenda, **stale_page(differences(agenda, form.cleaned_data, labels), sent, agenda.version)}


def differences(agenda: Agenda, mine: Mapping[str, Any], labels: Mapping[str, str]) -> list[Difference]:
    """Return what a colleague made of an agenda beside what somebody wants to make of it."""
    theirs = terms_of(agenda)
    names = area_names(agenda.partnership, [*theirs["areas"], *mine["areas"]])
    pairs = [(labels[name], *(_said(side[name], names) for side in (theirs, mine))) for name in theirs]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _said(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str | int):
        return str(value) or "–"
    return ", ".join(sorted(names.get(each, each) if isinstance(each, str) else str(each) for each in value))


def area_names(partnership: Partnership, codes: Iterable[str]) -> dict[str, str]:
    """Return the names of areas by code; an area that is on the map no more goes by its code."""
    asked = set(codes)
    found = Area.objects.of(partnership).current().filter(code__in=asked).values_list("code", "name")
    return {code: code for code in sorted(asked)} | dict(found)


def advised_areas(partnership: Partnership) -> list[Advised]:
    """Return the areas that are adopted as joint agenda, by name.

    Where two adopted advices name an area, the newer one.
    """
    found: dict[str, Advised] = {}
    for snapshot in Snapshot.objects.of(partnership).adopted().order_by("adopted_at"):
        for area in (read_body(snapshot) or {"areas": []})["areas"]:
            if area["adopted"] == "dia":
                found[area["code"]] = Advised(area["code"], area["name"], snapshot)
    return sorted(found.values(), key=lambda each: each.name)
