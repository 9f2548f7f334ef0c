"""Conflicts in a plan: a street opened again too soon, a wrong order, an overloaded area, means that lack."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from .kinds import KINDS, in_wrong_order

type ConflictKind = Literal["reopening", "order", "overload", "means"]
type ByYear = Mapping[str, Mapping[int, float]]  # by area or party, then by calendar year

REST_YEARS = 5  # a street that was renewed stays closed this long, counted from the year of renewal
ORDER_YEARS = 10  # the longest agenda: two works further apart have nothing to do with each other
GRAIN = 1e-6  # of an fte or a household-day: less is rounding, not a shortage


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A work as it stands on the agenda: its kind, whose it is, where and in which year."""

    key: str
    kind: str
    party: str
    year: int
    area: str
    site: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"'{self.kind}' is not a kind of work: use one of {', '.join(KINDS)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """A site: the year it was `renewed` last, the `households` around it, the years it stays closed after a renewal.

    `closed_until`: no opening in that year or before, whenever it was renewed.
    """

    key: str
    renewed: int | None = None
    households: int = 0
    rest_years: int = REST_YEARS
    closed_until: int | None = None

    def __post_init__(self) -> None:
        if self.rest_years < 1:
            raise ValueError(f"Site '{self.key}': at least one year lies between two openings.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A clash in `year`: at a site (reopening, order), in an area (overload) or for a party (means): `who`.

    `works` take part in it, in order of name; for order the one that goes first stands first. `amounts` by kind:
    reopening: renewed (year), years since then and rest_years, or closed_until (year); households who meet it,
    free_from (year). order: first_year, then_year. overload: household_days, cap, over. means: euros or fte, allowed,
    over.
    """

    kind: ConflictKind
    year: int
    who: str
    works: tuple[str, ...]
    amounts: dict[str, int | float]


def reopenings(works: Iterable[Planned], sites: Iterable[SiteFacts]) -> list[Conflict]:
    """Return sites that open again within `rest_years` of a renewal, or while they stay closed.

    The renewal is the last one, or an earlier opening on the agenda.

    A street closed again is a street renewed, so each opening counts for the next. In the year itself nothing clashes:
    that is one opening. `rest_years` after the renewal the site is free again, as for the optimiser.
    """
    at = _openings(works)
    return [conflict for site in sites for conflict in _reopenings_of(site, at.get(site.key, {}))]


def wrong_orders(works: Iterable[Planned], within: int = ORDER_YEARS) -> list[Conflict]:
    """Return pairs at one site in which a later work breaks up an earlier one.

    The order is deep, shallow, surface, green.

    In one year they can still be put in order. Works more than `within` years apart are left alone.
    """
    found = []
    by_site: dict[str, list[Planned]] = defaultdict(list)
    for work in works:
        if work.site is not None:
            by_site[work.site].append(work)
    for site, there in sorted(by_site.items()):
        for first, then in combinations(sorted(there, key=lambda work: (work.year, work.key)), 2):
            if 0 < then.year - first.year <= within and in_wrong_order(first.kind, then.kind):
                found.append(_wrong_order(site, first, then))
    return found


def overloads(household_days: ByYear, caps: ByYear, works: Iterable[Planned] = ()) -> list[Conflict]:
    """Return areas and years with more household-days than the cap; an area or year without a cap bears all.

    `works`: those of the area and year that take up a site are named.
    """
    there: dict[tuple[str, int], list[str]] = defaultdict(list)
    for work in works:
        if KINDS[work.kind].takes_a_site:
            there[work.area, work.year].append(work.key)
    return [
        Conflict(
            kind="overload",
            year=year,
            who=area,
            works=tuple(sorted(there[area, year])),
            amounts={"household_days": used, "cap": cap, "over": used - cap},
        )
        for area, year, used, cap in _exceeded(household_days, caps)
    ]


def lacking_means(
    unit: Literal["euros", "fte"], used: ByYear, allowed: ByYear, works: Iterable[Planned] = ()
) -> list[Conflict]:
    """Return parties and years that need more euros, or fte, than `allowed`; what is not in there has no limit.

    What a party keeps from an earlier year must be in `allowed` already. `works`: its own of that year are named.
    """
    own: dict[tuple[str, int], list[str]] = defaultdict(list)
    for work in works:
        own[work.party, work.year].append(work.key)
    return [
        Conflict(
            kind="means",
            year=year,
            who=party,
            works=tuple(sorted(own[party, year])),
            amounts={unit: need, "allowed": most, "over": need - most},
        )
        for party, year, need, most in _exceeded(used, allowed)
    ]


def _openings(works: Iterable[Planned]) -> dict[str, dict[int, list[str]]]:
    """Return by site and year the works that break it open."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for work in works:
        if work.site is not None and KINDS[work.kind].opens_ground:
            found[work.site][work.year].append(work.key)
    return found


def _reopenings_of(site: SiteFacts, openings: Mapping[int, list[str]]) -> Iterator[Conflict]:
    renewed, opens = site.renewed, 0 if site.closed_until is None else site.closed_until + 1
    for year in sorted(openings):
        if renewed is not None and 0 < year - renewed < site.rest_years:
            since = {"renewed": renewed, "years": year - renewed, "rest_years": site.rest_years}
            works = {*openings[year], *openings.get(renewed, ())}
            yield _reopening(site, year, works, {**since, "free_from": max(renewed + site.rest_years, opens)})
        elif year < opens:
            yield _reopening(site, year, openings[year], {"closed_until": opens - 1, "free_from": opens})
        renewed = year if renewed is None else max(renewed, year)


def _reopening(site: SiteFacts, year: int, works: Iterable[str], amounts: Mapping[str, int]) -> Conflict:
    said: dict[str, int | float] = {"households": site.households, **amounts}
    return Conflict(kind="reopening", year=year, who=site.key, works=tuple(sorted(works)), amounts=said)


def _wrong_order(site: str, first: Planned, then: Planned) -> Conflict:
    return Conflict(
        kind="order",
        year=then.year,
        who=site,
        works=(first.key, then.key),
        amounts={"first_year": first.year, "then_year": then.year},
    )


def _exceeded(used: ByYear, allowed: ByYear) -> Iterator[tuple[str, int, float, float]]:
    for who, by_year in sorted(allowed.items()):
        for year, most in sorted(by_year.items()):
            need = used.get(who, {}).get(year, 0)
            if need - most > GRAIN * max(1.0, most):
                yield who, year, need, most
