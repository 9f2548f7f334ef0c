"""A scoring model: themes, indicators, weights, goalposts and the missing rules, checked once at the door."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Floats = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Columns = slice | NDArray[np.intp]

SLACK = 1e-9  # weights come from percentages and thirds: sums and coverages are compared with this much room


class Normalisation(StrEnum):
    """The way from raw figures to scores from 0 to 100, see `normalise`.

    Only goalposts leave out what other areas have.
    """

    GOALPOSTS = "goalposts"
    MINMAX = "minmax"
    PERCENTILE = "percentile"
    ZSCORE = "zscore"
    SIMD = "simd"


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One tree of indicators in themes, either urgency or potential.

    Fields: `themes` D names; `theme_weights` (D,) >= 0 with sum 1; `theme_of` (Q,) the theme of each indicator, as an
    index into `themes`; `weights` (Q,) >= 0 with sum 1 inside each theme; `low` < `high` (Q,) finite goalposts in the
    unit of the indicator; `direction` (Q,) +1 where more is more urgent (or more potential), else -1; `power` > 0 the
    exponent of the power mean over themes; the smallest share of weight that must be known for a theme score and for
    a total, both from 0 to 1; `normalisation`, one of Normalisation. Sums are checked within 1e-9.

    The arrays are copied and read-only. Raises ValueError with a sentence a person can act on.
    Derived once: `start` and `span` (Q,) as in `start_and_span`; `columns[d]`, the columns of theme d, a slice where
    they are adjacent, which saves a copy of the values; `theme_indicator_weights[d]`, their weights; and
    `effective_weights` (Q,), theme weight times weight.
    """

    themes: tuple[str, ...]
    theme_weights: Floats
    theme_of: NDArray[np.intp]
    weights: Floats
    low: Floats
    high: Floats
    direction: Floats
    power: float = 1.0
    min_theme_coverage: float = 2 / 3
    min_total_coverage: float = 3 / 4
    normalisation: str = Normalisation.GOALPOSTS
    start: Floats = field(init=False, repr=False)
    span: Floats = field(init=False, repr=False)
    columns: tuple[Columns, ...] = field(init=False, repr=False)
    theme_indicator_weights: tuple[Floats, ...] = field(init=False, repr=False)
    effective_weights: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._keep("themes", tuple(self.themes))
        for name in ("theme_weights", "weights", "low", "high", "direction"):
            self._keep(name, _frozen(getattr(self, name), np.float64))
        self._keep("theme_of", _frozen(self.theme_of, np.intp))
        self._check_shapes()
        self._check_weights()
        self._check_indicators()
        self._check_rules()
        start, span = start_and_span(self.low, self.high, self.direction)
        self._keep("start", _frozen(start, np.float64))
        self._keep("span", _frozen(span, np.float64))
        self._keep("columns", tuple(_columns(self.theme_of, d) for d in range(len(self.themes))))
        self._keep("theme_indicator_weights", tuple(_frozen(self.weights[c], np.float64) for c in self.columns))
        self._keep("effective_weights", _frozen(self.theme_weights[self.theme_of] * self.weights, np.float64))

    @classmethod
    def from_weights(
        cls, themes: Sequence[str], theme_weights: ArrayLike, theme_of: ArrayLike, weights: ArrayLike, **rest: Any
    ) -> Self:
        """Return a tree from raw weights >= 0, such as points from a ballot: they are divided by their sums.

        `rest` are the other fields by name. Raises ValueError where a sum is 0 or anything else is wrong.
        """
        raw_themes, raw = np.asarray(theme_weights, np.float64), np.asarray(weights, np.float64)
        members = np.asarray(theme_of, np.intp)
        if raw.shape != members.shape or raw_themes.shape != (len(themes),) or not _indexes(members, len(themes)):
            raise ValueError("Give one weight for each theme, and one weight and one theme for each indicator.")
        sums = np.bincount(members, weights=raw, minlength=len(themes))
        if not (raw_themes.sum() > 0 and np.all(sums > 0)):
            raise ValueError("The weights of the themes, and those inside each theme, must not all be 0.")
        return cls(tuple(themes), raw_themes / raw_themes.sum(), members, raw / sums[members], **rest)

    def _keep(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_shapes(self) -> None:
        themes, indicators = len(self.themes), self.weights.size
        if themes == 0 or indicators == 0:
            raise ValueError("A tree needs at least one theme and one indicator.")
        if self.theme_weights.shape != (themes,):
            raise ValueError(f"There are {themes} themes but {self.theme_weights.size} theme weights.")
        for name in ("theme_of", "weights", "low", "high", "direction"):
            if getattr(self, name).shape != (indicators,):
                raise ValueError(f"'{name}' must have one value for each of the {indicators} indicators.")
        if not _indexes(self.theme_of, themes):
            raise ValueError(f"'theme_of' must point at one of the {themes} themes (0 to {themes - 1}).")

    def _check_weights(self) -> None:
        for name in ("theme_weights", "weights"):
            if not np.all(getattr(self, name) >= 0):
                raise ValueError(f"'{name}' must be 0 or more, and never missing.")
        if not abs(self.theme_weights.sum() - 1) <= SLACK:
            raise ValueError(f"The weights of the themes must sum to 1, not {self.theme_weights.sum():.12g}.")
        sums = np.bincount(self.theme_of, weights=self.weights, minlength=len(self.themes))
        for theme, total in zip(self.themes, sums, strict=True):
            if not abs(total - 1) <= SLACK:
                raise ValueError(f"The weights inside theme '{theme}' must sum to 1, not {total:.12g}.")

    def _check_indicators(self) -> None:
        fine = np.isfinite(self.low) & np.isfinite(self.high) & (self.low < self.high)
        if not fine.all():
            wrong = int(np.argmin(fine))
            raise ValueError(
                f"Indicator {wrong} needs a low goalpost below its high one, "
                f"not {self.low[wrong]:.6g} and {self.high[wrong]:.6g}."
            )
        if not np.isin(self.direction, (1.0, -1.0)).all():
            raise ValueError("'direction' must be +1 or -1 for each indicator.")

    def _check_rules(self) -> None:
        if not (np.isfinite(self.power) and self.power > 0):
            raise ValueError(f"'power' must be above 0, not {self.power}.")
        for name in ("min_theme_coverage", "min_total_coverage"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"'{name}' must be a share from 0 to 1.")
        if self.normalisation not in set(Normalisation):
            raise ValueError(f"'normalisation' must be one of {', '.join(Normalisation)}, not {self.normalisation}.")


def start_and_span(low: ArrayLike, high: ArrayLike, direction: ArrayLike) -> tuple[Floats, Floats]:
    """Return the post that scores 0 and the signed distance (Q,) to the one that scores 100."""
    more = np.asarray(direction) > 0
    start = np.where(more, low, high)
    return start, np.where(more, high, low) - start


def _frozen(values: ArrayLike, dtype: type) -> NDArray[Any]:
    copy: NDArray[Any] = np.array(values, dtype=dtype)
    copy.setflags(write=False)
    return copy


def _indexes(members: NDArray[np.intp], themes: int) -> bool:
    return bool(np.all((members >= 0) & (members < themes)))


def _columns(theme_of: NDArray[np.intp], theme: int) -> Columns:
    found = np.flatnonzero(theme_of == theme)
    adjacent = found[-1] - found[0] + 1 == found.size
    return slice(int(found[0]), int(found[-1]) + 1) if adjacent else found
