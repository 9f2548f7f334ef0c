"""Speed of the scoring engine: `python -m bench.bench_scoring` prints each goal as a ratio to a floor in numpy.

P1  score and ranks from raw values, against min-max, one product and a sort.
P2  new ranks after a change of weights from cached normalised values, against reading those once and sorting.
P6  explaining all areas, by theme and by indicator, against scoring them once.
"""

from functools import partial

import numpy as np

from bench.measure import Call, Row, ratio, table
from sia.scoring.aggregate import score_tree, totals_only
from sia.scoring.explain import contributions, indicator_contributions
from sia.scoring.ranking import rank
from sia.scoring.tree import Floats, Tree

CITY, COUNTRY, INDICATORS, THEMES = 70, 14_500, 100, 8
REPEATS = 9
MISSING = 0.02


def rows() -> list[Row]:
    """All goals of this file, measured now (a few seconds)."""
    tree = _tree()
    return [*_score_rows(tree), _reweigh_row(tree), *_explain_rows(tree)]


def _score_rows(tree: Tree) -> list[Row]:
    found = []
    for areas, limit in ((CITY, 3.0), (COUNTRY, 2.0)):
        values = _values(areas)
        measured = ratio(_scoring(values, tree), partial(_floor, values, tree.effective_weights), REPEATS)
        found.append(Row.timed("P1", f"score and rank, {areas:,} x {INDICATORS}", measured, limit))
    return found


def _reweigh_row(tree: Tree) -> Row:
    normalised = score_tree(_values(COUNTRY), tree).normalised
    measured = ratio(
        lambda: rank(totals_only(normalised, tree)),
        lambda: np.argsort(-(normalised @ tree.effective_weights)),
        REPEATS,
    )
    return Row.timed("P2", f"ranks after a change of weights, {COUNTRY:,} x {INDICATORS}", measured, 2.0)


def _explain_rows(tree: Tree) -> list[Row]:
    complete = _values(COUNTRY)
    gaps = np.where(np.random.default_rng(2).random(complete.shape) < MISSING, np.nan, complete)
    found = []
    for case, values in (("complete", complete), ("2 % missing", gaps)):
        scores = score_tree(values, tree)
        explanations: dict[str, Call] = {
            "theme": partial(contributions, scores.themes, tree),
            "indicator": partial(indicator_contributions, scores, contributions(scores.themes, tree)[0], tree),
        }
        for name, call in explanations.items():
            measured = ratio(call, _scoring(values, tree), REPEATS)
            found.append(Row.timed("P6", f"explanation by {name}, {COUNTRY:,} areas, {case}", measured, 3.0))
    return found


def _scoring(values: Floats, tree: Tree) -> Call:
    return lambda: rank(score_tree(values, tree).total)


def _floor(values: Floats, weights: Floats) -> Floats:
    """The least that a score needs: no missing values, no themes, no directions, no shared ranks."""
    low, high = values.min(axis=0), values.max(axis=0)
    totals = ((values - low) / (high - low)) @ weights
    ranks = np.empty(totals.shape)
    ranks[np.argsort(-totals)] = np.arange(1, totals.size + 1)
    return ranks


def _values(areas: int) -> Floats:
    return np.random.default_rng(areas).normal(50, 15, size=(areas, INDICATORS))


def _tree() -> Tree:
    random = np.random.default_rng(1)
    return Tree.from_weights(
        [f"theme {d}" for d in range(THEMES)],
        random.uniform(0.5, 1.5, THEMES),
        np.sort(np.arange(INDICATORS) % THEMES),
        random.uniform(0.5, 1.5, INDICATORS),
        low=np.full(INDICATORS, 25.0),
        high=np.full(INDICATORS, 75.0),
        direction=random.choice([1.0, -1.0], INDICATORS),
    )


if __name__ == "__main__":
    print(table(rows()))
