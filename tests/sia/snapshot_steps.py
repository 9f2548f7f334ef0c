"""Steps on the way to an adopted snapshot of the six squares, for the tests of snapshots."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, User
from sia import actions
from sia.models import Snapshot
from tests.sia.six_squares import CODES, newest, results

DECISION = "Kerngroep 12 maart: alle partijen akkoord."


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def made(city: Partnership, by: User, *, level: str = "buurt", state: str = "computed") -> Snapshot:
    snapshot = actions.make_snapshot(partnership=city, level=level, by=by, title="Maart", seen=newest(city, level).pk)
    for to in ("interpreting", "proposed")[: ["computed", "interpreting", "proposed"].index(state)]:
        snapshot = actions.move_snapshot(snapshot=snapshot, by=by, to=to)
    return snapshot


def adopted(city: Partnership, by: User, **options: Any) -> Snapshot:
    return actions.adopt_snapshot(snapshot=made(city, by, state="proposed", **options), by=by, decision=DECISION)


def deviate(snapshot: Snapshot, letter: str, by: User, **answers: str) -> None:
    result = results(snapshot.partnership)[letter]
    usual = {"advice": "dia", "reason": "De sloop begint in 2027.", "seen": ""}
    actions.deviate(snapshot=snapshot, result=result, by=by, **(usual | answers))


def address(name: str, snapshot: Snapshot, *more: str) -> str:
    return reverse(name, args=[snapshot.partnership.slug, snapshot.pk, *more])


def as_adopted(snapshot: Snapshot, letter: str) -> dict[str, Any]:
    return next(area for area in json.loads(snapshot.body)["areas"] if area["code"] == CODES[letter])
