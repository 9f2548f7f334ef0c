"""Joint versus individual: what a bundle costs and hinders beside each of its works alone, by party and by year.

Individual: every work alone in its preferred year, with an opening and a common cost of its own. Joint: the works that
share a site and a year share the opening; its common cost is paid once and split. The same arithmetic as a plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .cost_sharing import Opening, opening_cost, opening_of, stand_alone
from .nuisance import hindered_days, household_days, shop_days
from .sharing import Method, Split, split
from .works import Assumptions, Site, Work

type Entry = tuple[str, int, Comparison]  # party, year, what is added there


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Cost in whole euros, nuisance in household-days and shop-days, number of openings, years away from the wish."""

    cost: int = 0
    household_days: float = 0.0
    shop_days: float = 0.0
    openings: int = 0
    years_shifted: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            cost=self.cost + other.cost,
            household_days=self.household_days + other.household_days,
            shop_days=self.shop_days + other.shop_days,
            openings=self.openings + other.openings,
            years_shifted=self.years_shifted + other.years_shifted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The same works `alone` and `together`."""

    alone: Figures = field(default_factory=Figures)
    together: Figures = field(default_factory=Figures)

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(alone=self.alone + other.alone, together=self.together + other.together)

    @property
    def saving(self) -> int:
        """Return the euros that are not spent; below 0 where together costs more."""
        return self.alone.cost - self.together.cost

    @property
    def saving_share(self) -> float:
        """Return the saving as a share of the cost alone; 0 where nothing is spent."""
        return self.saving / self.alone.cost if self.alone.cost else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedOpening:
    """An opening of the bundle and who pays how much of its common cost."""

    opening: Opening
    split: Split


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveAlone:
    """A party that pays `euros` more than alone, whether it `accepted` that, and where: {(site, year): euros more}.

    It may pay less than alone at other openings of the bundle; `euros` is what remains.
    """

    party: str
    euros: int
    accepted: bool
    openings: dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cost and nuisance of a bundle, alone and together, and what that rests on.

    `by_year` {party: {year: Comparison}}: alone in the preferred year, together in the joint one; years that occur.
    `by_party` their sums, `total` those of the bundle. Household-days and shop-days of an opening are shared by its
    parties in proportion to what each would cause alone, so they sum to the total; an opening counts for every party
    in it, and once in the total.

    `above_alone`: who pays more than alone. `outside_window`: works whose joint year needs the consent of their owner.
    `households` around the sites that are opened.
    """

    by_year: dict[str, dict[int, Comparison]]
    by_party: dict[str, Comparison]
    total: Comparison
    openings: tuple[SharedOpening, ...]
    above_alone: tuple[AboveAlone, ...]
    outside_window: tuple[str, ...]
    method: Method
    assumptions: Assumptions
    households: int

    @property
    def asks_for_evidence(self) -> bool:
        """Return whether the saving is a larger share than is published for such bundles."""
        return self.total.saving_share > self.assumptions.evidence_above

    @property
    def not_accepted(self) -> tuple[AboveAlone, ...]:
        """Return who would pay more than alone and has not agreed to that: with any, the bundle cannot go on."""
        return tuple(one for one in self.above_alone if not one.accepted)


def joint_sheet(
    works: Iterable[Work],
    sites: Iterable[Site],
    years: Mapping[str, int],
    *,
    assumptions: Assumptions = Assumptions(),  # noqa: B008 -- frozen
    method: Method = "proportional",
    accepted: Collection[str] = (),
) -> Sheet:
    """Return the sheet of a bundle: `works` at some of `sites`, each in its joint year of `years` {work: year}.

    `method` splits the common cost of each opening among the parties in it; `accepted` parties agreed to pay more than
    alone. Raises ValueError for a work given twice, without a joint year or at an unknown site, and by `split`.
    """
    bundle, places = sorted(works, key=lambda work: work.key), {site.key: site for site in sites}
    _check(bundle, places, years)
    openings = _openings(bundle, places, years, assumptions, method)
    by_year = _by_year(bundle, places, years, openings, assumptions)
    by_party = {party: sum(found.values(), Comparison()) for party, found in by_year.items()}
    return Sheet(
        by_year=by_year,
        by_party=by_party,
        total=_total(by_party.values(), openings),
        openings=openings,
        above_alone=tuple(_above_alone(by_party, openings, accepted)),
        outside_window=tuple(work.key for work in bundle if years[work.key] not in work.window),
        method=method,
        assumptions=assumptions,
        households=sum(places[key].households for key in {work.site for work in bundle} if key is not None),
    )


