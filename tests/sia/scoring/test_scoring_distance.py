"""How far to another advice, with sentences a screen can say."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sia.scoring.advice import GATES, Advice, AdviceClass, advise
from sia.scoring.distance import changes_to, class_of, next_class
from sia.scoring.tree import Tree

NAN = float("nan")
DIA, COUPLE, WATCH, REGULAR = AdviceClass.DIA, AdviceClass.COUPLE, AdviceClass.WATCH, AdviceClass.REGULAR
ALL_GATES = list(product((False, True), repeat=3))


def city() -> Advice:
    """Five areas: watch, dia, couple, regular and insufficient; the median of the potentials is 48."""
    return advise(
        urgency=np.array([90.0, 80, 30, 20, NAN]),
        potential_star=np.array([44.1, 70, 60, 30, 48]),
        corporation_quotient=np.array([1.5, 1.2, 0.9, 0.5, 2.0]),
        top_chance=np.array([1.0, 0.7, 0.1, 0.0, NAN]),
    )


def tree_of(*theme_weights: float, power: float = 1.0) -> Tree:
    count = len(theme_weights)
    posts = {"low": [0] * count, "high": [100] * count, "direction": [1] * count}
    return Tree.from_weights("ABCD"[:count], theme_weights, range(count), [1] * count, power=power, **posts)


def test_the_class_of_three_known_gates_is_that_of_the_advice() -> None:
    for gates in ALL_GATES:
        urgent, corporation, potential = (float(gate) for gate in gates)
        advice = advise(  # the other two hold the median of the potentials at 50
            np.full(3, 50.0),
            np.array([potential * 100, 50, 50]),
            np.array([corporation, 1, 1]),
            np.array([urgent, 1, 1]),
        )
        assert class_of(*gates) == advice.classes[0], gates


def test_one_gate_from_dia_can_be_said_in_a_sentence() -> None:
    (turn,) = next_class(city(), 0)[DIA]
    assert (turn.gate, turn.opens) == ("potential", True)
    assert (turn.value, turn.threshold, round(turn.gap, 1)) == (44.1, 48.0, 3.9)


def test_the_nearest_class_comes_first_with_the_gates_that_shut() -> None:
    found = next_class(city(), 1)  # from dia: a quotient of 1.2 to below 1, or a potential of 70 to below 48
    assert {reached: [(turn.gate, turn.opens) for turn in turns] for reached, turns in found.items()} == {
        COUPLE: [("corporation", False)],
        WATCH: [("potential", False)],
        REGULAR: [("urgent", False), ("potential", False)],
    }
    assert list(found) == [COUPLE, WATCH, REGULAR]


@pytest.mark.parametrize("unknown", range(3))
def test_where_a_gate_is_unknown_no_way_is_shown(unknown: int) -> None:
    values = np.array([[1.0], [1.0], [50.0]])
    values[unknown] = NAN
    assert next_class(advise(np.array([50.0]), values[2], values[1], values[0]), 0) == {}


def test_where_the_class_is_insufficient_no_way_is_shown() -> None:
    advice = advise(np.array([NAN]), np.array([50.0]), np.array([1.0]), np.array([0.0]))
    assert next_class(advice, 0) == {}


def test_of_two_ways_as_short_the_one_with_the_smallest_gap_is_taken() -> None:
    # From dia to couple: the corporation gate shuts, or the urgent one.
    gates = (True, True, True)
    assert changes_to(gates, (0.1, 0.2, 0.0))[COUPLE] == {"urgent"}
    assert changes_to(gates, (0.2, 0.1, 0.0))[COUPLE] == {"corporation"}
    assert changes_to(gates)[COUPLE] == {"corporation"}


def test_a_gate_with_threshold_zero_has_its_own_gap() -> None:
    advice = advise(np.array([50.0]), np.array([0.0]), np.array([1.0]), np.array([1.0]))
    assert [turn.relative_gap for turn in next_class(advice, 0)[WATCH]] == [0]


GAPS = st.tuples(*[st.integers(0, 3).map(float)] * 3)


@settings(deadline=None, database=None)
@given(st.sampled_from(ALL_GATES), GAPS)
def test_turning_those_gates_gives_that_class_and_no_smaller_or_nearer_set_does(
    gates: tuple[bool, bool, bool], gaps: tuple[float, float, float]
) -> None:
    def after(turned: frozenset[str]) -> AdviceClass:
        return class_of(*(gate != (name in turned) for name, gate in zip(GATES, gates, strict=True)))

    def cost(turned: frozenset[str]) -> tuple[int, float]:
        return len(turned), sum(gap for name, gap in zip(GATES, gaps, strict=True) if name in turned)

    found = changes_to(gates, gaps)
    every = [frozenset(names) for count in range(4) for names in combinations(GATES, count)]
    assert set(found) == {DIA, COUPLE, WATCH, REGULAR} - {class_of(*gates)}
    for reached, turned in found.items():
        assert after(turned) == reached
        assert cost(turned) == min(cost(other) for other in every if after(other) == reached)
