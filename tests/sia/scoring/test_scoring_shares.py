"""Even weights of themes, by hand, and that no indicator weighs more than its cap."""

import pytest

from sia.scoring.shares import cap, even_shares


@pytest.mark.parametrize(("count", "most"), [(1, 1), (2, 0.75), (5, 0.3), (10, 0.15), (40, 0.15)])
def test_the_cap_is_one_and_a_half_even_shares_and_never_below_fifteen_percent(count: int, most: float) -> None:
    assert cap(count) == pytest.approx(most)


def test_themes_of_one_size_weigh_the_same() -> None:
    assert even_shares([1, 1]) == [0.5, 0.5]
    assert even_shares([3, 3, 3]) == pytest.approx([1 / 3] * 3)


def test_what_a_small_theme_may_not_carry_goes_evenly_to_the_others() -> None:
    # Twelve indicators: at most 0.15 each. The theme of one is held at 0.15, the others share 0.85.
    assert even_shares([1, 6, 5]) == pytest.approx([0.15, 0.425, 0.425])


def test_what_goes_to_another_theme_may_fill_that_one_too() -> None:
    # Eleven: 0.15 each. Even is 0.25; the three of one go to 0.15, which leaves 0.55 for the eight.
    assert even_shares([1, 1, 1, 8]) == pytest.approx([0.15, 0.15, 0.15, 0.55])
    # Twelve: even is a third; the first is held at 0.15, then 0.425 each is more than two may carry.
    assert even_shares([1, 2, 9]) == pytest.approx([0.15, 0.3, 0.55])


@pytest.mark.parametrize("sizes", [[1], [1, 1, 5], [1, 22, 6], [2, 1, 1, 1, 1, 1], [5, 4, 1, 3, 2, 1], [30, 1, 1]])
def test_the_weights_sum_to_one_and_no_indicator_is_over_the_cap(sizes: list[int]) -> None:
    shares = even_shares(sizes)
    assert sum(shares) == pytest.approx(1)
    assert all(share / size <= cap(sum(sizes)) + 1e-12 for share, size in zip(shares, sizes, strict=True))
