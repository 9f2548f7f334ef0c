"""The change of scores through the years, its error, and the rate at which changes are called that are none."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.tree import Floats, Tree
from sia.scoring.trend import Difference, Measured, bounded, called, discoveries, like_for_like, movers

NAN = float("nan")
TREE = Tree.from_weights(list("ABC"), [2, 1, 1], [0, 1, 2], [1] * 3, low=[0] * 3, high=[100] * 3, direction=[1] * 3)
WIDE = Tree.from_weights(
    list("abcd"), [2, 1, 1, 1], np.arange(12) % 4, np.arange(12) % 3 + 1,
    low=np.full(12, 10.0), high=np.full(12, 90.0), direction=np.where(np.arange(12) % 3, 1, -1),
)  # fmt: skip
SOURCES = np.arange(12) // 6
CORRELATION = 0.5


def measured(values: object, year: int, tree: Tree = TREE, error: float = 0.0) -> Measured:
    table = np.array(values, np.float64)
    columns = np.zeros(table.shape[1], np.intp)
    return Measured(table, np.full(table.shape, error), columns + year, columns, tree)


def test_only_figures_of_both_years_move_a_score() -> None:
    """The third area shares half of the weight, and three quarters are needed."""
    early = measured([[90, 90, NAN], [50, 50, 50], [50, NAN, NAN]], 2020)
    late = measured([[100, 100, 0], [60, 50, NAN], [60, 60, 60]], 2024)
    moved = like_for_like(early, late, CORRELATION)
    assert_allclose(moved.total, [10, 20 / 3, NAN])
    assert_allclose(moved.themes, [[10, 10, NAN], [10, 0, NAN], [10, NAN, NAN]])
    assert_allclose(moved.parts, [[20 / 3, 10 / 3, 0], [20 / 3, 0, 0], [NAN] * 3], atol=1e-12)


def test_each_year_is_measured_with_its_own_goalposts() -> None:
    wider = replace(TREE, high=np.full(3, 200.0))
    moved = like_for_like(measured(np.full((1, 3), 40.0), 2020), measured(np.full((1, 3), 40.0), 2024, wider), 0.0)
    assert_allclose(moved.total, [-20])


def test_the_error_of_a_change_is_that_of_the_weighted_scores_of_both_years() -> None:
    """An error of 2 in each year and theme: weights 1/2, 1/4 and 1/4, each by itself or all of one source as one."""
    years = [measured(np.full((1, 3), 50.0), year, error=2.0) for year in (2020, 2024)]
    alone, together = (like_for_like(years[0], years[1], correlation) for correlation in (0.0, 1.0))
    assert_allclose(alone.total_error, [2 * np.sqrt(2) * np.sqrt(0.375)])
    assert_allclose(together.total_error, [2 * np.sqrt(2)])
    assert_allclose(alone.theme_errors, np.full((1, 3), 2 * np.sqrt(2)))


def test_a_figure_that_was_measured_once_has_no_change_and_no_error() -> None:
    years = [measured(np.full((1, 3), 50.0), year, error=2.0) for year in (2020, 2024)]
    carried = like_for_like(years[0], years[1]._replace(periods=np.array([2020, 2020, 2024])), 0.0)
    assert_allclose(carried.theme_errors, [[0, 0, 2 * np.sqrt(2)]])
    assert_allclose(carried.total_error, [np.sqrt(2) / 2])
    assert not called(carried.themes, carried.theme_errors).any()


def noise(random: np.random.Generator, errors: Floats, direction: Floats) -> Floats:
    """Errors of which those of one source in one area go together on the scale of the scores."""
    common = random.normal(size=(len(errors), 2))[:, SOURCES] * direction
    own = random.normal(size=errors.shape)
    return errors * (np.sqrt(1 - CORRELATION) * own + np.sqrt(CORRELATION) * common)


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_errors_are_those_of_a_simulation(power: float) -> None:
    """Figures well inside their goalposts, some missing, some measured once, errors of one part in forty."""
    random, tree = np.random.default_rng(7), replace(WIDE, power=power)
    true = [random.uniform(30, 70, size=(8, 12)) for _ in range(2)]
    true[0][0, 0] = true[1][1, 5] = NAN
    true[1][:, 3] = true[0][:, 3]
    errors = random.uniform(0.5, 2, size=(8, 12))
    anew = np.where(np.arange(12) == 3, 0, 1)
    early, late = (Measured(values, errors, 2020 + 4 * year * anew, SOURCES, tree) for year, values in enumerate(true))
    found = like_for_like(early, late, CORRELATION)
    drawn = []
    for _ in range(3000):
        years = [
            year._replace(values=year.values + anew * noise(random, errors, tree.direction)) for year in (early, late)
        ]
        shared = ~np.isnan(years[0].values) & ~np.isnan(years[1].values)
        before, after = (score_tree(np.where(shared, year.values, NAN), tree) for year in years)
        drawn.append(np.column_stack([after.total - before.total, after.themes - before.themes]))
    assert_allclose(found.total_error, np.std(drawn, axis=0)[:, 0], rtol=0.06)
    assert_allclose(found.theme_errors, np.std(drawn, axis=0)[:, 1:], rtol=0.06)


def test_at_a_goalpost_an_error_is_rather_too_large_than_too_small() -> None:
    random = np.random.default_rng(3)
    values = np.array([[0.0, 100, 50], [0, 0, 0]])
    found = like_for_like(measured(values, 2020, error=5.0), measured(values, 2024, error=5.0), 0.0)
    drawn = [
        score_tree(values + 5 * random.normal(size=(2, 3)), TREE).total
        - score_tree(values + 5 * random.normal(size=(2, 3)), TREE).total
        for _ in range(1000)
    ]
    assert (found.total_error > np.std(drawn, axis=0)).all()


def test_an_area_that_scores_nothing_has_an_error_at_any_power() -> None:
    for power in (0.5, 1.0, 2.0):
        tree = replace(TREE, power=power)
        years = [measured(np.zeros((1, 3)), year, tree, 5.0) for year in (2020, 2024)]
        [error] = like_for_like(years[0], years[1], 0.0).total_error
        assert 1 < error < 100


def test_errors_are_not_larger_than_the_changes_of_all_areas_allow() -> None:
    """Changes of 100 areas spread by 2 round a mean of 7: beyond the margin of that spread no error can be left."""
    points = np.tile([5.0, 9.0], 50)
    errors = np.tile([3.0, 3.0, 6.0, 6.0], 25)
    share = np.sqrt(4 * (1 + 2 * np.sqrt(2 / 100)) / 22.5)
    assert_allclose(bounded(points, errors), errors * share)
    assert_allclose(bounded(points, errors / 10), errors / 10)
    assert_allclose(bounded(points[:19], errors[:19]), errors[:19])
    both = bounded(np.column_stack([points, np.full(100, NAN)]), np.column_stack([errors, np.full(100, NAN)]))
    assert_allclose(both[:, 0], errors * share)
    assert_array_equal(bounded(np.zeros(30), np.zeros(30)), np.zeros(30))


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    """The example of their paper: at 5 % the first four of fifteen, at 10 % nine."""
    chances = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
    ]  # fmt: skip
    assert_array_equal(np.flatnonzero(discoveries(chances, 0.05)), range(4))
    assert_array_equal(np.flatnonzero(discoveries(chances[::-1], 0.1)), range(6, 15))
    assert not discoveries([0.5, 0.9], 0.1).any()
    assert discoveries([], 0.1).shape == (0,)


def test_what_is_unknown_or_did_not_move_is_not_called_and_not_counted() -> None:
    points, errors = np.array([NAN, 0.0, 0.0, 2.0, 3.0]), np.array([NAN, 0.0, 1.0, 1.0, 0.0])
    assert_array_equal(called(points, errors), [False, False, False, True, True])
    assert_array_equal(called(points[:2], errors[:2]), [False, False])


def test_the_themes_that_made_a_change_went_its_way_brought_a_third_and_are_called_themselves() -> None:
    moved = Difference(
        np.array([9.0, -9.0]), np.ones((2, 4)), np.array([[6.0, 2.5, -2.5, 3.0], [6.0, 2.5, -20.5, 3.0]]),
        np.ones(2), np.ones((2, 4)),
    )  # fmt: skip
    changed = np.array([[True, True, True, False], [True] * 4])
    assert_array_equal(movers(moved, changed), [[True, False, False, False], [False, False, True, False]])


def two_years(seed: int, changed: int = 0, given: float = 4.0) -> Difference:
    """Return what seemed to move in a made-up city of 60 areas of which the first `changed` rose by 20 in all figures.

    The errors are 4; `given` is what is said of them.
    """
    random = np.random.default_rng(seed)
    true = random.uniform(25, 60, size=(60, 12))
    risen = true + 20 * WIDE.direction * (np.arange(60) < changed)[:, np.newaxis]
    errors = np.full(true.shape, 4.0)
    years = [
        Measured(
            values + noise(random, errors, WIDE.direction), np.full(true.shape, given), np.full(12, year), SOURCES, WIDE
        )
        for year, values in ((2020, true), (2024, risen))
    ]
    return like_for_like(years[0], years[1], CORRELATION)


@pytest.mark.parametrize("given", [4.0, 20.0])
def test_where_nothing_changed_but_error_hardly_any_area_is_called_changed(given: float) -> None:
    """At this rate one city in ten has an area that is called; at 10 % for each area nearly all cities had."""
    cities = (two_years(seed, given=given) for seed in range(100))
    found = [called(moved.total, moved.total_error) for moved in cities]
    assert np.mean([city.any() for city in found]) <= 0.16
    assert np.mean(found) < 0.01


@pytest.mark.parametrize(("given", "least"), [(4.0, 1.0), (20.0, 0.7)])
def test_where_three_areas_changed_those_are_called_and_few_others(given: float, least: float) -> None:
    """Errors that are said to be five times too large are brought back by the spread of the changes, those three too."""
    wrong, right = [], []
    for seed in range(150):
        moved = two_years(seed, changed=3, given=given)
        found = called(moved.total, moved.total_error)
        assert (moved.total[:3] > 0).all()
        right.append(found[:3].mean())
        wrong.append(found[3:].sum() / max(found.sum(), 1))
    assert np.mean(right) >= least
    assert np.mean(wrong) <= 0.12