def _check(works: Sequence[Work], sites: Mapping[str, Site], years: Mapping[str, int]) -> None:
    keys = [work.key for work in works]
    if len(set(keys)) < len(keys):
        raise ValueError("A work is in a bundle once: take away the double one.")
    for work in works:
        if work.key not in years:
            raise ValueError(f"Work '{work.key}' has no joint year: give it one.")
        if work.site is not None and work.site not in sites:
            raise ValueError(f"Work '{work.key}' lies at site '{work.site}', which is not among the sites.")


def _openings(
    works: Iterable[Work],
    sites: Mapping[str, Site],
    years: Mapping[str, int],
    assumptions: Assumptions,
    method: Method,
) -> tuple[SharedOpening, ...]:
    together: dict[tuple[str, int], list[Work]] = defaultdict(list)
    for work in works:
        if work.site is not None:
            together[work.site, years[work.key]].append(work)
    return tuple(
        _opening(sites[site], year, found, assumptions, method) for (site, year), found in sorted(together.items())
    )


def _opening(site: Site, year: int, works: Sequence[Work], assumptions: Assumptions, method: Method) -> SharedOpening:
    opening = opening_of(site, year, works, assumptions)

    def cost_of(parties: frozenset[str]) -> int:
        return opening_cost(site, [work for work in works if work.party in parties])

    return SharedOpening(opening=opening, split=split(method, opening.cost, opening.alone, cost_of))


def _alone(works: Iterable[Work], sites: Mapping[str, Site], assumptions: Assumptions) -> Iterator[Entry]:
    for work in works:
        figures = Figures(cost=work.direct_cost)
        if work.site is not None:
            site = sites[work.site]
            figures += Figures(
                cost=stand_alone(work, site),
                household_days=household_days(site, [work], assumptions),
                shop_days=shop_days(site, [work], assumptions),
                openings=1,
            )
        yield work.party, work.preferred, Comparison(alone=figures)


def _together(works: Iterable[Work], years: Mapping[str, int]) -> Iterator[Entry]:
    """Yield what stays a work's own: its direct cost, and the years it moves."""
    for work in works:
        year = years[work.key]
        figures = Figures(cost=work.direct_cost, years_shifted=abs(year - work.preferred))
        yield work.party, year, Comparison(together=figures)


def _shared(
    openings: Iterable[SharedOpening], works: Iterable[Work], sites: Mapping[str, Site], assumptions: Assumptions
) -> Iterator[Entry]:
    """Yield what the parties of an opening share: its common cost by the split, its nuisance by what each causes alone."""
    work = {one.key: one for one in works}
    for shared in openings:
        opening = shared.opening
        caused: dict[str, float] = defaultdict(float)
        for one in (work[key] for key in opening.works):
            caused[one.party] += hindered_days(sites[opening.site], [one], assumptions)
        whole = sum(caused.values())
        for party, euros in shared.split.shares.items():
            part = caused[party] / whole if whole else 0.0
            figures = Figures(
                cost=euros,
                household_days=part * opening.household_days,
                shop_days=part * opening.shop_days,
                openings=1,
            )
            yield party, opening.year, Comparison(together=figures)


def _by_year(
    works: Collection[Work],
    sites: Mapping[str, Site],
    years: Mapping[str, int],
    openings: Iterable[SharedOpening],
    assumptions: Assumptions,
) -> dict[str, dict[int, Comparison]]:
    """Add up all entries of a party and a year, in order of name and year."""
    entries = [
        *_alone(works, sites, assumptions),
        *_together(works, years),
        *_shared(openings, works, sites, assumptions),
    ]
    found: dict[tuple[str, int], Comparison] = defaultdict(Comparison)
    for party, year, entry in entries:
        found[party, year] += entry
    by_year: dict[str, dict[int, Comparison]] = defaultdict(dict)
    for (party, year), comparison in sorted(found.items(), key=lambda item: item[0]):
        by_year[party][year] = comparison
    return dict(by_year)


def _total(by_party: Iterable[Comparison], openings: Collection[SharedOpening]) -> Comparison:
    summed = sum(by_party, Comparison())
    together = replace(
        summed.together,
        household_days=sum((one.opening.household_days for one in openings), 0.0),
        shop_days=sum((one.opening.shop_days for one in openings), 0.0),
        openings=len(openings),
    )
    return replace(summed, together=together)


def _above_alone(
    by_party: Mapping[str, Comparison], openings: Iterable[SharedOpening], accepted: Collection[str]
) -> Iterator[AboveAlone]:
    where: dict[str, dict[tuple[str, int], int]] = defaultdict(dict)
    for one in openings:
        for party, euros in one.split.above_alone.items():
            where[party][one.opening.site, one.opening.year] = euros
    for party, comparison in by_party.items():
        if comparison.saving < 0:
            yield AboveAlone(party=party, euros=-comparison.saving, accepted=party in accepted, openings=where[party])
