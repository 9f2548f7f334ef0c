"""The nuisance of an opening to the people around it: days, household-days and shop-days.

This is the only place that counts them.
"""

from collections.abc import Collection, Iterable

from .works import Assumptions, Site, Work


def days_of_opening(setup_days: float, days: Iterable[float], overlap: float) -> float:
    """Return days that a site is open: set-up + the larger of the longest work and `overlap` x the sum.

    0 without works.
    """
    found = list(days)
    return setup_days + max(*found, overlap * sum(found)) if found else 0.0


def weighted_days(work: Work) -> float:
    """Return days of a work as they hinder: days x severity.

    A footway of 8 days counts as 2.
    """
    return work.days * work.severity


def hindered_days(site: Site, works: Collection[Work], assumptions: Assumptions) -> float:
    """Return days of one opening of `site` with these works, weighted by severity; the set-up counts in full."""
    return days_of_opening(site.setup_days, map(weighted_days, works), assumptions.overlap)


def household_days(site: Site, works: Collection[Work], assumptions: Assumptions) -> float:
    """Return household-days of one opening: households around the site x its weighted days."""
    return site.households * hindered_days(site, works, assumptions)


def shop_days(site: Site, works: Collection[Work], assumptions: Assumptions) -> float:
    """Return shop-days of one opening: shops around the site x its weighted days."""
    return site.shops * hindered_days(site, works, assumptions)
