"""The page of changed boundaries, the preview of a load, and the pages of areas that changed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership
from datasets.models import Area, AreaOverlap, Delivery
from sia import actions
from sia.models import Interpretation, ScoreRun
from sia.pipeline.snapshots import interpretations_of, is_unchanged
from tests.datasets.drawn import box, outlines
from tests.datasets.test_vintages_figures import load_2024, observe, rows_of
from tests.datasets.two_years import NOW, RENAMED, THEN, buurt, city
from tests.dia.works_city import registered
from tests.factories import PartnershipFactory, deliver, member, run_jobs
from tests.html import markup
from tests.sia.six_squares import six_squares
from tests.sia.snapshot_steps import adopted
from tests.weighed import delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(viewer) -> Client:
    client = Client()
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    return client


def text(reader: Client, name: str, *which, query: str = "") -> str:
    response = reader.get(reverse(name, args=which) + query)
    assert response.status_code == 200
    return markup(response)


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    """The buurten of 2021, and a delivery for figures about them."""
    deliver(module_partnership, city(2021, THEN), "boundaries")
    delivered(module_partnership, "")
    return module_partnership


@pytest.fixture
def source(prepared: Partnership, partnership: Partnership) -> Delivery:
    return Delivery.objects.of(partnership).latest("pk")


def test_without_a_second_year_it_says_what_to_do(partnership, source, reader):
    assert "Load the boundaries of another year" in text(reader, "boundary_years", partnership.slug)


def test_it_tells_what_became_of_what_with_names_codes_and_shares(partnership, source, reader):
    load_2024(partnership, people={"00": 900, "04": 100})
    page = text(reader, "boundary_years", partnership.slug)
    assert "Buurt: 2021 and 2024" in page
    assert "Buurt 00 → Buurt 04: 70% of the ground, 10% of the people, 70% of the dwellings" in page
    assert f"{buurt('03')}: first Buurt 03, now Buurt 03" in page
    assert "Buurt 11 → Buurt 10: 10%<" in page
    assert "De Nieuwe Naam" in page
    assert page.count('<svg class="outlines"') == 3  # the split, the merger, the border that moved


def test_it_tells_how_many_figures_went_which_way(partnership, source, reader):
    observe(source, {"00": 12, "12": 5, "13": 6, "01": {"flag": "withheld"}}, unit="%")
    load_2024(partnership)
    page = text(reader, "boundary_years", partnership.slug)
    for label, number in (("As they are", 1), ("Apportioned", 2), ("Withheld", 1), ("Left behind", 1)):
        assert f"<dt>{label}</dt><dd>{number}</dd>" in page


def test_an_unknown_choice_shows_the_newest(partnership, source, reader):
    load_2024(partnership)
    assert "Buurt: 2021 and 2024" in text(reader, "boundary_years", partnership.slug, query="?level=straat&year=x")
    assert "Wijk: 2021 and 2024" in text(reader, "boundary_years", partnership.slug, query="?level=wijk")


def test_before_the_load_the_delivery_shows_what_will_change(partnership, source, reader):
    observe(source, {"00": 12}, unit="%")
    checked = deliver(partnership, city(2024, NOW, names=RENAMED), "boundaries", load=False)
    page = text(reader, "delivery", partnership.slug, checked.pk)
    assert "Figures that will be carried over" in page
    assert "Buurt 00 → Buurt 04: 70%<" in page


def test_the_page_of_an_area_says_what_it_was_made_of_and_marks_its_figures(partnership, source, reader):
    observe(source, {"01": 12, "02": 14}, unit="%")
    load_2024(partnership)
    page = text(reader, "area", partnership.slug, buurt("01"))
    assert f"100% of Buurt 02 ({buurt('02')}, 2021) lies in it." in page
    assert '<span class="chip">apportioned</span>' in page


def test_under_another_code_it_says_what_it_was_called(partnership, source, reader):
    load_2024(partnership)
    assert f"In 2021 this area was Buurt 03 ({buurt('03')})." in text(reader, "area", partnership.slug, buurt("09"))


def test_a_code_that_is_gone_still_has_its_page(partnership, source, reader):
    """Old minutes and decisions lead there."""
    load_2024(partnership)
    assert "No area of a later year lies there." in text(reader, "area", partnership.slug, buurt("13"))
    merged = text(reader, "area", partnership.slug, buurt("02"))
    assert reverse("area", args=[partnership.slug, buurt("01")]) in merged
    assert reader.get(reverse("area", args=[partnership.slug, "BU01539999"])).status_code == 404


@pytest.mark.parametrize(("before", "after", "marked"), [("03", "09", False), ("02", "01", True), ("00", "04", True)])
def test_what_was_said_of_a_former_area_stays_in_sight(partnership, source, reader, before, after, marked):
    said_of(partnership, before)
    load_2024(partnership)
    page = text(reader, "area", partnership.slug, buurt(after))
    assert "De flat gaat plat." in page
    assert ("as it was in 2021" in page) == marked


def test_what_was_said_can_still_be_withdrawn(partnership, source):
    user = said_of(partnership, "03")
    load_2024(partnership)
    note = Interpretation.objects.get()
    client = Client()
    client.force_login(user)
    client.post(reverse("note_withdraw", args=[partnership.slug, buurt("09"), note.pk]))
    note.refresh_from_db()
    assert note.withdrawn_at is not None


def test_a_new_snapshot_has_what_was_said_of_the_same_area_under_its_former_code(partnership, source):
    said_of(partnership, "03")
    observe(source, dict.fromkeys(THEN, 12) | {"00": 20}, unit="%", code="poverty")
    load_2024(partnership)
    run_jobs(partnership)
    run = ScoreRun.objects.newest(partnership, "buurt")
    area = Area.objects.get(partnership=partnership, vintage=2024, code=buurt("09"))
    assert [reading["text"] for reading in interpretations_of(run)[area.pk]] == ["De flat gaat plat."]


def said_of(partnership, short: str):
    user = member(partnership, "planner")
    area = Area.objects.get(partnership=partnership, vintage=2021, code=buurt(short))
    party = user.memberships.get().party
    actions.interpret(area=area, by=user, party=party, kind="nuance", text="De flat gaat plat.")
    return user


@pytest.mark.full
def test_more_changes_cost_no_query_more(partnership, source, reader, django_assert_num_queries):
    load_2024(partnership)
    other = PartnershipFactory.create()
    for year, upright in ((2021, True), (2024, False)):
        deliver(other, city(year, rows_of([1000, 2000, 3000, 3500], upright=upright)), "boundaries")
    assert AreaOverlap.objects.of(other).count() > AreaOverlap.objects.of(partnership).count()
    reader_there = Client()
    reader_there.force_login(member(other, "viewer"))
    for client, each in ((reader, partnership), (reader_there, other)):
        with django_assert_num_queries(QUERIES):
            assert client.get(reverse("boundary_years", args=[each.slug])).status_code == 200


QUERIES = 11


def test_an_adopted_snapshot_stays_with_the_areas_of_its_year(partnership, reader):
    six_squares(partnership)
    snapshot = adopted(partnership, member(partnership, "secretary"))
    body = snapshot.body
    halves = {"BU01530000": box(0, 0, 500, 2000), "BU01530001": box(500, 0, 3000, 2000)}
    assert deliver(partnership, outlines(halves, year=2025), "boundaries").state == "current"
    run_jobs(partnership)
    snapshot.refresh_from_db()
    assert (snapshot.body, snapshot.run.vintage, is_unchanged(snapshot)) == (body, 2024, True)
    page = text(reader, "snapshot", partnership.slug, snapshot.pk)
    assert "Buurt 02" in page  # which the map of 2025 no longer has


@pytest.mark.parametrize(("given_out_again", "seen"), [(False, True), (True, False)])
def test_a_work_under_a_former_code_is_shown_unless_the_code_is_another_place_now(
    partnership, source, reader, viewer, given_out_again, seen
):
    registered(partnership, viewer.memberships.get().party, "Riool Laan", area_code=buurt("03"))
    load_2024(partnership, {short: ring for short, ring in NOW.items() if given_out_again or short != "03"})
    assert ("Riool Laan" in text(reader, "area_works", partnership.slug, buurt("09"))) == seen
