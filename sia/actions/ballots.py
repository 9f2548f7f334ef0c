"""A round of voting on the weights: open, vote, close, decide.

While it is open nobody's points are read but one's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged
from accounts.models import Party, Seat, User
from sia.actions.models import agree
from sia.models import Ballot, Division, ScoreIndicator, ScoreModel, ScoreTheme, Vote
from sia.models.ballots import POINTS
from sia.pipeline.ballots import Key, answers, counted_themes, questions_of

State = ScoreModel.State
TOO_LATE = "too_late"
type Divided = Mapping[Key, Mapping[str, int]]  # per question the points of each member


@transaction.atomic
def open_ballot(*, model: ScoreModel, by: User | None, question: str, due: dt.date) -> Ballot:
    """Ask the parties for their weights; until the round is decided or withdrawn the draft is not edited.

    Raises ValidationError with a sentence where the model is no draft, or there is nothing to divide or nobody to vote.
    """
    locked = ScoreModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if not locked.is_draft:
        raise ValidationError(_("Only a draft goes to a vote. See below how this version stands."), code=TOO_LATE)
    if not questions_of(locked):
        raise ValidationError(_("This version has nothing to divide. Add a second theme or indicator first."))
    if not Seat.objects.of(locked.partnership).current().filter(votes=True).exists():
        raise ValidationError(_("No party votes in this partnership. Give a party the right to vote first."))
    locked.state = State.IN_BALLOT
    locked.save(update_fields=["state"])
    return Ballot.objects.create(model=locked, question=question, due=due, opened_by=by)


@transaction.atomic
def cast_vote(*, ballot: Ballot | None, party: Party, by: User, divided: Divided, seen: str) -> Vote:
    """Store the points of this party, in place of those it gave before.

    `seen` is the stamp of the vote that the person saw. Raises StaleEdit where a colleague voted in the meantime, and
    ValidationError where the round is closed.
    """
    locked = _locked(ballot)
    check_open(locked)
    earlier = locked.votes.filter(party=party).first()
    check_unchanged(vote_stamp(earlier), seen)
    found, _made = Vote.objects.update_or_create(ballot=locked, party=party, defaults={"cast_by": by})
    found.divisions.all().delete()
    Division.objects.bulk_create(
        Division(vote=found, tree=tree, theme=theme, members=list(points), points=list(points.values()))
        for (tree, theme), points in divided.items()
    )
    return found


def check_open(ballot: Ballot | None) -> None:
    """Raise ValidationError with a sentence where nobody can vote."""
    found = _existing(ballot)
    if found.closed_at:
        raise ValidationError(_("The round is closed, so votes can no longer change."), code=TOO_LATE)
    _check_in_ballot(found.model)


def check_undecided(ballot: Ballot | None) -> None:
    """Raise ValidationError with a sentence where there is nothing to decide, or no longer."""
    found = _existing(ballot)
    if found.is_open or found.decided_at:
        raise ValidationError(_("Only a closed round that is not decided yet can be decided."), code=TOO_LATE)
    _check_in_ballot(found.model)


def vote_stamp(vote: Vote | None) -> str:
    """Return a stamp that differs between two versions of a party's vote; empty for none."""
    return vote.cast_at.isoformat() if vote else ""


@transaction.atomic
def close_ballot(*, ballot: Ballot | None, by: User | None) -> None:
    """Close the round: from now on everybody sees all points, and none changes.

    Raises ValidationError where nobody has voted.
    """
    locked = _locked(ballot)
    if not locked.is_open:
        raise ValidationError(_("The round is closed already. Below are the points of the parties."), code=TOO_LATE)
    if not locked.votes.exists():
        raise ValidationError(_("Nobody has voted yet. The round can be closed when at least one party has voted."))
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["closed_at", "closed_by"])


@transaction.atomic
def withdraw_ballot(*, ballot: Ballot | None, by: User | None) -> None:
    """Withdraw the round, which makes the model a draft again.

    The votes go, unseen: had they been kept, the round would have to be shown as decided.
    """
    locked = _locked(ballot)
    if not locked.is_open:
        raise ValidationError(_("The round is closed, so it can no longer be withdrawn. Decide on it."), code=TOO_LATE)
    ScoreModel.objects.filter(pk=locked.model_id, state=State.IN_BALLOT).update(state=State.DRAFT)
    locked.delete()


@transaction.atomic
def decide_weights(
    *, ballot: Ballot | None, by: User | None, method: str, reason: str, divided: Divided | None = None
) -> None:
    """Write the mean of the parties, or for other weights `divided`, into the model, and agree on it.

    Raises ValidationError with a sentence where the round is not closed or is decided, or where `agree` refuses.
    """
    locked = _locked(ballot)
    check_undecided(locked)
    model = locked.model
    write_weights(model, _means(locked) if method == Ballot.Method.MEAN else _shares(divided or {}))
    locked.decided_at, locked.decided_by, locked.method, locked.reason = timezone.now(), by, method, reason.strip()
    locked.save(update_fields=["decided_at", "decided_by", "method", "reason"])
    agree(model=model, by=by, reason=reason)


def write_weights(model: ScoreModel, shares: Mapping[Key, Mapping[str, float]]) -> None:
    """Write the divided shares to the weights of the model.

    Themes and indicators that were not divided keep their weights; a theme without indicators weighs nothing.
    """
    counted = {theme.pk for theme in counted_themes(model)}
    for theme in model.themes.prefetch_related("indicators__indicator"):
        between, inside = shares.get((theme.tree, ""), {}), shares.get((theme.tree, theme.theme), {})
        weight = between.get(theme.theme, theme.weight) if theme.pk in counted else 0
        ScoreTheme.objects.filter(pk=theme.pk).update(weight=weight)
        for row in theme.indicators.all():
            share = inside.get(row.indicator.code, row.weight)
            ScoreIndicator.objects.filter(pk=row.pk).update(weight=share)


def _means(ballot: Ballot) -> dict[Key, dict[str, float]]:
    found = [each for each in answers(ballot, questions_of(ballot.model)) if each.parties]
    return {each.question.key: dict(zip(each.question.codes, each.mean.tolist(), strict=True)) for each in found}


def _shares(divided: Divided) -> dict[Key, dict[str, float]]:
    return {key: {code: points / POINTS for code, points in given.items()} for key, given in divided.items()}


def _check_in_ballot(model: ScoreModel) -> None:
    """Raise ValidationError where the model has left its round.

    A proposal retires when the parties agree on another version, also in the middle of its round.
    """
    if model.state != State.IN_BALLOT:
        raise ValidationError(
            _("This version is no longer in a round: another decision was taken in the meantime."), code=TOO_LATE
        )


def _locked(ballot: Ballot | None) -> Ballot:
    """Lock the row of the round and return it: a vote is in before the closing, or it is refused."""
    rounds = Ballot.objects.select_for_update(no_key=True, of=("self",)).select_related("model")
    return _existing(rounds.filter(pk=_existing(ballot).pk).first())


def _existing(ballot: Ballot | None) -> Ballot:
    if ballot is None:
        raise ValidationError(_("No round was opened for this version, or it was withdrawn."), code=TOO_LATE)
    return ballot
