"""What an area bears holds for every change that brings more hindrance, not for the table alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Partnership, User
from dia import actions
from dia.actions import works_upload as uploads
from dia.actions.sites import site_stamp
from dia.models import Agenda, Measure, Site, Work
from dia.pipeline.agenda_lines import burdens_of, measures_of
from tests import factories
from tests.dia.agenda_steps import AREA, address, browser, measured, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REFUSED = "Buurt 00 would bear %s household-days in 2028. At most 1,500 was decided. Nothing is changed."


@pytest.fixture
def planner(partnership: Partnership, homes) -> User:
    return factories.member(partnership, "planner", party=homes)


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    """At most 1.500 household-days in 2028, and more is refused."""
    made = opened(partnership, homes)
    made.caps.create(area_code=AREA, year=2028, household_days=1500, refuses=True)
    return made


@pytest.fixture
def measure(agenda: Agenda, homes, planner) -> Measure:
    """100 households × 20 days × 0,5 is 1.000 in 2028."""
    return measured(agenda, homes, "Renovatie", planner)


def load(agenda: Agenda) -> float:
    return burdens_of(measures_of(agenda), agenda.years).areas[AREA][2028]


def change(work: Work, by: User, **fields: Any) -> Work:
    standing = Work.objects.select_related("partnership", "party").get(pk=work.pk)
    return actions.change_work(work=standing, by=by, version=standing.version, **fields)


@pytest.mark.parametrize(
    ("fields", "days"), [({"days": 200}, "10,000"), ({"severity": 1.0}, "2,000"), ({"households": 160}, "1,600")]
)
def test_a_work_that_hinders_more_is_refused(agenda, measure, planner, fields, days):
    with pytest.raises(ValidationError) as refusal:
        change(measure.work, planner, **fields)
    assert refusal.value.messages == [REFUSED % days]
    work = Work.objects.get(pk=measure.work_id)
    assert (work.days, work.severity, work.households, work.version) == (20, 0.5, 100, 1)


def test_a_work_that_moves_into_the_area_is_refused(agenda, measure, homes, planner):
    other = measured(agenda, homes, "Riool", planner, area_code="BU01530001")
    with pytest.raises(ValidationError, match="would bear 2,000 household-days"):
        change(other.work, planner, area_code=AREA)
    assert Work.objects.get(pk=other.work_id).area_code == "BU01530001"


def test_a_work_that_goes_on_again_is_refused(agenda, measure, homes, planner):
    change(measure.work, planner, days=30)
    other = measured(agenda, homes, "Riool", planner, state="suspended", days=1)
    change(other.work, planner, days=2)
    with pytest.raises(ValidationError, match="would bear 1,600 household-days"):
        actions.move_work(work=other.work, by=planner, to="planned")
    assert Work.objects.get(pk=other.work_id).state == "suspended"


def test_a_site_around_which_more_people_live_is_refused(agenda, homes, planner):
    site = agenda.partnership.sites.create(name="Straat", area_code=AREA, households=100, setup_days=5)
    measured(agenda, homes, "Riool", planner, site=site)
    with pytest.raises(ValidationError, match="would bear 3,000 household-days"):
        actions.change_site(site=site, by=planner, stamp=site_stamp(site), households=200)
    assert Site.objects.get(pk=site.pk).households == 100
    assert actions.change_site(site=site, by=planner, stamp=site_stamp(site), households=90).households == 90


def test_a_file_of_works_is_refused_whole_and_says_why(agenda, measure, homes, planner):
    table = "titel;soort;gebiedscode;jaar;kosten;dagen hinder\nRenovatie;riool;BU01530000;2028;900.000;200\n"
    table += "Nieuw;riool;BU01530000;2028;1;1"
    file = factories.upload("werken.csv", table)
    kept = uploads.keep(partnership=agenda.partnership, party=homes, by=planner, upload=file)
    checked = uploads.check(kept)
    assert [change.values.get("days") for change in checked.changed] == [200]
    page = reverse("works_preview", args=[agenda.partnership.slug, kept.token])
    answer = browser(planner).post(page, {"stamp": checked.stamp})
    assert answer.status_code == 409
    assert REFUSED % "10,000" in answer.content.decode()
    assert Work.objects.get().days == 20
    assert kept.path.exists()


def test_on_the_screen_the_sentence_stands_at_the_form(agenda, measure, planner):
    page = reverse("work_edit", args=[agenda.partnership.slug, measure.work_id])
    form = browser(planner).get(page).context["form"]
    sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    answer = browser(planner).post(page, sent | {"days": "200", "confidential": "", "mandatory": "on"})
    assert answer.status_code == 422
    assert REFUSED % "10,000" in answer.content.decode()


def test_less_of_what_is_too_much_already_is_let_in(agenda, measure, planner):
    agenda.caps.update(household_days=100)
    change(measure.work, planner, days=19)
    assert load(agenda) == 950


def test_a_warning_refuses_nothing_and_neither_does_an_agenda_that_is_over(agenda, measure, planner):
    agenda.caps.update(refuses=False)
    change(measure.work, planner, days=100)
    agenda.caps.update(refuses=True)
    Agenda.objects.update(state="completed")
    change(measure.work, planner, days=200)
    assert load(agenda) == 10_000


def test_nothing_is_put_on_the_agenda_above_what_an_area_bears(agenda, measure, homes, planner):
    with pytest.raises(ValidationError, match="would bear 2,000 household-days"):
        measured(agenda, homes, "Riool", planner)
    assert agenda.measures.get() == measure


def test_a_cap_that_a_colleague_changed_meanwhile_is_shown_beside_the_own(agenda, measure, partnership, homes):
    """Mine says 900 in 2028; meanwhile a colleague lowers it to 1.200 and bounds 2029."""
    secretary = factories.member(partnership, "secretary", party=homes)
    url, page = address("agenda_caps", agenda), browser(secretary)
    boxes = {f"days-{AREA}-2028": "900", f"refuses-{AREA}": "on", "seen": page.get(url).context["form"]["seen"].value()}
    agenda.caps.update(household_days=1200)
    agenda.caps.create(area_code=AREA, year=2029, household_days=700)
    answer = page.post(url, boxes)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "A colleague changed this in the meantime." in shown
    assert [theirs for row in answer.context["form"].rows for _box, theirs in row["boxes"] if theirs] == [
        "1,200",
        "700",
    ]
    assert 'value="900"' in shown
    assert dict(agenda.caps.values_list("year", "household_days")) == {2028: 1200, 2029: 700}
    again = boxes | {"seen": answer.context["form"]["seen"].value()}
    assert page.post(url, again).status_code == 302
    assert dict(agenda.caps.values_list("year", "household_days")) == {2028: 900}
