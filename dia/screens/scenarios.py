"""Scenarios of an agenda: the list beside the baseline, and one with what moves, what it costs and what lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import number_format

from accounts.models import Party, User
from dia.actions.agendas import OPEN as AGENDA_OPEN
from dia.actions.scenarios import moves_of, moving_parties
from dia.models import Agenda, Scenario, ScenarioConsent, Work
from dia.pipeline.agenda_lines import measures_of
from dia.rights import MAY_COMMIT, MAY_LEAD, MAY_PLAN, parties_of
from dia.screens import scenarios_words as words
from dia.screens.agenda_astray import Stray, strays_of
from dia.screens.scenarios_curve import Curve, curve
from dia.screens.works import area_names
from dia.screens.works_parties import COLOURS, Mark, marks

State = Scenario.State
MAY_ASK = tuple(dict.fromkeys([*MAY_PLAN, *MAY_LEAD]))
KINDS = {State.RUNNING: "busy", State.WAITING: "busy", State.DONE: "ok", State.ADOPTED: "ok", State.FAILED: "stop"}


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario in the list; the figures of its plan and of the baseline, where there are any."""

    scenario: Scenario
    chip: str
    plan: Mapping[str, Any]
    baseline: Mapping[str, Any]
    moves: int


@dataclass(frozen=True, slots=True)
class Move:
    work: Work | None
    title: str
    mark: Mark
    before: int
    after: int

    @property
    def years(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Line:
    """Of a party or an area: per year, and in all, the amount before and after as it is written."""

    name: str
    mark: Mark | None
    cells: list[tuple[str, str]]
    total: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    party: Party
    mark: Mark
    consent: ScenarioConsent | None
    moves: int
    is_mine: bool


class ScenarioPage:
    def __init__(self, scenario: Scenario, user: User) -> None:
        self.scenario, self.user, self.agenda = scenario, user, scenario.agenda
        self.partnership = scenario.agenda.partnership
        self.outcome: Mapping[str, Any] = scenario.outcome
        self.plan: Mapping[str, Any] = scenario.outcome.get("plan", {})
        self.baseline: Mapping[str, Any] = scenario.outcome.get("baseline", {})

    @property
    def chip(self) -> str:
        return KINDS.get(State(self.scenario.state), "")

    @property
    def is_busy(self) -> bool:
        return self.scenario.state in {State.WAITING, State.RUNNING}

    @property
    def may_ask(self) -> bool:
        return self.user.has_role(self.partnership, *MAY_ASK)

    @cached_property
    def works(self) -> dict[str, Work]:
        keys = [int(work["key"]) for work in self.scenario.problem.get("works", [])]
        flawed = Work.objects.of(self.partnership).filter(measure__agenda=self.agenda)
        known = Work.objects.filter(pk__in=keys) | flawed
        return {str(work.pk): work for work in known.select_related("party").defer("place")}

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return marks(self.partnership)

    @cached_property
    def names(self) -> words.Names:
        parties = {str(pk): mark.name for pk, mark in self.marks.items()}
        titles = {key: work.title for key, work in self.works.items()}
        return words.Names(titles, parties, area_names(self.partnership))

    @property
    def proof(self) -> str:
        return words.proof(self.outcome)

    @property
    def bound(self) -> str:
        return words.bound(self.outcome)

    @property
    def flaws(self) -> list[str]:
        return words.flaws(self.scenario, self.names)

    @property
    def shortages(self) -> list[str]:
        return words.shortages(self.plan, self.names)

    @property
    def shortlist(self) -> str:
        return words.shortlist(self.outcome)

    @property
    def concentrated(self) -> str:
        return words.concentrated(self.outcome)

    @property
    def concentrated_shortages(self) -> list[str]:
        return words.shortages(self.outcome.get("concentrated", {}), self.names)

    @property
    def baseline_shortages(self) -> list[str]:
        return words.shortages(self.baseline, self.names)

    @property
    def missing(self) -> list[str]:
        """Works that have to be done and cannot be."""
        return [self.names.work(key) for key in self.outcome.get("missing", [])]

    @property
    def not_done(self) -> list[str]:
        """Optional works for which there is no room."""
        missing = set(self.outcome.get("missing", []))
        return [
            self.names.work(k) for k, year in self.plan.get("years", {}).items() if year is None and k not in missing
        ]

    @property
    def left_out(self) -> list[str]:
        return [self.names.work(pk) for pk in self.scenario.problem.get("left_out", [])]

    @cached_property
    def moves(self) -> list[Move]:
        wishes = {work["key"]: work for work in self.scenario.problem.get("works", [])}
        found = [
            Move(
                self.works.get(str(pk)),
                self.names.work(pk),
                self._mark(int(wishes[str(pk)]["party"])),
                wishes[str(pk)]["preferred"],
                year,
            )
            for pk, year in moves_of(self.scenario).items()
        ]
        return sorted(found, key=lambda move: (move.mark.name, move.title))

    @cached_property
    def strays(self) -> list[Stray]:
        """Once it is adopted: money for the works that moved, in a year in which they cost nothing any more."""
        if self.scenario.state != State.ADOPTED:
            return []
        moved = moves_of(self.scenario)
        return strays_of(self.agenda, [one for one in measures_of(self.agenda) if one.work_id in moved], self.marks)

    @cached_property
    def shared(self) -> list[tuple[int, list[str]]]:
        """Openings that works share: the year and the works."""
        return [
            (opening["year"], [self.names.work(key) for key in opening["works"]])
            for opening in self.plan.get("openings", [])
            if len(opening["works"]) > 1
        ]

    @property
    def years(self) -> range:
        return self.agenda.years

    @cached_property
    def money(self) -> list[Line]:
        before, after = self.baseline.get("money", {}), self.plan.get("money", {})
        return self._lines(before, after, {key: self._mark(int(key)) for key in {*before, *after}}, per=1000)

    @cached_property
    def nuisance(self) -> list[Line]:
        return self._lines(self.baseline.get("household_days", {}), self.plan.get("household_days", {}), {})

    @cached_property
    def curve(self) -> Curve | None:
        return curve(self.outcome.get("curve", []))

    @cached_property
    def voices(self) -> list[Voice]:
        given = {each.party_id: each for each in self.scenario.consents.select_related("by")}
        mine = set(parties_of(self.user, self.partnership, *MAY_COMMIT))
        return [
            Voice(
                party,
                self._mark(party.pk),
                given.get(party.pk),
                sum(move.mark == self._mark(party.pk) for move in self.moves),
                party in mine,
            )
            for party in Party.objects.filter(pk__in=moving_parties(self.scenario)).order_by("name")
        ]

    @property
    def speaks(self) -> bool:
        return self.scenario.state == State.DONE

    @property
    def may_adopt(self) -> bool:
        may = self.speaks and self.user.has_role(self.partnership, *MAY_LEAD)
        return may and self.agenda.state in AGENDA_OPEN

    @property
    def all_agree(self) -> bool:
        return all(voice.consent and voice.consent.agrees for voice in self.voices)

    def voice(self, asked: str) -> Voice | None:
        """Of the party with this number, else of the first, that the user gives consents for; None without."""
        mine = [voice for voice in self.voices if voice.is_mine]
        return next((voice for voice in mine if not asked or str(voice.party.pk) == asked), None)

    def _mark(self, party: int) -> Mark:
        return self.marks.get(party) or Mark(COLOURS, "?", self.names.party(party))

    def _lines(
        self, before: Mapping[str, Any], after: Mapping[str, Any], signs: Mapping[str, Mark], per: int = 1
    ) -> list[Line]:
        """`per` 1000 for thousands."""
        found = []
        for key in {**before, **after}:
            sides = before.get(key, {}), after.get(key, {})
            cells = [_written([side.get(str(year), 0) for side in sides], per) for year in self.years]
            total = _written([sum(side.values()) for side in sides], per)
            mark = signs.get(key)
            found.append(Line(mark.name if mark else self.names.area(key), mark, cells, total))
        return sorted(found, key=lambda line: line.name)


def _written(pair: Sequence[float], per: int) -> tuple[str, str]:
    """A dash for nothing on both sides."""
    before, after = (number_format(round(amount / per), force_grouping=True) for amount in pair)
    return (before, after) if any(pair) else ("–", "–")


def list_page(agenda: Agenda, user: User) -> dict[str, Any]:
    scenarios = list(agenda.scenarios.all())
    return {
        "agenda": agenda,
        "rows": rows_of(scenarios),
        "may_ask": user.has_role(agenda.partnership, *MAY_ASK),
        "busy": any(each.state in {State.WAITING, State.RUNNING} for each in scenarios),
    }


def rows_of(scenarios: Iterable[Scenario]) -> list[Row]:
    return [
        Row(
            each,
            KINDS.get(State(each.state), ""),
            each.outcome.get("plan", {}),
            each.outcome.get("baseline", {}),
            len(moves_of(each)),
        )
        for each in scenarios
    ]
