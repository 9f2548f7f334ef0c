"""Tables straight from their publisher: they take the way of any file, and what goes wrong is said in words."""

from __future__ import annotations

import io
import json
import socket

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from datasets.fetching import FetchError, fetch, web
from datasets.models import Area, Delivery, Fetch, Job, Observation
from datasets.sources import SOURCES
from datasets.sources.published import PUBLICATIONS
from tests import factories
from tests.datasets.publisher import (
    busy,
    busy_for_a_while,
    busy_till_then,
    busy_until,
    cut_off,
    dripping,
    elsewhere,
    publisher,
    slow,
)
from tests.datasets.tables import stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(settings):
    with publisher() as found:
        settings.FETCH_ADDRESSES = {name: f"{found.address}/{name}" for name in settings.FETCH_ADDRESSES}
        settings.FETCH_TIMEOUT_S, settings.FETCH_PAUSE_S = 0.3, 0.001
        yield found


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def run(partnership, publication, year=2024, **options) -> str:
    out = io.StringIO()
    call_command("fetch_source", publication, partnership=partnership.slug, year=year, stdout=out, **options)
    return out.getvalue()


def refused(publication="cbs-key-figures", year=2024) -> str:
    with pytest.raises(FetchError) as found:
        fetch(PUBLICATIONS[publication], year, "GM0153", lambda done, total: None)
    return found.value.code


def test_a_city_is_loaded_by_three_commands(partnership, source):
    for publication, year in (("cbs-boundaries", 2024), ("cbs-key-figures", 2024), ("rivm-health", 2022)):
        assert "Loaded" in run(partnership, publication, year)
    assert set(Area.objects.of(partnership).values_list("code", flat=True)) == {
        "GM0153",
        "WK015300",
        "BU01530000",
        "BU01530001",
    }
    inhabitants = {"BU01530000": 100, "BU01530001": 200, "GM0153": 300, "WK015300": 300}
    assert stored(partnership, "inhabitants") == inhabitants
    assert stored(partnership, "households") == {code: number / 2 for code, number in inhabitants.items()}
    assert stored(partnership, "property_value") == {}
    assert stored(partnership, "lonely", 2022)["BU01530000"] == 42.5
    assert not Observation.objects.filter(indicator__code="overweight").exists()


def test_the_margins_of_health_become_standard_errors(partnership, source):
    run(partnership, "cbs-boundaries")
    run(partnership, "rivm-health", 2022)
    found = Observation.objects.get(indicator__code="lonely", area__code="BU01530000")
    assert found.value == 42.5
    assert found.standard_error == pytest.approx(8 / (2 * 1.96), rel=1e-4)


def test_tables_of_the_police_and_of_cbs_come_by_the_same_way(partnership, source):
    run(partnership, "cbs-boundaries")
    for publication, year in (("police-crimes", 2024), ("cbs-ses-woa", 2019), ("cbs-energy", 2024)):
        assert "Loaded" in run(partnership, publication, year)
    assert stored(partnership, "crimes")["BU01530001"] == 20
    assert stored(partnership, "crime_rate")["BU01530001"] == 20 / 200 * 1000
    assert stored(partnership, "ses_woa", 2019)["BU01530001"] == pytest.approx(-0.3)
    assert stored(partnership, "gas_use")["BU01530001"] == 803
    asked = [path for path in source.asked if "TypedDataSet" in path]
    assert "SoortMisdrijf%20eq%20%270.0.0%20%27" in asked[0]
    assert "Woningkenmerken%20eq%20%27T001100%27" in asked[2]
    assert "Perioden" not in asked[2]


def test_boundaries_of_before_2022_come_by_wfs(partnership, source):
    assert "Loaded" in run(partnership, "cbs-boundaries-older", 2020)
    found = Area.objects.of(partnership).values_list("code", "vintage")
    assert set(found) == {(code, 2020) for code in ("GM0153", "WK015300", "BU01530000", "BU01530001")}
    assert "GetCapabilities" in source.asked[0]
    assert Delivery.objects.get().options["fetched_from"] == f"{source.address}/wfs/2020/wfs/v1_0"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([(200, b"<html>onderhoud</html>")], "unexpected"),
        ([(200, b"\xff\xfe")], "unexpected"),
        ([(200, b"<Name>gemeenten</Name><Name>buurten</Name><Name>wijken</Name>"), (200, b'{"features": []}')], "unexpected"),
        ([(404, b"")], "not_found"),
    ],
)  # fmt: skip
def test_a_wfs_that_answers_otherwise_is_known(source, answers, code):
    source.answers = list(answers)
    assert refused("cbs-boundaries-older", 2015) == code


