"""The joint-versus-individual sheet: the sewer and the heat grid of a street by hand, and what holds for any bundle."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dia.planning.bundle_sheet import AboveAlone, Figures, Sheet, joint_sheet
from dia.planning.evaluate import baseline, evaluate
from dia.planning.problem import Problem
from dia.planning.works import Assumptions, Site, Work

STREET = Site(key="street", area="BU01", households=412, shops=9, common_cost=520_000, setup_days=10)
SEWER = Work(
    key="sewer",
    party="municipality",
    earliest=2027,
    latest=2028,
    preferred=2027,
    direct_cost=510_000,
    site="street",
    days=45,
)
HEAT = Work(
    key="heat",
    party="grid operator",
    earliest=2028,
    latest=2029,
    preferred=2028,
    direct_cost=1_530_000,
    site="street",
    days=35,
)
CLUB = Work(key="club", party="housing", earliest=2028, latest=2028, preferred=2028, direct_cost=60_000)
JOINTLY = {"sewer": 2028, "heat": 2028}


@st.composite
def bundles(draw: st.DrawFn) -> tuple[list[Work], list[Site], dict[str, int]]:
    """Works of some parties at some sites, and the years in which they are done."""
    sites = [
        Site(
            key=f"s{number}",
            area="BU01",
            households=draw(st.integers(0, 500)),
            shops=draw(st.integers(0, 20)),
            common_cost=draw(st.integers(0, 900_000)),
            setup_days=draw(st.integers(0, 10)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    works = [draw(_works(f"w{number}", [site.key for site in sites])) for number in range(draw(st.integers(1, 6)))]
    return works, sites, {work.key: draw(st.integers(2026, 2033)) for work in works}


@st.composite
def _works(draw: st.DrawFn, key: str, sites: list[str]) -> Work:
    site = draw(st.sampled_from([None, *sites]))
    return Work(
        key=key,
        party=draw(st.sampled_from(["a", "b", "c"])),
        earliest=2026,
        latest=2033,
        preferred=draw(st.integers(2026, 2033)),
        direct_cost=draw(st.integers(0, 2_000_000)),
        common_cost=draw(st.none() | st.integers(0, 900_000)) if site else None,
        site=site,
        days=draw(st.integers(0, 200)) if site else 0,
        severity=draw(st.sampled_from([0.25, 0.5, 1.0])),
        mandatory=False,
    )


def for_any(*strategies: st.SearchStrategy[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return lambda test: settings(deadline=None, database=None)(given(*strategies)(test))


METHODS = st.sampled_from(["proportional", "equal", "shapley"])


def test_one_street_opened_once_for_the_sewer_and_the_heat_grid() -> None:
    """Apart 510 + 520 and 1,530 + 520 thousand; together the 520 of the street is paid once."""
    total = joint_sheet([SEWER, HEAT], [STREET], JOINTLY).total
    assert total.alone.cost == 1_030_000 + 2_050_000 == 3_080_000
    assert total.together.cost == 2_560_000
    assert total.saving == 520_000
    assert total.saving_share == pytest.approx(0.169, abs=0.0005)


def test_days_together_are_set_up_once_and_overlap() -> None:
    """Apart 10 + 45 and 10 + 35 days; together 10 + 0.6 x 80 = 58, more than the 45 of the longest."""
    total = joint_sheet([SEWER, HEAT], [STREET], JOINTLY).total
    assert total.alone.household_days == 412 * 100 == 41_200
    assert total.together.household_days == pytest.approx(412 * 58)  # 23,896
    assert total.alone.shop_days == 900
    assert total.together.shop_days == pytest.approx(9 * 58)
    assert (total.alone.openings, total.together.openings) == (2, 1)


def test_by_party_and_year_alone_in_the_preferred_year_and_together_in_the_joint_one() -> None:
    found = joint_sheet([SEWER, HEAT], [STREET], JOINTLY).by_year
    sewer = found["municipality"]
    assert list(sewer) == [2027, 2028]
    assert sewer[2027].alone == Figures(cost=1_030_000, household_days=412 * 55, shop_days=9 * 55, openings=1)
    assert sewer[2027].together == Figures()
    assert sewer[2028].alone == Figures()
    assert sewer[2028].together.cost == 510_000 + 260_000
    assert sewer[2028].together.years_shifted == 1
    assert found["grid operator"][2028].alone.cost == 2_050_000
    assert found["grid operator"][2028].together.cost == 1_530_000 + 260_000


def test_nuisance_is_shared_by_what_each_causes_alone() -> None:
    """55 and 45 days alone: 55 % and 45 % of the 58 days together."""
    found = joint_sheet([SEWER, HEAT], [STREET], JOINTLY).by_party
    assert found["municipality"].together.household_days == pytest.approx(0.55 * 412 * 58)
    assert found["grid operator"].together.household_days == pytest.approx(0.45 * 412 * 58)
    assert [party.together.openings for party in found.values()] == [1, 1]


def test_the_sheet_carries_what_it_rests_on() -> None:
    own = Assumptions(overlap=1.0, evidence_above=0.1)
    sheet = joint_sheet([SEWER, HEAT], [STREET], JOINTLY, assumptions=own, method="shapley")
    assert (sheet.assumptions, sheet.method, sheet.households) == (own, "shapley", 412)
    assert sheet.total.together.household_days == 412 * 90  # no gain in time but the set-up


def test_a_saving_above_the_assumption_asks_for_evidence() -> None:
    def asks(above: float, dear: int) -> bool:
        works = [replace(SEWER, direct_cost=dear), replace(HEAT, direct_cost=0)]
        limits = Assumptions(evidence_above=above)
        return joint_sheet(works, [STREET], JOINTLY, assumptions=limits).asks_for_evidence

    assert asks(0.30, 600_000)  # 520 of 1,640 thousand: 32 %
    assert not asks(0.25, 1_040_000)  # 520 of 2,080 thousand: 25 %, not above it
    assert asks(0.2499, 1_040_000)


def test_who_pays_more_than_alone_is_named_with_the_amount_and_where() -> None:
    """The cable needs 60 thousand of the street alone, and pays half of 520 in equal parts."""
    cable = replace(HEAT, common_cost=60_000)
    sheet = joint_sheet([SEWER, cable], [STREET], JOINTLY, method="equal")
    expected = AboveAlone(party="grid operator", euros=200_000, accepted=False, openings={("street", 2028): 200_000})
    assert sheet.above_alone == sheet.not_accepted == (expected,)


def test_who_accepted_to_pay_more_is_still_named() -> None:
    cable = replace(HEAT, common_cost=60_000)
    sheet = joint_sheet([SEWER, cable], [STREET], JOINTLY, method="equal", accepted=["grid operator"])
    assert [(one.party, one.accepted) for one in sheet.above_alone] == [("grid operator", True)]
    assert sheet.not_accepted == ()


def test_a_gain_at_one_site_makes_up_for_a_loss_at_another() -> None:
    lane = replace(STREET, key="lane")
    cable = replace(HEAT, common_cost=460_000, site="lane")  # 260 of 520 thousand: 200 less than alone
    small = replace(HEAT, key="small", common_cost=60_000, direct_cost=0)  # 260 of 520: 200 more
    pipe = replace(SEWER, key="pipe", site="lane", direct_cost=0)
    years = {"sewer": 2028, "small": 2028, "heat": 2028, "pipe": 2028}
    sheet = joint_sheet([SEWER, small, cable, pipe], [STREET, lane], years, method="equal")
    assert [one.split.above_alone for one in sheet.openings] == [{}, {"grid operator": 200_000}]
    assert sheet.above_alone == ()


def test_works_in_other_years_or_at_other_sites_share_nothing() -> None:
    apart = joint_sheet([SEWER, HEAT], [STREET], {"sewer": 2027, "heat": 2028})
    assert apart.total.saving == 0
    assert apart.total.together == apart.total.alone
    assert [one.opening.works for one in apart.openings] == [("sewer",), ("heat",)]


@pytest.mark.parametrize("stated", [0, 100_000])
def test_a_site_that_states_too_little_gives_no_saving_of_itself(stated: int) -> None:
    """The sewer alone pays 520 thousand, whatever the street is said to cost; the cable's 60 is what can be saved."""
    street, sewer, cable = (
        replace(STREET, common_cost=stated),
        replace(SEWER, common_cost=520_000),
        replace(HEAT, common_cost=60_000),
    )
    assert joint_sheet([sewer], [street], JOINTLY).total.saving == 0
    assert joint_sheet([sewer, cable], [street], JOINTLY).total.saving == 60_000


