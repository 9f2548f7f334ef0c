"""Pairs of works that may gain from each other in one trench, at one site or in one area, and what that promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from .kinds import COMPATIBLE, KINDS

type OpportunityKind = Literal["trench", "site", "area"]
type Space = Literal["surface", "distance", "site", "area", "adjacent"]
type Window = tuple[int, int]  # the first and the last year in which a work can be done


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFacts:
    """The facts known about two works; pairs in the same order everywhere, and the outcome does not hang on that order.

    `distance_m` between their places, None where one is unknown or confidential. `shared_surface`: the surface they
    share over that of the smaller, 0 to 1. `flexibility`: years outside its window to which each owner consents.
    `same_period`: both windows touch the period of one agenda. `readiness` 0 to 1, see `kinds.READINESS`.
    `costs` all euros of each work alone, of which `common_costs` are those that works at one site share.
    """

    kinds: tuple[str, str]
    windows: tuple[Window, Window]
    distance_m: float | None = None
    shared_surface: float = 0.0
    same_site: bool = False
    area: Literal["same", "adjacent", "apart"] = "apart"
    same_period: bool = True
    flexibility: tuple[int, int] = (0, 0)
    readiness: tuple[float, float] = (0.0, 0.0)
    costs: tuple[int, int] = (0, 0)
    common_costs: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                raise ValueError(f"'{kind}' is not a kind of work: use one of {', '.join(KINDS)}.")
        if self.distance_m is not None and not (isfinite(self.distance_m) and self.distance_m >= 0):
            raise ValueError("A distance is 0 metres or more, or None where it is unknown.")
        if not all(0 <= share <= 1 for share in (self.shared_surface, *self.readiness)):
            raise ValueError("A shared surface and a readiness go from 0 to 1.")
        if any(earliest > latest for earliest, latest in self.windows):
            raise ValueError("A window goes from its first year to its last.")
        if min(self.flexibility) < 0:
            raise ValueError("Flexibility is 0 years or more.")
        if not all(0 <= part <= cost for part, cost in zip(self.common_costs, self.costs, strict=True)):
            raise ValueError("A common cost is part of all costs of a work, and 0 or more.")

    @property
    def common_years(self) -> range:
        """Return the years that lie in both windows; none where they do not overlap."""
        (one, until), (other, till) = self.windows
        return range(max(one, other), min(until, till) + 1)

    @property
    def gap(self) -> int:
        """Return the years that the works must move, together, to meet in one year; 0 where windows overlap."""
        (one, until), (other, till) = self.windows
        return max(0, max(one, other) - min(until, till))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRule:
    """The rule by which a pair of kinds meets.

    In a trench up to `trench_m` or from `shared_surface` on, at a site up to `site_m`.

    `gap_years`: years between windows that are looked beyond even before the owners consented to move.
    """

    trench_m: float = 10.0
    shared_surface: float = 0.2
    site_m: float = 100.0
    gap_years: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.trench_m <= self.site_m:
            raise ValueError("Distances are 0 metres or more, and a trench lies within the reach of a site.")
        if not 0 < self.shared_surface <= 1:
            raise ValueError("'shared_surface' is more than 0 and at most 1.")
        if self.gap_years < 0:
            raise ValueError("'gap_years' must be 0 or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weights of the parts of a synergy score; together 1."""

    shared_cost: float = 0.40
    spatial_overlap: float = 0.25
    window_overlap: float = 0.20
    readiness: float = 0.15

    def __post_init__(self) -> None:
        weights = (self.shared_cost, self.spatial_overlap, self.window_overlap, self.readiness)
        if min(weights) < 0 or round(sum(weights), 9) != 1:
            raise ValueError("Weights are 0 or more and sum to 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Editable: `pairs` {the two kinds: their rule} go before `usual`; `compatible` pairs of kinds gain from one area.

    `full_saving`: the share of cost saved that counts as full shared cost (published: 25 % in urban areas).
    """

    usual: PairRule = field(default_factory=PairRule)
    pairs: Mapping[frozenset[str], PairRule] = field(default_factory=dict)
    compatible: frozenset[frozenset[str]] = COMPATIBLE
    weights: Weights = field(default_factory=Weights)
    full_saving: float = 0.25

    def __post_init__(self) -> None:
        if not 0 < self.full_saving <= 1:
            raise ValueError("'full_saving' is more than 0 and at most 1.")
        unknown = sorted({kind for pair in (*self.pairs, *self.compatible) for kind in pair} - set(KINDS))
        if unknown:
            raise ValueError(f"Not among the kinds of work: {', '.join(unknown)}.")

    def of(self, kinds: tuple[str, str]) -> PairRule:
        return self.pairs.get(frozenset(kinds), self.usual)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a synergy score, each from 0 to 1; see `parts_of`."""

    shared_cost: float
    spatial_overlap: float
    window_overlap: float
    readiness: float

    def score(self, weights: Weights) -> float:
        """Return the score from 0 to 100."""
        return 100 * (
            weights.shared_cost * self.shared_cost
            + weights.spatial_overlap * self.spatial_overlap
            + weights.window_overlap * self.window_overlap
            + weights.readiness * self.readiness
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CouplingOpportunity:
    """A coupling opportunity, its `score` from 0 to 100 and what a sentence about it needs.

    `space`: why they meet in space. surface: they share it; distance: `distance_m` apart; site: the same one; area: one
    neighbourhood; adjacent: two that touch. `years` in both windows; where there are none, `gap` years must be bridged.
    `saving` euros, at most, when the larger common cost is paid once.
    """

    kind: OpportunityKind
    score: float
    parts: Parts
    space: Space
    distance_m: float | None
    years: tuple[int, ...]
    gap: int
    saving: int


def opportunity(facts: PairFacts, rules: Rules = Rules()) -> CouplingOpportunity | None:  # noqa: B008 -- frozen
    """Return the closest way in which two works could go together: trench, else site, else area; None for no way.

    trench: both open the ground, close enough or sharing surface, windows overlap. site: both take up a site, the same
    or near, and windows overlap or the owners may bridge the gap, each by its own flexibility. area: kinds that suit
    each other, in the same or adjacent neighbourhoods, in the period of one agenda.
    """
    found = _trench(facts, rules) or _site(facts, rules) or _area(facts, rules)
    if found is None:
        return None
    kind, space = found
    parts = parts_of(kind, facts, rules)
    return CouplingOpportunity(
        kind=kind,
        score=parts.score(rules.weights),
        parts=parts,
        space=space,
        distance_m=facts.distance_m,
        years=tuple(facts.common_years),
        gap=facts.gap,
        saving=_saving(kind, facts),
    )


def parts_of(kind: OpportunityKind, facts: PairFacts, rules: Rules = Rules()) -> Parts:  # noqa: B008 -- frozen
    """Return the four parts of the synergy score, each from 0 to 1.

    shared cost: the smaller common cost over all costs of both works, as a share of `full_saving`, at most 1; 0 for
    works that share no opening but only an area.
    spatial overlap: 1 at the same site, else the larger of the shared surface and 1 - distance / reach of a site.
    window overlap: years in both windows over those of the shorter one.
    readiness: that of the work that is least ready.
    """
    reach = rules.of(facts.kinds).site_m
    near = 0.0 if facts.distance_m is None or facts.distance_m >= reach else 1 - facts.distance_m / reach
    shorter = min(latest - earliest + 1 for earliest, latest in facts.windows)
    saved = _saving(kind, facts) / max(sum(facts.costs), 1)
    return Parts(
        shared_cost=min(1.0, saved / rules.full_saving),
        spatial_overlap=1.0 if facts.same_site else max(facts.shared_surface, near),
        window_overlap=len(facts.common_years) / shorter,
        readiness=min(facts.readiness),
    )


def _saving(kind: OpportunityKind, facts: PairFacts) -> int:
    """Return euros not spent when the larger of the two common costs is paid once for both; an area is not opened."""
    return 0 if kind == "area" else min(facts.common_costs)


def _trench(facts: PairFacts, rules: Rules) -> tuple[OpportunityKind, Space] | None:
    if not (facts.common_years and all(KINDS[kind].opens_ground for kind in facts.kinds)):
        return None
    rule = rules.of(facts.kinds)
    if facts.shared_surface >= rule.shared_surface:
        return "trench", "surface"
    return ("trench", "distance") if _within(facts, rule.trench_m) else None


def _site(facts: PairFacts, rules: Rules) -> tuple[OpportunityKind, Space] | None:
    rule = rules.of(facts.kinds)
    bridged = facts.gap <= max(rule.gap_years, sum(facts.flexibility))
    if not (bridged and all(KINDS[kind].takes_a_site for kind in facts.kinds)):
        return None
    if facts.same_site:
        return "site", "site"
    return ("site", "distance") if _within(facts, rule.site_m) else None


def _area(facts: PairFacts, rules: Rules) -> tuple[OpportunityKind, Space] | None:
    if not (facts.same_period and frozenset(facts.kinds) in rules.compatible):
        return None
    spaces: dict[str, Space] = {"same": "area", "adjacent": "adjacent"}
    return ("area", spaces[facts.area]) if facts.area in spaces else None


def _within(facts: PairFacts, metres: float) -> bool:
    return facts.distance_m is not None and facts.distance_m <= metres
