"""The distance between the parties: dots on a line for each theme, the same in figures, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from string import ascii_uppercase

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Party
from sia.charts import fixed
from sia.models.ballots import POINTS
from sia.pipeline.ballots import Answers, Member, Question

COLOURS = 8  # in tokens.css
WIDTH, MARGIN, LANE, RADIUS = 400, 14, 23, 10
STEP, LEAST_TOP = 10, 40  # the scale ends at a ten, and does not blow small differences up


@dataclass(frozen=True, slots=True)
class Letter:
    """The mark of a party: a letter first, a colour with it."""

    party: Party
    letter: str
    colour: int


@dataclass(frozen=True, slots=True)
class Dot:
    letter: Letter
    points: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One theme or indicator: a band from the lowest to the highest, a dot for each party, a line at the mean."""

    name: str
    dots: list[Dot]  # in the order of the letters
    low: str
    high: str
    mean: str
    agreed: str  # what was decided in the end; empty before
    left: str
    width: str
    middle: str
    height: int


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    label: int


@dataclass(frozen=True, slots=True)
class Picture:
    """One question, on one scale for all its members."""

    question: Question
    letters: list[Letter]
    strips: list[Strip]
    ticks: list[Tick]
    words: str

    @property
    def differs(self) -> bool:
        """Return whether there is anything to see that one sentence does not say."""
        return any(strip.low != strip.high for strip in self.strips)

    @property
    def html_id(self) -> str:
        return "-".join(filter(None, ("spread", self.question.tree, self.question.theme)))


def letters(parties: Sequence[Party]) -> dict[int, Letter]:
    """Return a letter for each party, by the number of the party; after Z come numbers."""
    names = [*ascii_uppercase, *map(str, range(len(ascii_uppercase) + 1, len(parties) + 1))]
    return {party.pk: Letter(party, names[place], place % COLOURS + 1) for place, party in enumerate(parties)}


def pictures(given: Sequence[Answers], names: dict[int, Letter], *, decided: bool) -> list[Picture]:
    return [_picture(each, names, decided) for each in given if each.parties]


def _picture(given: Answers, names: dict[int, Letter], decided: bool) -> Picture:
    order = sorted(range(len(given.parties)), key=lambda at: names[given.parties[at]].party.name)
    shown = [names[given.parties[at]] for at in order]
    table = np.round(given.shares[order] * POINTS, 6)
    top = max(ceil(float(table.max()) / STEP) * STEP, LEAST_TOP)
    agreed = given.question.weights * POINTS if decided else [None] * given.question.size
    strips = [
        _strip(member, shown, table[:, at].tolist(), top, agreed[at])
        for at, member in enumerate(given.question.members)
    ]
    ticks = [Tick(_place(at, top), at) for at in range(0, top + 1, STEP if top <= 5 * STEP else 2 * STEP)]
    return Picture(given.question, shown, strips, ticks, _words(given.question, shown, table))


def _strip(member: Member, shown: list[Letter], points: list[float], top: int, agreed: float | None) -> Strip:
    lanes = _lanes([_at(value, top) for value in points])
    dots = [
        Dot(letter, written(value), _place(value, top), fixed(LANE * lane + LANE / 2 + 1))
        for letter, value, lane in zip(shown, points, lanes, strict=True)
    ]
    low, high = min(points), max(points)
    return Strip(
        member.name,
        dots,
        written(low),
        written(high),
        written(sum(points) / len(points), 1),
        "" if agreed is None else written(float(agreed), 1),
        fixed(_at(low, top)),
        fixed(max(_at(high, top) - _at(low, top), 1)),
        _place(sum(points) / len(points), top),
        LANE * (max(lanes) + 1) + 2,
    )


def _lanes(places: list[float]) -> list[int]:
    """Return the lane of each dot: dots that would cover one another go one under the other."""
    ends: list[float] = []
    found = [0] * len(places)
    for at in sorted(range(len(places)), key=places.__getitem__):
        free = next((lane for lane, end in enumerate(ends) if places[at] - end >= 2 * RADIUS + 1), len(ends))
        ends[free:] = [places[at], *ends[free + 1 :]]
        found[at] = free
    return found


def _words(question: Question, shown: list[Letter], table: np.ndarray) -> str:
    """Return where the parties differ most and least."""
    low, high = table.min(axis=0), table.max(axis=0)
    apart = np.round(high - low, 6)
    if len(shown) == 1:
        return _("Only %(party)s voted, so there is no difference to show.") % {"party": shown[0].party}
    if not apart.any():
        return _("All parties gave the same points.")
    if apart.min() == apart.max():
        text = _("The lowest and the highest are %(points)s points apart everywhere.")
        return text % {"points": written(float(apart[0]))}
    most, least = int(apart.argmax()), int(apart.argmin())
    return _(
        "The parties differ most on %(most)s: from %(low)s to %(high)s points. They differ least on %(least)s: from %(from)s to %(to)s."
    ) % {
        "most": question.members[most].name,
        "low": written(low[most]),
        "high": written(high[most]),
        "least": question.members[least].name,
        "from": written(low[least]),
        "to": written(high[least]),
    }


def _at(points: float, top: int) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * points / top


def _place(points: float, top: int) -> str:
    return fixed(_at(points, top))


def written(points: float, decimals: int = 0) -> str:
    """Format whole points without decimals; a mean with one, also where it is whole."""
    whole = not decimals and abs(points - round(points)) < 1e-6  # noqa: PLR2004 (what shares lose)
    shown = 0 if whole else 1
    return number_format(round(float(points), shown), shown)
