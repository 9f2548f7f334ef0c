"""What an average hides, by hand."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.aggregate import score_tree
from sia.scoring.peaks import in_top, natures, peaks
from sia.scoring.tree import Tree

NAN = float("nan")
# Home: two facts and what people say; Street: a fact; Care: what people say.
TREE = Tree.from_weights(
    ["Home", "Street", "Care"],
    [50, 30, 20],
    [0, 0, 0, 1, 2],
    [1, 2, 1, 1, 1],
    low=[0] * 5,
    high=[100] * 5,
    direction=[1] * 5,
)
SAID = np.array([False, False, True, False, True])


def test_the_top_decile_of_seventy_areas_is_seven() -> None:
    scores = np.random.default_rng(1).permutation(70.0 * np.arange(70))[:, np.newaxis]
    assert_array_equal(in_top(scores), scores >= 63 * 70)


def test_equal_scores_are_in_the_top_together_or_out_together() -> None:
    in_it = in_top(np.array([9.0, 9, *range(18)])[:, np.newaxis])  # 20 areas, so 2: 17 and 16
    assert np.flatnonzero(in_it).tolist() == [18, 19]
    shared = in_top(np.array([100.0, 100, 100, *range(17)])[:, np.newaxis])
    assert not shared.any()


def test_there_is_no_peak_where_all_are_equal_or_unknown_or_alone() -> None:
    for column in ([50.0] * 8, [NAN] * 8, [50.0]):
        assert not in_top(np.array(column)[:, np.newaxis]).any()


def test_missing_is_no_peak_and_counts_for_none() -> None:
    scores = np.array([NAN] * 10 + list(range(10)))[:, np.newaxis]
    assert np.flatnonzero(in_top(scores)).tolist() == [19]


def test_a_peak_in_one_indicator_flags_an_area_with_an_ordinary_average() -> None:
    normalised = np.tile(np.linspace(0, 60, 20)[:, np.newaxis], (1, 5))
    normalised[4, 3] = 100
    scores = score_tree(normalised, TREE)
    found = peaks(scores.themes, normalised)
    assert found.indicators[4].tolist() == [False, False, False, True, False]
    assert found.themes[4].tolist() == [False, True, False]
    assert np.flatnonzero(found.flagged).tolist() == [4, 18, 19]


def test_facts_and_perception_by_hand() -> None:
    # Facts: Home (10 + 2 * 40) / 3 = 30, Street 70; weights 5 and 3: 45. Said: Home 90, Care 20; 5 and 2: 70.
    found = natures(np.array([[10, 40, 90, 70, 20.0]]), TREE, SAID)
    assert_allclose(found.facts, 45)
    assert_allclose(found.perception, 70)
    assert_allclose(found.gap, 25)


def test_where_all_scores_agree_there_is_no_gap() -> None:
    found = natures(np.full((3, 5), 40.0), TREE, SAID)
    assert_allclose(found.facts, 40)
    assert_allclose(found.gap, 0, atol=1e-9)


def test_facts_alone_are_the_total_of_a_tree_of_facts() -> None:
    values = np.random.default_rng(2).uniform(0, 100, (9, 5))
    found = natures(values, TREE, np.zeros(5, bool))
    assert_allclose(found.facts, score_tree(values, TREE).total)
    assert np.isnan(found.perception).all()
    assert np.isnan(found.gap).all()


def test_too_little_known_of_one_nature_leaves_the_other() -> None:
    found = natures(np.array([[10, 40, NAN, 70, 20.0]]), TREE, SAID)
    assert_allclose(found.facts, 45)
    assert np.isnan(found.perception[0])
    assert np.isnan(found.gap[0])


def test_what_people_do_not_say_does_not_reach_the_facts() -> None:
    some, other = (natures(np.array([[10, 40, said, 70, said]]), TREE, SAID).facts for said in (0.0, 100.0))
    assert some.tobytes() == other.tobytes()
