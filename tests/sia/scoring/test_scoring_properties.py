"""What must hold for any data: worth more than examples."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree, total_scores
from sia.scoring.explain import contributions, indicator_contributions, parts
from sia.scoring.normalise import goalposts, minmax, normalise, percentile_rank, simd_exponential, tscore, zscore
from sia.scoring.ranking import rank
from sia.scoring.tree import Floats, Normalisation, Tree

NAN = float("nan")
BY_EACH_OTHER = [way for way in Normalisation if way != Normalisation.GOALPOSTS]
LEVELS = st.integers(-60, 160).map(lambda tenth: tenth / 10)  # coarse, so that ties and posts really happen


def for_any(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """`given`, without a time limit for each example: a shared machine may pause at any moment."""
    return lambda test: settings(deadline=None, database=None)(given(*strategies)(test))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    themes = draw(st.integers(1, 4))
    members = draw(st.permutations([d for d in range(themes) for _ in range(draw(st.integers(1, 3)))]))
    points = st.integers(1, 20)
    return Tree.from_weights(
        [f"theme {d}" for d in range(themes)],
        draw(st.lists(points, min_size=themes, max_size=themes)),
        members,
        draw(st.lists(points, min_size=len(members), max_size=len(members))),
        low=[0.0] * len(members),
        high=[10.0] * len(members),
        direction=draw(st.lists(st.sampled_from([1, -1]), min_size=len(members), max_size=len(members))),
        power=draw(st.sampled_from([1.0, 2.0, 0.5])),
    )


@st.composite
def cases(draw: st.DrawFn, missing: bool = True) -> tuple[Tree, Floats]:
    tree = draw(trees())
    cells = LEVELS | st.just(NAN) if missing else LEVELS
    areas = draw(st.integers(1, 12))
    return tree, draw(arrays(np.float64, (areas, tree.weights.size), elements=cells))


@for_any(cases(), st.sampled_from([0.25, 2.0, 1000.0]), st.integers(-50, 50))
def test_a_constant_or_a_scale_leaves_scores_equal_that_measure_areas_by_each_other(
    case: tuple[Tree, Floats], scale: float, constant: int
) -> None:
    tree, values = case
    for way in BY_EACH_OTHER:
        assert_allclose(normalise(values * scale + constant, tree, way), normalise(values, tree, way), atol=1e-7)


@for_any(cases())
def test_reversing_the_direction_mirrors(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    up = tree.direction
    posts = tree.low, tree.high
    assert_allclose(goalposts(values, *posts, -up), 100 - goalposts(values, *posts, up), atol=1e-9)
    assert_allclose(minmax(values, -up), 100 - minmax(values, up), atol=1e-9)
    assert_allclose(percentile_rank(values, -up), 100 - percentile_rank(values, up), atol=1e-9)
    assert_allclose(zscore(values, -up), -zscore(values, up), atol=1e-9)
    assert_allclose(tscore(values, -up), 100 - tscore(values, up), atol=1e-9)


@for_any(cases())
def test_dropping_the_last_area_keeps_every_other_score_to_the_bit(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    everyone = score_tree(values, tree).total
    last = np.argmin(np.nan_to_num(everyone, nan=np.inf))
    rest = np.delete(values, last, axis=0)
    assert score_tree(rest, tree).total.tobytes() == np.delete(everyone, last).tobytes()


@for_any(cases(missing=False))
def test_dropping_the_last_area_keeps_the_order_of_the_rest(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    everyone = score_tree(values, tree).total
    last = np.argmin(everyone)
    rest = np.delete(values, last, axis=0)
    assert_array_equal(rank(score_tree(rest, tree).total), np.delete(rank(everyone), last))


@for_any(cases(), st.data())
def test_all_weight_on_one_theme_gives_the_order_of_that_theme(case: tuple[Tree, Floats], data: st.DataObject) -> None:
    tree, values = case
    theme = data.draw(st.integers(0, len(tree.themes) - 1))
    alone = replace(tree, theme_weights=np.eye(len(tree.themes))[theme], power=1.0)
    scores = score_tree(values, alone)
    assert_array_equal(rank(scores.total), rank(scores.themes[:, theme]))


@for_any(cases(), st.sampled_from(list(Normalisation)))
def test_contributions_sum_to_the_difference_with_the_reference(case: tuple[Tree, Floats], way: str) -> None:
    tree, values = replace(case[0], normalisation=way), case[1]
    scores = score_tree(values, tree)
    by_theme, reference = contributions(scores.themes, tree)
    by_indicator = indicator_contributions(scores, by_theme, tree)
    scored = ~np.isnan(scores.total)
    difference = scores.total[scored] - reference
    assert_allclose(by_theme[scored].sum(axis=1), difference, rtol=0, atol=1e-9)
    assert_allclose(by_indicator[scored].sum(axis=1), difference, rtol=0, atol=1e-9)
    assert np.isnan(by_theme[~scored]).all()
    assert np.isnan(by_indicator[~scored]).all()


@for_any(cases(missing=False))
def test_with_everything_known_the_reference_is_the_mean_total(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    plain = replace(tree, power=1.0)
    scores = score_tree(values, plain)
    found, reference = contributions(scores.themes, plain)
    assert_allclose(reference, scores.total.mean(), atol=1e-9)
    assert_allclose(found, plain.theme_weights * (scores.themes - scores.themes.mean(axis=0)), atol=1e-9)


@for_any(cases(), st.sampled_from(list(Normalisation)))
def test_parts_sum_to_the_total_and_no_score_leaves_0_to_100(case: tuple[Tree, Floats], way: str) -> None:
    tree, values = replace(case[0], normalisation=way), case[1]
    scores = score_tree(values, tree)
    known = scores.normalised[~np.isnan(scores.normalised)]
    assert ((known >= 0) & (known <= 100 + 1e-9)).all()
    assert_allclose(parts(scores.themes, tree).sum(axis=1), scores.total, rtol=0, atol=1e-9)


@for_any(cases(missing=False), st.data())
def test_a_missing_value_is_never_zero(case: tuple[Tree, Floats], data: st.DataObject) -> None:
    """A lost value gives no score, or one within the known values: never one pulled to 0 by the loss."""
    tree, values = case
    q = data.draw(st.integers(0, values.shape[1] - 1))
    lost = values.copy()
    lost[:, q] = NAN
    scores = score_tree(lost, tree)
    same_theme = np.flatnonzero((tree.theme_of == tree.theme_of[q]) & (np.arange(values.shape[1]) != q))
    theme = scores.themes[:, tree.theme_of[q]]
    if np.isnan(theme).all():
        return
    assert same_theme.size > 0
    assert (theme >= scores.normalised[:, same_theme].min(axis=1) - 1e-9).all()
    assert (theme <= scores.normalised[:, same_theme].max(axis=1) + 1e-9).all()


@for_any(cases())
def test_coverage_decides_whether_there_is_a_score(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    scores = score_tree(values, tree)
    assert_array_equal(np.isnan(scores.themes), scores.theme_coverage < 2 / 3 - 1e-9)
    assert_array_equal(np.isnan(scores.total), scores.coverage < 3 / 4 - 1e-9)


@for_any(cases())
def test_scores_stay_between_their_parts(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    scores = score_tree(values, tree)
    scored = ~np.isnan(scores.total)
    themes = scores.themes[scored]
    assert (scores.total[scored] >= np.fmin.reduce(themes, axis=1) - 1e-9).all()
    assert (scores.total[scored] <= np.fmax.reduce(themes, axis=1) + 1e-9).all()


@for_any(arrays(np.float64, st.integers(1, 30), elements=LEVELS | st.just(NAN)))
def test_ties_share_and_every_rank_counts_those_above(scores: Floats) -> None:
    ranks = rank(scores)
    above = (scores[np.newaxis] > scores[:, np.newaxis]).sum(axis=1)
    assert_array_equal(ranks, np.where(np.isnan(scores), NAN, above + 1))


@for_any(cases(missing=False))
def test_twins_share_their_rank_wherever_they_stand(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    ranks = rank(score_tree(np.vstack([values, values[:1]]), tree).total)
    assert ranks[0] == ranks[-1]


@for_any(cases())
def test_the_same_input_gives_the_same_bytes(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    first, second = score_tree(values, tree), score_tree(values.copy(), tree)
    for name in ("normalised", "themes", "theme_coverage", "total", "coverage"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


@for_any(cases(), st.data())
def test_a_worse_value_never_lowers_the_urgency(case: tuple[Tree, Floats], data: st.DataObject) -> None:
    tree, values = case
    i = data.draw(st.integers(0, values.shape[0] - 1))
    q = data.draw(st.integers(0, values.shape[1] - 1))
    assume(not np.isnan(values[i, q]))
    worse = values.copy()
    worse[i, q] += 3 * tree.direction[q]
    before, after = score_tree(values, tree).total, score_tree(worse, tree).total
    assert np.isnan(before[i]) or after[i] >= before[i] - 1e-9
    assert_array_equal(np.delete(after, i), np.delete(before, i))


@for_any(cases())
def test_a_higher_power_never_gives_a_lower_total(case: tuple[Tree, Floats]) -> None:
    tree, values = case
    themes = score_tree(values, tree).themes
    mild, severe = (total_scores(themes, replace(tree, power=power))[0] for power in (1.0, 2.0))
    known = ~np.isnan(mild)
    assert (severe[known] >= mild[known] - 1e-9).all()


@for_any(arrays(np.float64, (7, 2), elements=LEVELS | st.just(NAN)))
def test_the_exponential_transformation_keeps_the_order(values: Floats) -> None:
    scores = simd_exponential(values, np.ones(2))
    for q in range(2):
        assert_array_equal(rank(scores[:, q]), rank(values[:, q]))
