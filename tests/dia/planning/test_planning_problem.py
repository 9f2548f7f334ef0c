"""A question that cannot be answered says why, and how to mend it."""

from dataclasses import replace

import pytest

from dia.planning.problem import Problem
from dia.planning.problem_errors import Contradiction
from dia.planning.works import Site, Work

YEARS = range(2027, 2032)
STREET = Site(key="street", area="north", common_cost=100)
SEWER = Work(key="sewer", party="city", site="street", earliest=2027, latest=2029, preferred=2028, direct_cost=50)
CABLE = Work(key="cable", party="grid", site="street", earliest=2029, latest=2031, preferred=2030, direct_cost=20)


def problem(**changes: object) -> Problem:
    return Problem(**{"works": [SEWER, CABLE], "sites": [STREET], "years": YEARS} | changes)


def refusal(**changes: object) -> str:
    with pytest.raises(Contradiction) as caught:
        problem(**changes)
    (sentence,) = caught.value.sentences
    return sentence


def test_a_work_may_be_done_in_its_window_as_far_as_the_agenda_goes() -> None:
    assert problem().allowed == {"sewer": (2027, 2028, 2029), "cable": (2029, 2030, 2031)}
    assert problem(years=range(2028, 2031)).allowed == {"sewer": (2028, 2029), "cable": (2029, 2030)}


def test_consent_adds_a_year_and_an_exclusion_takes_one_away() -> None:
    asked = problem(consents={"sewer": [2031]}, exclusions={"sewer": [2028]})
    assert asked.allowed["sewer"] == (2027, 2029, 2031)


def test_a_pin_leaves_one_year() -> None:
    assert problem(pins={"cable": 2030}).allowed["cable"] == (2030,)


def test_a_closed_site_takes_the_years_up_to_and_including_that() -> None:
    assert problem(sites=[replace(STREET, closed_until=2028)]).allowed["sewer"] == (2029,)


def test_works_that_go_together_have_their_years_in_common() -> None:
    assert problem(together=[("sewer", "cable")]).allowed == {"sewer": (2029,), "cable": (2029,)}


def test_together_goes_on_through_others() -> None:
    pipe = replace(CABLE, key="pipe", party="water", mandatory=False)
    asked = problem(works=[SEWER, CABLE, pipe], together=[("sewer", "cable"), ("cable", "pipe")])
    assert asked.groups == (("sewer", "cable", "pipe"),)
    assert asked.must == {"sewer", "cable", "pipe"}  # an optional work that goes with a mandatory one is done


def test_an_optional_work_without_a_year_is_no_contradiction() -> None:
    late = replace(CABLE, earliest=2040, latest=2041, preferred=2040, mandatory=False)
    assert problem(works=[SEWER, late]).allowed["cable"] == ()


def test_a_name_that_does_not_exist_is_named() -> None:
    assert refusal(pins={"pipe": 2030}) == (
        "In 'pins', work 'pipe' is not among the works: correct the name or add the work."
    )
    assert "site 'road', which is not among the sites" in refusal(works=[SEWER, replace(CABLE, site="road")])
    assert "the party 'gird' has nothing on this agenda" in refusal(budgets={"gird": {2027: 1}})
    assert "the area 'south' has nothing on this agenda" in refusal(nuisance_caps={"south": {2027: 1}})
    assert "paired with itself" in refusal(apart=[("sewer", "sewer")])


def test_a_name_that_is_given_twice_is_named() -> None:
    assert refusal(works=[SEWER, SEWER]) == "The work 'sewer' is given 2 times: give each work a name of its own."
    assert "The site 'street' is given 2 times" in refusal(sites=[STREET, STREET])


def test_figures_are_checked() -> None:
    assert refusal(budgets={"city": {2026: 5}}) == (
        "In 'budgets', 'city' has a figure for 2026, outside the agenda 2027-2031: take it away."
    )
    assert refusal(labour={"city": {2027: -1, 2029: -2}}) == (
        "In 'labour', 'city' is below 0 in 2027, 2029: give 0 or more."
    )
    assert refusal(nuisance_rate=-1) == "'nuisance_rate' must be 0 or more."
    assert refusal(short_day_rate=0) == "'short_day_rate' must be more than 0."
    assert "at least one year" in refusal(years=range(0))


def test_part_of_a_euro_is_refused() -> None:
    assert refusal(budgets={"city": {2027: 10.5}}) == (
        "In 'budgets', 'city' has part of a euro in 2027: give whole euros."
    )


def test_who_keeps_money_has_a_budget_each_year() -> None:
    assert refusal(budgets={"city": {2027: 5, 2028: 5, 2030: 0}}, carry=["city"]) == (
        "Party 'city' may keep money for later, but has no budget in 2029, 2031: give an amount, 0 if there is none."
    )


def test_a_pin_outside_the_window_asks_for_consent() -> None:
    assert refusal(pins={"sewer": 2030}) == (
        "Work 'sewer' is pinned to 2030, outside its window 2027-2029: ask its owner to consent, or pin another year."
    )
    assert problem(pins={"sewer": 2030}, consents={"sewer": [2030]}).allowed["sewer"] == (2030,)


def test_a_pin_outside_the_agenda_or_on_an_excluded_year_is_refused() -> None:
    assert "outside the agenda 2027-2031" in refusal(pins={"sewer": 2040}, consents={"sewer": [2040]})
    assert "a year that is excluded for it" in refusal(pins={"sewer": 2028}, exclusions={"sewer": [2028]})


def test_a_work_without_a_year_says_what_is_in_the_way() -> None:
    assert refusal(sites=[replace(STREET, closed_until=2029)]) == (
        "Work 'sewer' can be done until 2029, but site 'street' stays closed until 2029: "
        "ask its owner for a later year, or open the site earlier."
    )
    late = replace(CABLE, earliest=2040, latest=2041, preferred=2040)
    assert "has the window 2040-2041, outside the agenda 2027-2031" in refusal(works=[SEWER, late])
    assert "no year left" in refusal(exclusions={"sewer": [2027, 2028, 2029]})


def test_works_that_must_go_together_without_a_common_year_are_named() -> None:
    late = replace(CABLE, earliest=2030)
    assert refusal(works=[SEWER, late], together=[("sewer", "cable")]) == (
        "Works that must go together have no year in common: 'sewer' (2027, 2028, 2029), 'cable' (2030, 2031). "
        "Widen a window or part them."
    )


def test_wishes_that_exclude_one_another_are_named() -> None:
    both = [("sewer", "cable")]
    assert "must go together, and may not" in refusal(together=both, apart=both)
    assert "must go together, and may not" in refusal(together=both, vetoes=both)
    pinned = {"sewer": 2029, "cable": 2029}
    assert "must stay apart, but each has only 2029" in refusal(apart=both, pins=pinned)
    assert refusal(sequence=[("cable", "sewer")], works=[SEWER, replace(CABLE, earliest=2030)]) == (
        "Work 'cable' must come before 'sewer', but it cannot start before 2030 and 'sewer' cannot wait beyond 2029: "
        "widen one of the two."
    )


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Contradiction) as caught:
        problem(pins={"sewer": 2031, "cable": 2027})
    assert len(caught.value.sentences) == 2
    assert [flaw.code for flaw in caught.value.flaws] == ["pin_outside_window"] * 2
    assert caught.value.flaws[0].particulars == {"work": "sewer", "year": 2031, "window": "2027-2029"}
