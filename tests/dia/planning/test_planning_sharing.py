"""Splits of whole euros by hand, and what must hold for any of them."""

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dia.planning.sharing import Split, equal, largest_remainder, proportional, shapley, split

EUROS = st.integers(0, 2_000_000)
ALONE = st.dictionaries(st.sampled_from("abcdefgh"), EUROS, min_size=1)
METHODS = ("proportional", "equal", "shapley")


def paid_once(joint: int, alone: dict[str, int]) -> Callable[[frozenset[str]], int]:
    """An opening that is paid once, and never costs a group more than the sum of what they would pay alone."""
    return lambda parties: min(joint, sum(alone[party] for party in parties))


def by_all_orders(cost_of: Callable[[frozenset[str]], int], parties: str) -> dict[str, Fraction]:
    """The definition: let the parties join in every order, and average what each adds to those before it."""
    orders = list(permutations(parties))
    added = dict.fromkeys(parties, 0)
    for order in orders:
        for place, party in enumerate(order):
            before = cost_of(frozenset(order[:place])) if place else 0
            added[party] += cost_of(frozenset(order[: place + 1])) - before
    return {party: Fraction(total, len(orders)) for party, total in added.items()}


def drawn_game(parties: str, seed: int) -> Callable[[frozenset[str]], int]:
    """Any cost for any group, without a pattern."""
    return lambda group: Random(f"{seed} {sorted(group)} of {parties}").randint(0, 1_000_000)  # noqa: S311


