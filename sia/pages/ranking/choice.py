"""The choice in the address: it can be mailed, printed and tested."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.utils.functional import Promise

from datasets.models import Level

LEVELS = [Level.BUURT, Level.WIJK]
SORTED_BY = ["rank", "name", "urgency", "second", "advice"]
WEIGHT = "w_"
MOST = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """`run`, `model`, `year` and `weights` say what is shown instead of the newest run.

    `against` what it is compared with.

    `kept` is what a page around the map has in its address besides: every link keeps it.
    """

    level: str = Level.BUURT
    layer: str = "urgency"
    show: str = ""
    over: str = ""
    area: str = ""
    sort: str = "rank"
    seen: str = ""
    run: str = ""
    model: str = ""
    year: str = ""
    against: str = ""
    weights: Mapping[str, float] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str], **kept: str) -> Self:
        """Read the choice from a query; unknown levels and orders fall back to the usual ones.

        What else is named is checked against what there is.
        """
        level, sort = query.get("level", ""), query.get("sort", "")
        same = ("show", "over", "area", "seen", "run", "model", "year", "against")
        return cls(
            level=level if level in LEVELS else Level.BUURT,
            layer=query.get("layer", "urgency"),
            sort=sort if sort.removeprefix("-") in SORTED_BY else "rank",
            weights=read_weights(query),
            kept=kept,
            **{name: query.get(name, "") for name in same},
        )

    def query(self, **changes: str | Mapping[str, float] | Mapping[str, str]) -> str:
        """Return the same choice with changes, as the query of a link; what is usual is left out."""
        new, usual = replace(self, **changes), Choice()  # type: ignore[arg-type]  # names are those of the fields
        names = ["level", "layer", "show", "over", "run", "model", "year", "against", "sort", "area"]
        pairs = [(name, str(getattr(new, name))) for name in names if getattr(new, name) != getattr(usual, name)]
        weights = [(f"{WEIGHT}{theme}", _plain(weight)) for theme, weight in new.weights.items()]
        return "?" + urlencode([*new.kept.items(), *pairs, *weights])

    @property
    def by_rank(self) -> bool:
        """Return whether the list has the heads of its groups: in the order of rank, or the other way round."""
        return self.sort.removeprefix("-") == "rank"

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Return hidden fields for forms that change something else."""
        usual = Choice()
        names = ["level", "layer", "show", "over", "run", "model", "year", "against", "sort"]
        pairs = [(name, str(getattr(self, name))) for name in names if getattr(self, name) != getattr(usual, name)]
        return [*self.kept.items(), *pairs]


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    href: str
    current: bool
    sorted: str = ""
    kind: str = ""


def read_weights(query: Mapping[str, str]) -> dict[str, float]:
    """Return the weight that is asked for of each theme, written with a comma or a point.

    What is no number from 0 to 1000 is left out.
    """
    found = {}
    for name in query:
        if name.startswith(WEIGHT):
            weight = _number(query[name])
            if weight is not None:
                found[name.removeprefix(WEIGHT)] = weight
    return found


def _number(text: str) -> float | None:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 <= number <= MOST else None


def _plain(number: float) -> str:
    return f"{number:g}"
