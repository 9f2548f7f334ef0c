"""The page for residents: open only when it is switched on, with what was released and not a word more."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.editing import StaleEdit
from accounts.models import Partnership, User
from coregroup.actions.residents import release_work, set_public_page, withdraw_release
from coregroup.models import PublicPage, Release
from dia.models import Work
from tests import factories
from tests.coregroup.table import Table, laid
from tests.days import this_year
from tests.dia.works_city import registered
from tests.html import markup

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
INTERNAL = ["Riool intern", "interne omschrijving", "800.000", "800000", "Gemeente", "Zonder bericht", "Ingetrokken"]


@pytest.fixture
def table(partnership: Partnership) -> Table:
    factories.square_city(partnership)
    return laid(partnership)


@pytest.fixture
def work(table: Table) -> Work:
    return programmed(table, "Riool intern")


def words() -> dict[str, Any]:
    year = this_year()
    text = {"title": "Nieuw riool", "text": "De straat is dicht.", "days": 30}
    return {**text, "first_year": year, "last_year": year + 1}


def programmed(table: Table, title: str, party: str = "Gemeente", **fields: Any) -> Work:
    usual = {"state": "programmed", "description": "interne omschrijving", "days": 45}
    return registered(table.partnership, table.parties[party], title, **(usual | fields))


def told(table: Table, work: Work, seen: int = 0, **fields: Any) -> Release:
    return release_work(work=work, by=table.people["planner"], seen=seen, **(words() | fields))


def switch(table: Table, on: bool = True, version: int = 0) -> PublicPage:
    by = table.people["secretary"]
    said = {"intro": "Wij werken samen.", "contact": "053 123 45 67"}
    return set_public_page(partnership=table.partnership, by=by, version=version, on=on, **said)


def read(table: Table) -> str:
    response = Client().get(reverse("residents", args=[table.partnership.slug]))
    assert response.status_code == 200
    return response.content.decode()


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def test_the_page_is_there_only_while_it_is_switched_on(table):
    address = reverse("residents", args=[table.partnership.slug])
    assert Client().get(address).status_code == 404
    switch(table)
    assert Client().get(address).status_code == 200
    switch(table, on=False, version=1)
    assert Client().get(address).status_code == 404


def test_residents_read_what_where_when_how_much_hindrance_and_whom_to_ask(table, work):
    told(table, work)
    switch(table)
    page = read(table)
    for words in (
        "Nieuw riool",
        "De straat is dicht.",
        "Buurt 00",
        "Wijk 00",
        f"{this_year()}–{this_year() + 1}",
        "053 123 45 67",
    ):
        assert words in page
    assert "30" in page


def test_nothing_but_what_was_released_is_in_the_page(table, work):
    told(table, work)
    programmed(table, "Zonder bericht")
    gone = programmed(table, "Ander werk")
    withdraw_release(work=gone, by=table.people["planner"], seen=told(table, gone, title="Ingetrokken").pk)
    switch(table)
    page = read(table)
    assert [word for word in INTERNAL if word in page] == []
    assert page.count("<strong>Nieuw riool</strong>") == 1
    assert "€" not in page


@pytest.mark.parametrize("fields", [{"confidential": True}, {"state": "cancelled"}, {"state": "suspended"}])
def test_what_becomes_confidential_or_goes_off_is_no_longer_read(table, work, fields):
    told(table, work)
    switch(table)
    Work.objects.filter(pk=work.pk).update(**fields)
    assert "Nieuw riool" not in read(table)


def test_what_is_past_is_no_longer_read(table, work):
    told(table, work, first_year=this_year() - 3, last_year=this_year() - 1)
    switch(table)
    assert "Nieuw riool" not in read(table)


def test_a_release_of_another_partnership_is_not_here(table, work):
    told(table, work)
    other = laid_elsewhere()
    switch(other)
    assert "Nieuw riool" not in read(other)


def laid_elsewhere() -> Table:
    """With the same parties' names there would be no telling them apart."""
    found = Table(factories.PartnershipFactory.create())
    found.person("secretary", found.party("Andere gemeente", "municipality"), "secretary")
    return found


@pytest.mark.parametrize(
    ("days", "words"), [(0, "no hindrance"), (1, "about 1 day"), (11, "some hindrance"), (90, "much hindrance")]
)
def test_the_hindrance_is_told_in_words(table, work, days, words):
    Partnership.objects.update(language="en")
    told(table, work, days=days)
    switch(table)
    assert words in read(table)


def test_anybody_may_keep_the_page_and_asks_whether_it_is_still_so(table, work):
    switch(table)
    release, address = told(table, work), reverse("residents", args=[table.partnership.slug])
    response = Client().get(address)
    assert set(response["Cache-Control"].split(", ")) == {"public", "no-cache"}
    known = {"If-None-Match": response["ETag"]}
    assert Client().get(address, headers=known).status_code == 304
    withdraw_release(work=work, by=table.people["planner"], seen=release.pk)
    now = Client().get(address, headers=known)
    assert now.status_code == 200
    assert "Nieuw riool" not in now.content.decode()
    assert "noindex" not in response.content.decode()
    assert response.cookies == {}


def test_the_page_asks_the_database_as_often_for_ten_works(table, django_assert_num_queries):
    told(table, programmed(table, "Eerste"))
    switch(table)
    with django_assert_num_queries(3):
        read(table)
    for number in range(9):
        told(table, programmed(table, f"Werk {number}", area_code=f"BU01530{number % 2}0{number % 3}"))
    with django_assert_num_queries(3):
        read(table)


