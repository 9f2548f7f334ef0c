"""Neighbours, barriers and islands, by hand.

A street of three areas, A - B - C, and an island I. A and B share 300 m, fully open; B and C share 100 m behind a
railway that lets a quarter through. Assets: A 40, B 80, C 60, I 90.
"""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.neighbours import Borders, neighbour_potential, unlocked, with_neighbours

NAN = float("nan")


def made(*fields: Any, **named: Any) -> Borders:
    """Borders from plain lists, which they turn into arrays."""
    return Borders(*fields, **named)


ASSETS = np.array([40.0, 80.0, 60.0, 90.0])
STREET = made(first=[0, 1], second=[1, 2], length_m=[300, 100], permeability=[1, 0.25])


def test_neighbours_count_by_the_length_and_openness_of_the_border() -> None:
    # A: 80. B: (300 * 40 + 100 * 0.25 * 60) / 400 = 33.75. C: 0.25 * 80 = 20.
    assert_allclose(neighbour_potential(ASSETS, STREET).potential, [80, 33.75, 20, 0])


def test_an_island_has_no_neighbour_potential_and_is_flagged() -> None:
    found = neighbour_potential(ASSETS, STREET)
    assert found.potential[3] == 0
    assert found.island.tolist() == [False, False, False, True]


def test_a_barrier_lowers_the_sum_since_all_borders_count() -> None:
    closed = made([0, 1], [1, 2], [300, 100], [1, 0])
    assert_allclose(neighbour_potential(ASSETS, closed).potential, [80, 30, 0, 0])


def test_water_counts_as_border_and_brings_nothing() -> None:
    found = neighbour_potential(ASSETS, STREET, outside_length=np.array([100.0, 0, 0, 500]))
    assert_allclose(found.potential, [60, 33.75, 20, 0])
    assert found.island.tolist() == [False, False, False, True]


def test_an_area_outside_the_city_can_bring_assets() -> None:
    borders = made([0, 1, 2], [1, 2, -1], [300, 100, 100], [1, 0.25, 0.5])
    found = neighbour_potential(ASSETS, borders, outside_assets=np.array([NAN, NAN, 50.0]))
    assert_allclose(found.potential, [80, 33.75, (25 * 80 + 50 * 50) / 200, 0])
    assert not found.uncertain.any()


def test_unknown_assets_across_bring_nothing_and_make_the_area_uncertain() -> None:
    found = neighbour_potential(np.array([40.0, NAN, 60.0, 90.0]), STREET)
    assert_allclose(found.potential, [0, 33.75, 0, 0])
    assert found.uncertain.tolist() == [True, False, True, False]


def test_unknown_assets_behind_a_wall_do_not_matter() -> None:
    for assets in ([NAN, 80.0], [80.0, NAN]):
        found = neighbour_potential(np.array(assets), made([0], [1], [300], [0]))
        assert found.uncertain.tolist() == [False, False]


def test_an_outside_area_without_known_assets_makes_its_neighbour_uncertain() -> None:
    assert neighbour_potential(np.array([40.0]), made([0], [-1], [10], [1])).uncertain.tolist() == [True]


def test_unlocked_potential_is_what_crossing_the_barrier_could_be_worth() -> None:
    # Railway between B and C: for B 0.25 * 100/400 * 0.75 * 60 = 2.8125; for C 0.25 * 1 * 0.75 * 80 = 15.
    gains = unlocked(ASSETS, STREET)
    assert_allclose(gains.first, [0, 2.8125])
    assert_allclose(gains.second, [0, 15])


def test_unlocked_is_exactly_what_opening_the_border_adds() -> None:
    before = neighbour_potential(ASSETS, STREET).potential
    after = neighbour_potential(ASSETS, made([0, 1], [1, 2], [300, 100], [1, 1])).potential
    gains = unlocked(ASSETS, STREET, rho=0.25)
    assert_allclose(0.25 * (after - before)[1:3], [gains.first[1], gains.second[1]])


def test_unlocked_is_unknown_where_the_assets_across_are_unknown_or_lie_outside() -> None:
    gains = unlocked(np.array([40.0, NAN]), made([0, 0], [1, -1], [10, 10], [0.5, 0.5]))
    assert_array_equal(gains.first, [NAN, NAN])
    assert_array_equal(gains.second, [0.25 * 0.5 * 40, NAN])


def test_potential_with_neighbours_stops_at_a_hundred() -> None:
    found = with_neighbours(np.array([50.0, 95.0, NAN]), np.array([40.0, 80.0, 40.0]))
    assert_array_equal(found, [60, 100, NAN])


def test_a_border_without_length_brings_nothing() -> None:
    found = neighbour_potential(np.array([40.0, 80.0]), made([0], [1], [0], [1]))
    assert found.potential.tolist() == [0, 0]
    assert found.island.tolist() == [True, True]


@pytest.mark.parametrize(
    ("border", "sentence"),
    [
        (([0], [0], [1], [1]), "two different areas"),
        (([-1], [0], [1], [1]), "only the second"),
        (([0], [-2], [1], [1]), "only the second"),
        (([0], [1], [-5], [1]), "0 metres or more"),
        (([0], [1], [NAN], [1]), "0 metres or more"),
        (([0], [1], [5], [1.2]), "from 0 to 1"),
        (([0], [1], [5], [NAN]), "from 0 to 1"),
        (([0, 1], [1], [5], [1]), "for each border"),
    ],
)
def test_a_wrong_border_is_refused(border: tuple[list[float], ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        made(*border)


def test_a_border_of_an_area_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the 2 given"):
        neighbour_potential(np.array([1.0, 2.0]), made([0], [2], [5], [1]))
