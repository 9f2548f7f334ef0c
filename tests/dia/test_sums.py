"""The sums of an agenda: by hand on a small one, and what must hold for every one."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dia.pipeline.sums import Line, overspent, sum_up

YEARS = (2026, 2027, 2028)
TOWN, HOUSING, GRID = 1, 2, 3

amounts = st.integers(0, 10_000_000)
tenths = st.integers(0, 500).map(lambda number: Decimal(number) / 10)


@st.composite
def agendas(draw: st.DrawFn) -> list[Line]:
    """Up to 40 measures in 5 groups of 8 parties; also cells and gifts in years that are not on the agenda."""
    amount = draw(st.sampled_from([amounts, tenths]))
    years = st.integers(2024, 2030)
    line = st.builds(
        Line,
        key=st.integers(0, 10_000),
        group=st.sampled_from(["street", "housing", "social", "green", "other"]),
        party=st.integers(1, 8),
        cells=st.dictionaries(years, amount, max_size=7),
        registered=amount,
        given=st.dictionaries(st.tuples(st.integers(1, 8), years), amount, max_size=6),
    )
    return draw(st.lists(line, max_size=40, unique_by=lambda each: each.key))


def two_measures() -> list[Line]:
    """The sewer of the town, that the grid operator helps to pay, and the houses of the corporation."""
    return [
        Line(10, "street", TOWN, {2026: 420, 2027: 610}, 1000, {(TOWN, 2026): 420, (GRID, 2027): 200}),
        Line(11, "housing", HOUSING, {2027: 1800}, 2000),
    ]


def test_rows_groups_and_years_are_summed_as_by_hand():
    sums = sum_up(two_measures(), YEARS)
    assert sums.rows == {10: 1030, 11: 1800}
    assert sums.groups == {"street": {2026: 420, 2027: 610, 2028: 0}, "housing": {2026: 0, 2027: 1800, 2028: 0}}
    assert sums.columns == {2026: 420, 2027: 2410, 2028: 0}
    assert sums.total == 2830


def test_a_gap_is_what_a_measure_costs_more_than_is_given():
    sums = sum_up(two_measures(), YEARS)
    assert sums.gaps == {10: 410, 11: 1800}
    assert sums.gap == 2210


def test_what_is_in_the_register_and_in_no_year_is_told_apart_from_a_gap():
    assert sum_up(two_measures(), YEARS).unspread == {10: -30, 11: 200}


def test_who_gives_to_another_bears_that_part_in_its_place():
    borne = sum_up(two_measures(), YEARS).borne
    assert borne[TOWN] == {2026: 420, 2027: 410, 2028: 0}
    assert borne[GRID] == {2026: 0, 2027: 200, 2028: 0}
    assert borne[HOUSING] == {2026: 0, 2027: 1800, 2028: 0}


def test_more_than_the_frame_is_named_with_party_year_and_amount():
    borne = sum_up(two_measures(), YEARS).borne
    frames = {(TOWN, 2026): 420, (TOWN, 2027): 500, (GRID, 2027): 150, (HOUSING, 2027): 1800}
    assert [(s.party, s.year, s.over) for s in overspent(borne, frames)] == [(GRID, 2027, 50)]


def test_one_gift_too_many_for_a_measure_does_not_pay_for_another():
    lines = [Line(1, "a", 1, {2026: 100}, 100, {(1, 2026): 300}), Line(2, "a", 1, {2026: 100}, 100)]
    assert sum_up(lines, YEARS).gaps == {1: 0, 2: 100}


def test_an_agenda_without_measures_sums_to_nothing():
    sums = sum_up([], YEARS)
    assert (sums.total, sums.gap, sums.columns) == (0, 0, dict.fromkeys(YEARS, 0))


@given(agendas())
def test_rows_groups_years_and_parties_are_four_ways_to_one_total(lines: list[Line]):
    sums = sum_up(lines, YEARS)
    assert sums.total == sum(sums.rows.values())
    assert sums.total == sum(sums.of_group(group) for group in sums.groups)
    assert sums.total == sum(sums.of_party(party) for party in sums.borne)
    for year in YEARS:
        assert sums.columns[year] == sum(group[year] for group in sums.groups.values())
        assert sums.columns[year] == sum(party[year] for party in sums.borne.values())


@given(agendas())
def test_a_gap_and_what_is_given_make_up_the_cost_of_every_measure(lines: list[Line]):
    sums = sum_up(lines, YEARS)
    for line in lines:
        cost, gift = sums.rows[line.key], sums.given[line.key]
        assert sums.gaps[line.key] == max(cost - gift, 0)
        assert sums.unspread[line.key] + cost == line.registered


@given(agendas(), st.integers(0, 39), amounts)
def test_a_change_of_one_cell_moves_its_sums_by_that_much_and_no_other(lines: list[Line], place: int, more: int):
    if not lines:
        return
    at = place % len(lines)
    line, before = lines[at], sum_up(lines, YEARS)
    cells = {**line.cells, 2027: line.cells.get(2027, 0) + more}
    changed = Line(line.key, line.group, line.party, cells, line.registered, line.given)
    after = sum_up([*lines[:at], changed, *lines[at + 1 :]], YEARS)
    assert after.total == before.total + more
    assert after.groups[line.group][2027] == before.groups[line.group][2027] + more
    assert after.borne[line.party][2027] == before.borne[line.party][2027] + more
    assert {key: sums for key, sums in after.rows.items() if key != line.key} == {
        key: sums for key, sums in before.rows.items() if key != line.key
    }
    assert after.columns[2026] == before.columns[2026]


@given(agendas(), st.dictionaries(st.tuples(st.integers(1, 8), st.sampled_from(YEARS)), amounts))
def test_who_is_over_is_exactly_who_bears_more_than_the_frame(lines, frames):
    borne = sum_up(lines, YEARS).borne
    named = {(short.party, short.year) for short in overspent(borne, frames)}
    for party, years in borne.items():
        for year, amount in years.items():
            assert ((party, year) in named) == (amount > frames.get((party, year), 0))
