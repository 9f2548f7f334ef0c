"""One's own points tried on the ranking, before they are sent: what it would do, to oneself alone, and nothing kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from datasets.models import Observation
from sia import actions, pipeline
from sia.models import Ballot, ScoreModel, ScoreRun, Vote
from sia.pages.ballot_try import try_points
from sia.pipeline.weighing import Weighing
from tests import factories
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    """Poverty rises from the south-west, loneliness in no order: within the bounds of the model."""
    made = weighed_city(factories.PartnershipFactory.create(), columns=4)
    for place, figure in enumerate(newest_loneliness()):
        Observation.objects.filter(pk=figure.pk).update(value=12.5 + 5 * place % 9 * 0.7)
    pipeline.compute(made.partnership, made.model, "buurt")
    return made


def newest_loneliness() -> list[Observation]:
    figures = Observation.objects.filter(indicator__code="loneliness", area__level="buurt")
    newest = max(figure.period for figure in figures)
    return list(figures.filter(period=newest).select_related("area").order_by("-area__code"))


@pytest.fixture
def draft(city: City) -> ScoreModel:
    return actions.new_version(model=city.model, by=None)


@pytest.fixture
def voter(draft: ScoreModel) -> User:
    person = factories.member(draft.partnership, "analyst")
    lead = factories.member(draft.partnership, "secretary")
    actions.open_ballot(model=draft, by=lead, question="Hoe zwaar?", due=timezone.localdate() + dt.timedelta(days=9))
    return person


def ask(person: User, model: ScoreModel, points: dict[str, str], *, htmx: bool = True):
    client = Client(headers={"HX-Request": "true"} if htmx else {})
    client.force_login(person)
    client.cookies["django_language"] = "en"
    party = person.memberships.get().party
    return client.post(
        reverse("ballot_try", args=[model.partnership.slug, model.version]), {"party": party.pk, **points}
    )


def boxes(person: User, model: ScoreModel) -> list[str]:
    client = Client()
    client.force_login(person)
    page = client.get(reverse("ballot", args=[model.partnership.slug, model.version])).content.decode()
    return [part.split('"')[0] for part in page.split('name="')[1:] if "data-points" in part.split(">")[0]]


def test_points_become_the_weights_of_themes_and_of_indicators_inside(draft):
    found = Weighing.of(draft).divided(
        {("urgency", ""): {"social": 80, "health": 20}, ("urgency", "social"): {"poverty": 100}}
    )
    assert {branch.theme: branch.weight for branch in found.branches_of("urgency")} == {"social": 0.8, "health": 0.2}
    assert [each.weight for each in found.counted if each.code == "poverty"] == [1.0]


def test_all_points_on_a_theme_give_the_order_of_that_theme(draft):
    figures = sorted(newest_loneliness(), key=lambda figure: figure.value)
    least, worst = figures[0].area.name, figures[-1].area.name
    tried = try_points(draft, {("urgency", ""): {"social": 0, "health": 100}})
    assert worst in tried.leading
    assert least not in tried.leading
    assert tried.joining
    assert tried.leaving
    same = try_points(draft, {("urgency", ""): {"social": 50, "health": 50}})
    assert (same.joining, same.leaving, same.keeps_leading) == ([], [], True)


def test_the_answer_names_who_changes_group_and_keeps_nothing(voter, draft):
    runs = ScoreRun.objects.count()
    names = boxes(voter, draft)
    social, health = (next(name for name in names if theme in name) for theme in ("social", "health"))
    answer = ask(voter, draft, {social: "0", health: "100"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "What these points would do" in text
    assert "In front" in text
    assert "<html" not in text
    assert (Vote.objects.count(), ScoreRun.objects.count()) == (0, runs)
    whole = ask(voter, draft, {social: "0", health: "100"}, htmx=False).content.decode()
    assert "In front" in whole
    assert 'value="100"' in whole


def test_points_that_are_not_all_divided_are_told_and_nothing_is_tried(voter, draft):
    names = boxes(voter, draft)
    answer = ask(voter, draft, dict.fromkeys(names, "10"))
    assert answer.status_code == 422


def test_after_the_closing_nothing_is_tried(voter, draft):
    Ballot.objects.update(closed_at=timezone.now())
    assert ask(voter, draft, {}).status_code == 409


def test_without_a_ranking_there_is_nothing_to_compare_with(draft):
    ScoreRun.objects.all().delete()
    assert try_points(draft, {}) is None
