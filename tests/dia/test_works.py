"""Works: filled in, changed, moved on and deleted by their own party; what follows a change."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation

from accounts.models import Partnership
from datasets.models import Area, Job
from dia import actions
from dia.models import Bundle, BundleWork, Contribution, Work
from dia.models.agendas import Agenda, Measure
from dia.models.money import Commitment, Pot
from tests.datasets.tables import stored
from tests.dia.works_city import WIJK, A, B, City, at, browser, filled, point, registered, said, works_city
from tests.factories import PartnershipFactory, member, run_jobs
from tests.shared_city import fresh_copy

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> City:
    return works_city(module_partnership)


@pytest.fixture
def city(prepared: City, db: None) -> City:
    return fresh_copy(prepared)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


def add(city: City, **fields):
    return browser(city.planner).post(at("work_add", city.partnership), filled(**fields))


def edit(city: City, work: Work, user=None, **fields):
    return browser(user or city.planner).post(at("work_edit", city.partnership, work.pk), filled(**fields))


def stands(work: Work) -> Work:
    return Work.objects.get(pk=work.pk)


def test_a_planner_registers_a_work_with_all_that_belongs_to_it(city):
    site = actions.add_site(partnership=city.partnership, by=city.planner, name="Laan", area_code=A, place=None)
    given = {
        "place": "POINT (255500 470500)",
        "common_cost": "€ 340.000",
        "flexibility": "1",
        "days": "40",
        "value": "5",
    }
    answer = add(city, site=site.pk, description="Nieuwe buis", households="1.200", confidential="on", **given)
    work = Work.objects.get()
    assert answer["Location"] == at("work", city.partnership, work.pk)
    assert (work.party, work.direct_cost, work.common_cost, work.fte_years) == (city.city, 800_000, 340_000, 2.5)
    assert (work.flexibility, work.days, work.households, work.value, work.severity) == (1, 40, 1200, 5, 1.0)
    assert (work.site, work.description, work.confidential, work.state) == (site, "Nieuwe buis", True, "planned")
    assert work.place.coords == (255500, 470500)
    assert work.changed_by == city.planner


@pytest.mark.parametrize(
    "typed", ["1250000", "1.250.000", "1,250,000", "1 250 000", "€ 1.250.000", "1.250.000,00", "1250000,-"]
)
def test_money_is_typed_with_comma_or_point(city, typed):
    add(city, direct_cost=typed)
    assert Work.objects.get().direct_cost == 1_250_000


@pytest.mark.parametrize("typed", ["12,5", "-3", "veel", "1.25.000", "9999999999"])
def test_what_is_no_whole_amount_is_asked_again(city, typed):
    answer = add(city, direct_cost=typed)
    assert answer.status_code == 422
    assert "Write whole euros" in said(answer) or "larger than we can keep" in said(answer)
    assert not Work.objects.exists()


def test_a_social_measure_needs_no_place_but_an_area(city):
    assert add(city, kind="social", severity="0.0").status_code == 302
    assert "Choose the area, or draw the place" in said(add(city, title="Ander", kind="social", area_code=""))


def test_the_area_is_found_from_the_place(city):
    add(city, area_code="", place=json.dumps({"type": "Point", "coordinates": [256_500, 470_500]}))
    assert Work.objects.get().area_code == B


def test_a_line_is_in_the_buurt_that_holds_most_of_it(city):
    add(city, area_code="", place="LINESTRING (255900 470500, 256700 470500)")
    assert Work.objects.get().area_code == B


def test_longitude_and_latitude_are_kept_in_rd(city):
    degrees = point(250, 250).transform(4326, clone=True)
    add(city, area_code="", place=degrees.geojson)
    assert Work.objects.get().place.distance(point(250, 250)) < 0.01


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"earliest": "2031"}, "The earliest year (2031) comes after the latest (2030)."),
        ({"preferred": "2035"}, "Choose a preferred year from 2027 to 2030."),
        ({"area_code": B, "place": "POINT (255500 470500)"}, "The place does not lie in this area."),
        ({"area_code": "", "place": "POINT (200000 470500)"}, "The place lies outside your buurten."),
        ({"place": "POINT (2 48)"}, "The place lies outside the Netherlands."),
        ({"place": "POLYGON ((255100 470100, 255500 470500, 255500 470100, 255100 470500, 255100 470100))"}, "crosses itself"),
        ({"place": "hier"}, "We cannot read this place."),
        ({"place": "{"}, "We cannot read this place."),
        ({"place": "POINT EMPTY"}, "The place holds nothing."),
        ({"place": "GEOMETRYCOLLECTION (POINT (255500 470500))"}, "The place holds nothing."),
        ({"fte_years": "veel"}, "Write a number, such as 2,5."),
        ({"kind": "toverij"}, "Select a valid choice"),
        ({"state": "finished"}, "Select a valid choice"),
        ({"title": ""}, "This field is required"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(city, fields, sentence):
    answer = add(city, **fields)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"earliest": "2019", "preferred": "2019", "latest": "2019"}, "The years of this work are long past."),
        ({"direct_cost": "2000000000", "common_cost": "2000000000"}, "This work costs more than € 1 billion."),
    ],
)
def test_past_years_and_billions_are_asked_before_they_are_saved(city, fields, sentence):
    answer = add(city, **fields)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Work.objects.exists()
    [question] = answer.context["form"].questions
    assert add(city, **fields, meant=question.key).status_code == 302
    assert Work.objects.exists()


def test_a_party_has_a_title_once_and_another_party_may_use_it_too(city):
    registered(city.partnership, city.grid)
    assert add(city).status_code == 302
    assert "Your party has a work with this title already" in said(add(city))


def test_who_plans_for_two_parties_says_for_which(city):
    city.partnership.memberships.create(user=city.planner, party=city.grid, role="planner")
    assert add(city, party=city.grid.pk).status_code == 302
    assert Work.objects.get().party == city.grid
    assert add(city, title="Ander", party=city.homes.pk).status_code == 422


def test_another_party_cannot_change_move_or_delete_a_work(city):
    work = registered(city.partnership, city.grid)
    desk = browser(city.planner)
    for name in ("work_edit", "work_remove"):
        assert desk.get(at(name, city.partnership, work.pk)).status_code == 403
        assert desk.post(at(name, city.partnership, work.pk), filled()).status_code == 403
    assert desk.post(at("work_move", city.partnership, work.pk), {"to": "cancelled"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.change_work(work=work, by=city.planner, version=1, title="Van ons")
    with pytest.raises(PermissionDenied):
        actions.add_work(partnership=city.partnership, by=city.planner, party=city.grid, title="Van ons")
    assert stands(work).version == 1


def test_a_saved_work_has_a_new_version_and_an_untouched_place_stays_to_the_last_decimal(city):
    place = point(123.456789, 456.789123)
    work = registered(city.partnership, city.city, place=place)
    page = browser(city.planner).get(at("work_edit", city.partnership, work.pk))
    edit(city, work, direct_cost="900.000", place=page.context["form"]["place"].value())
    assert (stands(work).direct_cost, stands(work).version) == (900_000, 2)
    assert stands(work).place.equals_exact(place)


def test_a_form_that_was_opened_before_sees_both_and_chooses(city):
    colleague = member(city.partnership, "planner", party=city.city)
    work = registered(city.partnership, city.city)
    edit(city, work, direct_cost="900.000")
    answer = edit(city, work, colleague, direct_cost="700.000", households="50")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert stands(work).direct_cost == 900_000
    for words in ("Direct cost", "900,000", "700,000", "Households affected", "Save mine in its place"):
        assert words in page
    assert "Preferred year" not in page
    looked = edit(city, work, colleague, direct_cost="700.000", version="2", look="1")
    assert (looked.status_code, stands(work).direct_cost) == (200, 900_000)
    assert "Nothing is saved yet" in looked.content.decode()
    assert edit(city, work, colleague, direct_cost="700.000", version="2").status_code == 302
    assert (stands(work).direct_cost, stands(work).version) == (700_000, 3)


@pytest.mark.parametrize(
    ("now", "to", "status"),
    [("idea", "planned", 302), ("planned", "suspended", 302), ("cancelled", "idea", 302), ("programmed", "execution", 302),
     ("planned", "finished", 409), ("finished", "planned", 409), ("planned", "nonsense", 409), ("planned", "planned", 302)],
)  # fmt: skip
def test_states_follow_the_table(city, now, to, status):
    work = registered(city.partnership, city.city, state=now)
    answer = browser(city.planner).post(at("work_move", city.partnership, work.pk), {"to": to})
    assert answer.status_code == status
    assert stands(work).state == (to if status == 302 else now)


def test_a_work_is_programmed_when_the_parties_bring_what_it_costs(city):
    work = registered(city.partnership, city.city, direct_cost=100)
    with translation.override("en"), pytest.raises(ValidationError, match="Put this work on an agenda first"):
        actions.move_work(work=work, by=city.planner, to="programmed")
    agenda = Agenda.objects.create(
        partnership=city.partnership, name="Laan", first_year=2027, last_year=2033, reason="Besluit"
    )
    measure = Measure.objects.create(agenda=agenda, work=work)
    pot = Pot.objects.create(agenda=agenda, party=city.city, year=2028)
    Commitment.objects.create(pot=pot, euros=100, state="committed")
    paid = Contribution.objects.create(pot=pot, measure=measure, euros=60)
    with translation.override("en"), pytest.raises(ValidationError, match="bring € 60, and the work costs € 100"):
        actions.move_work(work=stands(work), by=city.planner, to="programmed")
    Contribution.objects.filter(pk=paid.pk).update(euros=100)
    assert actions.move_work(work=stands(work), by=city.planner, to="programmed").state == "programmed"


def bundled(city: City, work: Work, state: str = "sketched") -> Bundle:
    bundle = Bundle.objects.create(partnership=city.partnership, name="Samen", lead=city.city, year=2028, state=state)
    BundleWork.objects.create(bundle=bundle, work=work, live=state != "dissolved")
    return bundle


def test_a_work_in_a_bundle_is_not_cancelled_behind_the_others_backs(city):
    work = registered(city.partnership, city.city)
    bundled(city, work)
    answer = browser(city.planner).post(at("work_move", city.partnership, work.pk), {"to": "cancelled"})
    assert "This work is in bundle “Samen”" in answer.content.decode()
    assert stands(work).state == "planned"


@pytest.mark.parametrize("state", ["idea", "planned"])
def test_an_idea_or_plan_is_deleted_after_a_question(city, state):
    work = registered(city.partnership, city.city, state=state)
    desk = browser(city.planner)
    assert "Delete Riool Laan?" in desk.get(at("work_remove", city.partnership, work.pk)).content.decode()
    assert desk.post(at("work_remove", city.partnership, work.pk)).status_code == 302
    assert not Work.objects.exists()


def test_what_is_programmed_on_an_agenda_or_bundled_stays(city):
    done = registered(city.partnership, city.city, "Gedaan", state="programmed")
    planned = registered(city.partnership, city.city, "Op de agenda")
    in_bundle = registered(city.partnership, city.city, "In een bundel")
    agenda = Agenda.objects.create(
        partnership=city.partnership, name="Laan", first_year=2027, last_year=2033, reason="Besluit"
    )
    Measure.objects.create(agenda=agenda, work=planned)
    bundled(city, in_bundle, "dissolved")
    for work, why in ((done, "is programmed"), (planned, "is on an agenda"), (in_bundle, "is or was in a bundle")):
        answer = browser(city.planner).post(at("work_remove", city.partnership, work.pk))
        assert answer.status_code == 409
        assert why in answer.content.decode()
    assert Work.objects.count() == 3


def test_what_is_over_is_not_changed(city):
    work = registered(city.partnership, city.city, state="finished")
    answer = edit(city, work, direct_cost="1")
    assert answer.status_code == 409
    assert "This work is finished, so it stays as it is." in answer.content.decode()


def test_a_work_of_another_partnership_does_not_exist(city):
    other = registered(PartnershipFactory.create(), city.city)
    for name in ("work", "work_edit", "work_remove"):
        assert browser(city.planner).get(at(name, city.partnership, other.pk)).status_code == 404


def test_a_change_is_followed_by_the_investment_window_of_two_parties(city):
    """(800,000 + 700,000) / 500 dwellings, both planned this year."""
    year = timezone.localdate().year
    years = {"earliest": year, "preferred": year, "latest": year}
    registered(city.partnership, city.grid, direct_cost=700_000, **years)
    add(city, **years)
    assert {"dia.observe", "dia.find_opportunities"} <= set(Job.objects.open().values_list("kind", flat=True))
    run_jobs(city.partnership, "dia.observe")
    found = stored(city.partnership, "joint_investment_per_dwelling", year)
    assert found[A] == pytest.approx(3000)
    work = Work.objects.get(party=city.city)
    edit(city, work, direct_cost="300.000", **years)
    run_jobs(city.partnership, "dia.observe")
    assert stored(city.partnership, "joint_investment_per_dwelling", year)[A] == pytest.approx(2000)
    assert Area.objects.get(code=A).dwellings == 500
    assert WIJK in found
