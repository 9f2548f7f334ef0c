"""Sites: who plans adds one; who may change it hangs on whose works stand there."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from datasets.models import Job
from dia import actions
from dia.models import Site, Work
from tests.dia.works_city import A, B, City, at, browser, point, registered, said, works_city
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


def test_everybody_sees_what_lies_around_a_site_and_when_it_was_renewed(city):
    fields = {"name": "Laan", "area_code": A, "shops": 47, "last_renewed": 1987, "closed_until": 2026}
    Site.objects.create(partnership=city.partnership, **fields)
    listed = browser(city.viewer).get(at("site_list", city.partnership)).content.decode()
    for column, value in (("Shops", "47"), ("Last renewed", "1987"), ("Closed until", "2026")):
        assert f">{column}</th>" in listed
        assert f'<td class="num">{value}</td>' in listed


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


def remove(city: City, site: Site, user=None):
    return browser(user or city.planner).post(at("site_remove", city.partnership, site.pk))


def test_a_site_without_works_is_deleted_after_a_question(city):
    add(city)
    site = Site.objects.get()
    desk = browser(city.planner)
    assert (
        at("site_remove", city.partnership, site.pk)
        in desk.get(at("site_edit", city.partnership, site.pk)).content.decode()
    )
    assert "Delete Lambertuslaan?" in desk.get(at("site_remove", city.partnership, site.pk)).content.decode()
    assert Site.objects.exists()
    assert remove(city, site).status_code == 302
    assert not Site.objects.exists()
    assert remove(city, site).status_code == 404


def test_a_site_in_use_stays_and_the_page_names_its_works(city):
    add(city)
    site = Site.objects.get()
    for number in range(8):
        registered(city.partnership, city.city, f"Riool {number}", site=site)
    page = browser(city.planner).get(at("site_remove", city.partnership, site.pk)).content.decode()
    answer = remove(city, site)
    assert answer.status_code == 409
    for text in (page, answer.content.decode()):
        assert "8 works use this site, such as “Riool 0” (Gemeente Stad), “Riool 1” (Gemeente Stad)" in text
        assert "Riool 7" not in text
    assert site.works.count() == 8
    city.partnership.works.exclude(title="Riool 3").delete()
    assert "This site is used by “Riool 3” (Gemeente Stad)." in remove(city, site).content.decode()


def test_a_site_of_more_parties_is_for_the_secretary_to_delete(city):
    add(city)
    site = Site.objects.get()
    work = registered(city.partnership, city.grid, site=site)
    secretary = member(city.partnership, "secretary", party=city.homes)
    assert remove(city, site).status_code == 403
    assert remove(city, site, secretary).status_code == 409
    work.delete()
    assert remove(city, site, secretary).status_code == 302


def test_a_confidential_work_keeps_its_place_when_an_outsider_deletes_its_site(city):
    """It counts in no list, so the site is as empty as any: a refusal would tell where the work lies, as a new version would."""
    add(city)
    site = Site.objects.get()
    secret = {"site": site, "confidential": True}
    placed = registered(city.partnership, city.grid, "Kabel", place=point(20, 30), **secret)
    unplaced = registered(city.partnership, city.grid, "Buis", **secret)
    Site.objects.filter(pk=site.pk).update(place=point(70, 70))
    before = Work.objects.values("version", "changed_at", "changed_by").get(pk=placed.pk)
    assert "“Buis” (Netbeheerder Oost)" in remove(city, site, city.gridder).content.decode()
    answer = remove(city, site)
    assert (answer.status_code, Site.objects.exists()) == (302, False)
    for work, where in ((placed, point(20, 30)), (unplaced, point(70, 70))):
        work.refresh_from_db()
        assert (work.site, work.place) == (None, where)
    assert Work.objects.values("version", "changed_at", "changed_by").get(pk=placed.pk) == before


def test_deleting_a_site_is_followed_by_the_same_jobs_with_and_without_a_hidden_work(city):
    kinds = []
    for hidden in (False, True):
        add(city)
        site = Site.objects.get()
        if hidden:
            registered(city.partnership, city.grid, "Kabel", site=site, confidential=True)
        Job.objects.all().delete()
        remove(city, site)
        kinds.append(list(Job.objects.order_by("pk").values_list("kind", flat=True)))
    assert kinds[0] == kinds[1] == ["dia.observe", "dia.find_opportunities", "dia.find_conflicts"]


def test_a_work_cannot_get_a_site_that_was_deleted_meanwhile(city):
    add(city)
    site = Site.objects.get()
    work = registered(city.partnership, city.city)
    actions.remove_site(site=site, by=city.planner)
    actions.remove_site(site=site, by=city.planner)
    for change in (
        lambda: actions.change_work(work=work, by=city.planner, version=1, site=site),
        lambda: actions.add_work(partnership=city.partnership, by=city.planner, party=city.city, title="T", site=site),
    ):
        with pytest.raises(ValidationError) as refused:
            change()
        assert "site" in refused.value.message_dict
