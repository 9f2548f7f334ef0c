"""Two bars under one another: what something costs or hinders apart, and together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sia.charts import fixed


@dataclass(frozen=True, slots=True)
class Bars:
    """Widths as text for an SVG 100 wide; `saved` below 0 where together is more."""

    label: str | Promise
    alone: float
    together: float
    widths: tuple[str, str]

    @property
    def saved(self) -> float:
        return self.alone - self.together

    @property
    def texts(self) -> tuple[str, str]:
        return number_format(round(self.alone)), number_format(round(self.together))


def pair(label: str | Promise, alone: float, together: float, most: float | None = None) -> Bars:
    """Return two bars; `most`: what fills the box, where bars of several pairs are to be compared."""
    whole = max(alone, together, 0.0) if most is None else most
    alone_width, together_width = (fixed(100 * part / whole) if whole else "0" for part in (alone, together))
    return Bars(label, alone, together, (alone_width, together_width))


def bars(cost: Sequence[float], nuisance: Sequence[float]) -> list[Bars]:
    """Return the bars of each (alone, together) that is known and not 0; cost in thousands of euros."""
    found = [pair(_("cost (k€)"), cost[0] / 1000, cost[1] / 1000)] if cost and any(cost) else []
    return found + ([pair(_("household-days"), nuisance[0], nuisance[1])] if nuisance and any(nuisance) else [])
