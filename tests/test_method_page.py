"""The worked example of docs/method.md is what the engine computes: its tables are read and every row is recomputed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sia.scoring.advice import advise, location_quotient, top_chance, top_count
from sia.scoring.aggregate import score_tree
from sia.scoring.explain import contributions
from sia.scoring.neighbours import Borders, neighbour_potential, unlocked, with_neighbours
from sia.scoring.ranking import rank
from sia.scoring.tree import Tree

PAGE = Path(__file__).resolve().parents[1] / "docs" / "method.md"
AREAS = "ABCDE"
DECIMALS = 5e-5
Table = list[list[str]]


def tables() -> list[Table]:
    """The tables after "Worked example", without their rules, header first."""
    found: list[Table] = [[]]
    for line in PAGE.read_text().split("## Worked example")[1].splitlines():
        if line.startswith("|"):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return [[table[0], *table[2:]] for table in found if table]


def number(cell: str) -> float:
    return np.nan if cell == "–" else float(cell)


def tree(rows: Table, name: str) -> tuple[Tree, np.ndarray]:
    members = [row for row in rows if row[1] == name]
    themes = list(dict.fromkeys(row[2] for row in members))
    low, high, direction = ([number(row[column]) for row in members] for column in (3, 4, 5))
    places = [themes.index(row[2]) for row in members]
    weights = ([1] * len(themes), places, [1] * len(members))
    values = np.array([[number(cell) for cell in row[6:]] for row in members]).T
    return Tree.from_weights(themes, *weights, low=low, high=high, direction=direction), values


def outcome(indicators: Table, borders: Table, corporations: Table) -> dict[str, np.ndarray]:
    urgency_tree, urgency_values = tree(indicators[1:], "urgency")
    potential_tree, potential_values = tree(indicators[1:], "potential")
    urgency, potential = score_tree(urgency_values, urgency_tree), score_tree(potential_values, potential_tree)
    between = Borders(
        np.array([AREAS.index(row[0][0]) for row in borders[1:]]),
        np.array([AREAS.index(row[0][-1]) for row in borders[1:]]),
        np.array([number(row[1]) for row in borders[1:]]),
        np.array([number(row[2]) for row in borders[1:]]),
    )
    assets = potential.themes[:, 0]
    neighbours = neighbour_potential(assets, between).potential
    gains = unlocked(assets, between)
    star, ranks = with_neighbours(potential.total, neighbours), rank(urgency.total)
    shares = np.array([number(cell) for cell in corporations[1][1:]])
    quotient = location_quotient(shares, 36.0)
    advice = advise(urgency.total, star, quotient, top_chance(ranks, top_count(urgency.total, 0.25)))
    points, _reference = contributions(urgency.themes, urgency_tree)
    return {
        "social": urgency.themes[:, 0],
        "living_environment": urgency.themes[:, 1],
        "coverage": urgency.coverage,
        "urgency U": urgency.total,
        "rank": ranks,
        "assets A": assets,
        "own potential P": potential.total,
        "neighbours N": neighbours,
        r"potential P\*": star,
        "locked gain": np.bincount(between.first, gains.first, 5) + np.bincount(between.second, gains.second, 5),
        "location quotient LQ": quotient,
        **{f"gate {name}": gate.open for name, gate in advice.gates.items()},
        "priority D": advice.priority,
        "order of dia": advice.order,
        "contribution of social": points[:, 0],
        "contribution of living_environment": points[:, 1],
        "advice": advice.classes,
    }


def test_every_figure_of_the_worked_example_is_what_the_engine_computes():
    indicators, borders, corporations, results = tables()
    computed = outcome(indicators, borders, corporations)
    assert {row[0] for row in results[1:]} == set(computed)
    for name, *cells in results[1:]:
        if name == "advice":
            assert cells == list(computed[name])
        else:
            assert [number(cell) for cell in cells] == pytest.approx(list(computed[name]), abs=DECIMALS, nan_ok=True), (
                name
            )
