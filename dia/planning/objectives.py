"""The objectives of the stages, as {column: weight} of a model, and how a plan and a solution turn into one another."""

from collections import defaultdict
from collections.abc import Sequence

from .cost_sharing import Opening, stand_alone
from .evaluate import Plan, left_over
from .model import KILO, Model

type Weights = dict[int, float]


def cost(model: Model) -> Weights:
    """Return cost + nuisance rate x household-days + shift rate x years - value, in thousands of euros."""
    problem, found = model.problem, defaultdict[int, float](float)
    for (key, year), column in model.done.items():
        work = problem.work[key]
        value = 0 if work.mandatory else work.value
        found[column] += (work.direct_cost - value + problem.shift_rate * abs(year - work.preferred)) / KILO
    for site, year in model.there:
        for column, weight in model.opening_cost(site, year):
            found[column] += weight
    if problem.nuisance_rate:
        for column, weight in household_days(model).items():
            found[column] += problem.nuisance_rate * weight / KILO
    return dict(found)


def household_days(model: Model) -> Weights:
    found = defaultdict[int, float](float)
    for site, year in model.there:
        for column, weight in model.household_days(site, year):
            found[column] += weight
    return dict(found)


def shift(model: Model) -> Weights:
    """Return the years away from the preferred ones."""
    return {column: float(abs(year - model.problem.work[key].preferred)) for (key, year), column in model.done.items()}


def shortage(model: Model) -> Weights:
    """Return all that does not fit, in thousands of euros at the rates of the problem."""
    rates = {
        "money": 1.0,
        "labour": model.problem.short_fte_rate / KILO,
        "nuisance": model.problem.short_day_rate / KILO,
    }
    return {column: rates[means] for (means, _, _), column in model.short.items()}


def missing(model: Model) -> Weights:
    """Return works that must be done and are not."""
    return dict.fromkeys(model.missing.values(), 1.0)


def years_in(model: Model, solution: Sequence[float]) -> dict[str, int | None]:
    """Return the years of all works in a solution."""
    found: dict[str, int | None] = dict.fromkeys(model.problem.work)
    for (key, year), column in model.done.items():
        if solution[column] > 1 / 2:
            found[key] = year
    return found


def solution_of(model: Model, plan: Plan) -> list[float]:
    """Return all columns of a plan that breaks no hard rule: what the solver starts from.

    Those of later stages stay 0.
    """
    values = [0.0] * len(model.columns.lower)
    for key, year in plan.years.items():
        if year is not None:
            values[model.done[key, year]] = 1.0
        elif key in model.missing:
            values[model.missing[key]] = 1.0
    for opening in plan.openings:
        _put_opening(model, values, plan, opening)
    for party in model.problem.carry:
        for year, left in left_over(model.problem, party, plan.money.get(party, {})).items():
            values[model.carry[party, year]] = max(left, 0) / KILO
    _put_shortages(model, values, plan)
    return values


def _put_shortages(model: Model, values: list[float], plan: Plan) -> None:
    for one in plan.shortages:
        column = model.short.get(one.key)
        if column is not None:
            values[column] = one.amount / KILO if one.means == "money" else one.amount


def _put_opening(model: Model, values: list[float], plan: Plan, opening: Opening) -> None:
    key, works = (opening.site, opening.year), opening.works
    site, year = model.problem.site[key[0]], key[1]
    values[model.opened[key]] = 1.0
    apart = [model.apart.get((work, year)) for work in works]
    by_itself = sum(stand_alone(model.problem.work[work], site) for work in works) < site.common_cost
    values[model.paid[key]] = 0.0 if by_itself else 1.0
    for column in apart if by_itself else ():
        if column is not None:
            values[column] = 1.0
    if key in model.dearest:
        values[model.dearest[key]] = opening.cost / KILO
    if key in model.days:
        values[model.days[key]] = opening.household_days / site.households - site.setup_days
    for party, euros in plan.shares[key].items():
        if (party, *key) in model.share:
            values[model.share[party, *key]] = euros / KILO
