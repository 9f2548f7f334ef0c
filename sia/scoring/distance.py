"""The distance of an area from another advice: which gates would have to turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from .advice import GATES, RULES, Advice, AdviceClass


@dataclass(frozen=True, slots=True)
class Turn:
    """A gate that has to turn: it `opens` when `value` reaches `threshold`, else it shuts when it falls below."""

    gate: str
    value: float
    threshold: float
    opens: bool

    @property
    def gap(self) -> float:
        """Return how much the value has to rise or fall, 0 or more, in the unit of the gate."""
        return abs(self.threshold - self.value)

    @property
    def relative_gap(self) -> float:
        """Return the gap as a share of the threshold, so that gates compare.

        The gap itself where the threshold is 0.
        """
        return self.gap / (abs(self.threshold) or 1.0)


def class_of(urgent: bool, corporation: bool, potential: bool) -> AdviceClass:
    """Return the class where all gates are known, by the rules of `advice.advise`: the first that holds counts."""
    opened = dict(zip(GATES, (urgent, corporation, potential), strict=True))
    return next((name for name, needed in RULES.items() if all(map(opened.get, needed))), AdviceClass.REGULAR)


def changes_to(
    gates_open: tuple[bool, bool, bool], relative_gaps: Sequence[float] = (0.0, 0.0, 0.0)
) -> dict[AdviceClass, frozenset[str]]:
    """Return the fewest gates to turn for each other class; of as few those with the smallest sum of `relative_gaps`.

    Both in the order of `GATES`. What is still equal goes to the gates that come last there. Each other class is always
    there.
    """
    best: dict[AdviceClass, tuple[int, float, frozenset[str]]] = {}
    for turned in product((False, True), repeat=len(GATES)):
        reached = class_of(*(gate != turn for gate, turn in zip(gates_open, turned, strict=True)))
        gaps = sum(gap for gap, turn in zip(relative_gaps, turned, strict=True) if turn)
        found = sum(turned), gaps, frozenset(name for name, turn in zip(GATES, turned, strict=True) if turn)
        if reached not in best or found[:2] < best[reached][:2]:
            best[reached] = found
    return {reached: gates for reached, (count, _, gates) in best.items() if count}


def next_class(advice: Advice, area: int) -> dict[AdviceClass, tuple[Turn, ...]]:
    """Return what has to turn for `area` to reach each other class, the nearest class first: see `changes_to`.

    Empty where the class is insufficient or a gate is unknown: then the way is unknown too. Each gate is looked at by
    itself: where one area moves, the top and the median of the potentials move a little as well.
    """
    turns = {name: _turn(advice, name, area) for name in GATES}
    unknown = any(np.isnan(turn.gap) for turn in turns.values())
    if unknown or advice.classes[area] == AdviceClass.INSUFFICIENT:
        return {}
    urgent, corporation, potential = (not turn.opens for turn in turns.values())
    routes = changes_to((urgent, corporation, potential), [turn.relative_gap for turn in turns.values()])
    found = {reached: tuple(turns[name] for name in GATES if name in gates) for reached, gates in routes.items()}
    return dict(sorted(found.items(), key=lambda way: (len(way[1]), sum(turn.relative_gap for turn in way[1]))))


def _turn(advice: Advice, name: str, area: int) -> Turn:
    gate = advice.gates[name]
    return Turn(name, float(gate.value[area]), float(gate.threshold), opens=bool(gate.open[area] == 0))
