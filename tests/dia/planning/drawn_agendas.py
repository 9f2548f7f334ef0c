"""Agendas drawn from a seed: works of six parties at sites that they share, as a city has them."""

from random import Random

from dia.planning.problem import Problem
from dia.planning.works import Assumptions, Site, Work

PARTIES = ("city", "corporation", "grid", "heat", "telecom", "water")


def city(
    works: int, sites: int, *, years: int = 10, seed: int = 1, means: float | None = None, **rules: object
) -> Problem:
    """`works` over `sites` in areas of eight; all works of a site fit into two of its years.

    `means`: budgets of that share of what all works of a party cost alone, the same each year.
    """
    draw = Random(seed)  # noqa: S311 - not a secret
    agenda = range(2027, 2027 + years)
    places = [_place(draw, place, agenda) for place in range(sites)]
    found = [_work(draw, f"w{number}", draw.choice(places), agenda) for number in range(works)]
    budgets = {} if means is None else _budgets(found, agenda, means)
    return Problem(works=found, sites=places, years=agenda, budgets=budgets, assumptions=Assumptions(), **rules)


def _place(draw: Random, number: int, agenda: range) -> Site:
    return Site(
        key=f"s{number}",
        area=f"a{number // 8}",
        households=draw.randrange(20, 400),
        shops=draw.choice([0, 0, 0, 5, 20]),
        common_cost=draw.randrange(20, 200) * 1000,
        setup_days=draw.choice([2, 5, 10]),
        rest_years=draw.choice([1, 1, 3, 4]),
        closed_until=draw.choice([None, None, None, None, agenda[0]]),
    )


def _work(draw: Random, key: str, place: Site, agenda: range) -> Work:
    fits = agenda[1] + (int(place.key[1:]) + draw.choice([0, 5])) % (len(agenda) - 1)
    earliest, latest = max(agenda[1], fits - draw.randrange(5)), min(agenda[-1], fits + draw.randrange(5))
    return Work(
        key=key,
        party=draw.choice(PARTIES),
        site=place.key,
        earliest=earliest,
        latest=latest,
        preferred=draw.randrange(earliest, latest + 1),
        direct_cost=draw.randrange(10, 600) * 1000,
        common_cost=round(place.common_cost * draw.uniform(0.4, 1.2)),
        days=draw.randrange(5, 60),
        severity=draw.choice([0.25, 0.5, 1.0]),
        fte=draw.choice([0.1, 0.2, 0.5]),
    )


def _budgets(works: list[Work], agenda: range, share: float) -> dict[str, dict[int, int]]:
    total = dict.fromkeys(PARTIES, 0)
    for work in works:
        total[work.party] += work.direct_cost + work.common_cost
    return {party: dict.fromkeys(agenda, round(euros * share / len(agenda))) for party, euros in total.items() if euros}
