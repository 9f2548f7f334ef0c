"""Two parties reach for one opportunity at the same moment: one takes it up, the other is told by whom."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Partnership, User
from sia import actions
from sia.models import Opportunity
from tests import factories
from tests.datasets.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def people(partnership: Partnership) -> list[User]:
    return [
        factories.member(partnership, "planner", party=factories.PartyFactory.create(name=name))
        for name in ("Noord", "Zuid")
    ]


@pytest.fixture
def opportunity(partnership: Partnership, people: list[User]) -> Opportunity:
    [area, *_others] = factories.square_city(partnership)
    party = people[0].memberships.get().party
    named = actions.name_bottleneck(area=area, by=people[0], party=party, text="Te warm", theme="climate")
    return actions.add_opportunity(bottleneck=named, by=people[0], text="Bomen")


def reach(opportunity: Opportunity, by: User) -> str:
    """What was said: nothing, or the sentence of the refusal."""
    with translation.override("en"):
        try:
            actions.take_up(opportunity=opportunity, by=by, party=by.memberships.get().party)
        except ValidationError as refused:
            return refused.messages[0]
    return ""


def test_of_two_parties_at_once_one_is_told_who_was_first(opportunity, people):
    for _round in range(ROUNDS):
        Opportunity.objects.update(taken_up_by=None)
        said = at_once(*(lambda user=user: reach(opportunity, user) for user in people))
        holder = Opportunity.objects.select_related("taken_up_by").get().taken_up_by
        assert sorted(said) == ["", f"{holder} has taken this up already. Speak with them first."]
        assert said[[user.memberships.get().party for user in people].index(holder)] == ""
