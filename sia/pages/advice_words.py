"""Gates, distances and changes of weights in sentences that a person can check against the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sia.models import AreaResult
from sia.pages.why import GATES as LABELS
from sia.pages.why import SHARES
from sia.scoring.advice import GATES, Advice, AdviceClass, Gate
from sia.scoring.distance import Turn, class_of, next_class
from sia.words.advice_classes import ADVICE_CLASSES
from sia.words.figures import NARROW, in_hundred, written

MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class GateCell:
    key: str
    label: str | Promise
    value: str
    threshold: str
    open: bool | None


def cells(result: AreaResult) -> list[GateCell]:
    found = result.gates
    return [gate_cell(key, found[key]) for key in LABELS if key in found]


def gate_cell(key: str, gate: dict[str, Any]) -> GateCell:
    value, threshold = apart(key, gate["value"], gate["threshold"])
    return GateCell(key, LABELS[key], value, threshold, gate["open"])


def apart(key: str, value: float | None, threshold: float | None) -> tuple[str, str]:
    """Return both as text, with as many decimals as it takes to see which is larger; the threshold as it is read."""
    usual = {"corporation": 2, "potential": 1}.get(key, 0)
    if value is None or threshold is None:
        return amount(key, value, usual), amount(key, threshold, usual)
    for decimals in range(usual, MOST_DECIMALS):
        one, other = amount(key, value, decimals), amount(key, threshold, decimals)
        if one != other or value == threshold:
            break
    return one, other


def amount(key: str, number: float | None, decimals: int) -> str:
    if number is None or np.isnan(number):
        return "–"
    if key in SHARES:
        return f"{written(100 * number, decimals)}{NARROW}%"
    return f"{written(number, decimals)}×" if key == "corporation" else written(number, decimals)


def chances(result: AreaResult) -> list[tuple[str | Promise, float]]:
    """Return the classes that the area also has in some calculations, most often first."""
    return [(each.label, each.share) for each in result.class_shares if each.key != result.advice]


def advice_of(result: AreaResult) -> Advice:
    """Return the advice of this one area as the engine knows it."""
    gates = {name: _gate(result.gates[name]) for name in GATES}
    one = np.array([np.nan])
    return Advice(np.array([result.advice]), one, one, np.array([False]), gates)


def _gate(gate: dict[str, Any]) -> Gate:
    value, threshold, opened = (np.nan if gate[part] is None else float(gate[part]) for part in _PARTS)
    return Gate(np.array([value]), float(threshold), np.array([opened]))


_PARTS = ("value", "threshold", "open")


def ways(result: AreaResult) -> dict[AdviceClass, tuple[Turn, ...]]:
    """Return what would have to turn for each other class, nearest first; empty where something is unknown."""
    return next_class(advice_of(result), 0) if set(GATES) <= result.gates.keys() else {}


def distance(result: AreaResult) -> str:
    """Return one sentence: what the gates say otherwise, else how far the next class is, or what is not known."""
    if other := against_gates(result):
        return other
    nearest = ADVICE_CLASSES[result.advice].nearest
    way = next(((reached, turns) for reached, turns in ways(result).items() if reached.value in nearest), None)
    return way_in_words(*way) if way else what_is_unknown(result)


def class_by_gates(result: AreaResult) -> AdviceClass | None:
    """Return the class that the gates give at the values of the model; None without a rank or with an unknown gate."""
    opened = [result.gates.get(name, {}).get("open") for name in GATES]
    return None if result.rank is None or None in opened else class_of(*map(bool, opened))


def against_gates(result: AreaResult) -> str:
    """Return one sentence where the gates, at the values of the model, give another class than most draws do."""
    by_gates = class_by_gates(result)
    if by_gates is None or result.advice in {by_gates, AdviceClass.INSUFFICIENT}:
        return ""
    return _("By the gates alone this would be %(gates)s, as in %(less)s. It is %(class)s in %(often)s.") % {
        "gates": ADVICE_CLASSES[by_gates].noun,
        "class": ADVICE_CLASSES[result.advice].noun,
        "often": in_hundred(result.advice_chances.get(result.advice)),
        "less": in_hundred(result.advice_chances.get(by_gates.value)),
    }


def way_in_words(reached: str, turns: tuple[Turn, ...]) -> str:
    return str(FROM[len(turns)]) % {
        "class": ADVICE_CLASSES[reached].noun,
        "turns": "; ".join(map(turn_in_words, turns)),
    }


def turn_in_words(turn: Turn) -> str:
    value, threshold = apart(turn.gate, turn.value, turn.threshold)
    text = (
        _("%(gate)s %(value)s, needed %(threshold)s")
        if turn.opens
        else _("%(gate)s %(value)s, shut below %(threshold)s")
    )
    return text % {"gate": GATE_WORDS[turn.gate], "value": value, "threshold": threshold}


FROM: dict[int, str | Promise] = {
    1: gettext_lazy("One gate from %(class)s: %(turns)s."),
    2: gettext_lazy("Two gates from %(class)s: %(turns)s."),
    3: gettext_lazy("Three gates from %(class)s: %(turns)s."),
}
GATE_WORDS: dict[str, str | Promise] = {
    "urgent": gettext_lazy("share of the calculations among the most urgent"),
    "corporation": gettext_lazy("corporation share"),
    "potential": gettext_lazy("potential"),
}


def what_is_unknown(result: AreaResult) -> str:
    if not result.gates:
        return ""  # not shown: see sia.pipeline.covered
    if result.rank is None:
        coverage, needed = apart("data", result.urgency_coverage, result.gates["data"]["threshold"])
        text = _("Too few figures: %(coverage)s of the weight is known, %(needed)s is needed.")
        return text % {"coverage": coverage, "needed": needed}
    unknown = [LABELS[key] for key in GATES if result.gates.get(key, {}).get("open") is None]
    return _("Not known: %(gates)s.") % {"gates": ", ".join(map(str, unknown))} if unknown else ""
