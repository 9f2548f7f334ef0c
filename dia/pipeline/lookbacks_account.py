"""The account of a year: planned beside done, per measure and per party, as plain values that can be kept.

No database here.

Euros are whole, fte exact; the sums over the parties are those over the measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from dia.models import LookBackLine, Work

Plain = dict[str, Any]
Outcome = LookBackLine.Outcome
FORMAT = 1
ENOUGH = 0.9  # of what was planned: from here on a year counts as done
ALIKE = 0.01  # of the city's figure: a smaller difference tells nothing


@dataclass(frozen=True, slots=True)
class Effort:
    euros: int = 0
    fte: Decimal = Decimal(0)

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.euros + other.euros, self.fte + other.fte)

    def __bool__(self) -> bool:
        return bool(self.euros or self.fte)

    @classmethod
    def read(cls, plain: Plain) -> Effort:
        return cls(int(plain["euros"]), Decimal(str(plain["fte"])))


NOTHING = Effort()


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """The account of a measure.

    `done` is None where nothing was filled in; `differs` is why it was another amount; `outcome` is empty until it is
    said, and `proposed` is what the figures suggest.
    """

    measure: int
    title: str
    party: int
    planned: Effort
    done: Effort | None
    days: int | None
    differs: str
    proposed: str
    outcome: str = ""
    reason: str = ""
    later_year: int | None = None
    version: int = 0

    @property
    def spent(self) -> Effort:
        return self.done or NOTHING

    @property
    def deviation(self) -> int:
        return self.spent.euros - self.planned.euros

    @property
    def left(self) -> int:
        """Return the euros still to be planned in a later year, of what comes later."""
        return max(-self.deviation, 0) if self.outcome == Outcome.LATE else 0


@dataclass(frozen=True, slots=True)
class PartyLine:
    """`committed` and `given` are what the party's own pot held and gave, whosever measure it went to."""

    party: int
    name: str
    planned: Effort
    committed: int
    given: int
    done: Effort


@dataclass(frozen=True, slots=True)
class Street:
    """The nuisance that the neighbourhood felt.

    Household-days, of `unsaid` works without the days; works to be finished and finished.
    """

    planned_days: float
    done_days: float
    unsaid: int
    to_finish: int
    finished: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of an area and of the city, of the same period."""

    period: int
    value: float
    city: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator at the start of the agenda and now; `direction` 1 where more is more urgent.

    `unclear` where errors in the figures may explain what differs from the city.
    """

    name_nl: str
    name_en: str
    unit: str
    direction: int
    then: Reading | None
    now: Reading | None
    unclear: bool = False

    @property
    def course(self) -> str:
        """Return the course against the city: "better", "worse", "alike" or "unclear".

        Empty where there is no newer figure, or none to compare with.
        """
        then, now = self.then, self.now
        if then is None or now is None or then.city is None or now.city is None or now.period <= then.period:
            return ""
        if self.unclear:
            return "unclear"
        moved = self.direction * ((now.value - now.city) - (then.value - then.city))
        if abs(moved) < ALIKE * abs(now.city) or not moved:
            return "alike"
        return "worse" if moved > 0 else "better"


@dataclass(frozen=True, slots=True)
class AreaEffect:
    """`urgency` has no name of its own; `figures` are those of the indicators behind it."""

    code: str
    name: str
    urgency: Figure | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Account:
    lines: tuple[MeasureLine, ...]
    parties: tuple[PartyLine, ...]
    street: Street
    effects: tuple[AreaEffect, ...]

    @property
    def planned(self) -> Effort:
        return total(line.planned for line in self.lines)

    @property
    def done(self) -> Effort:
        return total(line.spent for line in self.lines)

    @property
    def unsaid(self) -> list[MeasureLine]:
        return [line for line in self.lines if not line.outcome]

    def to_plain(self) -> Plain:
        return {"format": FORMAT, **asdict(self)}


def total(efforts: Iterable[Effort]) -> Effort:
    return sum(efforts, NOTHING)


def propose(planned: Effort, done: Effort | None, *, state: str, shifted: bool) -> str:
    """Return what the figures suggest; a person confirms it or says otherwise.

    `state` is that of the work; `shifted`: a part of the year's cost was moved to another year in the meantime.
    """
    if state == Work.State.CANCELLED:
        return Outcome.DROPPED
    if state == Work.State.FINISHED:
        return Outcome.KEPT
    if shifted or state == Work.State.SUSPENDED or share_done(planned, done or NOTHING) < ENOUGH:
        return Outcome.LATE
    return Outcome.KEPT


def share_done(planned: Effort, done: Effort) -> float:
    """Return the share done of the euros, or where none were planned of the manpower.

    1 where nothing was planned at all.
    """
    if planned.euros:
        return done.euros / planned.euros
    return float(done.fte / planned.fte) if planned.fte else 1.0


def sum_parties(
    lines: Iterable[MeasureLine], names: Mapping[int, str], committed: Mapping[int, int], given: Mapping[int, int]
) -> tuple[PartyLine, ...]:
    """Return a line for every party in `names`, in that order: its own measures, and its own pot."""
    lines = list(lines)
    return tuple(
        PartyLine(
            party=party,
            name=name,
            planned=total(line.planned for line in lines if line.party == party),
            committed=committed.get(party, 0),
            given=given.get(party, 0),
            done=total(line.spent for line in lines if line.party == party),
        )
        for party, name in names.items()
    )


def read_account(plain: Plain) -> Account:
    """Return what `to_plain` kept, also after its way through JSON."""
    return Account(
        lines=tuple(_line(line) for line in plain["lines"]),
        parties=tuple(PartyLine(**{**party, **_efforts(party)}) for party in plain["parties"]),
        street=Street(**plain["street"]),
        effects=tuple(_effect(effect) for effect in plain["effects"]),
    )


def _line(plain: Plain) -> MeasureLine:
    return MeasureLine(**{**plain, **_efforts(plain)})


def _efforts(plain: Plain) -> dict[str, Effort | None]:
    return {name: Effort.read(plain[name]) if plain[name] else None for name in ("planned", "done")}


def _effect(plain: Plain) -> AreaEffect:
    urgency = _figure(plain["urgency"]) if plain["urgency"] else None
    return AreaEffect(plain["code"], plain["name"], urgency, tuple(_figure(each) for each in plain["figures"]))


def _figure(plain: Plain) -> Figure:
    readings = {name: Reading(**plain[name]) if plain[name] else None for name in ("then", "now")}
    return Figure(**{**plain, **readings})
