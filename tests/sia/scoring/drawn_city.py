"""A small city to draw, and the long way to what a draw gives: build the model of that draw and score it."""

from dataclasses import replace
from typing import Any

import numpy as np

from sia.scoring.aggregate import score_tree
from sia.scoring.draws import Drawn, Uncertainty, thresholds
from sia.scoring.normalise import normalise
from sia.scoring.tree import Floats, Tree

NAN = float("nan")


def tree_of(theme_weights: list[float], theme_of: list[int], weights: list[float], **rest: Any) -> Tree:
    sizes = len(weights)
    fields: dict[str, Any] = {"low": [0.0] * sizes, "high": [100.0] * sizes, "direction": [1] * sizes, **rest}
    return Tree.from_weights(
        [f"theme {d}" for d in range(len(theme_weights))], theme_weights, theme_of, weights, **fields
    )


TREE = tree_of([5, 3, 2], [0, 0, 1, 1, 1, 2], [1, 3, 2, 2, 1, 1], direction=[1, -1, 1, 1, -1, 1])


def city(areas: int = 30, missing: float = 0.0, seed: int = 1) -> Floats:
    random = np.random.default_rng(seed)
    values = random.normal(50, 30, size=(areas, 6)).round(1)
    return np.where(random.random(values.shape) < missing, NAN, values)


def fixed(**rest: Any) -> Uncertainty:
    """Nothing is drawn but what is given."""
    return replace(Uncertainty.none(seed=1, draws=200), **rest)


def the_long_way(values: Floats, tree: Tree, uncertainty: Uncertainty, drawn: Drawn, row: int) -> Floats:
    """The totals of one draw by building its tree and scoring it."""
    choices = uncertainty.choices(tree)
    scores = normalise(values, tree, choices[0][drawn.normalisation[row]])
    least_theme, least_total = thresholds(tree, choices[1][drawn.missing_rule[row]])
    weights = drawn.indicator_weights(np.array([row]), tree)[0]
    kept = np.flatnonzero(np.arange(weights.size) != drawn.left_out[row])
    themes = np.unique(tree.theme_of[kept])
    shape = {
        "low": np.zeros(kept.size), "high": np.full(kept.size, 100.0), "direction": np.ones(kept.size),
        "power": choices[2][drawn.power[row]], "min_theme_coverage": least_theme, "min_total_coverage": least_total,
    }  # fmt: skip
    alone = Tree.from_weights(
        [tree.themes[d] for d in themes], drawn.theme_weights[row, themes],
        np.searchsorted(themes, tree.theme_of[kept]), weights[kept], **shape,
    )  # fmt: skip
    return score_tree(scores[:, kept], alone).total
