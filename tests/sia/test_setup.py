"""The set-up of a city: who may begin, what each step asks, and how far each source is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, Seat, User
from accounts.municipalities import municipalities
from datasets import jobs
from datasets.models import Area, Delivery, Fetch, Job
from sia.pages.setup import SetupPage
from tests import factories
from tests.datasets.drawn import box, outlines
from tests.factories import upload

pytestmark = pytest.mark.django_db
SQUARES = {
    f"BU01530{row}0{at}": box(1000 * at, 1000 * row, 1000 * at + 1000, 1000 * row + 1000)
    for row in (0, 1)
    for at in range(4)
}
MONITOR = "\n".join(
    [
        "WijkenEnBuurten;Perioden;ErvarenGezondheidGoedZeerGoed_4;Overgewicht_9;Eenzaam_20",
        *(f"{code};2020JJ00;{80 - at};{40 + at};{30 + at}" for at, code in enumerate(SQUARES)),
    ]
)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def keeper() -> User:
    return User.objects.create_superuser("beheer@voorbeeld.example")


@pytest.fixture
def admin(partnership) -> Client:
    return browser(factories.member(partnership, "administrator"))


def step(client: Client, partnership: Partnership, key: str) -> str:
    return client.get(reverse("setup_step", args=[partnership.slug, key])).content.decode()


def states(partnership: Partnership) -> dict[str, str]:
    return {step.key: step.state for step in SetupPage(partnership).steps}


def test_the_list_names_342_municipalities_by_codes_that_differ():
    assert len(municipalities()) == 342
    assert len(set(municipalities().values())) == 342
    assert municipalities()["GM1992"] == "Voorne aan Zee"


def test_a_city_begins_with_its_name_and_goes_on_with_boundaries(keeper):
    client = browser(keeper)
    assert reverse("setup_new") in client.get("/").content.decode()
    answer = client.post(reverse("setup_new"), {"municipality": " enschede "})
    assert answer.headers["Location"] == "/p/gm0153/setup/boundaries/"
    made = Partnership.objects.get()
    assert (made.name, made.municipality_code) == ("Enschede", "GM0153")
    assert keeper.roles_in(made) == {"administrator"}
    assert states(made) == {
        "municipality": "done",
        **dict.fromkeys(["boundaries", "figures", "parties", "people", "ranking"], "todo"),
    }


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Say which municipality."),
        ("Enscheede", "Do you mean Enschede?"),
        ("Xyzzy", "Choose one from the list."),
    ],
)
def test_a_name_that_is_none_is_told_with_what_was_meant(keeper, said, answer):
    page = browser(keeper).post(reverse("setup_new"), {"municipality": said})
    assert page.status_code == 422
    assert answer in page.content.decode()
    assert not Partnership.objects.exists()


def test_a_city_that_is_there_is_not_made_twice(keeper):
    for _time in range(2):
        page = browser(keeper).post(reverse("setup_new"), {"municipality": "GM0153"})
    assert page.status_code == 422
    assert "already exists" in page.content.decode()
    assert Partnership.objects.count() == 1


def test_files_become_a_ranking_and_each_says_how_far_it_is(admin, partnership):
    files = [
        outlines(SQUARES, name="kaart 2024.geojson"),
        upload("a monitor.csv", MONITOR),
        upload("b.csv", "x;y\n1;2"),
    ]
    answer = admin.post(reverse("setup_files", args=[partnership.slug]), {"file": files, "step": "figures"})
    assert answer.headers["Location"].endswith("/setup/figures/")
    text = step(admin, partnership, "figures")
    assert "waits for its turn" in text
    assert "hx-get" in text
    assert states(partnership)["figures"] == "busy"
    while job := Job.objects.open().filter(partnership=partnership).order_by("pk").first():
        jobs.perform(job.pk)
    text = step(admin, partnership, "figures")
    assert "24 figures" in text
    assert "we do not know these columns" in text or "something is wrong in the file" in text
    assert "kaart 2024.geojson" not in text  # it has no figures of its own
    assert "8 areas" in step(admin, partnership, "boundaries")
    assert "hx-get" not in text
    text = step(admin, partnership, "ranking")
    assert "8 of 8 are ranked." in text
    assert "Income and work" in text
    assert "potential needs three figures from two themes" in text
    assert "4. Parties" in admin.get(reverse("setup", args=[partnership.slug])).content.decode()


def test_open_data_are_asked_with_their_ticks_and_a_refusal_can_be_tried_again(admin, partnership):
    assert "Cijfers" not in step(admin, partnership, "boundaries")
    assert 'value="cbs-boundaries:2025"' in step(admin, partnership, "boundaries")
    ticked = {"table": ["cbs-boundaries:2025", "rivm-health:2022"], "step": "boundaries"}
    answer = admin.post(reverse("setup_fetch", args=[partnership.slug]), ticked)
    assert answer.headers["Location"].endswith("/setup/boundaries/")
    assert set(Fetch.objects.values_list("publication", "load_tries")) == {("cbs-boundaries", 0), ("rivm-health", 0)}
    Job.objects.update(state="done")
    Fetch.objects.update(load_tries=None, problem="unreachable", problem_about="api.pdok.nl")
    text = step(admin, partnership, "boundaries")
    assert 'value="cbs-boundaries:2025"' in text
    assert "Tick it to try again" in text
    assert states(partnership)["boundaries"] == "ask"


@pytest.mark.parametrize(
    ("address", "sent", "said"),
    [
        ("setup_fetch", {}, "Tick at least one table."),
        ("setup_fetch", {"table": "nothing:1"}, "Choose a table from the list."),
        ("setup_files", {}, "Choose a file first."),
        ("setup_party", {"kind": "care"}, "Give the party a name."),
    ],
)
def test_what_is_missing_is_asked_and_nothing_is_begun(admin, partnership, address, sent, said):
    page = admin.post(reverse(address, args=[partnership.slug]), sent)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Job.objects.exists()


def test_what_was_stopped_goes_on_by_one_button(admin, partnership):
    admin.post(reverse("setup_files", args=[partnership.slug]), {"file": [outlines(SQUARES)]})
    jobs.stop(Job.objects.get(kind="datasets.load_all"))
    assert "It was stopped before everything was read." in step(admin, partnership, "boundaries")
    admin.post(reverse("setup_go_on", args=[partnership.slug]), {"step": "boundaries"})
    jobs.perform(Job.objects.get(kind="datasets.load_all", state="queued").pk)
    assert Area.objects.of(partnership).at("buurt").count() == 8
    assert Delivery.objects.get(kind="boundaries").state == "current"


def test_a_party_takes_part_once_and_comes_back_after_it_left(admin, partnership):
    sent = {"name": "Woonnoord", "kind": "corporation", "funds": "on"}
    address = reverse("setup_party", args=[partnership.slug])
    assert admin.post(address, sent).status_code == 302
    seat = Seat.objects.get(party__name="Woonnoord")
    assert (seat.votes, seat.funds) == (False, True)
    assert "takes part already" in admin.post(address, sent | {"name": "WOONNOORD"}).content.decode()
    Seat.objects.filter(pk=seat.pk).update(since="2020-01-01", until="2021-01-01")
    assert admin.post(address, sent).status_code == 302
    assert Seat.objects.current().filter(pk=seat.pk).exists()


def test_a_step_that_is_none_is_not_there(admin, partnership):
    assert admin.get(reverse("setup_step", args=[partnership.slug, "money"])).status_code == 404
