"""Numbers as the worked example shows them: with so many decimals that a person with a calculator gets the same."""

from __future__ import annotations

import math
from typing import Any

from django.utils.formats import number_format

DECIMALS, FINE, MOST = 4, 6, 12
FULL = 100
Rows = list[dict[str, Any]]


def shown(value: float | None, decimals: int = DECIMALS) -> str:
    """Round a number, without zeros at the end; a dash for nothing, which is not 0."""
    if value is None or math.isnan(value):
        return "–"
    text = f"{round(float(value), decimals) + 0.0:.{decimals}f}"
    return number_format(text.rstrip("0").rstrip(".") if decimals else text)


def decimals_of(span: float) -> int:
    """Return so many decimals that the distance between two goalposts has six digits behind its first."""
    return min(MOST, max(2, FINE - math.floor(math.log10(span))))


def part(weight: float, score: float, power: float = 1) -> dict[str, Any]:
    """Return what a score brings to a weighted mean; `numbers` is None where it is missing."""
    raised = score**power
    return {
        "weight": shown(FULL * weight),
        "raised": shown(raised),
        "part": shown(weight * raised),
        "numbers": None if math.isnan(raised) else (weight, weight * raised),
    }


def sums(rows: Rows) -> dict[str, str]:
    """Return the weight that is known, in percent, and the sum of the parts."""
    known = [row["numbers"] for row in rows if row["numbers"]]
    return {
        "weight": shown(FULL * sum(weight for weight, _part in known)),
        "part": shown(sum(brought for _weight, brought in known)),
    }
