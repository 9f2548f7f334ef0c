"""Disclosure control: small figures go, others go with them, and no sum tells what they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.disclosure import (
    PROTECTION,
    Cells,
    Kind,
    Past,
    Rule,
    Tree,
    counts_once,
    kind_of,
    ranges,
    rounded,
    small,
    withheld,
)
from tests.datasets.linear import Programme
from tests.effort import examples

RULE = Rule(minimum_denominator=100, minimum_count=10, rounding=5, dominance=30)
FLAT = Tree(np.array([-1, 0, 0, 0, 0]), np.zeros(5, dtype=int))  # a wijk and its four buurten
NOBODY = np.full(5, np.nan)


def counted(*values: float) -> Cells:
    return Cells(Kind.COUNT, np.array(values, dtype=float), np.full(len(values), np.nan))


def hidden(cells: Cells, tree: Tree = FLAT, rule: Rule = RULE, past: Past | None = None) -> list[int]:
    return np.flatnonzero(withheld(cells, tree, rule, past or Past.none(len(cells.values)))).tolist()


def past(released: list[float], kept: tuple[int, ...] = (), eased: tuple[int, ...] = ()) -> Past:
    places = np.arange(len(released))
    return Past(np.array(released), np.isin(places, kept), np.isin(places, eased), np.ones(len(places), dtype=bool))


def test_a_count_below_ten_is_small_and_so_is_none_at_all():
    assert small(counted(100, 9, 0, 10, 81), RULE).tolist() == [False, True, True, False, False]


def test_a_share_of_few_people_of_few_among_them_or_of_nearly_all_is_small():
    people = np.array([99, 100, 1000, 1000, 1000], dtype=float)
    shares = Cells(Kind.SHARE, np.array([50, 50, 0.9, 99.1, 1.0]), people, 100)
    assert small(shares, RULE).tolist() == [True, False, True, True, False]


def test_a_mean_over_an_unknown_number_of_people_is_small():
    assert small(Cells(Kind.MEAN, np.array([7.0, 7.0]), np.array([np.nan, 100])), RULE).tolist() == [True, False]


def test_what_is_for_a_large_part_of_one_contributor_is_small_and_so_it_is_where_nobody_knows():
    rents = Cells(Kind.MEAN, np.full(5, 700.0), np.full(5, 1000.0), 1, np.array([30, 30.5, np.nan, 100, 0.1]))
    assert small(rents, RULE).tolist() == [False, True, True, True, False]
    assert not small(replace(rents, largest=None), RULE).any()
    assert not small(rents, replace(RULE, dominance=None)).any()


@pytest.mark.parametrize(
    ("unit", "once"), [("%", True), ("Aantal ", True), ("per 1.000", True), ("euro", False), ("", False)]
)
def test_the_unit_says_whether_each_counts_once(unit, once):
    assert counts_once(unit) == once


def test_a_figure_of_one_large_contributor_takes_a_companion_along():
    people, largest = np.array([4000, 1000, 900, 1100, 1000.0]), np.array([5, 5, 5, 60, 5.0])
    rents = Cells(Kind.MEAN, np.array([700.0, 710, 690, 720, 680]), people, 1, largest)
    assert hidden(rents) == [2, 3]
    assert hidden(replace(rents, largest=np.minimum(largest, 30))) == []


def test_a_missing_figure_is_not_withheld():
    assert hidden(counted(90, 30, 30, 30, np.nan)) == []


def test_with_one_hidden_part_of_a_shown_whole_the_smallest_other_one_goes_as_well():
    assert hidden(counted(103, 4, 40, 20, 39)) == [1, 3]


def test_without_the_whole_one_hidden_part_is_enough():
    assert hidden(counted(np.nan, 4, 40, 20, 39)) == [1]


def test_a_small_part_alone_does_not_protect_a_large_one():
    """Fifty people live in the first: with it, 1000 would still be told to within fifty. A third goes."""
    people = np.array([9000, 50, 2000, 3000, 3950], dtype=float)
    assert hidden(Cells(Kind.COUNT, np.array([4004.0, 4, 1000, 1500, 1500]), people)) == [1, 2, 3]


def test_where_no_part_is_left_the_whole_goes():
    tree = Tree(np.array([-1, 0]), np.zeros(2, dtype=int))
    assert hidden(counted(1003, 3), tree) == [0, 1]


def test_over_two_levels_a_hidden_wijk_takes_a_second_wijk_along():
    """Gemeente, two wijken of two buurten: 4 hides its neighbour; a wijk is not shown by its buurten, nor the other way."""
    tree = Tree(np.array([-1, 0, 0, 1, 1, 2, 2]), np.zeros(7, dtype=int))
    assert hidden(counted(174, 54, 120, 4, 50, 60, 60), tree) == [3, 4]
    assert hidden(counted(127, 7, 120, 3, 4, 60, 60), tree) == [1, 2, 3, 4, 5]


def test_a_level_without_figures_passes_the_sum_on():
    tree = Tree(np.array([-1, 0, 0, 1, 1, 2, 2]), np.zeros(7, dtype=int))
    assert hidden(counted(174, np.nan, np.nan, 4, 50, 60, 60), tree) == [3, 4]


def test_what_was_withheld_stays_so_and_what_came_back_is_taken_first():
    again = past([103, np.nan, 40, 20, np.nan], kept=(1, 4))
    assert hidden(counted(123, 24, 40, 20, 39), past=again) == [1, 4]
    eased = past([np.nan] * 5, eased=(4,))
    assert hidden(counted(103, 4, 40, 20, 39), past=eased) == [1, 4]


def test_a_figure_that_was_shown_and_is_the_same_protects_nothing_so_the_changed_whole_goes():
    before = past([120, 20, 40, 20, 40])
    assert hidden(counted(104, 4, 40, 20, 40), past=before) == [0, 1]


def test_a_whole_that_comes_later_is_hidden_when_it_would_tell_the_one_hidden_part():
    before = past([np.nan, np.nan, 40, 20, 40], kept=(1,))
    assert hidden(counted(104, 4, 40, 20, 40), past=before) == [0, 1]


def test_two_releases_do_not_give_the_difference_of_a_part_that_becomes_small():
    """4 and 20 were hidden, so their sum of 24 is known; 12 becomes 5, and 24 + 5 would tell it: the whole goes too."""
    before = past([136, np.nan, np.nan, 12, 100], kept=(1, 2))
    assert hidden(counted(129, 4, 20, 5, 100), past=before) == [0, 1, 2, 3]


def test_figures_of_another_dataset_are_left_alone():
    ours = Past(NOBODY, np.zeros(5, bool), np.zeros(5, bool), np.array([True, True, True, False, True]))
    assert hidden(counted(103, 4, 40, 20, 39), past=ours) == [1, 4]


def test_counts_are_rounded_to_five_and_need_not_add_up():
    assert rounded(np.array([103, 12, 13, 78, np.nan]), RULE)[:4].tolist() == [105, 10, 15, 80]
    assert rounded(np.array([103.0]), Rule()).tolist() == [103]


@pytest.mark.parametrize(
    ("unit", "values", "people", "kind"),
    [
        ("%", [12.5], [np.nan], (Kind.SHARE, 100)),
        ("per 1.000 inwoners", [3], [200], (Kind.RATE, 1000)),
        ("aantal", [3], [np.nan], (Kind.COUNT, 1)),
        ("", [3, 40], [np.nan, np.nan], (Kind.COUNT, 1)),
        ("", [7.2, 8], [np.nan, np.nan], (Kind.MEAN, 1)),
        ("euro", [25_000], [np.nan], (Kind.MEAN, 1)),
    ],
)
def test_the_unit_says_what_adds_up(unit, values, people, kind):
    assert kind_of(unit, np.array(values, dtype=float), np.array(people, dtype=float)) == kind


def test_an_area_cannot_lie_inside_itself():
    with pytest.raises(ValueError, match="inside itself"):
        _ = Tree(np.array([1, 0]), np.zeros(2, dtype=int)).depth


def test_a_rule_is_eased_by_one_that_shows_more():
    assert RULE.is_eased_by(Rule(100, 9, 5, 30))
    assert RULE.is_eased_by(Rule(150, 10, 5, 31))
    assert RULE.is_eased_by(Rule(150, 10, 5))
    assert RULE.is_eased_by(Rule())
    assert not RULE.is_eased_by(Rule(150, 10, 5, 20))
    assert not Rule(dominance=100).is_eased_by(Rule(dominance=1))
    assert not Rule().is_eased_by(Rule())


@st.composite
def cities(draw: st.DrawFn) -> tuple[Tree, Cells]:
    """A gemeente of wijken of buurten with counts, shares or means that add up, some levels or buurten without figures, and
    sometimes own areas that divide a buurt once more, or the part of the largest contributor."""
    buurten = draw(st.lists(st.lists(st.integers(0, 300), min_size=1, max_size=4), min_size=1, max_size=4))
    amounts, parent, part = [sum(map(sum, buurten))], [-1], [0]
    for wijk in buurten:
        own = len(amounts)
        amounts += [sum(wijk), *wijk]
        parent += [0, *[own] * len(wijk)]
        part += [0] * (1 + len(wijk))
    if draw(st.booleans()):
        half = amounts[-1] // 3
        parent += [len(amounts) - 1] * 2
        amounts, part = [*amounts, half, amounts[-1] - half], [*part, 1, 1]
    values = np.array(amounts, dtype=float)
    gone = np.array(draw(st.lists(st.sampled_from([False] * 7 + [True]), min_size=len(values), max_size=len(values))))
    tree = Tree(np.array(parent), np.array(part))
    parts = st.sampled_from([3.0, 30.0, 30.0, 31.0, 95.0, np.nan])
    told = st.none() | st.lists(parts, min_size=len(values), max_size=len(values)).map(np.array)
    kind, largest = draw(st.sampled_from([Kind.COUNT, Kind.SHARE, Kind.MEAN])), draw(told)
    if kind == Kind.COUNT:
        return tree, Cells(kind, np.where(gone, np.nan, values), np.full(len(values), np.nan), 1, largest)
    people, whole = values + 20.0 * (1 + np.arange(len(values))), 100 if kind == Kind.SHARE else 1
    return tree, Cells(kind, np.where(gone, np.nan, whole * values / people), people, whole, largest)


def solved(cells: Cells, tree: Tree, free: np.ndarray) -> np.ndarray:
    """The smallest and largest that each amount can be (N, 2) by linear programmes over the sums, one by one."""
    amounts, (low, high) = cells.amounts, cells.bounds
    there = ~np.isnan(amounts)
    held = tree.holds(there)
    known = np.where(there, amounts, 0)
    bounds = [
        (low[n] - known[n], high[n] - known[n]) if free[n] else (0, 0) if there[n] or not held[n] else (None, None)
        for n in range(len(known))
    ]
    programme = Programme(bounds)
    for group in tree.groups:
        if held[group.members].any():
            programme.add({**dict.fromkeys(group.members.tolist(), 1.0), group.parent: -1.0}, 0, 0)
    return np.array([programme.range_of(n) if free[n] else (0, 0) for n in range(len(known))])


def told_inside(place: int, cells: Cells, tree: Tree, shown: np.ndarray) -> float:
    """What the shown parts of an area tell of its amount: that is no secret."""

    def told(part: int) -> float:
        is_shown = shown[part] and not np.isnan(cells.amounts[part])
        return cells.amounts[part] if is_shown else told_inside(part, cells, tree, shown)

    ways = [sum(map(told, np.flatnonzero((tree.parent == place) & (tree.part == way)))) for way in (0, 1)]
    return max(ways)


@settings(max_examples=examples(60), deadline=None)
@given(cities(), st.data())
def test_the_ranges_are_those_of_a_linear_programme(city, data):
    tree, cells = city
    count = len(cells.values)
    free = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count))) & ~np.isnan(cells.values)
    low, high = cells.bounds
    known = ranges(cells.amounts, low, high, free, tree)
    exact = solved(cells, tree, free)
    bounded = free & np.isfinite(exact).all(axis=1)
    assert np.stack([known.below, known.above], axis=1)[bounded] == pytest.approx(exact[bounded], abs=1e-6)
    assert (known.width[free & ~bounded] > cells.amounts[free & ~bounded]).all()


@settings(max_examples=examples(100), deadline=None)
@given(cities())
def test_no_hidden_figure_can_be_worked_out_by_a_linear_programme(city):
    tree, cells = city
    gone = withheld(cells, tree, RULE, Past.none(len(cells.values)))
    exact = solved(cells, tree, gone)
    width = exact[gone, 1] - exact[gone, 0]
    secret = np.array([cells.amounts[n] - told_inside(n, cells, tree, ~gone) for n in np.flatnonzero(gone)])
    wide = (width >= PROTECTION * secret - 1e-6) & (width > 0.5)
    assert wide.all() or gone[~np.isnan(cells.values)].all()  # where all is withheld, nothing is left to withhold


@settings(max_examples=examples(60), deadline=None)
@given(cities())
def test_sums_are_protected_as_well_though_they_are_weighed_as_means(city):
    tree, cells = city
    sums, people = cells.amounts, 40.0 + (1 + np.arange(len(cells.values))) ** 3
    told = Cells(Kind.MEAN, sums, people, 1, cells.largest)
    gone = withheld(told, tree, RULE, Past.none(len(sums)))
    left = ranges(sums, np.zeros(len(sums)), np.full(len(sums), np.inf), gone & ~np.isnan(sums), tree)
    secret = np.array(
        [sums[n] - told_inside(n, replace(told, people=np.ones(len(sums))), tree, ~gone) for n in range(len(sums))]
    )
    wide = left.width >= PROTECTION * secret - 1e-6
    assert wide[gone].all() or gone[~np.isnan(sums)].all()


@settings(max_examples=examples(60), deadline=None)
@given(cities())
def test_what_is_small_is_always_withheld_and_nothing_is_where_nothing_is_small(city):
    tree, cells = city
    few, gone = small(cells, RULE), withheld(cells, tree, RULE, Past.none(len(cells.values)))
    assert (gone >= few).all()
    assert few.any() or not gone.any()


@settings(max_examples=examples(60), deadline=None)
@given(cities())
def test_parts_of_the_largest_contributor_within_the_rule_change_nothing(city):
    tree, cells = city
    without, past = replace(cells, largest=None), Past.none(len(cells.values))
    within = replace(cells, largest=np.linspace(0.1, 30.0, len(cells.values)))
    assert np.array_equal(withheld(within, tree, RULE, past), withheld(without, tree, RULE, past))


@settings(max_examples=examples(60), deadline=None)
@given(cities(), st.data())
def test_a_larger_part_of_one_contributor_takes_its_figure_and_shows_no_small_one(city, data):
    """Another figure may be shown instead that was only hidden to protect one: what is hidden now protects it as well."""
    tree, cells = city
    place = data.draw(st.integers(0, len(cells.values) - 1))
    before = np.full(len(cells.values), 3.0) if cells.largest is None else cells.largest
    larger = replace(cells, largest=np.where(np.arange(len(before)) == place, 95.0, before))
    gone = withheld(larger, tree, RULE, Past.none(len(before)))
    assert (gone >= small(replace(cells, largest=before), RULE)).all()
    assert gone[place] or np.isnan(cells.values[place])
