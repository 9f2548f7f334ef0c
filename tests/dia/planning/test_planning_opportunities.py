"""Coupling opportunities: the sewer and the heat grid 40 m apart by hand, the edges of each rule, what holds for any."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dia.models import CouplingOpportunity as StoredOpportunity
from dia.models import Work as StoredWork
from dia.planning.kinds import COMPATIBLE, KINDS, READINESS
from dia.planning.opportunities import PairFacts, PairRule, Parts, Rules, Weights, opportunity, parts_of

STREETS = PairFacts(  # all that is known about the sewer of 2027-2028 and the heat grid of 2028-2029, in euros
    kinds=("sewer", "heat_grid"),
    windows=((2027, 2028), (2028, 2029)),
    distance_m=40,
    area="same",
    readiness=(1.0, 0.5),
    costs=(1_030_000, 2_050_000),
    common_costs=(520_000, 520_000),
)
HOMES = PairFacts(kinds=("renovation", "social"), windows=((2027, 2030), (2026, 2033)), area="adjacent")
FAR = replace(STREETS, distance_m=2_000, area="apart")


def kind_of(facts: PairFacts, rules: Rules = Rules()) -> str | None:  # noqa: B008 -- frozen
    found = opportunity(facts, rules)
    return found and found.kind


@st.composite
def pairs(draw: st.DrawFn) -> PairFacts:
    def two[T](values: st.SearchStrategy[T]) -> tuple[T, T]:
        return draw(values), draw(values)

    costs = two(st.integers(0, 3_000_000))
    return PairFacts(
        kinds=two(st.sampled_from(list(KINDS))),
        windows=two(st.tuples(st.integers(2026, 2036), st.integers(0, 9)).map(lambda one: (one[0], sum(one)))),
        distance_m=draw(st.none() | st.floats(0, 500)),
        shared_surface=draw(st.floats(0, 1)),
        same_site=draw(st.booleans()),
        area=draw(st.sampled_from(["same", "adjacent", "apart"])),
        same_period=draw(st.booleans()),
        flexibility=two(st.integers(0, 3)),
        readiness=two(st.floats(0, 1)),
        costs=costs,
        common_costs=(draw(st.integers(0, costs[0])), draw(st.integers(0, costs[1]))),
    )


def for_any(*strategies: st.SearchStrategy[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return lambda test: settings(deadline=None, database=None)(given(*strategies)(test))


def test_a_sewer_and_a_heat_grid_40_m_apart_share_a_site_not_a_trench() -> None:
    found = opportunity(STREETS)
    assert (found.kind, found.space, found.distance_m) == ("site", "distance", 40)
    assert (found.years, found.gap, found.saving) == ((2028,), 0, 520_000)


def test_their_score_by_hand() -> None:
    """520 of 3,080 thousand is 16.9 %, of 25 % that is 0.675; 40 of 100 m, 1 of 2 years, the least ready is at 0.5."""
    found = opportunity(STREETS)
    assert found.parts.shared_cost == pytest.approx(520 / 3_080 / 0.25)
    assert (found.parts.spatial_overlap, found.parts.window_overlap, found.parts.readiness) == (0.6, 0.5, 0.5)
    assert found.score == pytest.approx(27.01 + 15 + 10 + 7.5, abs=0.01)


def test_at_one_site_and_both_ready_the_score_is_77() -> None:
    found = opportunity(replace(STREETS, same_site=True, readiness=(1, 1)))
    assert (found.space, round(found.score)) == ("site", 77)


def test_the_score_weighs_its_parts_as_the_design_says() -> None:
    for part, points in {"shared_cost": 40, "spatial_overlap": 25, "window_overlap": 20, "readiness": 15}.items():
        nothing = {"shared_cost": 0.0, "spatial_overlap": 0.0, "window_overlap": 0.0, "readiness": 0.0}
        assert Parts(**nothing | {part: 1.0}).score(Weights()) == points


@pytest.mark.parametrize(("metres", "kind"), [(0, "trench"), (10, "trench"), (10.1, "site"), (100, "site")])
def test_up_to_10_m_is_a_trench_and_up_to_100_m_a_site(metres: float, kind: str) -> None:
    assert kind_of(replace(STREETS, distance_m=metres)) == kind


def test_beyond_100_m_a_sewer_and_a_heat_grid_have_nothing_to_share() -> None:
    assert opportunity(replace(STREETS, distance_m=100.1)) is None


def test_sharing_a_fifth_of_the_smaller_surface_makes_a_trench() -> None:
    found = opportunity(replace(FAR, shared_surface=0.2))
    assert (found.kind, found.space, found.parts.spatial_overlap) == ("trench", "surface", 0.2)
    assert opportunity(replace(FAR, shared_surface=0.19)) is None


def test_a_renovation_opens_no_ground_so_next_to_a_sewer_it_shares_a_site() -> None:
    assert kind_of(replace(STREETS, kinds=("renovation", "sewer"), distance_m=5)) == "site"


def test_a_trench_needs_a_year_in_both_windows() -> None:
    later = replace(STREETS, windows=((2027, 2028), (2029, 2030)), distance_m=5)
    assert opportunity(later) is None
    assert kind_of(replace(later, flexibility=(1, 0))) == "site"


def test_a_gap_is_bridged_by_what_the_owners_consented_together() -> None:
    """From 2028 to 2031 are three years: one by the sewer and two by the heat grid."""
    apart = replace(STREETS, windows=((2027, 2028), (2031, 2032)))
    assert opportunity(replace(apart, flexibility=(1, 1))) is None
    found = opportunity(replace(apart, flexibility=(1, 2)))
    assert (found.kind, found.years, found.gap, found.parts.window_overlap) == ("site", (), 3, 0)


def test_an_unknown_distance_is_no_distance() -> None:
    assert opportunity(replace(STREETS, distance_m=None)) is None
    assert kind_of(replace(STREETS, distance_m=None, same_site=True)) == "site"


def test_kinds_that_suit_each_other_meet_in_one_area_or_in_adjacent_ones() -> None:
    assert (opportunity(HOMES).kind, opportunity(HOMES).space) == ("area", "adjacent")
    assert opportunity(replace(HOMES, area="same")).space == "area"
    assert opportunity(replace(HOMES, area="apart")) is None
    assert opportunity(replace(HOMES, same_period=False)) is None
    assert opportunity(replace(HOMES, kinds=("social", "gas"))) is None


def test_an_area_is_not_opened_so_nothing_is_paid_once() -> None:
    found = opportunity(replace(STREETS, kinds=("sewer", "greening"), distance_m=300))
    assert (found.kind, found.saving, found.parts.shared_cost) == ("area", 0, 0)


def test_a_social_measure_takes_up_no_site() -> None:
    assert opportunity(replace(STREETS, kinds=("social", "sewer"), same_site=True)) is None


def test_a_pair_of_kinds_can_have_distances_and_years_of_its_own() -> None:
    own = PairRule(trench_m=50, site_m=300, gap_years=2)
    rules = Rules(pairs={frozenset({"heat_grid", "sewer"}): own})
    assert kind_of(STREETS, rules) == "trench"
    assert kind_of(replace(FAR, distance_m=300, windows=((2027, 2027), (2029, 2029))), rules) == "site"
    assert kind_of(replace(STREETS, kinds=("gas", "sewer")), rules) == "site"


def test_a_saving_of_a_quarter_or_more_counts_in_full() -> None:
    dear = replace(STREETS, costs=(1_000, 1_000), common_costs=(500, 500))  # 500 of 2,000
    assert parts_of("site", dear).shared_cost == 1
    assert parts_of("site", replace(dear, common_costs=(900, 700))).shared_cost == 1
    assert parts_of("site", dear, Rules(full_saving=0.5)).shared_cost == 0.5
    assert parts_of("site", replace(dear, costs=(0, 0), common_costs=(0, 0))).shared_cost == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kinds": ("sewer", "tunnel")}, "'tunnel' is not a kind of work"),
        ({"distance_m": -1}, "0 metres or more"),
        ({"distance_m": float("nan")}, "0 metres or more"),
        ({"shared_surface": 1.1}, "from 0 to 1"),
        ({"readiness": (0, 2)}, "from 0 to 1"),
        ({"windows": ((2028, 2027), (2028, 2029))}, "first year to its last"),
        ({"flexibility": (-1, 0)}, "0 years or more"),
        ({"common_costs": (2_000_000, 0)}, "part of all costs"),
    ],
)
def test_facts_that_cannot_be_are_refused(change: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(STREETS, **change)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: PairRule(trench_m=200), "within the reach"),
        (lambda: PairRule(shared_surface=0), "more than 0"),
        (lambda: PairRule(gap_years=-1), "0 or more"),
        (lambda: Weights(readiness=0.2), "sum to 1"),
        (lambda: Rules(full_saving=0), "more than 0"),
        (lambda: Rules(pairs={frozenset({"sewer", "tunnel"}): PairRule()}), "tunnel"),
    ],
)
def test_rules_that_cannot_be_are_refused(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


@for_any(pairs())
def test_an_opportunity_does_not_hang_on_which_work_comes_first(facts: PairFacts) -> None:
    swapped = replace(
        facts,
        kinds=facts.kinds[::-1],
        windows=facts.windows[::-1],
        flexibility=facts.flexibility[::-1],
        readiness=facts.readiness[::-1],
        costs=facts.costs[::-1],
        common_costs=facts.common_costs[::-1],
    )
    assert opportunity(swapped) == opportunity(facts)


@for_any(pairs())
def test_a_score_goes_from_0_to_100_and_each_part_from_0_to_1(facts: PairFacts) -> None:
    found = opportunity(facts)
    if found:
        assert 0 <= found.score <= 100 + 1e-9
        for name in ("shared_cost", "spatial_overlap", "window_overlap", "readiness"):
            assert 0 <= getattr(found.parts, name) <= 1
        assert bool(found.years) == (found.gap == 0)


@for_any(pairs(), st.floats(0, 500))
def test_coming_closer_never_loses_an_opportunity_or_points(facts: PairFacts, metres: float) -> None:
    far = replace(facts, distance_m=max(metres, facts.distance_m or 0))
    near = replace(facts, distance_m=min(metres, facts.distance_m or 0))
    if opportunity(far):
        assert opportunity(near).score >= opportunity(far).score


def test_the_kinds_are_those_of_the_register_and_so_are_the_kinds_of_opportunity() -> None:
    assert set(KINDS) == set(StoredWork.Kind.values)
    assert set(READINESS) <= set(StoredWork.State.values)
    assert {kind_of(STREETS), kind_of(HOMES), kind_of(replace(STREETS, distance_m=0))} == set(
        StoredOpportunity.Kind.values
    )
    assert all(pair <= set(KINDS) for pair in COMPATIBLE)
