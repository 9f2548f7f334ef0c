"""A linear program as arrays: columns with bounds, rows with bounds, in the order in which they were added."""

from collections.abc import Iterable
from dataclasses import dataclass, field

INFINITY = float("inf")

type Terms = Iterable[tuple[int, float]]  # (column, coefficient)


@dataclass(slots=True)
class Rows:
    """Rows in compressed form, as the solver takes them."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, terms: Terms, *, lower: float = -INFINITY, upper: float = INFINITY) -> int:
        """Add the row lower <= sum of the terms <= upper, and return its place."""
        self.starts.append(len(self.columns))
        for column, value in terms:
            self.columns.append(column)
            self.values.append(value)
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1


@dataclass(slots=True)
class Columns:
    """Columns with their bounds, and whether they are whole numbers."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)

    def add(self, *, upper: float = INFINITY, whole: bool = False) -> int:
        """Add a column from 0 to `upper`, and return its place."""
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def yes_or_no(self) -> int:
        return self.add(upper=1.0, whole=True)
