"""A scenario with what moves, what it costs and what lacks, beside every work alone and whatever else is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.permissions import P, may
from dia.actions.agendas import OPEN as AGENDA_OPEN
from dia.actions.scenarios import moves_of, moving_parties
from dia.models import Scenario, ScenarioConsent, Work
from dia.pages import scenarios_words as words
from dia.pages.agenda_astray import Stray, strays_of
from dia.pages.scenarios_asked import asked
from dia.pages.scenarios_curve import Curve, curve
from dia.pages.scenarios_list import KINDS
from dia.pages.scenarios_sides import (
    Line,
    Move,
    Named,
    Side,
    lines,
    others_of,
    side,
    standing_of,
    tenths,
    thousands,
    whole,
)
from dia.pages.works import area_names
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.pipeline.agenda_lines import measures_of

State = Scenario.State


@dataclass(frozen=True, slots=True)
class Voice:
    party: Party
    mark: Mark
    consent: ScenarioConsent | None
    moves: int
    is_mine: bool


class ScenarioPage:
    def __init__(self, scenario: Scenario, user: User, beside: Side | None = None, with_: str = "") -> None:
        """Make the page; `beside`: a plan to set it beside, `with_` what stands for that in the address."""
        self.scenario, self.user, self.agenda = scenario, user, scenario.agenda
        self.beside, self.with_ = beside, with_
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
        return may(self.user, P.ASK_SCENARIO, self.partnership)

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
    def shortages_beside(self) -> list[str]:
        return words.shortages(self.beside.plan, self.names) if self.beside else []

    @property
    def missing(self) -> list[str]:
        """Return the works that have to be done and cannot be."""
        return [self.names.work(key) for key in self.outcome.get("missing", [])]

    @property
    def not_done(self) -> list[str]:
        """Return the optional works for which there is no room."""
        missing = set(self.outcome.get("missing", []))
        return [
            self.names.work(k) for k, year in self.plan.get("years", {}).items() if year is None and k not in missing
        ]

    @property
    def left_out(self) -> list[str]:
        return [self.names.work(pk) for pk in self.scenario.problem.get("left_out", [])]

    @cached_property
    def sides(self) -> list[Side]:
        """Return every work alone, this scenario, and what is set beside it."""
        own = [(_("every work alone"), self.baseline), (_("this scenario"), self.plan)]
        sides = [side(name, plan, self.scenario.problem) for name, plan in own]
        return [*sides, self.beside] if self.beside else sides

    @property
    def others(self) -> list[tuple[str, str]]:
        return others_of(self.scenario) if self.plan else []

    @property
    def asked(self) -> list[tuple[str, list[str]]]:
        return list(asked(self.scenario, self.names))

    @property
    def standing_words(self) -> str:
        """Return what parties are asked whatever the plan."""
        euros = standing_of(self.scenario.problem)
        text = _("Counted along: %(euros)s for works that are finished or that no year suits.")
        return text % {"euros": words.euros(euros)} if euros else ""

    @cached_property
    def moves(self) -> list[Move]:
        moved = moves_of(self.scenario)
        return [move for move in self._years if int(move.key) in moved]

    @cached_property
    def moves_beside(self) -> list[Move]:
        """Return the works that one of the two plans puts in another year than their party preferred."""
        fixed = self.scenario.problem.get("fixed", {})
        return [one for one in self._years if one.key not in fixed and {one.after, one.beside} - {one.before, None}]

    @cached_property
    def _years(self) -> list[Move]:
        beside = self.beside.plan["years"] if self.beside else {}
        found = [
            Move(
                key := work["key"],
                self.works.get(key),
                self.names.work(key),
                self._mark(int(work["party"])),
                work["preferred"],
                self.plan.get("years", {}).get(key),
                beside.get(key),
            )
            for work in self.scenario.problem.get("works", [])
        ]
        return sorted(found, key=lambda move: (move.mark.name, move.title))

    @cached_property
    def strays(self) -> list[Stray]:
        """Return money for the works that moved, in a year in which they cost nothing any more, once it is adopted."""
        if self.scenario.state != State.ADOPTED:
            return []
        moved = moves_of(self.scenario)
        return strays_of(self.agenda, [one for one in measures_of(self.agenda) if one.work_id in moved], self.marks)

    @cached_property
    def shared(self) -> list[tuple[int, list[str]]]:
        """Return the openings that works share: the year and the works."""
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
        return self._lines("money", self._party, thousands)

    @cached_property
    def labour(self) -> list[Line]:
        return self._lines("labour", self._party, tenths)

    @cached_property
    def nuisance(self) -> list[Line]:
        return self._lines("household_days", lambda key: (self.names.area(key), None), whole)

    @cached_property
    def curve(self) -> Curve | None:
        return curve(self.outcome.get("curve", []))

    @cached_property
    def voices(self) -> list[Voice]:
        given = {each.party_id: each for each in self.scenario.consents.select_related("by")}
        mine = set(self.user.parties_in(self.partnership, P.COMMIT))
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
        leads = self.speaks and may(self.user, P.LEAD, self.partnership)
        return leads and self.agenda.state in AGENDA_OPEN

    @property
    def all_agree(self) -> bool:
        return all(voice.consent and voice.consent.agrees for voice in self.voices)

    def voice(self, asked: str) -> Voice | None:
        """Return the voice of the party with this number, else of the first, that the user gives consents for.

        None without.
        """
        mine = [voice for voice in self.voices if voice.is_mine]
        return next((voice for voice in mine if not asked or str(voice.party.pk) == asked), None)

    def _mark(self, party: int) -> Mark:
        return self.marks.get(party) or Mark(COLOURS, "?", self.names.party(party))

    def _party(self, key: str) -> tuple[str, Mark]:
        mark = self._mark(int(key))
        return mark.name, mark

    def _lines(self, means: str, named: Named, written: Callable[[float], str]) -> list[Line]:
        amounts = [side.plan.get(means, {}) for side in self.sides]
        return lines(amounts, self.years, named, written)
