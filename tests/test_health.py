"""What /healthz and /readyz tell, to whom, and without keeping anybody waiting."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from redis import Redis

from config import health, heartbeat
from tests.alive import signs_of_life
from tests.worker import wait_until

pytestmark = pytest.mark.django_db
READY = {"database": True, "redis": True, "worker": True, "beat": True}


@pytest.fixture
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody listens on this port."""
    dead = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    with signs_of_life("worker", "beat"):
        monkeypatch.setattr(heartbeat, "_redis", lambda: dead)
        yield
        monkeypatch.undo()


@pytest.mark.parametrize("dead", ["", "worker", "beat"])
def test_ready_answers_503_and_names_the_part_that_gives_no_sign_of_life(client: Client, dead: str):
    with signs_of_life(*{"worker", "beat"} - {dead}):
        page = client.get(reverse("readyz"))
    expected = {**READY, **({dead: False} if dead else {}), "missing": [dead] if dead else []}
    assert (page.status_code, page.json()) == (503 if dead else 200, expected)


@pytest.mark.usefixtures("_no_redis")
def test_ready_answers_503_when_redis_does_not_answer(client: Client):
    page = client.get(reverse("readyz"))
    assert (page.status_code, page.json()["missing"]) == (503, ["redis", "worker", "beat"])


@pytest.mark.parametrize("dead", ["worker", "beat"])
def test_alive_is_200_and_tells_of_a_dead_part_what_was_seen_last(client: Client, dead: str):
    with signs_of_life(*{"worker", "beat"} - {dead}):
        first = client.get(reverse("healthz"))
        wait_until(lambda: health.signs.last() != {}, 5)
        later = client.get(reverse("healthz"))
    assert (first.status_code, first.json()) == (200, {"web": True, "worker": None, "beat": None})
    assert (later.status_code, later.json()) == (200, {"web": True, "worker": True, "beat": True, dead: False})


@pytest.mark.usefixtures("_no_redis")
def test_alive_waits_for_nothing(client: Client):
    begin = time.monotonic()
    for _ in range(20):
        assert client.get(reverse("healthz")).status_code == 200
    assert time.monotonic() - begin < 1


def test_what_was_seen_is_remembered_for_five_seconds(client: Client):
    with signs_of_life("worker", "beat"):
        client.get(reverse("readyz"))
        heartbeat._redis().delete(*map(heartbeat._key, heartbeat.LASTS_S))
        assert client.get(reverse("readyz")).status_code == 200
        health.signs._until -= health.REMEMBERED_S
        assert client.get(reverse("readyz")).status_code == 503


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer "},
        {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
    ],
)
def test_ready_is_not_there_for_who_asks_from_outside(client: Client, settings: Settings, asked: dict[str, str]):
    for settings.READYZ_TOKEN in ("", "right"):
        assert client.get(reverse("readyz"), **asked).status_code == 404


def test_ready_answers_from_outside_with_its_token(client: Client, settings: Settings):
    settings.READYZ_TOKEN = "right"
    with signs_of_life("worker", "beat"):
        page = client.get(reverse("readyz"), REMOTE_ADDR="10.0.0.7", headers={"authorization": "Bearer right"})
    assert page.status_code == 200
