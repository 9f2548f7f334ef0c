"""Who takes part in the demo and what they plan."""

from collections import defaultdict

from demo.areas import PROFILES, STORY_BUURT
from demo.people import PARTIES, PARTY_KINDS, ROLES, USERS
from demo.works import FIRST_YEAR, LAST_YEAR, SITES, WORK_KINDS, WORKS
from tests.demo.geometry import buurt_at

FUNDED = {party.key: party.funds for party in PARTIES}
HERE = [work for work in WORKS if work.buurt == STORY_BUURT]


def test_the_parties_are_those_of_the_story():
    kinds = [party.kind for party in PARTIES]
    assert kinds.count("corporation") == 3
    assert set(kinds) == set(PARTY_KINDS)
    assert len(kinds) == 8


def test_every_party_says_that_it_is_invented():
    assert all(party.name.endswith("(demo)") for party in PARTIES)


def test_every_role_has_a_user_and_every_party_too():
    assert {user.role for user in USERS} == set(ROLES)
    assert {user.party for user in USERS} == {party.key for party in PARTIES}


def test_addresses_are_lower_case_unique_and_can_never_be_real():
    addresses = [user.email for user in USERS]
    assert len(set(addresses)) == len(addresses)
    assert all(address == address.lower() and address.endswith(".demo") for address in addresses)


def test_both_languages_are_in_use():
    assert {user.language for user in USERS} == {"nl", "en"}


def test_works_lie_inside_the_years_of_an_agenda():
    assert all(FIRST_YEAR <= work.earliest <= work.preferred <= work.latest <= LAST_YEAR for work in WORKS)
    assert LAST_YEAR - FIRST_YEAR + 1 == 10


def test_works_lie_in_their_buurt_and_social_measures_lie_nowhere():
    for work in WORKS:
        if work.kind == "social":
            assert work.x is work.y is None
        else:
            assert work.x is not None
            assert work.y is not None
            assert buurt_at((work.x, work.y)) == work.buurt
            assert buurt_at(work.end or (work.x, work.y)) == work.buurt


def test_every_work_has_a_known_kind_party_and_buurt():
    assert {work.kind for work in WORKS} == set(WORK_KINDS)
    assert {work.party for work in WORKS} == set(FUNDED)
    assert {work.buurt for work in WORKS} <= set(PROFILES)


def test_a_party_without_funds_plans_with_its_hands():
    assert all((work.direct_cost > 0) == FUNDED[work.party] and work.fte > 0 for work in WORKS)


def test_the_common_cost_is_never_more_than_the_direct_cost():
    assert all(0 <= work.common_cost <= work.direct_cost for work in WORKS)


def test_titles_are_unique_in_both_languages():
    assert len({work.title_nl for work in WORKS}) == len({work.title_en for work in WORKS}) == len(WORKS) >= 40


def test_no_more_households_are_hindered_than_live_there():
    homes = {code: profile.inhabitants / profile.household for code, profile in PROFILES.items()}
    assert [work.title_nl for work in WORKS if work.households > homes[work.buurt]] == []


def test_three_parties_and_more_can_work_together_in_twekkelerveld_in_one_year():
    together = {work.party for work in HERE if work.earliest <= 3 <= work.latest}
    assert len(together) >= 5
    assert {work.kind for work in HERE} == set(WORK_KINDS)


def test_all_parties_plan_forty_works_in_twekkelerveld():
    assert 37 <= len(HERE) <= 43
    assert {work.party for work in HERE} == set(FUNDED)


def test_money_for_a_work_comes_from_parties_that_have_it_and_is_never_more_than_its_cost():
    for work in HERE:
        assert sum(work.money.values()) <= 100, work.title_nl
        assert all(FUNDED[party] for party in work.money) or not work.direct_cost, work.title_nl


def test_most_works_have_their_money_and_a_few_wait_for_it():
    waiting = [work.title_nl for work in HERE if work.direct_cost and sum(work.money.values()) < 100]
    assert 2 <= len(waiting) <= len(HERE) / 5


def test_streets_of_twekkelerveld_are_opened_by_several_parties():
    for site in SITES:
        assert len({work.party for work in HERE if work.site == site.name}) >= 2, site.name
    assert {work.site for work in HERE} - {None} == {site.name for site in SITES}


def test_works_that_open_the_ground_in_twekkelerveld_lie_within_ten_metres():
    sewer, heat = (
        next(work for work in WORKS if (work.buurt, work.kind) == (STORY_BUURT, kind))
        for kind in ("sewer", "heat_grid")
    )
    assert sewer.x is not None
    assert heat.x is not None
    assert sewer.y is not None
    assert heat.y is not None
    assert (sewer.x - heat.x) ** 2 + (sewer.y - heat.y) ** 2 <= 10**2


def test_twekkelerveld_has_the_most_planned_money_per_dwelling_of_two_parties_or_more():
    money: dict[str, float] = defaultdict(float)
    parties: dict[str, set[str]] = defaultdict(set)
    for work in WORKS:
        profile = PROFILES[work.buurt]
        money[work.buurt] += (work.direct_cost + work.common_cost) * profile.household / profile.inhabitants
        parties[work.buurt].add(work.party)
    joint = {buurt: amount for buurt, amount in money.items() if len(parties[buurt]) >= 2}
    assert STORY_BUURT in sorted(joint, key=joint.__getitem__, reverse=True)[:2]
