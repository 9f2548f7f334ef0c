"""The changes of an agenda, newest first.

Each line with who did it, for which party, and how it stood before and after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dia.models import Agenda, AgendaEvent, Bundle, Commitment, Consent, JoinRequest, LookBack, Measure, Scenario
from dia.pages.agendas import area_names
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.words.amounts import words

PAGE = 50
Kind = AgendaEvent.Kind
STATES: dict[str, Any] = {
    Kind.MOVED: Agenda.State,
    Kind.COMMITMENT: Commitment.State,
    Kind.BUNDLE: Bundle.State,
    Kind.REQUEST: JoinRequest.State,
    Kind.SCENARIO: Scenario.State,
    Kind.LOOK_BACK: LookBack.State,
}
LABELS: dict[str, str | Promise] = {
    "euros": gettext_lazy("amount"),
    "fte": gettext_lazy("manpower"),
    "days": gettext_lazy("days of hindrance"),
    "state": gettext_lazy("state"),
    "decision": gettext_lazy("decision"),
    "reason": gettext_lazy("reason"),
    "note": gettext_lazy("note"),
    "text": gettext_lazy("message"),
    "answer": gettext_lazy("answer"),
    "agenda": gettext_lazy("agenda"),
    "group": gettext_lazy("group"),
    "work": gettext_lazy("work"),
    "to": gettext_lazy("asked of"),
    "due": gettext_lazy("answer before"),
    "name": gettext_lazy("name"),
    "goals": gettext_lazy("goals"),
    "areas": gettext_lazy("areas"),
    "parties": gettext_lazy("parties"),
    "first_year": gettext_lazy("first year"),
    "last_year": gettext_lazy("last year"),
    "price_year": gettext_lazy("prices of the year"),
    "with_vat": gettext_lazy("amounts with VAT"),
    "year": gettext_lazy("year"),
    "split": gettext_lazy("split of the common cost"),
    "overlap": gettext_lazy("share of the days that works need together"),
    "tolerance": gettext_lazy("tolerance"),
    "evidence": gettext_lazy("evidence for a large saving"),
    "household_days": gettext_lazy("household-days"),
    "refuses": gettext_lazy("refuses what comes above"),
    "agrees": gettext_lazy("agrees"),
    "consent": gettext_lazy("consent"),
    "condition": gettext_lazy("condition"),
    "met": gettext_lazy("condition is met"),
    "carries": gettext_lazy("scenarios may keep its money for a later year"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice in the address; what is empty or unknown chooses nothing."""

    party: str = ""
    kind: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        party, kind = query.get("party", "")[:18], query.get("kind", "")
        digits = party.isascii() and party.isdigit()
        return cls(party if digits else "", kind if kind in Kind.values else "")

    def query(self, **changes: str) -> str:
        new = replace(self, **changes)
        kept = [(each.name, value) for each in fields(self) if (value := getattr(new, each.name))]
        return "?" + urlencode(kept)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another by now; empty is that there was, or is, none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    event: AgendaEvent
    mark: Mark | None
    subject: str
    changes: list[Change]


class HistoryPage:
    def __init__(self, agenda: Agenda, query: Mapping[str, str]) -> None:
        self.agenda, self.choice = agenda, Choice.read(query)
        self._number = query.get("page", "")
        self.names = area_names(agenda.partnership, self._codes())

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return marks(self.agenda.partnership)

    @property
    def events(self) -> QuerySet[AgendaEvent]:
        found = self.agenda.events.select_related("by", "party")
        given = {"party": self.choice.party, "kind": self.choice.kind}
        return found.filter(**{name: value for name, value in given.items() if value})

    @cached_property
    def shown(self) -> Page[AgendaEvent]:
        return Paginator(self.events, PAGE).get_page(self._number)

    def _codes(self) -> list[str]:
        """Return every area that these lines tell of, also those that are off the agenda by now."""
        own = [area.area_code for area in self.agenda.areas.all()]
        told = [side.get("areas", []) for event in self.shown for side in (event.before or {}, event.after or {})]
        caps = [event.subject for event in self.shown if event.kind == Kind.CAP]
        return [*own, *caps, *(code for codes in told for code in codes)]

    @property
    def lines(self) -> list[Line]:
        return [self._line(event) for event in self.shown]

    @property
    def any_events(self) -> bool:
        return bool(self.shown.paginator.count) or self.agenda.events.exists()

    @property
    def parties(self) -> list[tuple[str, str]]:
        return [(str(pk), mark.name) for pk, mark in self.marks.items()]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Kind.choices]

    def _line(self, event: AgendaEvent) -> Line:
        party = event.party
        mark = (self.marks.get(party.pk) or Mark(COLOURS, "?", party.name)) if party else None
        return Line(event, mark, self._subject(event), self._changes(event))

    def _subject(self, event: AgendaEvent) -> str:
        if event.kind == Kind.CAP:
            return self.names.get(event.subject, event.subject)
        if event.kind == Kind.COMMITMENT:
            return str(dict(Commitment.Funding.choices).get(event.subject, event.subject))
        return event.subject

    def _changes(self, event: AgendaEvent) -> list[Change]:
        if event.kind == Kind.CAP:
            return [Change(str(LABELS["household_days"]), limit(event.before), limit(event.after))]
        before, after = event.before or {}, event.after or {}
        named = [key for key in LABELS if key in before or key in after]
        keys = [key for key in dict.fromkeys([*named, *before, *after]) if before.get(key) != after.get(key)]
        said = [(key, *(self._said(event.kind, key, side.get(key)) for side in (before, after))) for key in keys]
        return [Change(str(LABELS.get(key, key)), old, new) for key, old, new in said if old or new]

    def _said(self, kind: str, key: str, value: Any) -> str:
        """Return a value as the screen says it; empty for nothing."""
        if value in (None, "", [], {}):
            return ""
        if key in {"euros", "fte"}:
            return amount(key, value)
        if choices := {
            "state": STATES.get(kind),
            "group": Measure.Group,
            "split": Bundle.Split,
            "consent": Consent.Answer,
        }.get(key):
            return str(dict(choices.choices).get(value, value))
        if key == "areas":
            return ", ".join(self.names.get(code, code) for code in value)
        return of_year(value) if isinstance(value, dict) else plain(key, value)


def amount(unit: str, value: Any) -> str:
    """Return an amount in words; of manpower nothing where there is none, while € 0 is a choice."""
    if unit == "euros":
        return words(int(value), "euros")
    return words(value, "fte") if float(value) else ""


def of_year(cell: Mapping[str, Any]) -> str:
    return ", ".join(part for unit in ("euros", "fte") if (part := amount(unit, cell[unit])))


def limit(cap: Mapping[str, Any] | None) -> str:
    if not cap:
        return ""
    days = number_format(cap["household_days"], force_grouping=True)
    return f"{days}, {LABELS['refuses']}" if cap["refuses"] else days


def plain(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if key == "due" and (day := parse_date(value)):
        return date_format(day, "j M Y")
    if "year" in key or isinstance(value, str):
        return str(value)
    return number_format(value, use_l10n=True, force_grouping=True)
