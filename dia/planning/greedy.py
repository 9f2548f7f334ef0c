"""A first plan in a fraction of a second: place each work where it adds least, then move works while that helps.

The means are weighed so heavily that a plan within them comes first, and a hard rule comes before both. The common
cost is split as usual here; the solver may do better.
"""

from .incremental_plan import Desk, Total
from .problem import Problem

CENT = 0.01  # euros: less is no gain
MOVES = 40_000  # about so many moves are tried, however many works there are
MOST_ROUNDS = 12
NOTHING: Total = (10**9, 0.0)


def first_plan(problem: Problem, start: dict[str, int | None] | None = None) -> dict[str, int | None]:
    """Return years by work, optional works only where they are worth it.

    `start`: years to improve on, else from nothing.

    Deterministic. A hard rule may be broken where the wishes are tight: `rules.broken_rules` tells.
    """
    desk = Desk(problem)
    for group in _order(problem):
        if start is not None:
            desk.put(group, start.get(group[0]))
        else:
            _settle(desk, group)
    tries = sum(len(years) for years in problem.allowed.values()) or 1
    for _ in range(max(1, min(MOST_ROUNDS, MOVES // tries))):
        moved = [_settle(desk, group) for group in _order(problem)]
        gathered = [_gather(desk, site) for site in problem.at_site]
        if not any(moved) and not any(gathered):
            break
    return desk.year


def _order(problem: Problem) -> list[tuple[str, ...]]:
    """Return the least free first, then the dearest."""

    def freedom(group: tuple[str, ...]) -> tuple[int, int, str]:
        costs = sum(problem.work[key].direct_cost + (problem.work[key].common_cost or 0) for key in group)
        return len(problem.allowed[group[0]]) + 100 * (group[0] not in problem.must), -costs, group[0]

    return sorted(problem.groups, key=freedom)


def _settle(desk: Desk, group: tuple[str, ...]) -> bool:
    """Put a group where the total is lowest; whether it moved."""
    before = desk.year[group[0]]
    choices: list[int | None] = list(desk.problem.allowed[group[0]])
    if group[0] not in desk.problem.must or not choices:
        choices.append(None)
    best, lowest = before, desk.total if before in choices else NOTHING
    for year in choices:
        if year != before:
            desk.put(group, year)
            if _better(desk.total, lowest):
                best, lowest = year, desk.total
    desk.put(group, best)
    return best != before


def _gather(desk: Desk, site: str) -> bool:
    """Put all works of a site that can be together in one year, if that is better; whether it was."""
    groups = list(dict.fromkeys(desk.group_of[work.key] for work in desk.problem.at_site[site]))
    if len(groups) < 2:  # noqa: PLR2004
        return False
    better = False
    for year in sorted({year for group in groups for year in desk.problem.allowed[group[0]]}):
        movable = [group for group in groups if year in desk.problem.allowed[group[0]]]
        before, total = [desk.year[group[0]] for group in movable], desk.total
        for group in movable:
            desk.put(group, year)
        if _better(desk.total, total):
            better = True
            continue
        for group, old in zip(movable, before, strict=True):
            desk.put(group, old)
    return better


def _better(one: Total, other: Total) -> bool:
    return one[0] < other[0] or (one[0] == other[0] and one[1] < other[1] - CENT)
