"""Who votes, closes and decides at the same moment: a vote is in before the closing, or it is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import timezone, translation

from accounts.models import Partnership
from sia import actions
from sia.models import Ballot, Division, ScoreModel, Vote
from tests.datasets.test_at_once import at_once
from tests.sia.six_squares import agreed_model
from tests.sia.voting import DIVIDED, closed, draft_of, opened, user, voted, voter, weights

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Kerngroep van 12 maart"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def draft(partnership: Partnership) -> ScoreModel:
    return draft_of(agreed_model(partnership))


@pytest.fixture
def ballot(draft: ScoreModel) -> Ballot:
    """Open, with three parties: A, B and C."""
    for name in "ABC":
        voter(draft.partnership, name)
    return opened(draft)


def attempt(act: Callable[[], object]) -> str:
    """What was said: nothing, a sentence, or the name of the error. A thread has a language of its own."""
    try:
        with translation.override("en"):
            act()
    except ValidationError as refusal:
        return str(refusal.messages[0])
    except Exception as error:  # noqa: BLE001 -- which one it is, is the answer
        return type(error).__name__
    return ""


def both(*acts: Callable[[], object]) -> list[object]:
    return at_once(*(lambda act=act: attempt(act) for act in acts))


def test_votes_and_the_closing_at_the_same_moment_a_vote_is_in_before_it_or_refused(ballot):
    voted(ballot, user("A"))
    said = both(
        lambda: voted(ballot, user("B")),
        lambda: actions.close_ballot(ballot=ballot, by=None),
        lambda: voted(ballot, user("C")),
    )
    closing = Ballot.objects.get().closed_at
    refused = [answer for answer in said if answer]
    assert all("closed, so votes can no longer change" in answer for answer in refused)
    assert Vote.objects.count() == 3 - len(refused)
    assert all(vote.cast_at <= closing for vote in Vote.objects.all())
    assert Division.objects.count() == 4 * Vote.objects.count()


def test_a_vote_that_is_being_written_makes_the_closing_wait(ballot):
    """Written past our own code, so that only the database keeps the order."""
    thread = threading.Thread(target=lambda: (attempt(lambda: close(ballot)), connections.close_all()))
    with transaction.atomic():
        Vote.objects.create(ballot=ballot, party=user("A").memberships.get().party)
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=20)
    assert (Ballot.objects.get().is_open, Vote.objects.count()) == (False, 1)


def test_a_vote_that_waits_for_the_closing_is_refused_by_the_database(ballot):
    party, said = user("B").memberships.get().party, []
    late = lambda: said.append(attempt(lambda: Vote.objects.create(ballot=ballot, party=party)))  # noqa: E731
    thread = threading.Thread(target=lambda: (late(), connections.close_all()))
    voted(ballot, user("A"))
    with transaction.atomic():
        actions.close_ballot(ballot=ballot, by=None)
        thread.start()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=20)
    assert (said, Vote.objects.count()) == (["IntegrityError"], 1)


def close(ballot: Ballot) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(closed_at=timezone.now())


def test_two_colleagues_who_vote_at_the_same_moment_lose_no_vote(ballot):
    """The one who comes second is shown the first one's points, see the screen."""
    said = both(
        lambda: voted_unseen(ballot, social=50, health=50, safety=0),
        lambda: voted_unseen(ballot, social=0, health=50, safety=50),
    )
    assert sorted(said) == ["", "StaleEdit"]
    assert (Vote.objects.count(), Division.objects.count()) == (1, 4)


def voted_unseen(ballot: Ballot, **urgency: int) -> None:
    divided, party = {**DIVIDED, ("urgency", ""): urgency}, user("A").memberships.get().party
    actions.cast_vote(ballot=ballot, party=party, by=user("A"), divided=divided, seen="")


def test_two_who_open_at_the_same_moment_open_one_round(draft):
    voter(draft.partnership, "A")
    said = both(lambda: opened(draft), lambda: opened(draft))
    assert sorted(said)[0] == ""
    assert "Only a draft" in sorted(said)[1]
    assert Ballot.objects.count() == 1


def test_two_who_decide_at_the_same_moment_decide_once(ballot):
    done = closed(ballot, (40, 30, 30))
    other = {**DIVIDED, ("urgency", ""): {"social": 20, "health": 35, "safety": 45}}
    decide = actions.decide_weights
    said = both(
        lambda: decide(ballot=done, by=None, method="mean", reason=REASON),
        lambda: decide(ballot=done, by=None, method="other", reason=REASON, divided=other),
    )
    assert sorted(said)[0] == ""
    assert "Only a closed round" in sorted(said)[1]
    decision = Ballot.objects.get().method
    assert weights(ScoreModel.objects.get(pk=ballot.model_id))["social"] == {"mean": 0.4, "other": 0.2}[decision]


def test_a_vote_and_a_withdrawal_at_the_same_moment_leave_no_vote_behind(ballot):
    said = both(lambda: voted_unseen(ballot, social=50, health=50, safety=0), lambda: withdraw(ballot))
    assert said[1] == ""
    assert said[0] == "" or "withdrawn" in said[0]
    assert (Ballot.objects.count(), Vote.objects.count(), Division.objects.count()) == (0, 0, 0)


def withdraw(ballot: Ballot) -> None:
    actions.withdraw_ballot(ballot=ballot, by=None)