@pytest.mark.full
def test_the_municipality_is_enough_where_it_has_one_partnership(partnership, source):
    """As an operator types it; with two of them, or none, the command asks which."""
    city = partnership.municipality_code
    call_command("fetch_source", "cbs-boundaries", municipality=city, year=2024, stdout=io.StringIO())
    assert Area.objects.of(partnership).exists()
    factories.PartnershipFactory.create(municipality_code=city)
    for municipality in (city, "GM9999", None):
        with pytest.raises(CommandError, match="--partnership"):
            call_command("fetch_source", "cbs-boundaries", municipality=municipality, year=2024)


def test_a_fetched_file_says_where_it_is_from(partnership, source):
    run(partnership, "cbs-boundaries")
    delivery = Delivery.objects.get(kind="boundaries")
    assert delivery.name.startswith("cbs-boundaries-2024-GM0153-20")
    assert delivery.options["fetched_from"] == f"{source.address}/features/wijken-en-buurten-2024"
    assert source.agents == {"Samenwijk (+http://127.0.0.1:8000)"}


def test_pages_are_followed_and_what_lies_elsewhere_stays_out(partnership, source):
    run(partnership, "cbs-boundaries")
    assert sum("cursor" in path for path in source.asked) == 1 + 1 + 2
    assert "gemeentecode=GM0153" in source.asked[0]
    assert not Area.objects.exclude(code__contains="0153").exists()


@pytest.mark.full
def test_fetched_twice_it_changes_nothing(partnership, source):
    run(partnership, "cbs-boundaries")
    assert "Nothing changed" in run(partnership, "cbs-boundaries")
    assert Delivery.objects.filter(kind="boundaries").count() == 1


@pytest.mark.full
def test_a_dry_run_loads_nothing(partnership, source):
    assert "Dry run" in run(partnership, "cbs-boundaries", dry_run=True)
    assert not Area.objects.exists()


def test_the_question_is_about_the_municipality_and_the_year(partnership, source):
    fetch(PUBLICATIONS["rivm-health"], 2020, "GM0344", lambda done, total: None)
    [path] = source.asked
    for words in ("/statline/50120NED/TypedDataSet", "GM0344", "WK0344", "BU0344", "2020JJ00", "20300"):
        assert words in path
    assert "Marges" not in path  # the bounds of each estimate come with it


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        ([(500, b"")] * 3, "refused", 3),
        ([(429, b"")] * 3, "refused", 3),
        ([(403, b"")], "forbidden", 1),
        ([(404, b"")], "not_found", 1),
        ([(200, b"<html>onderhoud</html>")], "unexpected", 1),
        ([(200, b"\xff\xfe\x00")], "unexpected", 1),
        ([(200, b"[1, 2]")], "unexpected", 1),
        ([(200, b'{"value": 3}')], "unexpected", 1),
        ([(200, b'{"value": [3]}')], "unexpected", 1),
        ([(200, b'{"value": []}')], "unexpected", 1),
        ([(200, b'{"value": [{"Identifier": "M", "Title": "Mannen"}]}'), (200, b'{"value": []}')], "nothing", 2),
        ([(200, b'{"value": [{"Identifier": "M", "Title": "Mannen"}]}'), (200, b'{"value": [{"Value": 1}]}')], "unexpected", 2),
        ([slow] * 3, "too_slow", 3),
        ([cut_off] * 3, "cut_off", 3),
        ([elsewhere], "moved", 1),
        ([(200, b'{"value": [], "@odata.nextLink": "http://127.0.0.2:9/more"}')], "unexpected", 1),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_known_and_only_what_may_pass_is_asked_again(source, answers, code, asked):
    source.answers = list(answers)
    assert (refused(), len(source.asked)) == (code, asked)


@pytest.mark.parametrize(
    "answer",
    [
        {"type": "Feature"},
        {"type": "FeatureCollection", "features": {}},
        {"type": "FeatureCollection", "features": [{"properties": None}]},
    ],
)
def test_features_of_another_form_are_not_taken_for_areas(source, answer):
    source.answers = [(200, json.dumps(answer).encode())]
    assert refused("cbs-boundaries") == "unexpected"


def test_an_area_without_a_shape_is_a_problem_of_the_delivery_like_that_of_any_file(partnership, source):
    odd = {"properties": {"gemeentecode": "GM0153", "gemeentenaam": "Stad"}, "type": "Feature", "geometry": None}
    source.answers = [(200, json.dumps({"type": "FeatureCollection", "features": [odd]}).encode())]
    with pytest.raises(CommandError, match="Nothing was loaded"):
        run(partnership, "cbs-boundaries")
    assert [problem["code"] for problem in Delivery.objects.get().problems if problem["severity"] == "error"] == [
        "no_geometry"
    ]


def test_a_passing_fault_is_asked_again_and_forgotten(partnership, source):
    source.answers = [(503, b""), slow]
    assert "Loaded" in run(partnership, "cbs-boundaries")


