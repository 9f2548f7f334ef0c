"""What can be asked of a scenario: pairs that share no opening, and money that is kept only where its party allows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Party, User
from dia import actions
from dia.models import Agenda, CarryOver, Measure, Scenario
from dia.pipeline.scenarios import Settings
from tests import factories
from tests.dia.agenda_steps import browser, opened
from tests.dia.bundled import Street, street
from tests.dia.test_scenarios import address, computed

pytestmark = pytest.mark.django_db
ASKED = {"name": "Samen", "nuisance_rate": "0", "shift_rate": "1000", "seconds": "10"}


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


@pytest.fixture
def agenda(here: Street) -> Agenda:
    agenda = opened(here.partnership, here.city, here.grid)
    for work in (here.sewer, here.heat):
        Measure.objects.create(agenda=agenda, work=work)
    return agenda


def pair(one: Any = "", other: Any = "", number: int = 0) -> dict[str, Any]:
    return {f"one_{number}": one, f"other_{number}": other}


def ask(agenda: Agenda, by: User, **given: Any) -> Any:
    return browser(by).post(address(agenda, "scenario_add"), {**ASKED, **given})


def test_works_that_may_not_be_done_together_share_no_opening(here: Street, agenda: Agenda):
    """Without the wish both are done in 2028."""
    assert ask(agenda, here.planner, pairs="2", **pair(here.heat.pk, here.sewer.pk, 1)).status_code == 302
    factories.run_jobs(agenda.partnership, "dia.optimise")
    found = Scenario.objects.get()
    assert found.settings["vetoes"] == [sorted([here.sewer.pk, here.heat.pk])]
    assert set(found.outcome["plan"]["years"].values()) == {2027, 2029}
    assert found.problem["vetoes"] == [[str(pk) for pk in found.settings["vetoes"][0]]]
    page = browser(here.planner).get(address(agenda, "scenario", found.pk)).content.decode()
    assert "Not together in one opening: Riool Lambertuslaan + Warmtenet eerste deel" in page


def test_a_pair_is_two_different_works_of_this_agenda(here: Street, agenda: Agenda):
    wrong = [
        (pair(here.sewer.pk), "Choose the other work of this pair as well."),
        (pair("", here.sewer.pk), "Choose the other work of this pair as well."),
        (pair(here.sewer.pk, here.sewer.pk), "Choose two different works."),
        (pair(here.sewer.pk, 999_999), "Select a valid choice"),
    ]
    for given, sentence in wrong:
        answer = ask(agenda, here.planner, **given)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Scenario.objects.exists()


def test_more_room_for_pairs_keeps_what_was_filled_in_and_asks_nothing_yet(here: Street, agenda: Agenda):
    given = {"pairs": "2", "more": "1", "name": "", f"not_{here.heat.pk}": "2028", **pair(here.sewer.pk)}
    answer = ask(agenda, here.planner, **given)
    form = answer.context["form"]
    assert (answer.status_code, form.pair_count, form["one_0"].value()) == (200, 5, str(here.sewer.pk))
    assert form[f"not_{here.heat.pk}"].value() == "2028"
    assert 'name="other_4"' in answer.content.decode()
    assert ask(agenda, here.planner, pairs="9" * 30, more="1").context["form"].pair_count == 5
    assert ask(agenda, here.planner, pairs="30", more="1").context["form"].pair_count == 30
    assert not Scenario.objects.exists()


def brings(agenda: Agenda, party: Party, **by_year: int) -> None:
    for year, euros in by_year.items():
        agenda.pots.get(party=party, year=int(year[1:])).commitments.create(euros=euros, fte=9, state="committed")


def test_money_is_kept_only_for_a_party_that_allows_it(here: Street, agenda: Agenda):
    """The sewer costs 1.3 million in 2027 or 2028; half of it is brought in each of 2026 and 2027."""
    brings(agenda, here.city, y2026=650_000, y2027=650_000)
    settings = {"carry": [here.city.pk, here.grid.pk], "pins": {here.sewer.pk: 2027}}
    before = computed(agenda, here.planner, "eerst", **settings)
    assert before.problem["carry"] == []
    assert [(one["who"], one["amount"]) for one in before.outcome["plan"]["shortages"]] == [
        (str(here.city.pk), 650_000)
    ]
    actions.allow_carry_over(agenda=agenda, party=here.city, by=here.planner, allowed=True)
    after = computed(agenda, here.planner, "dan", **settings)
    assert after.problem["carry"] == [str(here.city.pk)]
    assert after.outcome["plan"]["shortages"] == []
    page = browser(here.operator).get(address(agenda, "scenario", after.pk)).content.decode()
    assert "Gemeente; Netbeheerder: asked, but not allowed or without a budget" in page


def test_only_the_budget_holder_of_a_party_allows_it_and_may_take_that_back(here: Street, agenda: Agenda):
    planner = factories.member(here.partnership, "planner", party=here.city)
    for by in (here.operator, planner):
        with pytest.raises(PermissionDenied):
            actions.allow_carry_over(agenda=agenda, party=here.city, by=by, allowed=True)
    for _twice in range(2):
        actions.allow_carry_over(agenda=agenda, party=here.city, by=here.planner, allowed=True)
    assert [(each.party, each.by) for each in CarryOver.objects.all()] == [(here.city, here.planner)]
    actions.allow_carry_over(agenda=agenda, party=here.city, by=here.planner, allowed=False)
    assert not CarryOver.objects.exists()
    said = agenda.events.filter(kind="scenario").order_by("pk").values_list("by", "party", "before", "after")
    assert [(by, party, after["carries"]) for by, party, _before, after in said] == [
        (here.planner.pk, here.city.pk, True),
        (here.planner.pk, here.city.pk, False),
    ]


def test_a_party_that_takes_no_part_has_nothing_to_keep(here: Street, agenda: Agenda):
    apart = factories.PartyFactory.create(name="Waterschap")
    by = factories.member(here.partnership, "budget_holder", party=apart)
    with pytest.raises(ValidationError, match="Waterschap"):
        actions.allow_carry_over(agenda=agenda, party=apart, by=by, allowed=True)
    assert browser(by).post(address(agenda, "scenario_carry"), {"party": apart.pk, "allowed": "yes"}).status_code == 422


def test_it_is_allowed_on_the_page_and_the_form_offers_just_that(here: Street, agenda: Agenda):
    carry = address(agenda, "scenario_carry")
    mine = browser(here.planner)
    assert "Whose money" not in mine.get(address(agenda, "scenario_add")).content.decode()
    assert mine.post(carry, {"party": here.grid.pk, "allowed": "yes"}).status_code == 403
    for wrong in ({}, {"party": here.city.pk, "allowed": "perhaps"}, {"party": "x", "allowed": "yes"}):
        assert mine.post(carry, wrong).status_code == 422
    assert mine.post(carry, {"party": here.city.pk, "allowed": "yes"}).status_code == 302
    assert "Do not keep money of Gemeente any more" in mine.get(address(agenda, "scenario_list")).content.decode()
    form = browser(here.operator).get(address(agenda, "scenario_add")).context["form"]
    assert form.fields["carry"].choices == [(str(here.city.pk), "Gemeente")]
    assert ask(agenda, here.operator, carry=[here.grid.pk]).status_code == 422
    assert ask(agenda, here.operator, carry=[here.city.pk]).status_code == 302
    assert Scenario.objects.get().settings["carry"] == [here.city.pk]


def test_settings_come_back_as_they_were_kept():
    asked = Settings(carry=[3], vetoes=[(1, 2)], pins={1: 2028}, exclusions={2: [2027]}, curve=True)
    kept = Settings.from_plain(asked.to_plain())
    assert kept.to_plain() == asked.to_plain()
    assert ([*map(tuple, kept.vetoes)], kept.pins) == ([(1, 2)], {1: 2028})
