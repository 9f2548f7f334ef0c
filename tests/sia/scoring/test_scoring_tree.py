"""The door of the engine: a tree that is wrong says so in a sentence."""

from typing import Any

import numpy as np
import pytest

from sia.scoring.tree import Tree

GOOD: dict[str, Any] = {
    "themes": ("Home", "Street"),
    "theme_weights": [0.4, 0.6],
    "theme_of": [0, 0, 1],
    "weights": [0.5, 0.5, 1.0],
    "low": [0, 0, 10],
    "high": [1, 100, 20],
    "direction": [1, -1, 1],
}


def test_a_good_tree_is_kept_as_given() -> None:
    tree = Tree(**GOOD)
    assert tree.themes == ("Home", "Street")
    assert tree.weights.tolist() == [0.5, 0.5, 1.0]
    assert tree.effective_weights.tolist() == [0.2, 0.2, 0.6]


def test_a_tree_cannot_be_changed_afterwards() -> None:
    source = np.array([0.4, 0.6])
    tree = Tree(**{**GOOD, "theme_weights": source})
    source[0] = 9
    assert tree.theme_weights.tolist() == [0.4, 0.6]
    with pytest.raises(ValueError, match="read-only"):
        tree.theme_weights[0] = 1


def test_columns_of_a_theme_are_a_slice_only_where_they_are_adjacent() -> None:
    assert Tree(**GOOD).columns == (slice(0, 2), slice(2, 3))
    scattered = Tree(**{**GOOD, "theme_of": [0, 1, 0], "weights": [0.5, 1.0, 0.5]})
    assert np.asarray(scattered.columns[0]).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"theme_weights": [0.4, 0.5]}, "themes must sum to 1, not 0.9"),
        ({"theme_weights": [-0.4, 1.4]}, "0 or more"),
        ({"theme_weights": [float("nan"), 1]}, "never missing"),
        ({"theme_weights": [1.0]}, "2 themes but 1 theme weights"),
        ({"weights": [0.5, 0.4, 1.0]}, "inside theme 'Home' must sum to 1, not 0.9"),
        ({"weights": [0.5, 0.5]}, "each of the 2 indicators"),
        ({"theme_of": [0, 0, 2]}, "point at one of the 2 themes"),
        ({"theme_of": [0, 0, -1]}, "point at one of the 2 themes"),
        ({"theme_of": [0, 0, 0], "weights": [0.5, 0.25, 0.25]}, "inside theme 'Street' must sum to 1, not 0"),
        ({"high": [1, 0, 20]}, "Indicator 1 needs a low goalpost below its high one, not 0 and 0"),
        ({"low": [0, float("nan"), 10]}, "Indicator 1 needs"),
        ({"high": [1, 100, float("inf")]}, "Indicator 2 needs"),
        ({"direction": [1, 0, 1]}, r"\+1 or -1"),
        ({"power": 0.0}, "above 0"),
        ({"power": float("nan")}, "above 0"),
        ({"min_theme_coverage": 1.5}, "share from 0 to 1"),
        ({"themes": ()}, "at least one theme"),
    ],
)
def test_a_wrong_tree_is_refused_with_a_clear_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Tree(**{**GOOD, **change})


def test_raw_points_become_weights() -> None:
    posts = {name: GOOD[name] for name in ("low", "high", "direction")}
    tree = Tree.from_weights(["Home", "Street"], [30, 70], [0, 0, 1], [1, 3, 5], **posts)
    assert tree.theme_weights.tolist() == [0.3, 0.7]
    assert tree.weights.tolist() == [0.25, 0.75, 1.0]


@pytest.mark.parametrize(
    ("theme_weights", "theme_of", "weights"),
    [([0, 0], [0, 0, 1], [1, 1, 1]), ([1, 1], [0, 0, 1], [1, 1, 0]), ([1, 1], [0, 0, 7], [1, 1, 1]), ([1], [0], [1])],
)
def test_raw_points_that_say_nothing_are_refused(
    theme_weights: list[int], theme_of: list[int], weights: list[int]
) -> None:
    posts = {name: GOOD[name] for name in ("low", "high", "direction")}
    with pytest.raises(ValueError, match="weight"):
        Tree.from_weights(["Home", "Street"], theme_weights, theme_of, weights, **posts)