def for_any(*strategies: st.SearchStrategy[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return lambda test: settings(deadline=None, database=None)(given(*strategies)(test))


def test_what_is_left_goes_to_the_largest_remainder() -> None:
    assert largest_remainder(10, [5, 3, 1]) == [6, 3, 1]  # 5.56, 3.33 and 1.11
    assert largest_remainder(100, [0.5, 0.25, 0.25]) == [50, 25, 25]


def test_equal_remainders_are_served_in_the_order_given() -> None:
    assert largest_remainder(11, [1, 1, 1]) == [4, 4, 3]
    assert largest_remainder(1, [1, 2, 2]) == [0, 1, 0]


def test_without_any_weight_the_parts_are_equal() -> None:
    assert largest_remainder(5, [0, 0]) == [3, 2]
    assert largest_remainder(0, []) == []


@pytest.mark.parametrize(
    ("total", "weights", "sentence"),
    [
        (-1, [1], "0 or more"),
        (1, [1, -1], "0 or more"),
        (1, [float("nan")], "finite"),
        (1, [float("inf")], "finite"),
        (1, [], "nobody to share 1 euros"),
    ],
)
def test_an_amount_that_cannot_be_split_is_refused(total: int, weights: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        largest_remainder(total, weights)


@pytest.mark.full
def test_ten_thousand_splits_sum_to_the_euro() -> None:
    random = Random(7)  # noqa: S311
    for _ in range(10_000):
        total = random.randint(0, 10**7)
        weights = [random.choice([0, random.randint(0, 10**6), random.random()]) for _ in range(random.randint(1, 8))]
        parts = largest_remainder(total, weights)
        assert sum(parts) == total
        whole = sum(weights)
        if whole:
            assert all(abs(part - total * weight / whole) < 1.001 for part, weight in zip(parts, weights, strict=True))


def test_ten_thousand_splits_of_all_methods_sum_to_the_euro() -> None:
    random = Random(11)  # noqa: S311
    for number in range(10_000):
        alone = {party: random.randint(0, 10**6) for party in "abcd"[: random.randint(1, 4)]}
        joint = random.randint(0, sum(alone.values()))
        found = split(METHODS[number % 3], joint, alone, paid_once(joint, alone))
        assert sum(found.shares.values()) == joint


def test_in_proportion_to_what_each_would_pay_alone() -> None:
    alone = {"municipality": 300_000, "grid operator": 200_000, "water board": 100_000}
    assert proportional(400_000, alone) == {"grid operator": 133_333, "municipality": 200_000, "water board": 66_667}


def test_in_equal_parts_the_small_party_pays_more_than_alone() -> None:
    found = split("equal", 300_000, {"municipality": 300_000, "water board": 100_000})
    assert found == Split(shares={"municipality": 150_000, "water board": 150_000}, above_alone={"water board": 50_000})


def test_shapley_of_an_opening_that_two_would_each_pay_in_full() -> None:
    alone = {"municipality": 520_000, "grid operator": 520_000}
    found = split("shapley", 520_000, alone, paid_once(520_000, alone))
    assert found == Split(shares={"municipality": 260_000, "grid operator": 260_000}, above_alone={})


def test_shapley_by_hand_for_three() -> None:
    """What each adds in the six orders abc, acb, bac, bca, cab, cba."""
    costs = {"a": 60, "b": 40, "c": 20, "ab": 70, "ac": 70, "bc": 60, "abc": 70}
    values = shapley(lambda group: costs["".join(sorted(group))], "abc")
    assert values == {
        "a": Fraction(60 + 60 + 30 + 10 + 50 + 10, 6),
        "b": Fraction(10 + 0 + 40 + 40 + 0 + 40, 6),
        "c": Fraction(0 + 10 + 0 + 20 + 20 + 20, 6),
    }


@pytest.mark.parametrize("parties", ["a", "ab", "abc", "abcd", "abcde", "abcdef"])
def test_shapley_is_the_average_over_all_orders(parties: str) -> None:
    for seed in range(5):
        cost_of = drawn_game(parties, seed)
        assert shapley(cost_of, parties) == by_all_orders(cost_of, parties)


@for_any(st.integers(1, 8), st.integers(0, 10**6))
def test_shapley_spends_exactly_what_all_pay_together(count: int, seed: int) -> None:
    parties = "abcdefgh"[:count]
    cost_of = drawn_game(parties, seed)
    assert sum(shapley(cost_of, parties).values()) == cost_of(frozenset(parties))


@for_any(st.integers(2, 6), st.integers(0, 10**6))
def test_parties_that_bring_the_same_pay_the_same_by_shapley(count: int, seed: int) -> None:
    others = "cdefgh"[: count - 2]
    random = drawn_game(others, seed)

    def cost_of(group: frozenset[str]) -> int:
        """'a' and 'b' are told apart by their number only."""
        return random(group - {"a", "b"}) + 70_000 * len(group & {"a", "b"}) ** 2

    values = shapley(cost_of, "ab" + others)
    assert values["a"] == values["b"]


@for_any(st.integers(1, 6), st.integers(0, 10**6), EUROS)
def test_a_party_that_only_adds_its_own_pays_just_that_by_shapley(count: int, seed: int, own: int) -> None:
    others = "bcdefgh"[:count]
    random = drawn_game(others, seed)

    def cost_of(group: frozenset[str]) -> int:
        rest = group - {"a"}
        return (random(rest) if rest else 0) + (own if "a" in group else 0)

    assert shapley(cost_of, "a" + others)["a"] == own


def test_shapley_takes_costs_in_parts_of_euros() -> None:
    assert shapley(lambda group: Fraction(len(group), 3), "ab") == {"a": Fraction(1, 3), "b": Fraction(1, 3)}
    assert shapley(lambda group: 0.5 * len(group), "ab") == {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def test_shapley_is_refused_above_eight_parties() -> None:
    assert len(shapley(len, "abcdefgh")) == 8
    with pytest.raises(ValueError, match="at most 8 parties, not 9"):
        shapley(len, "abcdefghi")


def test_a_party_shares_once() -> None:
    for divide in (lambda: equal(10, "aa"), lambda: shapley(len, "aa")):
        with pytest.raises(ValueError, match="name each party once"):
            divide()


def test_a_split_names_what_it_lacks() -> None:
    with pytest.raises(ValueError, match="not 'by lot'"):
        split("by lot", 1, {"a": 1})
    with pytest.raises(ValueError, match="needs what each group"):
        split("shapley", 1, {"a": 1})
    with pytest.raises(ValueError, match="together pay 3 euros, not 2"):
        split("shapley", 2, {"a": 1, "b": 2}, lambda group: sum({"a": 1, "b": 2}[party] for party in group))


@for_any(st.sampled_from(METHODS), ALONE, st.fractions(0, 1))
def test_every_split_sums_to_the_joint_cost_and_says_who_pays_more(method: str, alone: dict, part: Fraction) -> None:
    joint = int(part * sum(alone.values()))
    found = split(method, joint, alone, paid_once(joint, alone))
    assert sum(found.shares.values()) == joint
    assert set(found.shares) == set(alone)
    more = {party: found.shares[party] - alone[party] for party in alone}
    assert found.above_alone == {party: euros for party, euros in more.items() if euros > 0}
    if method != "equal":
        assert found.above_alone == {}


@for_any(st.sampled_from(METHODS), ALONE, st.fractions(0, 1), st.randoms(use_true_random=False))
def test_no_split_hangs_on_the_order_of_the_parties(method: str, alone: dict, part: Fraction, random: Random) -> None:
    joint = int(part * sum(alone.values()))
    parties = list(alone)
    random.shuffle(parties)
    shuffled = {party: alone[party] for party in parties}
    assert split(method, joint, shuffled, paid_once(joint, alone)) == split(
        method, joint, alone, paid_once(joint, alone)
    )
