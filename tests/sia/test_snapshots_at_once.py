"""Snapshots that are adopted at the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Partnership, User
from sia import actions
from sia.models import Snapshot
from tests import factories
from tests.datasets.test_at_once import at_once
from tests.sia.six_squares import six_squares
from tests.sia.snapshot_steps import DECISION, made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(partnership: Partnership) -> Partnership:
    six_squares(partnership)
    return partnership


@pytest.fixture
def secretary(partnership: Partnership) -> User:
    return factories.member(partnership, "secretary")


def test_of_two_snapshots_adopted_at_the_same_moment_one_replaces_the_other(city, secretary):
    both = [made(city, secretary, state="proposed") for _ in range(2)]
    at_once(*(partial(actions.adopt_snapshot, snapshot=one, by=secretary, decision=DECISION) for one in both))
    assert sorted(Snapshot.objects.values_list("state", flat=True)) == ["adopted", "replaced"]


def test_a_snapshot_is_adopted_once_however_many_press_the_button(city, secretary):
    one = made(city, secretary, state="proposed")

    def adopt(decision: str) -> str:
        try:
            return actions.adopt_snapshot(snapshot=one, by=secretary, decision=decision).decision
        except ValidationError:
            return "refused"

    answers = at_once(partial(adopt, "Eerste."), partial(adopt, "Tweede."))
    one.refresh_from_db()
    assert sorted(answers) == sorted([one.decision, "refused"])