def test_who_told_of_an_area_that_is_on_the_map_no_more_is_told_so(table, work):
    told(table, work)
    address = reverse("releases", args=[table.partnership.slug])
    client = logged_in(table.people["planner"])
    assert "<b>Nieuw riool</b>" in markup(client.get(address))
    Work.objects.filter(pk=work.pk).update(area_code="BU01539999")
    switch(table)
    assert "Nieuw riool" not in read(table)
    page = markup(client.get(address))
    assert "Area BU01539999 of this work is on the map no more, so residents cannot be told where it is." in page
    assert "told, but not shown" in page
    assert "<b>Nieuw riool</b>" not in page
    with pytest.raises(ValidationError, match="BU01539999"):
        told(table, programmed(table, "Ander", area_code="BU01539999"))


def test_only_who_leads_switches_the_page(table):
    with pytest.raises(PermissionDenied):
        set_public_page(
            partnership=table.partnership, by=table.people["planner"], version=0, on=True, intro="", contact="x"
        )
    assert not PublicPage.objects.exists()


def test_a_confidential_work_cannot_be_released(table):
    with pytest.raises(ValidationError, match=r"vertrouwelijk|confidential"):
        told(table, programmed(table, "Geheim", confidential=True))
    assert not Release.objects.exists()


def test_a_work_that_is_only_planned_cannot_be_released(table):
    with pytest.raises(ValidationError):
        told(table, programmed(table, "Plan", state="planned"))


def test_only_the_own_party_tells_and_withdraws(table, work):
    with pytest.raises(PermissionDenied):
        release_work(work=work, by=table.people["manager"], seen=0, **words())
    release = told(table, work)
    with pytest.raises(PermissionDenied):
        withdraw_release(work=work, by=table.people["manager"], seen=release.pk)
    tell = reverse("release_edit", args=[table.partnership.slug, work.pk])
    assert logged_in(table.people["manager"]).get(tell).status_code == 403


def test_a_second_text_takes_the_place_of_the_first_and_keeps_it(table, work):
    first = told(table, work)
    second = told(table, work, seen=first.pk, title="Riool en bomen")
    first.refresh_from_db()
    assert (first.withdrawn_at is None, second.withdrawn_at) == (False, None)


def test_who_saw_an_older_text_is_told_and_nothing_is_lost(table, work):
    client = logged_in(table.people["planner"])
    tell = reverse("release_edit", args=[table.partnership.slug, work.pk])
    sent = {**words(), "title": "Van mij", "seen": "0"}
    standing = told(table, work)
    response = client.post(tell, sent)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Van mij" in page
    assert "Nieuw riool" in page
    assert f'value="{standing.pk}"' in page
    assert Release.objects.standing().get() == standing
    assert client.post(tell, {**sent, "seen": standing.pk}).status_code == 302
    assert Release.objects.standing().get().title == "Van mij"


def test_withdrawing_what_a_colleague_replaced_is_refused(table, work):
    first = told(table, work)
    told(table, work, seen=first.pk, title="Nieuwer")
    client = logged_in(table.people["planner"])
    off = reverse("release_withdraw", args=[table.partnership.slug, work.pk])
    assert client.post(off, {"seen": first.pk}).status_code == 409
    assert client.post(off, {"seen": "x"}).status_code == 422
    assert Release.objects.standing().count() == 1
    assert client.post(off, {"seen": Release.objects.standing().get().pk}).status_code == 302
    assert not Release.objects.standing().exists()


def test_the_form_begins_with_nothing_of_the_partys_own_words(table, work):
    tell = reverse("release_edit", args=[table.partnership.slug, work.pk])
    form = logged_in(table.people["planner"]).get(tell).context["form"]
    assert form.initial == {"title": "Sewer", "first_year": 2028, "last_year": 2028, "days": 45, "seen": 0}


def test_years_the_wrong_way_round_are_explained(table, work):
    tell = reverse("release_edit", args=[table.partnership.slug, work.pk])
    response = logged_in(table.people["planner"]).post(tell, {**words(), "last_year": this_year() - 1, "seen": "0"})
    assert response.status_code == 422
    assert "The last year lies before the first one." in response.content.decode()


def test_the_page_does_not_open_without_somebody_to_ask(table):
    settings = reverse("public_page", args=[table.partnership.slug])
    response = logged_in(table.people["secretary"]).post(settings, {"on": "on", "version": "0"})
    assert response.status_code == 422
    assert not PublicPage.objects.exists()


def test_two_people_who_change_the_settings_do_not_lose_each_others(table):
    settings = reverse("public_page", args=[table.partnership.slug])
    client = logged_in(table.people["secretary"])
    sent = {"on": "on", "intro": "Van mij", "contact": "mij@voorbeeld.nl", "version": "0"}
    switch(table)
    response = client.post(settings, sent)
    assert response.status_code == 409
    assert "Wij werken samen." in response.content.decode()
    assert PublicPage.objects.get().intro == "Wij werken samen."
    assert client.post(settings, {**sent, "version": "1"}).status_code == 302
    assert PublicPage.objects.get().intro == "Van mij"


def test_an_older_version_of_the_settings_is_overtaken(table):
    switch(table)
    with pytest.raises(StaleEdit):
        switch(table)


def test_a_planner_sees_the_own_works_and_why_one_cannot_be_told(table, work):
    programmed(table, "Geheim", confidential=True)
    programmed(table, "Van een ander", party="Woonnoord")
    told(table, work)
    page = logged_in(table.people["planner"]).get(reverse("releases", args=[table.partnership.slug])).content.decode()
    assert "Riool intern" in page
    assert "Geheim" in page
    assert "Van een ander" not in page
