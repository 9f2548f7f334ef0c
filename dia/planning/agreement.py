"""The shares of parties in each opening once the years are known: as usual where that fits, else as near to it as fits.

With the years fixed, money flows from parties through openings: a network, so that whole euros come out by themselves.
"""

from collections.abc import Mapping

from .cost_sharing import Opening, Split
from .evaluate import Plan, evaluate
from .model import KILO, Key
from .problem import Problem
from .rules import Years
from .solver import Limits, solve
from .table import Columns, Rows

LACKING = 1_000.0  # what a missing euro weighs against a euro that is moved from one party to another


def agreed(problem: Problem, years_of: Years, short: Mapping[Key, float] | None = None) -> Plan:
    """Return the plan with the proportional split, or with the nearest one that leaves less short.

    `short`: the parties and years that may lack money, where the list is known, and what a missing euro weighs there;
    None leaves that open. No party pays more for its works at an opening than it would alone.
    """
    usual = evaluate(problem, years_of)
    lacking = {(one.who, one.year) for one in usual.shortages if one.means == "money"}
    if not lacking or not any(len(parts) > 1 for parts in usual.shares.values()):
        return usual
    found = _moved(problem, usual, short)
    if found is None and short is not None:
        found = _moved(problem, usual, None)
    if found is None:
        return usual
    other = evaluate(problem, years_of, found)
    if short is not None:
        return min(usual, other, key=lambda plan: (len(plan.shortages), plan.shortage))
    return min(usual, other, key=lambda plan: (plan.shortage, len(plan.shortages)))


def _moved(problem: Problem, usual: Plan, short: Mapping[Key, float] | None) -> Split | None:
    network = _Network(problem, usual, short)
    solved = solve(network.columns, network.rows, network.weights, stage="split", limits=Limits(seconds=5.0))
    if solved.solution is None:
        return None
    values = solved.solution
    shares = {key: round(values[column] * KILO) for key, column in network.share.items()}
    if any(sum(shares[party, one.site, one.year] for party in one.alone) != one.cost for one in usual.openings):
        return None  # the time was over before the solver came to whole euros

    def split(opening: Opening) -> dict[str, int]:
        return {party: shares[party, opening.site, opening.year] for party in opening.alone}

    return split


class _Network:
    """Shares of openings and money kept for later, with the deviation from the usual split as its weights."""

    def __init__(self, problem: Problem, usual: Plan, short: Mapping[Key, float] | None) -> None:
        self.columns, self.rows = Columns(), Rows()
        self.share: dict[tuple[str, str, int], int] = {}
        self.weights: dict[int, float] = {}
        self.fixed = {(party, year): euros for party, by_year in usual.money.items() for year, euros in by_year.items()}
        spent: dict[Key, list[tuple[int, float]]] = {}
        for opening in usual.openings:
            for party, part in usual.shares[opening.site, opening.year].items():
                self.fixed[party, opening.year] -= part
                column = self._part(opening, party, part)
                spent.setdefault((party, opening.year), []).append((column, 1.0))
            columns = [(self.share[party, opening.site, opening.year], 1.0) for party in opening.alone]
            self.rows.add(columns, lower=opening.cost / KILO, upper=opening.cost / KILO)
        for party, budget in problem.budgets.items():
            kept = None
            for year in sorted(budget):
                kept = self._year(problem, (party, year), spent.get((party, year), []), kept, short)

    def _part(self, opening: Opening, party: str, usual: int) -> int:
        part = self.columns.add(upper=min(opening.alone[party], opening.cost) / KILO)
        more, less = self.columns.add(), self.columns.add()
        self.rows.add([(part, 1.0), (more, -1.0), (less, 1.0)], lower=usual / KILO, upper=usual / KILO)
        self.weights |= {more: 1.0, less: 1.0}
        self.share[party, opening.site, opening.year] = part
        return part

    def _year(
        self,
        problem: Problem,
        key: Key,
        spent: list[tuple[int, float]],
        before: int | None,
        short: Mapping[Key, float] | None,
    ) -> int | None:
        """Add the row: what the party spends and keeps this year is within what it has and kept.

        Returns the column that it keeps.
        """
        party, year = key
        may_lack, carries = short is None or key in short, party in problem.carry
        lack, kept = self.columns.add(upper=float("inf") if may_lack else 0.0), self.columns.add()
        self.weights[lack] = LACKING * (1.0 if short is None else short.get(key, 1.0))
        keeps = carries and (short is None or key not in short)  # who lacks money this year keeps none
        terms = [
            *spent,
            (lack, -1.0),
            *([(kept, 1.0)] if keeps else []),
            *([(before, -1.0)] if before is not None else []),
        ]
        self.rows.add(terms, upper=(problem.budgets[party][year] - self.fixed.get(key, 0)) / KILO)
        return kept if keeps else None
