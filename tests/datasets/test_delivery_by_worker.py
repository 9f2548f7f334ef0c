"""The way of a delivery with a real worker beside it: refused, mended, loaded and undone, each step as its page asks for it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Party
from datasets.forms.mending import lines_of
from datasets.models import Delivery, Job
from sia.models import ScoreRun
from tests.datasets.tables import SQUARES, everything, stored
from tests.factories import square_city
from tests.worker import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker")]
HEAD, PATIENCE_S = "buurt;jaar;lonely\n", 60


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    return client


def file(figures):
    rows = "".join(f"{code};2024;{figure}\n" for code, figure in zip(SQUARES, figures, strict=True))
    return SimpleUploadedFile("eenzaam 2024.csv", (HEAD + rows).encode())


def at_rest(city):
    wait_until(lambda: not Job.objects.open().filter(partnership=city).exists(), PATIENCE_S)


def brought(desk, city, figures):
    desk.post(reverse("upload", args=[city.slug]), {"file": file(figures)})
    at_rest(city)
    return Delivery.objects.filter(kind="statistics").latest("pk")


def asked(desk, city, delivery, name, **data):
    assert desk.post(reverse(name, args=[city.slug, delivery.pk]), data).status_code == 302
    at_rest(city)
    delivery.refresh_from_db()
    return delivery.state


def run_of(city):
    run = ScoreRun.objects.newest(city, "buurt")
    return run.input_hash, bytes(run.inputs), list(run.results.order_by("area").values_list("area", "rank", "urgency"))


def test_a_file_is_mended_loaded_and_undone_and_the_ranks_are_those_of_before(city, desk):
    first = brought(desk, city, [40.5, 41.5, 42.5, 43.5, 44.5, 45.5])
    assert first.supplier == Party.objects.get(kind="municipality")
    assert asked(desk, city, first, "delivery_load") == "current"
    before = (everything(city), run_of(city))
    second = brought(desk, city, [40.5, 41.5, 42.5, "veel", "veel", 45.5])
    assert second.state == "refused"
    [line] = lines_of(second)
    assert asked(desk, city, second, "delivery_mend", **{f"into-{line.key}": "90,5"}) == "checked"
    assert asked(desk, city, second, "delivery_load") == "current"
    assert stored(city, "lonely")[SQUARES[3]] == 90.5
    assert run_of(city) != before[1]
    assert asked(desk, city, second, "delivery_undo", reason="Verkeerd bestand.") == "undone"
    assert (everything(city), run_of(city)) == before


@pytest.mark.full
def test_a_mended_file_in_the_place_of_a_refused_one_is_checked_by_the_worker(city, desk):
    refused = brought(desk, city, [40.5, 41.5, 42.5, 43.5, 44.5, "veel"])
    assert refused.state == "refused"
    assert asked(desk, city, refused, "delivery_anew", file=file([40.5, 41.5, 42.5, 43.5, 44.5, 45.5])) == "checked"
