"""What happens to values before they are scored, by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from sia.scoring.prepare import (
    Method,
    between_variance,
    excess_kurtosis,
    outliers,
    percentage_errors,
    rate,
    restricted,
    shrink,
    skewness,
)
from sia.scoring.ranking import rank
from sia.scoring.tree import Floats, Tree

NAN = float("nan")


def column(*values: float) -> Floats:
    return np.array(values, float)[:, np.newaxis]


def test_a_rate_is_numerator_over_denominator_where_both_are_given() -> None:
    found = rate(np.array([3.0, NAN, 5.0, 2.0]), np.array([12.0, 10.0, NAN, 0.0]), np.array([99.0, 7.0, 8.0, 9.0]), 100)
    assert found.tolist() == [25, 7, 8, 9]


def test_a_missing_rate_is_never_zero() -> None:
    assert np.isnan(rate(np.array([NAN]), np.array([10.0]), np.array([NAN]))).all()


def test_no_numerator_of_something_is_a_rate_of_zero() -> None:
    assert rate(np.array([0.0]), np.array([10.0]), np.array([NAN])).tolist() == [0]


def test_a_denominator_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="denominator"):
        rate(np.array([1.0]), np.array([-1.0]), np.array([1.0]))


def test_a_percentage_of_few_has_the_binomial_error_of_its_parent() -> None:
    # sqrt(20 * 80 / 25) = 8; not of few, not a percentage, or known already: as it was.
    errors = np.array([[NAN, NAN], [NAN, NAN], [3.0, NAN], [NAN, NAN]])
    counts = np.array([[25.0, 25.0], [100.0, 25.0], [25.0, NAN], [0.0, 25.0]])
    found = percentage_errors(errors, counts, np.array([20.0, 20.0]), np.array([True, False]))
    assert_array_equal(found, [[8, NAN], [NAN, NAN], [3, NAN], [np.inf, NAN]])


def test_none_out_of_three_is_not_certain() -> None:
    errors = percentage_errors(column(NAN, NAN, NAN), column(3, NAN, NAN), np.array([40.0]), np.array([True]))
    shrunk, kept = shrink(column(0, 50, 30), errors, np.array([40.0]))
    assert 0 < shrunk[0, 0] < 40
    assert 0 < kept[0, 0] < 1


def test_a_value_known_exactly_is_kept_to_the_bit() -> None:
    values = column(0.1, 0.2, 0.7)
    for errors in (column(0, 0, 0), column(NAN, NAN, NAN)):
        shrunk, kept = shrink(values, errors, np.array([0.3]))
        assert shrunk.tobytes() == values.tobytes()
        assert kept.ravel().tolist() == [1, 1, 1]


def test_a_tiny_error_keeps_and_an_endless_one_gives_the_mean_of_the_parent() -> None:
    values = column(10, 20, 60, 70)
    shrunk, kept = shrink(values, column(1e-6, 1e-6, 1e9, np.inf), np.array([40.0]))
    assert_allclose(shrunk.ravel(), [10, 20, 40, 40], atol=1e-6)
    assert_allclose(kept.ravel(), [1, 1, 0, 0], atol=1e-6)


def test_shrinking_by_hand() -> None:
    # Deviations -30, -10, 10, 30: variance 2000 / 3 = 666.67, less 10^2 = 566.67; lambda 566.67 / 666.67 = 0.85.
    shrunk, kept = shrink(column(10, 30, 50, 70), column(10, 10, 10, 10), np.array([40.0]))
    assert_allclose(kept.ravel(), 0.85)
    assert_allclose(shrunk.ravel(), [14.5, 31.5, 48.5, 65.5])


def test_each_area_is_pulled_to_its_own_parent() -> None:
    shrunk, _ = shrink(column(10, 30, 50, 70), column(1e9, 1e9, 1e9, 1e9), column(15, 15, 60, 60))
    assert_allclose(shrunk.ravel(), [15, 15, 60, 60])


def test_where_errors_explain_all_there_is_no_variance_between_areas() -> None:
    assert between_variance(column(-1, 0, 1), column(4, 4, 4)).tolist() == [0]
    shrunk, kept = shrink(column(9, 10, 11), column(2, 2, 2), np.array([10.0]))
    assert shrunk.ravel().tolist() == [10, 10, 10]
    assert kept.ravel().tolist() == [0, 0, 0]


def test_one_hopeless_error_does_not_spoil_the_variance_for_the_others() -> None:
    steady = between_variance(column(-30, -10, 10, 30), column(100, 100, 100, 100))
    spoiled = between_variance(column(-30, -10, 10, 30, 0), column(100, 100, 100, 100, np.inf))
    assert_allclose(spoiled, steady)
    assert_allclose(steady, 2000 / 3 - 100)


def test_unequal_errors_balance_as_paule_and_mandel_ask() -> None:
    deviations, variances = column(-8, -3, 1, 4, 12), column(1, 4, 9, 16, 25)
    found = between_variance(deviations, variances)
    assert found[0] > 0
    assert_allclose((deviations**2 / (found + variances)).sum(), 4)


def test_a_missing_value_is_not_filled_in_by_its_parent() -> None:
    shrunk, kept = shrink(column(NAN, 10, 20), column(5, 5, 5), np.array([15.0]))
    assert np.isnan(shrunk[0, 0])
    assert np.isnan(kept[0, 0])
    assert not np.isnan(shrunk[1:]).any()


def test_shrinking_can_be_switched_off_and_needs_a_parent_and_two_areas() -> None:
    values, errors = np.tile(column(10, 30, 50), 2), np.full((3, 2), 20.0)
    shrunk, kept = shrink(values, errors, np.array([30.0, 30.0]), np.array([False, True]))
    assert_array_equal(shrunk[:, 0], values[:, 0])
    assert (kept[:, 1] < 1).all()
    assert_array_equal(shrink(values, errors, np.array([NAN, NAN]))[0], values)
    assert_array_equal(shrink(values[:1], errors[:1], np.array([30.0, 30.0]))[0], values[:1])


def test_an_error_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="standard error"):
        shrink(column(1, 2), column(-1, 1), np.array([1.0]))


def test_skewness_and_kurtosis_by_hand() -> None:
    # 0, 0, 0, 4: mean 1, deviations -1, -1, -1, 3; m2 = 3, m3 = 6, m4 = 21. g1 = 6 / 3^1.5, g2 = 21 / 9 - 3.
    values = np.array([0, 0, 0, 4.0])
    assert skewness(values) == pytest.approx(6 / 3**1.5 * np.sqrt(12) / 2)  # exactly 2
    assert skewness(values) == pytest.approx(2)
    assert excess_kurtosis(values) == pytest.approx(3 * (5 * (21 / 9 - 3) + 6) / (2 * 1))  # 4
    assert excess_kurtosis(values) == pytest.approx(4)


def test_the_sums_behind_skewness_and_kurtosis_are_those_of_spreadsheets() -> None:
    # SKEW: n / ((n-1)(n-2)) sum z^3; KURT: n(n+1) / ((n-1)(n-2)(n-3)) sum z^4 - 3(n-1)^2 / ((n-2)(n-3)), z with n - 1.
    x = np.random.default_rng(3).exponential(size=30)
    n, z = 30, (x - x.mean()) / x.std(ddof=1)
    assert skewness(x) == pytest.approx(n / ((n - 1) * (n - 2)) * (z**3).sum())
    first = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    assert excess_kurtosis(x) == pytest.approx(first - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def test_shape_is_unknown_for_few_or_equal_values() -> None:
    for values in ([1.0, 2.0, 9.0], [0.1] * 10):
        assert np.isnan(skewness(np.array(values)))
        assert np.isnan(excess_kurtosis(np.array(values)))


def test_end_points_come_in_one_at_a_time_until_the_tail_is_gone() -> None:
    values = np.concatenate([np.arange(98.0), [400.0, 900.0]])
    treated, (treatment,) = outliers(values[:, np.newaxis])
    # With 900 set to 400 there are two of 400, still too far out; both become the next value, 97.
    once = np.minimum(values, 400)
    assert skewness(once) >= 2
    assert excess_kurtosis(once) >= 3.5
    assert treatment.method == Method.WINSORISED
    assert treatment.areas == 2
    assert (treatment.floor, treatment.ceiling) == (-np.inf, 97)
    assert_array_equal(treated.ravel(), np.minimum(values, 97))


def test_winsorising_stops_as_soon_as_it_may() -> None:
    values = np.concatenate([np.arange(98.0), [150.0, 900.0]])
    treated, (treatment,) = outliers(values[:, np.newaxis])
    assert treatment.areas == 1
    assert_array_equal(treated.ravel(), np.minimum(values, 150))
    assert abs(treatment.skewness_after) < 2 < treatment.skewness


def test_a_low_tail_is_winsorised_from_below() -> None:
    values = np.concatenate([np.arange(98.0), [-53.0, -900.0]])
    treated, (treatment,) = outliers(values[:, np.newaxis])
    assert (treatment.areas, treatment.floor, treatment.ceiling) == (1, -53, np.inf)
    assert_array_equal(treated.ravel(), np.maximum(values, -53))


@pytest.mark.parametrize("side", [1.0, -1.0])
@pytest.mark.parametrize(("areas", "far"), [(120, 6), (60, 4), (19, 1)])
def test_more_than_five_areas_or_five_percent_take_a_logarithm_that_keeps_the_order(
    side: float, areas: int, far: int
) -> None:
    values = side * np.concatenate([np.linspace(0, 10, areas - far), 500 + np.arange(far)])
    treated, (treatment,) = outliers(values[:, np.newaxis])
    assert treatment.method == Method.LOGGED
    assert treatment.areas == areas
    assert_array_equal(rank(treated.ravel()), rank(values))
    assert abs(treatment.skewness_after) < abs(treatment.skewness)


def test_the_shifted_logarithm_by_hand() -> None:
    values = np.array([0.0, 0, 0, 0, 0, 100])
    treated, _ = outliers(values[:, np.newaxis])
    assert_allclose(treated.ravel(), np.log([1, 1, 1, 1, 1, 101]), atol=1e-12)


def test_ordinary_values_and_indicators_switched_off_are_left_alone_and_logged() -> None:
    wild = np.concatenate([np.arange(98.0), [400.0, 900.0]])
    values = np.column_stack([np.arange(100.0), wild])
    treated, treatments = outliers(values, np.array([True, False]))
    assert treated.tobytes() == values.tobytes()
    assert [treatment.method for treatment in treatments] == [Method.NONE, Method.NONE]
    assert treatments[1].skewness == pytest.approx(skewness(wild))


def test_a_missing_value_stays_missing_and_plays_no_part_in_outliers() -> None:
    wild = np.concatenate([np.arange(98.0), [150.0, 900.0]])
    treated, (treatment,) = outliers(np.append(wild, [NAN] * 9)[:, np.newaxis])
    assert treatment == outliers(wild[:, np.newaxis])[1][0]
    assert np.isnan(treated[100:]).all()


def test_a_treatment_can_be_done_again_to_another_year() -> None:
    wild = np.concatenate([np.arange(98.0), [150.0, 900.0]])
    _, (winsorised,) = outliers(wild[:, np.newaxis])
    assert winsorised.apply(np.array([-20.0, 149.0, 500.0, NAN])).tolist()[:3] == [-20, 149, 150]
    _, (logged,) = outliers(np.array([0.0, 0, 0, 0, 0, 100])[:, np.newaxis])
    assert_allclose(logged.apply(np.array([-20.0, 0.0, 200.0])), np.log([1, 1, 201]), atol=1e-12)


# Home: a quarter and three quarters; Street: one indicator.
TREE = Tree.from_weights(["Home", "Street"], [6, 4], [0, 0, 1], [1, 3, 1], low=[0] * 3, high=[1] * 3, direction=[1] * 3)


def test_what_is_left_of_a_tree_sums_to_one_again() -> None:
    smaller = restricted(TREE, np.array([True, False, True]))
    assert smaller.weights.tolist() == [1, 0, 1]
    assert smaller.theme_weights.tolist() == TREE.theme_weights.tolist()


def test_a_theme_with_nothing_left_loses_its_weight_to_the_others() -> None:
    assert restricted(TREE, np.array([True, True, False])).theme_weights.tolist() == [1, 0]


def test_nothing_is_left_of_a_tree_without_indicators() -> None:
    assert restricted(TREE, np.zeros(3, bool)) is None
