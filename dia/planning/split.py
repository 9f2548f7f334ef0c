"""The common cost of an opening: how much it is, and how the parties that are there share it in whole euros."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .works import Site, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A site that opens in a year: the `works` in it, its days, its nuisance and its common `cost` (euros).

    `days` are those on the calendar, set-up included; household-days and shop-days are weighted by severity.
    `alone`: by party, what its works there would pay if each opened the site by itself (euros).
    """

    site: str
    year: int
    works: tuple[str, ...]
    days: float
    household_days: float
    shop_days: float
    cost: int
    alone: Mapping[str, int]


type Split = Callable[[Opening], Mapping[str, int]]  # whole euros by party; their sum is the opening's cost


def stand_alone(work: Work, site: Site) -> int:
    """The common cost of a work that opens its site alone: its own, or the site's where it states none (0)."""
    return work.common_cost or site.common_cost


def opening_cost(site: Site, works: Iterable[Work]) -> int:
    """What is paid once for an opening: the site's common cost, never more than its works would pay one by one."""
    return min(site.common_cost, sum(stand_alone(work, site) for work in works))


def proportional(opening: Opening) -> dict[str, int]:
    """The default: in proportion to what each would pay alone. Nobody pays more than that."""
    return largest_remainder(opening.cost, opening.alone)


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`total` in whole parts in proportion to `weights` >= 0 (equal if all are 0); the sum is exact.

    What is left after rounding down goes to the largest remainders, equal ones in order of name.
    """
    names, whole = sorted(weights), sum(weights.values())
    if not whole:
        weights, whole = dict.fromkeys(names, 1), len(names)
    parts = {name: total * weights[name] // whole for name in names}
    left = total - sum(parts.values())
    for name in sorted(names, key=lambda name: (-(total * weights[name] % whole), name))[:left]:
        parts[name] += 1
    return parts
