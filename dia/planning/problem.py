"""The problem that the optimiser solves.

Works at sites, the agenda's years, means, rules, and what a day or a year weighs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .checks import contradictions, mistakes
from .problem_errors import Contradiction
from .works import Assumptions, Charge, Site, Work

type ByYear[N] = Mapping[str, Mapping[int, N]]
type Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """A question to the optimiser. Raises Contradiction with every cause that can be named beforehand.

    Means, by party or area and then by calendar year: `budgets` (euros), `labour` (fte), `nuisance_caps`
    (household-days). A figure that is absent is no cap; 0 is 0. A party in `carry` may keep money for a later year,
    starts with none, and has a budget in each year of the agenda: no cap can be kept for later. `standing` (euros) and
    `standing_labour` (fte) are asked of parties whatever the plan, and count in its money and labour, not in its cost.

    Rules: `sequence` (first, then), the same year allowed; `together` in one year or neither; `apart` never in one
    year; `vetoes` never in one opening; `pins` {work: its year}; `exclusions` {work: years it may not have}; `consents`
    {work: years outside its window to which its owner agrees}. A work that is not done keeps no other waiting.

    Weights: `nuisance_rate` euros per household-day (0: it does not count), `shift_rate` euros per year away from the
    preferred one. Where not everything fits, a missing fte weighs as much as `short_fte_rate` missing euros, and a
    household-day above a cap as `short_day_rate`.
    """

    works: Collection[Work]
    sites: Collection[Site]
    years: range
    budgets: ByYear[int] = field(default_factory=dict)
    labour: ByYear[float] = field(default_factory=dict)
    nuisance_caps: ByYear[float] = field(default_factory=dict)
    standing: ByYear[int] = field(default_factory=dict)
    standing_labour: ByYear[float] = field(default_factory=dict)
    carry: Collection[str] = ()
    sequence: Collection[Pair] = ()
    together: Collection[Pair] = ()
    apart: Collection[Pair] = ()
    vetoes: Collection[Pair] = ()
    pins: Mapping[str, int] = field(default_factory=dict)
    exclusions: Mapping[str, Collection[int]] = field(default_factory=dict)
    consents: Mapping[str, Collection[int]] = field(default_factory=dict)
    nuisance_rate: float = 0.0
    shift_rate: float = 0.0
    short_fte_rate: float = 100_000.0
    short_day_rate: float = 10.0
    assumptions: Assumptions = field(default_factory=Assumptions)

    def __post_init__(self) -> None:
        flaws = mistakes(self) or contradictions(self)
        if flaws:
            raise Contradiction(flaws)

    @cached_property
    def work(self) -> dict[str, Work]:
        return {work.key: work for work in self.works}

    @cached_property
    def site(self) -> dict[str, Site]:
        return {site.key: site for site in self.sites}

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Return who has a work or is asked something."""
        asked = {charge.party for asks in self.asks.values() for charge in asks}
        return tuple(sorted({work.party for work in self.works} | asked | {*self.standing, *self.standing_labour}))

    @cached_property
    def asks(self) -> dict[str, tuple[Charge, ...]]:
        """Return by work what it asks of whom, relative to its year."""
        return {work.key: work.asks for work in self.works}

    @cached_property
    def at_site(self) -> dict[str, tuple[Work, ...]]:
        """Return works by site, in the order given."""
        return {key: tuple(work for work in self.works if work.site == key) for key in self.site}

    @cached_property
    def must(self) -> frozenset[str]:
        """Return the works that are always done: mandatory, pinned, or together with one of those."""
        own = {work.key for work in self.works if work.mandatory or work.key in self.pins}
        return frozenset(key for group in self.groups if own & set(group) for key in group)

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the works that go together, directly or through others; most are alone in their group."""
        leader = {work.key: work.key for work in self.works}
        for one, other in self.together:
            old, new = leader[other], leader[one]
            leader = {key: new if lead == old else lead for key, lead in leader.items()}
        found: dict[str, list[str]] = {}
        for key, lead in leader.items():
            found.setdefault(lead, []).append(key)
        return tuple(map(tuple, found.values()))

    @cached_property
    def allowed(self) -> dict[str, tuple[int, ...]]:
        """Return the years in which a work can be done, given its own rules and those of the works it goes with."""
        found: dict[str, tuple[int, ...]] = {}
        for group in self.groups:
            shared = set.intersection(*(set(self.own_years(self.work[key])) for key in group))
            found |= dict.fromkeys(group, tuple(sorted(shared)))
        return found

    def most_kept(self, party: str) -> int:
        """Return euros that a party cannot keep more of: all that it has, and all that it may get back."""
        back = [-charge.euros for asks in self.asks.values() for charge in asks if charge.party == party]
        back += [-euros for euros in self.standing.get(party, {}).values()]
        return sum(self.budgets[party].values()) + sum(euros for euros in back if euros > 0)

    def share_a_site(self, one: str, other: str) -> bool:
        site = self.work[one].site
        return site is not None and site == self.work[other].site

    def own_years(self, work: Work) -> tuple[int, ...]:
        """Return the years in which a work can be done as far as itself and its site go."""
        wished = set(work.window) | set(self.consents.get(work.key, ()))
        wished -= set(self.exclusions.get(work.key, ()))
        if work.key in self.pins:
            wished &= {self.pins[work.key]}
        closed = None if work.site is None else self.site[work.site].closed_until
        return tuple(
            year
            for year in self.years
            if year in wished and (closed is None or year > closed) and self.fits(work, year)
        )

    def fits(self, work: Work, year: int) -> bool:
        """Return whether all that the work asks then lies within the years of the agenda."""
        return all(year + charge.later in self.years for charge in self.asks[work.key])
