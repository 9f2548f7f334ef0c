"""Sites: who plans adds one; who may change it hangs on whose works stand there."""

from __future__ import annotations

import pytest

from dia.models import Site
from tests.dia.works_city import A, B, City, at, browser, registered, said, works_city
from tests.factories import PartnershipFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership) -> City:
    return works_city(partnership)


def filled(**fields: str) -> dict[str, str]:
    usual = {
        "name": "Lambertuslaan",
        "area_code": A,
        "place": "",
        "households": "206",
        "shops": "",
        "common_cost": "340.000",
    }
    usual |= {"setup_days": "10", "last_renewed": "2015", "closed_until": "", "rest_years": "", "stamp": ""}
    return usual | fields


def add(city: City, user=None, **fields: str):
    return browser(user or city.planner).post(at("site_add", city.partnership), filled(**fields))


def edit(city: City, site: Site, user=None, stamp: str | None = None, **fields: str):
    desk, address = browser(user or city.planner), at("site_edit", city.partnership, site.pk)
    stamp = stamp or desk.get(address).context["form"]["stamp"].value()
    return desk.post(address, filled(stamp=stamp, **fields))


def test_who_plans_adds_a_site_and_a_work_can_choose_it(city):
    assert add(city).status_code == 302
    site = Site.objects.get()
    assert (site.households, site.common_cost, site.setup_days, site.rest_years) == (206, 340_000, 10, 5)
    form = browser(city.gridder).get(at("work_add", city.partnership)).context["form"]
    assert site in form.fields["site"].queryset
    assert "Lambertuslaan" in browser(city.viewer).get(at("site_list", city.partnership)).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"area_code": ""}, "Choose the area, or draw the place on the map."),
        ({"area_code": B, "place": "POINT (255500 470500)"}, "The place does not lie in this area."),
        ({"rest_years": "0"}, "At least one year lies between two openings."),
        ({"common_cost": "veel"}, "Write whole euros"),
        ({"closed_until": "morgen"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(city, fields, sentence):
    answer = add(city, **fields)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Site.objects.exists()


def test_a_name_is_given_once(city):
    add(city)
    assert "There is already a site with this name" in said(add(city))


def test_with_only_own_works_a_planner_changes_it_else_the_secretary(city):
    add(city)
    site = Site.objects.get()
    registered(city.partnership, city.city, site=site)
    assert edit(city, site, common_cost="1").status_code == 302
    registered(city.partnership, city.grid, site=site)
    desk, secretary = browser(city.planner), member(city.partnership, "secretary", party=city.homes)
    assert desk.get(at("site_edit", city.partnership, site.pk)).status_code == 403
    assert (
        at("site_edit", city.partnership, site.pk) not in desk.get(at("site_list", city.partnership)).content.decode()
    )
    assert edit(city, site, secretary, common_cost="2").status_code == 302
    site.refresh_from_db()
    assert site.common_cost == 2


def test_a_form_that_was_opened_before_sees_both_and_chooses(city):
    add(city)
    site = Site.objects.get()
    stamp = browser(city.planner).get(at("site_edit", city.partnership, site.pk)).context["form"]["stamp"].value()
    edit(city, site, common_cost="400.000")
    answer = edit(city, site, stamp=stamp, common_cost="500.000")
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Common cost of an opening", "400,000", "500,000", "Save mine in its place"):
        assert words in page
    assert edit(city, site, stamp=answer.context["stamp"], common_cost="500.000").status_code == 302
    site.refresh_from_db()
    assert site.common_cost == 500_000


def test_a_site_of_another_partnership_does_not_exist(city):
    other = Site.objects.create(partnership=PartnershipFactory.create(), name="Elders", area_code=A)
    assert browser(city.planner).get(at("site_edit", city.partnership, other.pk)).status_code == 404


def test_an_empty_list_says_what_to_do(city):
    assert "No sites yet" in browser(city.planner).get(at("site_list", city.partnership)).content.decode()