def test_a_publisher_that_asks_to_wait_is_asked_later_within_bounds(source, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(web.time, "sleep", pauses.append)
    source.answers = [busy] * 3
    assert refused() == "refused"
    assert pauses == [web.LONGEST_WAIT_S] * 2


def test_a_publisher_may_say_when_it_is_back(source, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(web.time, "sleep", pauses.append)
    source.answers = [busy_until, busy_till_then, busy_for_a_while]
    assert refused() == "refused"
    assert 15 < pauses[0] <= 20
    assert pauses[1] < 1


def test_more_than_an_upload_may_be_is_not_read(source, settings):
    settings.UPLOAD_LIMIT_BYTES = 500
    assert refused() == "too_large"


def test_an_answer_that_drips_is_not_waited_for(source, settings):
    settings.FETCH_LONGEST_S = 0.1
    source.answers = [dripping]
    assert (refused(), len(source.asked)) == ("too_slow", 1)


def test_pages_without_end_are_left(source, monkeypatch):
    monkeypatch.setattr(web, "MOST_PAGES", 1)
    assert refused("cbs-boundaries") == "too_large"


def test_a_municipality_that_is_not_there_is_said(source):
    with pytest.raises(FetchError) as found:
        fetch(PUBLICATIONS["cbs-boundaries"], 2024, "GM0001", lambda done, total: None)
    assert found.value.code == "nothing"


def test_without_internet_the_command_says_so_and_nothing_is_stored(partnership, settings):
    with socket.socket() as closed:  # bound and not listening: nobody answers here
        closed.bind(("127.0.0.1", 0))
        settings.FETCH_ADDRESSES = dict.fromkeys(
            settings.FETCH_ADDRESSES, f"http://127.0.0.1:{closed.getsockname()[1]}"
        )
        settings.FETCH_PAUSE_S = 0.001
        with pytest.raises(CommandError, match="cannot be reached"):
            run(partnership, "cbs-boundaries")
    assert not Delivery.objects.exists()


def test_a_year_that_is_not_published_is_named_with_those_that_are(partnership):
    with pytest.raises(CommandError, match="2025, 2024, 2023, 2022; not 1950"):
        run(partnership, "cbs-boundaries", 1950)


def test_every_publication_is_recognised_as_a_known_source():
    for each in PUBLICATIONS.values():
        assert each.source in SOURCES or each.service in {"features", "wfs"}


def desk(user) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def ask(analyst, partnership, table="cbs-boundaries:2024") -> Fetch:
    answer = desk(analyst).post(reverse("source_fetch", args=[partnership.slug]), {"table": table})
    assert answer.status_code == 302
    return Fetch.objects.latest("pk")


def test_an_analyst_fetches_on_the_screen_and_lands_on_the_delivery(analyst, partnership, source):
    asked = ask(analyst, partnership)
    page = reverse("fetch", args=[partnership.slug, asked.pk])
    assert "<progress" in desk(analyst).get(page).content.decode()
    factories.run_jobs(partnership, "datasets.fetch")
    asked.refresh_from_db()
    assert asked.delivery.created_by == analyst
    assert desk(analyst).get(page)["Location"] == reverse("delivery", args=[partnership.slug, asked.delivery_id])
    factories.run_jobs(partnership, "datasets.check")
    delivery = desk(analyst).get(reverse("delivery", args=[partnership.slug, asked.delivery_id]))
    assert f"fetched from {source.address}" in delivery.content.decode()
    asked.delivery.refresh_from_db()
    assert asked.delivery.state == Delivery.State.CHECKED


def test_a_fetch_that_fails_says_why_and_the_job_is_done(analyst, partnership, source):
    source.answers = [(404, b"")]
    asked = ask(analyst, partnership)
    factories.run_jobs(partnership, "datasets.fetch")
    assert Job.objects.get(kind="datasets.fetch").state == Job.State.DONE
    page = desk(analyst).get(reverse("fetch", args=[partnership.slug, asked.pk])).content.decode()
    assert "does not have this table" in page
    assert "Nothing was fetched" in page


def test_a_job_that_runs_twice_makes_one_delivery(analyst, partnership, source):
    asked = ask(analyst, partnership)
    factories.run_jobs(partnership, "datasets.fetch")
    Job.objects.filter(kind="datasets.fetch").update(state="queued")
    factories.run_jobs(partnership, "datasets.fetch")
    assert Delivery.objects.count() == 1
    asked.refresh_from_db()
    assert asked.delivery == Delivery.objects.get()


@pytest.mark.parametrize("table", ["", "cbs-boundaries", "cbs-boundaries:1950", "rivm-health:x"])
def test_a_table_that_is_not_offered_is_refused(analyst, partnership, table):
    answer = desk(analyst).post(reverse("source_fetch", args=[partnership.slug]), {"table": table})
    assert answer.status_code == 422
    assert not Fetch.objects.exists()
