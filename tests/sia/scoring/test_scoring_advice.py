"""The advice, recomputed by hand and against every way in which the unknown could turn out."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.advice import Advice, AdviceClass, Thresholds, advise, location_quotient, top_chance, top_count

NAN = float("nan")
# Four areas by name; the median of the potentials 80, 20, 60, 40 is 50.
URGENCY = np.array([90.0, 85.0, 30.0, 20.0])
POTENTIAL = np.array([80.0, 20.0, 60.0, 40.0])
QUOTIENT = np.array([1.5, 1.2, 1.4, 0.5])
CHANCE = np.array([1.0, 1.0, 0.0, 0.0])


def test_each_class_follows_from_the_gates() -> None:
    advice = advise(URGENCY, POTENTIAL, QUOTIENT, CHANCE, Thresholds())
    assert advice.classes.tolist() == ["dia", "watch", "couple", "regular"]
    assert advice.gates["potential"].threshold == 50
    assert advice.gates["potential"].open.tolist() == [1, 0, 1, 0]
    assert advice.gates["urgent"].open.tolist() == [1, 1, 0, 0]
    assert advice.gates["corporation"].open.tolist() == [1, 1, 1, 0]


def test_a_gate_is_open_at_its_threshold() -> None:
    advice = advise(URGENCY[:1], POTENTIAL[:1], np.array([1.0]), np.array([0.5]))
    assert [gate.open.item() for gate in advice.gates.values()] == [1, 1, 1]
    assert advice.classes.tolist() == ["dia"]


def test_the_gates_show_value_and_threshold() -> None:
    gate = advise(URGENCY, POTENTIAL, QUOTIENT, CHANCE).gates["corporation"]
    assert gate.value.tolist() == [1.5, 1.2, 1.4, 0.5]
    assert gate.threshold == 1.0


def test_without_an_urgency_total_the_data_are_insufficient() -> None:
    advice = advise(np.array([NAN]), np.array([80.0]), np.array([0.5]), np.array([NAN]))
    assert advice.classes.tolist() == ["insufficient"]


def test_an_unknown_potential_leaves_the_class_open() -> None:
    advice = advise(URGENCY, np.array([NAN, 20, 60, 40]), QUOTIENT, CHANCE)
    assert advice.classes[0] == AdviceClass.INSUFFICIENT
    assert np.isnan(advice.gates["potential"].open[0])


def test_when_no_potential_is_known_there_is_no_threshold() -> None:
    advice = advise(URGENCY, np.full(4, NAN), QUOTIENT, CHANCE)
    assert np.isnan(advice.gates["potential"].threshold)
    assert set(advice.classes.tolist()) == {"insufficient"}


def test_an_unknown_gate_does_not_matter_where_a_closed_one_decides() -> None:
    # Not urgent, with potential: couple whatever the share of corporation homes. Urgent without potential: watch.
    unknown = np.full(4, NAN)
    assert advise(URGENCY, POTENTIAL, unknown, CHANCE).classes.tolist() == [
        "insufficient",
        "watch",
        "couple",
        "regular",
    ]


def test_kleene_logic_gives_a_class_only_if_every_completion_gives_the_same() -> None:
    plain = {gates: class_of(*gates) for gates in product((0.0, 1.0), repeat=3)}
    for gates in product((0.0, 1.0, NAN), repeat=3):
        completions = {
            plain[full] for full in plain if all(np.isnan(g) or g == f for g, f in zip(gates, full, strict=True))
        }
        expected = completions.pop() if len(completions) == 1 else "insufficient"
        assert class_of(*gates) == expected, gates


def class_of(urgent: float, corporation: float, potential: float) -> str:
    """The class of the first of three areas; the other two hold the median of the potentials at 50."""
    advice = advise(
        np.full(3, 50.0), np.array([potential * 100, 50, 50]), np.array([corporation, 1, 1]), np.array([urgent, 1, 1])
    )
    return str(advice.classes[0])


def test_the_order_follows_the_urgency_and_is_given_to_dia_only() -> None:
    # D of the first: (90 * 80 * 75) ^ (1/3) = 81.43; the second is (60 * 90 * 100) ^ (1/3) = 81.43 as well.
    urgency = np.array([90.0, 60.0, 95.0, 10.0])
    potential = np.array([80.0, 90.0, 85.0, 5.0])
    quotient = np.array([1.5, 3.0, 1.0, 1.0])
    advice = advise(urgency, potential, quotient, np.array([1.0, 1, 1, 0]), Thresholds(potential_quantile=0.2))
    assert advice.classes.tolist() == ["dia", "dia", "dia", "regular"]
    assert_allclose(advice.priority[:3], [540000 ** (1 / 3), 540000 ** (1 / 3), (95 * 85 * 50) ** (1 / 3)])
    assert_array_equal(advice.order, [2, 3, 1, NAN])


def test_no_part_of_the_priority_counts_below_one() -> None:
    advice = advise(np.array([0.0]), np.array([0.0]), np.array([0.0]), np.array([1.0]))
    assert advice.priority.tolist() == [1]


def three_in_dia(most: int | None) -> Advice:
    urgency = np.array([90.0, 80.0, 80.0, 10.0])
    return advise(
        urgency, np.array([60.0, 60, 60, 10]), np.full(4, 1.5), np.array([1.0, 1, 1, 0]), Thresholds(max_running=most)
    )


@pytest.mark.parametrize(
    ("most", "fits"), [(None, [1, 1, 1, 0]), (3, [1, 1, 1, 0]), (2, [1, 0, 0, 0]), (1, [1, 0, 0, 0])]
)
def test_no_more_agendas_run_than_there_is_capacity_and_a_tie_is_not_split(most: int | None, fits: list[int]) -> None:
    advice = three_in_dia(most)
    assert advice.order.tolist()[:3] == [1, 2, 2]
    assert advice.fits.tolist() == [bool(fit) for fit in fits]


def test_the_top_is_a_share_of_the_scored_areas_rounded_up() -> None:
    assert top_count(np.arange(70.0), 0.25) == 18
    assert top_count(np.array([1.0, NAN, 2.0, 3.0, 4.0]), 0.25) == 1
    assert top_count(np.full(3, NAN), 0.25) == 0
    assert top_count(np.arange(100.0), 0.07) == 7


def test_without_uncertainty_the_chance_of_the_top_is_one_or_zero() -> None:
    assert_array_equal(top_chance(np.array([1.0, 2.0, 3.0, NAN]), 2), [1, 1, 0, NAN])


def test_the_location_quotient_compares_with_the_city() -> None:
    assert_array_equal(location_quotient(np.array([0.6, 0.3, NAN]), 0.3), [2, 1, NAN])


@pytest.mark.parametrize("city", [0.0, NAN])
def test_a_city_without_known_corporation_homes_gives_no_quotient(city: float) -> None:
    assert np.isnan(location_quotient(np.array([0.5, 0.0]), city)).all()


@pytest.mark.parametrize(
    "wrong", [{"top_share": 1.5}, {"min_top_chance": -1}, {"potential_quantile": NAN}, {"max_running": 0}]
)
def test_thresholds_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Thresholds(**wrong)
