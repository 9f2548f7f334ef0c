"""The scenarios of an agenda, each beside every work alone; and whose money they may keep for a later year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.permissions import P, may
from dia.actions.agendas import ALIVE
from dia.actions.scenarios import moves_of
from dia.models import Agenda, CarryOver, Scenario
from dia.pages.scenarios_sides import Side, side_of
from dia.pages.works_parties import Mark, marks

State = Scenario.State
KINDS = {State.RUNNING: "busy", State.WAITING: "busy", State.DONE: "ok", State.ADOPTED: "ok", State.FAILED: "stop"}


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario in the list; the figures of its plan and of the baseline, where there are any."""

    scenario: Scenario
    chip: str
    plan: Side | None
    baseline: Side | None
    moves: int


@dataclass(frozen=True, slots=True)
class Purse:
    """`allowed`: by whom and when its money may be kept for a later year; None: each year stands alone."""

    party: int
    mark: Mark
    allowed: CarryOver | None
    is_mine: bool


def list_page(agenda: Agenda, user: User) -> dict[str, Any]:
    scenarios = list(agenda.scenarios.all())
    return {
        "agenda": agenda,
        "rows": rows_of(scenarios),
        "may_ask": may(user, P.ASK_SCENARIO, agenda.partnership),
        "busy": any(each.state in {State.WAITING, State.RUNNING} for each in scenarios),
        "purses": purses_of(agenda, user),
    }


def purses_of(agenda: Agenda, user: User) -> list[Purse]:
    """Return for each party that takes part whether its money may be kept for a later year."""
    allowed = {each.party_id: each for each in agenda.carry_overs.select_related("by")}
    taking = set(agenda.pots.values_list("party", flat=True))
    mine = {party.pk for party in user.parties_in(agenda.partnership, P.COMMIT)}
    return [
        Purse(party, mark, allowed.get(party), party in mine and agenda.state in ALIVE)
        for party, mark in marks(agenda.partnership).items()
        if party in taking
    ]


def rows_of(scenarios: Iterable[Scenario]) -> list[Row]:
    return [
        Row(each, KINDS.get(State(each.state), ""), side_of(each), side_of(each, "baseline"), len(moves_of(each)))
        for each in scenarios
    ]
