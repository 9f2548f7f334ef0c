"""Versions of the score model: drafts that change nothing, agreements that change everything, and what stays fixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.editing import StaleEdit
from accounts.models import Partnership
from accounts.states import BY_ITSELF
from datasets.models import Job
from sia import actions, states
from sia.models import ScoreIndicator, ScoreModel, ScoreRun
from sia.pipeline import propose_model
from sia.pipeline.plan import Plan, shared
from tests import factories
from tests.factories import member, run_jobs
from tests.shared_city import fresh_copy
from tests.sia.six_squares import newest, results, six_squares
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db
AGREED = "Besloten in de kerngroep van 3 november."


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def made(module_db: None) -> Partnership:
    """Once for all tests of this file."""
    partnership = factories.PartnershipFactory.create()
    six_squares(partnership)
    return partnership


@pytest.fixture
def partnership(made: Partnership, db: None) -> Partnership:
    return fresh_copy(made)


@pytest.fixture
def empty(db: None) -> Partnership:
    return factories.PartnershipFactory.create()


@pytest.fixture
def six(partnership: Partnership) -> Partnership:
    return partnership


@pytest.fixture
def agreed(six: Partnership) -> ScoreModel:
    return ScoreModel.objects.get(partnership=six)


@pytest.fixture
def draft(agreed: ScoreModel) -> ScoreModel:
    return actions.new_version(model=agreed, by=None)


def reweighed(model: ScoreModel, **weights: float) -> Plan:
    plan = Plan.of(model)
    return replace(plan, themes=shared([replace(t, weight=weights.get(t.theme, t.weight)) for t in plan.themes]))


def change(model: ScoreModel, plan: Plan, **options: Any) -> ScoreModel:
    return actions.change_model(model=model, by=None, plan=plan, stamp=options.get("stamp", Plan.of(model).stamp))


def ranks(partnership: Partnership) -> dict[str, int | None]:
    return {letter: result.rank for letter, result in results(partnership).items()}


def state_of(model: ScoreModel) -> str:
    return ScoreModel.objects.get(pk=model.pk).state


def test_a_new_version_is_a_draft_with_everything_of_the_old_one(agreed, draft):
    assert (draft.version, draft.state, draft.based_on) == (2, "draft", agreed)
    assert Plan.of(draft) == Plan.of(agreed)


def test_a_new_version_leaves_the_version_in_use_in_use(six, agreed, draft):
    assert ScoreModel.objects.in_use(six) == agreed


def test_a_new_version_beside_a_proposal_is_not_in_use_either(empty):
    proposal = weighed_city(empty).model
    actions.new_version(model=proposal, by=None)
    assert proposal.starter
    assert ScoreModel.objects.in_use(empty) == proposal


def test_a_new_version_beside_an_own_draft_that_the_scores_follow_is_not_in_use_either(empty):
    weighed_city(empty)
    own = propose_model(empty, starter=False)
    assert own
    actions.new_version(model=own, by=None)
    assert ScoreModel.objects.in_use(empty) == own


def test_the_newest_proposal_is_in_use(empty):
    weighed_city(empty)
    newer = propose_model(empty)
    assert ScoreModel.objects.in_use(empty) == newer


def test_changing_a_draft_replaces_weights_that_sum_to_one(draft):
    change(draft, reweighed(draft, social=1.5))  # beside 0.25 and 0.25
    weights = dict(draft.themes.filter(tree="urgency").values_list("theme", "weight"))
    assert weights == {"social": 0.75, "health": 0.125, "safety": 0.125}


def test_saving_a_draft_unchanged_changes_nothing(draft):
    before = Plan.of(draft)
    change(draft, replace(before, themes=shared(list(before.themes))))
    assert Plan.of(draft).stamp == before.stamp


def test_changing_a_draft_does_not_move_the_scores_until_it_is_agreed_on(six, draft):
    before, runs = ranks(six), ScoreRun.objects.count()
    change(draft, reweighed(draft, social=0, health=0))
    actions.recompute(partnership=six, by=None)
    run_jobs(six)
    assert (ranks(six), ScoreRun.objects.count()) == (before, runs)
    actions.agree(model=draft, by=None, reason=f"{AGREED} Veiligheid gaat voor.")
    run_jobs(six)
    assert newest(six).model_id == draft.pk
    # feels_safe alone: A 100, D 80, F 60, B 50, E 20, C 0
    assert ranks(six) == {"A": 1, "D": 2, "F": 3, "B": 4, "E": 5, "C": 6}


def test_who_saves_a_draft_that_somebody_else_changed_is_told_and_nothing_changes(draft):
    stamp = Plan.of(draft).stamp
    change(draft, reweighed(draft, social=0.9))
    theirs = Plan.of(draft)
    with pytest.raises(StaleEdit):
        change(draft, reweighed(draft, social=0.1), stamp=stamp)
    assert Plan.of(draft) == theirs


@pytest.mark.parametrize("state", ["in_ballot", "agreed", "retired"])
def test_only_a_draft_is_changed(draft, state):
    ScoreModel.objects.filter(pk=draft.pk).update(state=state)
    with pytest.raises(ValidationError, match="stays as it is"):
        change(draft, reweighed(draft, social=0.9))


def test_the_proposal_that_the_scores_follow_is_not_changed(empty):
    proposal = weighed_city(empty).model
    with pytest.raises(ValidationError, match="Make a new version"):
        change(proposal, reweighed(proposal, social=0.9))


def test_an_agreed_version_is_not_changed_with_sql_either(agreed):
    rows = ScoreIndicator.objects.filter(theme__model=agreed)
    for forbidden in (lambda: rows.update(low=-1), rows.delete, lambda: ScoreModel.objects.update(top_share=0.5)):
        with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
            forbidden()


def test_agreeing_keeps_who_when_and_why_and_retires_the_version_before(six, agreed, draft):
    secretary = member(six, "secretary")
    actions.agree(model=draft, by=secretary, reason=AGREED)
    draft.refresh_from_db()
    assert (draft.state, draft.agreed_by, draft.reason, draft.agreed_at is None) == ("agreed", secretary, AGREED, False)
    assert state_of(agreed) == "retired"
    assert ScoreModel.objects.in_use(six) == draft


def test_agreeing_queues_the_recompute(six, draft):
    assert not Job.objects.open().filter(partnership=six, kind="sia.recompute").exists()
    actions.agree(model=draft, by=None, reason=AGREED)
    assert Job.objects.open().filter(partnership=six, kind="sia.recompute").exists()


def test_agreeing_on_a_version_in_ballot_is_possible(draft):
    ScoreModel.objects.filter(pk=draft.pk).update(state="in_ballot")
    actions.agree(model=draft, by=None, reason=AGREED)
    assert state_of(draft) == "agreed"


def test_agreeing_on_the_proposal_makes_it_the_parties_own(empty):
    proposal = weighed_city(empty).model
    actions.agree(model=proposal, by=None, reason=AGREED)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.starter) == ("agreed", False)


def test_agreeing_on_another_version_retires_the_proposal(empty):
    proposal = weighed_city(empty).model
    draft = actions.new_version(model=proposal, by=None)
    actions.agree(model=draft, by=None, reason=AGREED)
    assert state_of(proposal) == "retired"


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_agreeing_without_a_reason_is_refused(draft, reason):
    with pytest.raises(ValidationError, match="Write down"):
        actions.agree(model=draft, by=None, reason=reason)
    assert state_of(draft) == "draft"


def test_a_theme_above_half_needs_to_be_named_in_the_decision(draft):
    change(draft, reweighed(draft, social=1.5))
    with pytest.raises(ValidationError, match="Social: more than half"):
        actions.agree(model=draft, by=None, reason=AGREED)
    actions.agree(model=draft, by=None, reason=f"{AGREED} Sociaal weegt zwaar om de armoede.")


def test_exactly_half_is_not_more_than_half(draft):
    assert Plan.of(draft).heavy == []  # social 0.5 of urgency, assets 0.5 of potential


def test_the_only_theme_of_a_tree_is_not_too_heavy(empty):
    assert [theme.theme for theme in Plan.of(weighed_city(empty).model).heavy] == []


@pytest.mark.parametrize("state", ["agreed", "retired"])
def test_what_is_agreed_or_retired_is_not_agreed_on_again(draft, state):
    ScoreModel.objects.filter(pk=draft.pk).update(state=state)
    with pytest.raises(ValidationError, match="by now"):
        actions.agree(model=draft, by=None, reason=AGREED)


def test_a_version_without_urgency_is_not_agreed_on(draft):
    change(draft, replace(Plan.of(draft), themes=tuple(Plan.of(draft).of_tree("potential"))))
    with pytest.raises(ValidationError, match="nothing to agree on"):
        actions.agree(model=draft, by=None, reason=AGREED)


def test_a_draft_is_dropped_but_the_version_in_use_is_not(six, agreed, draft):
    actions.retire(model=draft, by=None)
    assert state_of(draft) == "retired"
    with pytest.raises(ValidationError):
        actions.retire(model=agreed, by=None)
    assert ScoreModel.objects.in_use(six) == agreed


def test_the_proposal_that_the_scores_follow_is_not_dropped(empty):
    proposal = weighed_city(empty).model
    with pytest.raises(ValidationError, match="agree on another version first"):
        actions.retire(model=proposal, by=None)


def test_two_agreements_leave_one_agreed_version(agreed, draft):
    other = actions.new_version(model=agreed, by=None)
    for model in (draft, other):
        actions.agree(model=model, by=None, reason=AGREED)
    assert [state_of(model) for model in (agreed, draft, other)] == ["retired", "retired", "agreed"]


def test_nothing_leaves_retired_and_nobody_retires_an_agreed_version_by_hand():
    assert states.MODEL["retired"] == {}
    assert states.MODEL["agreed"] == {"retired": BY_ITSELF}