def test_a_work_without_a_site_brings_its_own_cost_only() -> None:
    sheet = joint_sheet([SEWER, HEAT, CLUB], [STREET], JOINTLY | {"club": 2028}, method="equal")
    assert sheet.by_party["housing"].alone == sheet.by_party["housing"].together == Figures(cost=60_000)
    assert sheet.total.together.cost == 2_620_000
    assert sheet.above_alone == ()


def test_works_of_one_party_share_too() -> None:
    sheet = joint_sheet([SEWER, replace(HEAT, party="municipality")], [STREET], JOINTLY)
    assert sheet.by_party["municipality"].saving == 520_000
    assert sheet.by_party["municipality"].together.openings == 1


def test_a_year_outside_the_window_is_named() -> None:
    assert joint_sheet([SEWER, HEAT], [STREET], {"sewer": 2029, "heat": 2029}).outside_window == ("sewer",)


def test_a_bundle_without_works_is_an_empty_sheet() -> None:
    sheet = joint_sheet([], [STREET], {})
    assert (sheet.total.saving, sheet.total.saving_share, sheet.asks_for_evidence) == (0, 0.0, False)
    assert (sheet.by_party, sheet.openings, sheet.households) == ({}, (), 0)


@pytest.mark.parametrize(
    ("works", "years", "sentence"),
    [
        ([SEWER, SEWER], JOINTLY, "once"),
        ([SEWER], {}, "'sewer' has no joint year"),
        ([replace(SEWER, site="lane")], JOINTLY, "'lane', which is not among the sites"),
    ],
)
def test_a_bundle_that_does_not_fit_together_is_refused(works: list[Work], years: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        joint_sheet(works, [STREET], years)


@for_any(bundles(), METHODS)
def test_the_amounts_of_parties_and_years_sum_to_the_total(bundle: tuple, method: str) -> None:
    sheet = joint_sheet(*bundle, method=method)
    works, sites, _ = bundle
    common = {site.key: site.common_cost for site in sites}
    alone = [
        work.direct_cost + common.get(work.site, 0) if work.common_cost is None else work.direct_cost + work.common_cost
        for work in works
    ]
    assert sheet.total.alone.cost == sum(alone)
    openings = sum(one.opening.cost for one in sheet.openings)
    assert sheet.total.together.cost == sum(work.direct_cost for work in works) + openings
    assert _sum(sheet, "alone", "household_days") == pytest.approx(sheet.total.alone.household_days)
    for name in ("cost", "household_days", "shop_days", "years_shifted"):
        assert _sum(sheet, "together", name) == pytest.approx(getattr(sheet.total.together, name))


def _sum(sheet: Sheet, side: str, name: str) -> float:
    return sum(getattr(getattr(one, side), name) for years in sheet.by_year.values() for one in years.values())


@for_any(bundles(), METHODS)
def test_together_never_costs_or_hinders_more_than_alone(bundle: tuple, method: str) -> None:
    total = joint_sheet(*bundle, method=method).total
    assert total.together.cost <= total.alone.cost
    assert total.together.household_days <= total.alone.household_days + 1e-6
    assert total.together.shop_days <= total.alone.shop_days + 1e-6
    assert total.together.openings <= total.alone.openings


@for_any(bundles(), METHODS)
def test_nobody_pays_more_than_alone_but_in_equal_parts(bundle: tuple, method: str) -> None:
    sheet = joint_sheet(*bundle, method=method)
    more = {party: -one.saving for party, one in sheet.by_party.items() if one.saving < 0}
    assert {one.party: one.euros for one in sheet.above_alone} == more
    if method != "equal":
        assert not more


@for_any(bundles())
def test_the_sheet_and_the_plan_of_an_agenda_agree(bundle: tuple) -> None:
    works, stated, years = bundle
    dearest = max(work.common_cost or 0 for work in works)
    sites = [replace(site, common_cost=max(site.common_cost, dearest)) for site in stated]
    sheet = joint_sheet(works, sites, years)
    problem = Problem(works=works, sites=sites, years=range(2026, 2034))
    alone, together = baseline(problem), evaluate(problem, years)
    assert (sheet.total.alone.cost, sheet.total.together.cost) == (alone.cost, together.cost)
    assert sheet.total.alone.household_days == pytest.approx(alone.total_household_days)
    assert sheet.total.together.household_days == pytest.approx(together.total_household_days)
    assert sheet.total.together.years_shifted == together.total_shift
    paid = {party: sum(by_year.values()) for party, by_year in together.money.items()}
    assert {party: one.together.cost for party, one in sheet.by_party.items()} == paid


@for_any(bundles(), METHODS, st.randoms(use_true_random=False))
def test_the_sheet_does_not_hang_on_the_order_of_works_and_sites(bundle: tuple, method: str, random: Random) -> None:
    works, sites, years = bundle
    shuffled = random.sample(works, len(works)), random.sample(sites, len(sites)), years
    assert joint_sheet(*shuffled, method=method) == joint_sheet(works, sites, years, method=method)
