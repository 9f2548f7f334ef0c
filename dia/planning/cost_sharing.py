"""The common cost of an opening: how much it is, and how the parties that are there share it in whole euros."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from . import sharing
from .nuisance import days_of_opening, household_days, shop_days
from .works import Assumptions, Site, Work


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
    """Return the common cost of a work that opens its site alone: its own, or the site's where it states none."""
    return site.common_cost if work.common_cost is None else work.common_cost


def opening_cost(site: Site, works: Sequence[Work]) -> int:
    """Return what is paid once for an opening.

    That is the site's common cost, but not more than its works would pay one by one. Nor less than the dearest of them
    would pay alone: a work that is alone pays what it would pay alone. 0 without works.
    """
    alone = [stand_alone(work, site) for work in works]
    return max(min(site.common_cost, sum(alone)), max(alone, default=0))


def opening_of(site: Site, year: int, works: Sequence[Work], assumptions: Assumptions) -> Opening:
    """Return what it is to open `site` in `year` for all `works` at once."""
    alone: dict[str, int] = defaultdict(int)
    for work in works:
        alone[work.party] += stand_alone(work, site)
    return Opening(
        site=site.key,
        year=year,
        works=tuple(work.key for work in works),
        days=days_of_opening(site.setup_days, (work.days for work in works), assumptions.overlap),
        household_days=household_days(site, works, assumptions),
        shop_days=shop_days(site, works, assumptions),
        cost=opening_cost(site, works),
        alone=dict(alone),
    )


def proportional(opening: Opening) -> dict[str, int]:
    """Split as is the default: in proportion to what each would pay alone, so that nobody pays more than that."""
    return sharing.proportional(opening.cost, opening.alone)
