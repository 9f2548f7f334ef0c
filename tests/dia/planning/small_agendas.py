"""Small agendas drawn from a seed, with every kind of rule, and all plans of one: what the optimiser is held against."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

from dia.planning.cost_sharing import Opening
from dia.planning.evaluate import Plan, evaluate
from dia.planning.problem import Problem
from dia.planning.problem_errors import Contradiction
from dia.planning.rules import broken_rules
from dia.planning.works import Assumptions, Charge, Site, Work

FIRST = 2030
SHARED = 3  # in one of so many agendas parties pay for each other


def drawn(seed: int) -> Problem | None:
    """An agenda of 2 to 8 works; None where the wishes drawn exclude one another."""
    draw = Random(seed)  # noqa: S311 - not a secret
    years = range(FIRST, FIRST + draw.choice([2, 3, 3]))
    sites = [_site(draw, f"s{place}", years) for place in range(draw.randrange(1, 4))]
    count = draw.randrange(2, 9 if len(years) == 2 else 7)
    works = [_work(draw, f"w{number}", sites, years) for number in range(count)]
    if seed % SHARED == 0:
        others = Random(~seed)  # noqa: S311 - not a secret
        works = [_shared(work, others) for work in works]
    means = _means(draw, works, sites, years)
    if seed % SHARED == 0:
        means |= _standing(others, means, years)
    pairs = [(f"w{one}", f"w{other}") for one in range(count) for other in range(count) if one != other]
    try:
        return Problem(
            works=works,
            sites=sites,
            years=years,
            **means,
            sequence=draw.sample(pairs, draw.choice([0, 0, 1])),
            together=draw.sample(pairs, draw.choice([0, 0, 1])),
            apart=draw.sample(pairs, draw.choice([0, 0, 1])),
            vetoes=draw.sample(pairs, draw.choice([0, 0, 1])),
            exclusions={"w0": [years[0]]} if draw.random() < 0.2 else {},
            consents={"w1": years} if draw.random() < 0.2 else {},
            nuisance_rate=draw.choice([0, 0, 0.5, 2]),
            shift_rate=draw.choice([0, 0, 3]),
            short_fte_rate=7.0,
            short_day_rate=0.25,
            assumptions=Assumptions(overlap=draw.choice([0.6, 1.0])),
        )
    except Contradiction:
        return None


def _site(draw: Random, key: str, years: range) -> Site:
    return Site(
        key=key,
        area=draw.choice("AB"),
        households=draw.choice([0, 1, 4]),
        common_cost=draw.choice([0, 1, 2, 3, 30]),
        setup_days=draw.choice([0, 1]),
        rest_years=draw.choice([1, 1, 1, 2, 3]),
        closed_until=draw.choice([None, None, None, years[0]]),
    )


def _work(draw: Random, key: str, sites: list[Site], years: range) -> Work:
    site = draw.choice([*sites, *sites, None])
    earliest = draw.choice([years[0], years[0], years[1]])
    latest = draw.choice([years[-1], years[-1], earliest])
    return Work(
        key=key,
        party=draw.choice("XYZ"),
        site=None if site is None else site.key,
        earliest=earliest,
        latest=latest,
        preferred=draw.choice(range(earliest, latest + 1)),
        direct_cost=draw.randrange(20),
        common_cost=None if site is None else draw.choice([None, 1, 2, site.common_cost, site.common_cost + 2]),
        days=0 if site is None else draw.randrange(8),
        severity=draw.choice([0.25, 0.5, 1.0]),
        fte=draw.choice([0, 1, 2]),
        mandatory=draw.random() < 0.75,
        value=draw.randrange(40),
    )


def _shared(work: Work, draw: Random) -> Work:
    """Somebody pays a part, perhaps in another year and more than there is to pay; or the opening costs the work nothing."""
    if draw.random() < 0.5:
        return work if work.site is None else replace(work, common_cost=draw.choice([work.common_cost, 0]))
    giver, later, part = draw.choice("XYZ"), draw.choice([-1, 0, 1, 1]), draw.randrange(25)
    later = 1 if giver == work.party else later
    own = Charge(party=work.party, euros=work.direct_cost - part, fte=work.fte)
    return replace(work, charges=(own, Charge(party=giver, later=later, euros=part)))


def _standing(draw: Random, means: dict[str, Any], years: range) -> dict[str, Any]:
    return {
        "standing": {party: {years[-1]: draw.randrange(-5, 15)} for party in means["budgets"] if draw.random() < 0.3},
        "standing_labour": {party: {years[0]: draw.choice([1, 2])} for party in means["labour"] if draw.random() < 0.3},
    }


def _means(draw: Random, works: list[Work], sites: list[Site], years: range) -> dict[str, Any]:
    parties = sorted({charge.party for work in works for charge in work.asks})
    areas = sorted({site.area for site in sites})
    budgets = {party: {year: draw.randrange(30) for year in years} for party in parties if draw.random() < 0.6}
    labour = {party: {years[0]: draw.choice([0, 1, 3])} for party in parties if draw.random() < 0.3}
    return {
        "budgets": budgets,
        "carry": [party for party in budgets if draw.random() < 0.5],
        "labour": labour,
        "nuisance_caps": {area: {year: draw.randrange(20) for year in years} for area in areas if draw.random() < 0.4},
    }


def all_plans(problem: Problem) -> Iterator[Plan]:
    """Every plan that keeps the hard rules, with every way in which nobody pays more than alone, in whole euros."""
    for years_of in _all_years(problem, problem.must):
        if not broken_rules(problem, years_of):
            yield from _all_splits(problem, years_of)


def fewest_missing(problem: Problem) -> int:
    """The least number of works that must be done and are not, if every other rule is kept."""
    return min(
        sum(years_of[key] is None for key in problem.must)
        for years_of in _all_years(problem, frozenset())
        if all(one.rule == "missing" for one in broken_rules(problem, years_of))
    )


def _all_years(problem: Problem, must: frozenset[str]) -> Iterator[dict[str, int | None]]:
    keys = [work.key for work in problem.works]
    choices = [[*problem.own_years(work), *(() if work.key in must else (None,))] for work in problem.works]
    return (dict(zip(keys, years, strict=True)) for years in product(*choices))


def _all_splits(problem: Problem, years_of: dict[str, int | None]) -> Iterator[Plan]:
    usual = evaluate(problem, years_of)
    if not any(one.means == "money" for one in usual.shortages):
        yield usual
        return
    ways = [list(_ways(opening)) for opening in usual.openings]
    for parts in product(*ways):
        found = {(one.site, one.year): part for one, part in zip(usual.openings, parts, strict=True)}
        yield evaluate(problem, years_of, lambda one, found=found: found[one.site, one.year])


def _ways(opening: Opening) -> Iterator[dict[str, int]]:
    *others, last = opening.alone
    for parts in product(*(range(min(opening.alone[party], opening.cost) + 1) for party in others)):
        left = opening.cost - sum(parts)
        if 0 <= left <= opening.alone[last]:
            yield {**dict(zip(others, parts, strict=True)), last: left}
