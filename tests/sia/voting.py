"""A draft of the six squares that goes to a vote: parties with a seat, members who vote, and their points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from accounts.models import Partnership, Party, Seat, User
from sia import actions
from sia.models import Ballot, ScoreModel, ScoreTheme
from sia.pipeline.ballots import questions_of
from tests import factories
from tests.factories import IndicatorFactory

# Urgency: three themes, of which social has two indicators. Potential: two themes, of which organised residents has two.
SECOND = "debts"
DIVIDED = {
    ("urgency", ""): {"social": 50, "health": 30, "safety": 20},
    ("urgency", "social"): {"poverty": 60, SECOND: 40},
    ("potential", ""): {"assets": 50, "organised_residents": 50},
    ("potential", "organised_residents"): {"groups": 50, "volunteers": 50},
}
Points = Mapping[tuple[str, str], Mapping[str, int]]


def draft_of(model: ScoreModel) -> ScoreModel:
    """A new version with a second indicator in the theme social, so that there is something to divide within."""
    draft = actions.new_version(model=model, by=None)
    social = ScoreTheme.objects.get(model=draft, theme="social")
    debts = IndicatorFactory.create(partnership=model.partnership, code=SECOND, theme="social")
    social.indicators.update(weight=0.5)
    social.indicators.create(indicator=debts, weight=0.5, low=0, high=20, direction=1)
    return draft


def opened(model: ScoreModel) -> Ballot:
    soon = timezone.localdate() + dt.timedelta(days=7)
    return actions.open_ballot(model=model, by=None, question="Hoe zwaar weegt elk thema?", due=soon)


def voter(partnership: Partnership, name: str, role: str = "budget_holder") -> User:
    return factories.member(partnership, role, party=Party.objects.get_or_create(name=name, kind="corporation")[0])


def voted(ballot: Ballot, user: User, **urgency: int) -> None:
    """The party of the user votes: as given over the themes of urgency, and as DIVIDED over the rest."""
    asked = {question.key for question in questions_of(ballot.model)}
    points: Points = DIVIDED | ({("urgency", ""): urgency} if urgency else {})
    points = {key: given for key, given in points.items() if key in asked}
    party = user.memberships.get().party
    earlier = ballot.votes.filter(party=party).first()
    actions.cast_vote(ballot=ballot, party=party, by=user, divided=points, seen=actions.vote_stamp(earlier))


def user(name: str) -> User:
    """The one member of this party."""
    return Seat.objects.get(party__name=name).party.memberships.get().user


def closed(ballot: Ballot, *urgency: tuple[int, int, int]) -> Ballot:
    """Each of A, B, C … gives these points to social, health and safety; then the round is closed."""
    for name, (social, health, safety) in zip("ABC", urgency, strict=False):
        voted(ballot, user(name), social=social, health=health, safety=safety)
    actions.close_ballot(ballot=ballot, by=None)
    return Ballot.objects.get(pk=ballot.pk)


def decided(ballot: Ballot, *urgency: tuple[int, int, int]) -> ScoreModel:
    reason = "Kerngroep van 12 maart: het meest naar social."
    actions.decide_weights(ballot=closed(ballot, *urgency), by=None, method="mean", reason=reason)
    return ScoreModel.objects.get(pk=ballot.model_id)


def weights(model: ScoreModel, tree: str = "urgency") -> dict[str, float]:
    return {theme.theme: theme.weight for theme in model.themes.filter(tree=tree)}
