"""Quality of the planner in a given time: `python -m bench.bench_planner` prints each goal as a ratio.

P15  a plan of 200 works after 30 s, against the same model given to HiGHS as it is (one objective, no start, its own
     presolve) for as long: what both minimise, in euros, a missing euro counted as ten. The first plan of those works,
     against half a second. The gap of 400 works at 80 sites in 10 years with 6 parties, against 0.1 %. Of as many works
     with flat budgets that cannot hold: the euros that are short, against the least that the same run proves to be
     short, and the party-years on the list, against those of its first plan and against the fewest that the run proves;
     and the party-years where each may lack any amount, against the fewest of those that the run proves.

CP-SAT, the other solver of the goal, is not among the packages of this project and is not measured.
"""

from statistics import median
from time import perf_counter

from bench.measure import Row, table
from dia.planning import objectives
from dia.planning.agreement import agreed
from dia.planning.evaluate import Plan
from dia.planning.greedy import first_plan
from dia.planning.model import Model
from dia.planning.optimise import optimise
from dia.planning.problem import Problem
from dia.planning.solver import Limits, solve
from tests.dia.planning.drawn_agendas import city

SECONDS = 30.0
WORKS, SITES = 200, 40
MANY_WORKS, MANY_SITES = 400, 80
MEANS = {"loose": None, "tight": 1.2, "scarce": 1.0}  # of what all works cost alone
NUISANCE_RATE = 0.5
FLAT, FLAT_SECONDS = 0.7, 120.0
MISSING = 10.0
FIRST_MS = 500.0
CLOSE = 1e-3
REPEATS = 5


def rows() -> list[Row]:
    """All goals of this file, measured now (about five minutes)."""
    agendas = {name: city(WORKS, SITES, means=means, nuisance_rate=NUISANCE_RATE) for name, means in MEANS.items()}
    return [
        *(_quality_row(name, problem) for name, problem in agendas.items()),
        _first_row(agendas["tight"]),
        _gap_row(),
        *_flat_rows(),
    ]


def _quality_row(name: str, problem: Problem) -> Row:
    ours, bare = _worth(optimise(problem, seconds=SECONDS).plan), _worth(_bare(problem))
    what = f"plan of {WORKS} works in {SECONDS:.0f} s, means {name}, to HiGHS bare"
    return Row("P15", what, ours / bare, 1 / 0.98, ours, bare, "euros")


def _first_row(problem: Problem) -> Row:
    taken = []
    for _ in range(REPEATS):
        start = perf_counter()
        agreed(problem, first_plan(problem))
        taken.append((perf_counter() - start) * 1000)
    found = median(taken)
    return Row("P15", f"first plan of {WORKS} works", found / FIRST_MS, 1.0, found, FIRST_MS)


def _gap_row() -> Row:
    found = optimise(city(MANY_WORKS, MANY_SITES, nuisance_rate=NUISANCE_RATE), seconds=SECONDS, gap=CLOSE)
    cost = next(stage for stage in found.stages if stage.name == "cost")
    assert cost.gap is not None
    what = f"gap of {MANY_WORKS} works, {MANY_SITES} sites, after {cost.seconds:.1f} s"
    return Row("P15", what, cost.gap / CLOSE, 1.0, cost.gap * 100, CLOSE * 100, "%")


def _flat_rows() -> list[Row]:
    problem = city(MANY_WORKS, MANY_SITES, means=FLAT, nuisance_rate=NUISANCE_RATE)
    found, first = optimise(problem, seconds=FLAT_SECONDS, gap=CLOSE), agreed(problem, first_plan(problem))
    least = next(stage.bound for stage in found.stages if stage.name == "shortage")
    assert least is not None
    short, what = found.plan.shortage, f"{MANY_WORKS} works, flat budgets that cannot hold, in {FLAT_SECONDS:.0f} s"
    assert found.concentrated is not None
    few, least_few = len(found.concentrated.plan.shortages), found.concentrated.least
    listed, before = len(found.shortages), len(first.shortages)
    return [
        Row("P15", f"{what}: what is short, to its bound", short / least, 1 + 2 * CLOSE, short, least, "euros"),
        Row(
            "P15",
            f"{what}: party-years on the list, to the first plan",
            listed / before,
            1.0,
            listed,
            before,
            "entries",
        ),
        Row(
            "P15",
            f"{what}: party-years on the list, to the fewest proved",
            listed / found.fewest_short,
            1.0,
            listed,
            found.fewest_short,
            "entries",
        ),
        Row(
            "P15",
            f"{what}: party-years if each may lack more, to the fewest proved",
            few / least_few,
            1.0,
            few,
            least_few,
            "entries",
        ),
    ]


def _worth(plan: Plan) -> float:
    return plan.objective + MISSING * plan.shortage


def _bare(problem: Problem) -> Plan:
    model = Model(problem)
    weights = objectives.cost(model) | {column: MISSING * rate for column, rate in objectives.shortage(model).items()}
    found = solve(model.columns, model.rows, weights, stage="bare", limits=Limits(seconds=SECONDS))
    assert found.solution is not None
    return agreed(problem, objectives.years_in(model, found.solution))


if __name__ == "__main__":
    print(table(rows()))
