"""A calendar that a person can fill by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from sia.scoring.agenda_years import HORIZON, start_years

NAN = float("nan")


def test_two_at_once_go_in_pairs_in_order_of_place() -> None:
    years = start_years(np.array([3, NAN, 1, 5, 2, 4]), 2, 2027, 8)
    assert_array_equal(years, [2035, NAN, 2027, NAN, 2027, 2035])  # 2043 lies beyond the horizon


def test_ten_years_ahead_is_the_last_start_that_is_told() -> None:
    assert_array_equal(start_years(np.array([1.0, 2, 3, 4]), 1, 2027, 5), [2027, 2032, 2037, NAN])


def test_without_a_limit_all_start_in_the_first_year() -> None:
    assert_array_equal(start_years(np.array([2, 1, NAN]), None, 2027, 10), [2027, 2027, NAN])


def test_areas_that_share_a_place_fill_the_calendar_in_the_order_given() -> None:
    assert start_years(np.array([2.0, 1, 2, 2]), 2, 2027, 5).tolist() == [2027, 2027, 2032, 2032]
    tied = np.tile([1.0, 2], 50)
    assert_array_equal(start_years(tied, 1, 2027, 5)[::2], [2027, 2032, 2037] + [NAN] * 47)


@pytest.mark.parametrize("most", [None, 1])
def test_where_no_area_has_an_agenda_there_is_no_year(most: int | None) -> None:
    assert np.isnan(start_years(np.full(3, NAN), most, 2027, 5)).all()
    assert start_years(np.array([]), most, 2027, 5).shape == (0,)


@pytest.mark.parametrize("years", [4, 11])
def test_an_agenda_of_another_length_is_refused(years: int) -> None:
    with pytest.raises(ValueError, match=f"5 to 10 years, not {years}"):
        start_years(np.array([1.0]), 1, 2027, years)


def test_no_room_for_any_agenda_is_refused() -> None:
    with pytest.raises(ValueError, match="At least one agenda"):
        start_years(np.array([1.0]), 0, 2027, 5)


@settings(deadline=None, database=None)
@given(st.lists(st.integers(1, 6).map(float) | st.just(NAN), max_size=12), st.integers(1, 4), st.integers(5, 10))
def test_never_too_many_run_and_none_could_start_earlier_behind_those_before_it(
    order: list[float], most: int, length: int
) -> None:
    starts = start_years(np.array(order), most, 2027, length)
    running: dict[int, int] = {}
    for area in sorted(np.flatnonzero(~np.isnan(order)), key=lambda area: order[area]):  # sorting is stable
        first = 2027
        while any(running.get(year, 0) == most for year in range(first, first + length)):
            first += 1
        assert_array_equal(starts[area], first if first <= 2027 + HORIZON else NAN)
        for year in range(first, first + length):
            running[year] = running.get(year, 0) + 1
    assert max(running.values(), default=0) <= most
