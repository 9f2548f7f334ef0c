"""Confidence sets for ranks: a published example, and what they promise."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from sia.scoring.rank_sets import rank_sets

NAN = np.nan
# Scores of mathematics and their standard errors in 37 countries of the OECD, PISA 2018; typed from the documentation of
# the package of Mogstad, Romano, Shaikh and Wilhelm, whose statements on them the tests repeat.
PISA = {
    "Australia": (491.3600, 1.939833), "Austria": (498.9423, 2.970999), "Belgium": (508.0703, 2.262662),
    "Canada": (512.0169, 2.357476), "Chile": (417.4066, 2.415888), "Colombia": (390.9323, 2.989559),
    "Czech Republic": (499.4677, 2.460662), "Denmark": (509.3984, 1.735002), "Estonia": (523.4146, 1.743602),
    "Finland": (507.3014, 1.967920), "France": (495.4076, 2.320214), "Germany": (500.0438, 2.647083),
    "Greece": (451.3703, 3.091228), "Hungary": (481.0826, 2.319597), "Iceland": (495.1874, 1.953083),
    "Ireland": (499.6329, 2.198621), "Israel": (463.0345, 3.498563), "Italy": (486.5899, 2.780046),
    "Japan": (526.9733, 2.471475), "Korea": (525.9330, 3.121394), "Latvia": (496.1263, 1.962767),
    "Lithuania": (481.1912, 1.953282), "Luxembourg": (483.4215, 1.097632), "Mexico": (408.8015, 2.493226),
    "Netherlands": (519.2310, 2.632278), "New Zealand": (494.4897, 1.705943), "Norway": (500.9638, 2.219045),
    "Poland": (515.6479, 2.602085), "Portugal": (492.4874, 2.684570), "Slovak Republic": (486.1649, 2.555596),
    "Slovenia": (508.8975, 1.363878), "Spain": (481.3926, 1.462418), "Sweden": (502.3877, 2.654251),
    "Switzerland": (515.3147, 2.908004), "Turkey": (453.5078, 2.260407), "United Kingdom": (501.7699, 2.564428),
    "United States": (478.2447, 3.235444),
}  # fmt: skip
TOP_FIVE = {
    "Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland", "Slovenia",
    "Switzerland",
}  # fmt: skip


def pisa(coverage: float) -> dict[str, range]:
    """The ranks in the set of each country."""
    scores, errors = np.array(list(PISA.values())).T
    low, high = rank_sets(scores, errors, seed=1, coverage=coverage, draws=5000)
    return {name: range(int(first), int(last) + 1) for name, first, last in zip(PISA, low, high, strict=True)}


@pytest.mark.parametrize(("coverage", "also"), [(0.95, {"Sweden"}), (0.9, set())])
def test_the_countries_that_may_be_among_the_first_five_are_those_published(coverage: float, also: set[str]) -> None:
    assert {name for name, ranks in pisa(coverage).items() if ranks[0] <= 5} == TOP_FIVE | also


def test_chile_mexico_and_colombia_stand_apart_from_all_other_countries() -> None:
    sets = pisa(0.95)
    last = {"Chile", "Mexico", "Colombia"}
    assert {rank for name in last for rank in sets[name]} == {35, 36, 37}
    assert max(sets[name][-1] for name in PISA.keys() - last) == 34


def test_germany_and_korea_may_share_a_rank_at_95_percent_and_not_at_75() -> None:
    assert 7 in set(pisa(0.95)["Germany"]) & set(pisa(0.95)["Korea"])
    assert not set(pisa(0.75)["Germany"]) & set(pisa(0.75)["Korea"])


@pytest.mark.parametrize("gap", [0.0, 1.0, 3.0])
def test_the_true_ranks_of_all_lie_in_their_sets_together_in_nine_of_ten_samples(gap: float) -> None:
    """Ties have every rank between theirs: the truth of equal areas holds where a set reaches over all of them."""
    random = np.random.default_rng(7)
    truth, errors = gap * np.arange(12.0), random.uniform(0.5, 2.0, 12)
    first = 1 + np.count_nonzero(truth > truth[:, np.newaxis], axis=1)
    last = 12 - np.count_nonzero(truth < truth[:, np.newaxis], axis=1)
    held = 0
    for sample in range(200):
        low, high = rank_sets(truth + random.standard_normal(12) * errors, errors, seed=sample, draws=400)
        held += bool(((low <= first) & (high >= last)).all())
    assert held / 200 >= 0.86  # 0.90 less two standard errors of 200 samples


def test_areas_without_a_score_have_no_set_and_play_no_part() -> None:
    scores, errors = np.array([9.0, NAN, 5.0, 1.0]), np.array([0.1, NAN, 0.1, 0.1])
    low, high = rank_sets(scores, errors, seed=1)
    assert_array_equal(low, [1, NAN, 2, 3])
    assert_array_equal(high, low)


def test_without_errors_a_set_is_the_rank_and_equal_areas_share_one() -> None:
    low, high = rank_sets(np.array([3.0, 8.0, 3.0]), np.zeros(3), seed=1)
    assert_array_equal(low, [2, 1, 2])
    assert_array_equal(high, [3, 1, 3])


def test_one_area_or_none_is_no_problem() -> None:
    assert_array_equal(rank_sets(np.array([NAN]), np.zeros(1), seed=1).low, [NAN])
    assert_array_equal(rank_sets(np.array([4.0]), np.ones(1), seed=1).high, [1])


def test_too_many_areas_and_an_impossible_coverage_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 300 areas, not 301"):
        rank_sets(np.arange(301.0), np.ones(301), seed=1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        rank_sets(np.ones(2), np.ones(2), seed=1, coverage=1.0)
