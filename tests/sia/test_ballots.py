"""A round from its opening to the agreed model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from accounts.editing import StaleEdit
from accounts.models import Partnership, Seat
from datasets.models import Job
from sia import actions
from sia.models import Ballot, Division, ScoreModel, ScoreTheme, Vote
from sia.pipeline.ballots import answers, questions_of, too_many_to_divide, whole_points
from tests import factories
from tests.sia.six_squares import agreed_model
from tests.sia.voting import DIVIDED, closed, decided, draft_of, opened, user, voted, voter, weights

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
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


def inside(model: ScoreModel, theme: str) -> dict[str, float]:
    rows = model.themes.get(theme=theme).indicators.select_related("indicator")
    return {row.indicator.code: row.weight for row in rows}


# What is asked


def test_themes_are_divided_per_tree_and_indicators_where_a_theme_has_more_than_one(draft):
    found = {question.key: question.codes for question in questions_of(draft)}
    assert found == {
        ("urgency", ""): ["social", "health", "safety"],
        ("urgency", "social"): ["poverty", "debts"],
        ("potential", ""): ["assets", "organised_residents"],
        ("potential", "organised_residents"): ["volunteers", "groups"],
    }


def test_a_single_theme_is_not_divided_over(draft):
    draft.themes.get(theme="organised_residents").delete()
    assert ("potential", "") not in {question.key for question in questions_of(draft)}


def test_a_theme_with_eleven_indicators_keeps_its_weights_and_one_with_ten_is_divided_within(draft):
    social = draft.themes.get(theme="social")
    for number in range(8):
        new = factories.IndicatorFactory.create(partnership=draft.partnership, code=f"social_{number}")
        social.indicators.create(indicator=new, weight=0.1, low=0, high=1, direction=1)
    assert ("urgency", "social") in {question.key for question in questions_of(draft)}
    eleventh = factories.IndicatorFactory.create(partnership=draft.partnership, code="social_11")
    social.indicators.create(indicator=eleventh, weight=0.1, low=0, high=1, direction=1)
    assert ("urgency", "social") not in {question.key for question in questions_of(draft)}
    assert [theme.theme for theme in too_many_to_divide(draft)] == ["social"]


def test_a_theme_without_indicators_gets_no_points_and_weighs_nothing_afterwards(ballot):
    ScoreTheme.objects.create(model=ballot.model, tree="urgency", theme="climate", weight=0.3)
    assert "climate" not in questions_of(ballot.model)[0].codes
    assert weights(decided(ballot, (40, 30, 30)))["climate"] == 0


@pytest.mark.parametrize(
    ("shares", "points"),
    [
        ([1 / 3] * 3, [34, 33, 33]),
        ([1 / 7] * 7, [15, 15, 14, 14, 14, 14, 14]),
        ([0.29, 0.57, 0.14], [29, 57, 14]),
        ([0.125, 0.875], [13, 87]),
        ([1.0, 0.0], [100, 0]),
    ],
)
def test_whole_points_always_sum_to_100(shares: list[float], points: list[int]):
    assert (whole_points(shares), sum(points)) == (points, 100)


# Opening, voting, closing


def test_opening_puts_a_draft_in_ballot(ballot):
    assert ScoreModel.objects.get(pk=ballot.model_id).state == "in_ballot"
    assert (ballot.question, ballot.is_open) == ("Hoe zwaar weegt elk thema?", True)


def test_only_a_draft_goes_to_a_vote(ballot):
    with pytest.raises(ValidationError, match="Only a draft"):
        opened(ballot.model)
    with pytest.raises(ValidationError, match="Only a draft"):
        opened(ScoreModel.objects.get(state="agreed"))
    assert Ballot.objects.count() == 1


def test_a_model_with_nothing_to_divide_does_not_go_to_a_vote(draft):
    draft.themes.exclude(theme="health").delete()
    voter(draft.partnership, "A")
    with pytest.raises(ValidationError, match="nothing to divide"):
        opened(draft)


def test_without_a_party_that_votes_no_round_is_opened(draft):
    voter(draft.partnership, "A")
    Seat.objects.update(votes=False)
    with pytest.raises(ValidationError, match="No party votes"):
        opened(draft)
    assert ScoreModel.objects.get(pk=draft.pk).state == "draft"


def test_a_second_vote_of_a_party_takes_the_place_of_its_first(ballot):
    voted(ballot, user("A"), social=50, health=25, safety=25)
    voted(ballot, user("A"), social=10, health=45, safety=45)
    assert Vote.objects.count() == 1
    assert Division.objects.get(tree="urgency", theme="").points == [10, 45, 45]
    assert Division.objects.count() == 4


def test_a_colleague_who_votes_on_an_older_vote_is_told_and_replaces_nothing(ballot):
    voted(ballot, user("A"), social=50, health=25, safety=25)
    with pytest.raises(StaleEdit):
        actions.cast_vote(
            ballot=ballot, party=user("A").memberships.get().party, by=user("A"), divided=DIVIDED, seen=""
        )
    assert Division.objects.get(tree="urgency", theme="").points == [50, 25, 25]


def test_points_are_read_by_nobody_before_the_closing(ballot):
    voted(ballot, user("A"))
    with pytest.raises(ValueError, match="after the round is closed"):
        answers(ballot, questions_of(ballot.model))


def test_a_round_without_votes_is_not_closed(ballot):
    with pytest.raises(ValidationError, match="Nobody has voted yet"):
        actions.close_ballot(ballot=ballot, by=None)
    assert Ballot.objects.get().is_open


def test_a_closed_round_takes_no_vote_and_is_not_closed_again(ballot):
    closed(ballot, (50, 25, 25))
    with pytest.raises(ValidationError, match="closed, so votes can no longer change"):
        voted(ballot, user("B"))
    with pytest.raises(ValidationError, match="closed already"):
        actions.close_ballot(ballot=ballot, by=None)
    assert Vote.objects.count() == 1


def test_the_database_itself_refuses_a_vote_after_the_closing(ballot):
    closed(ballot, (50, 25, 25))
    late = [
        lambda: Vote.objects.create(ballot=ballot, party=user("B").memberships.get().party),
        lambda: Vote.objects.update(cast_by=None),
        lambda: Division.objects.filter(theme="", tree="urgency").update(points=[100, 0, 0]),
        lambda: Division.objects.all().delete(),
    ]
    for wrong in late:
        with pytest.raises(IntegrityError, match="a closed ballot is fixed"), transaction.atomic():
            wrong()


def test_a_withdrawn_round_leaves_a_draft_and_no_votes(ballot):
    voted(ballot, user("A"))
    actions.withdraw_ballot(ballot=ballot, by=None)
    assert (ScoreModel.objects.get(pk=ballot.model_id).state, Ballot.objects.count(), Vote.objects.count()) == (
        "draft",
        0,
        0,
    )
    with pytest.raises(ValidationError, match="withdrawn"):
        voted(ballot, user("B"))
    assert opened(ballot.model).is_open


def test_a_closed_round_is_not_withdrawn(ballot):
    with pytest.raises(ValidationError, match="no longer be withdrawn"):
        actions.withdraw_ballot(ballot=closed(ballot, (50, 25, 25)), by=None)
    assert Vote.objects.count() == 1


def test_the_due_date_closes_nothing(ballot):
    Ballot.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    voted(Ballot.objects.get(), user("A"))
    assert Vote.objects.count() == 1


def test_a_round_on_a_version_that_went_out_of_use_takes_no_vote_and_no_decision(ballot):
    """Version 2 was retired by another decision in the middle of its round."""
    voted(ballot, user("A"))
    ScoreModel.objects.filter(pk=ballot.model_id).update(state="retired")
    with pytest.raises(ValidationError, match="no longer in a round"):
        voted(ballot, user("B"))
    actions.close_ballot(ballot=ballot, by=None)
    with pytest.raises(ValidationError, match="no longer in a round"):
        actions.decide_weights(ballot=ballot, by=None, method="mean", reason=REASON)


# Deciding


def test_the_mean_of_the_parties_becomes_the_weights_and_the_model_is_agreed(ballot):
    model = decided(ballot, (50, 30, 20), (40, 30, 30), (60, 0, 40))
    assert (model.state, model.reason) == ("agreed", "Kerngroep van 12 maart: het meest naar social.")
    assert weights(model) == pytest.approx({"social": 0.5, "health": 0.2, "safety": 0.3})
    assert weights(model, "potential") == {"assets": 0.5, "organised_residents": 0.5}
    assert inside(model, "social") == pytest.approx({"poverty": 0.6, "debts": 0.4})
    assert inside(model, "health") == {"lonely": 1}
    assert ScoreModel.objects.get(version=1).state == "retired"
    assert Job.objects.filter(kind="sia.recompute").count() == 1
    ballot.refresh_from_db()
    assert (ballot.method, ballot.reason, ballot.decided_at is not None) == (
        "mean",
        "Kerngroep van 12 maart: het meest naar social.",
        True,
    )


def test_other_weights_are_written_with_their_reason(ballot):
    other = {**DIVIDED, ("urgency", ""): {"social": 20, "health": 35, "safety": 45}}
    done = closed(ballot, (50, 30, 20))
    actions.decide_weights(ballot=done, by=user("A"), method="other", reason="Veiligheid eerst.", divided=other)
    assert weights(ScoreModel.objects.get(pk=ballot.model_id)) == {"social": 0.2, "health": 0.35, "safety": 0.45}
    ballot.refresh_from_db()
    assert (ballot.method, ballot.reason, ballot.decided_by) == ("other", "Veiligheid eerst.", user("A"))


def test_a_theme_of_more_than_half_is_named_in_the_decision_or_nothing_changes(ballot):
    done = closed(ballot, (80, 10, 10))
    with pytest.raises(ValidationError, match="more than half"):
        actions.decide_weights(ballot=done, by=None, method="mean", reason="Zo is besloten.")
    model = ScoreModel.objects.get(pk=ballot.model_id)
    assert (model.state, weights(model)["social"]) == ("in_ballot", 0.5)
    assert Ballot.objects.get().decided_at is None
    assert not Job.objects.filter(kind="sia.recompute").exists()


@pytest.mark.parametrize("state", ["open", "decided"])
def test_only_a_closed_round_is_decided_and_only_once(ballot, state):
    if state == "decided":
        decided(ballot, (40, 30, 30))
    with pytest.raises(ValidationError, match="Only a closed round"):
        actions.decide_weights(ballot=ballot, by=None, method="mean", reason=REASON)
