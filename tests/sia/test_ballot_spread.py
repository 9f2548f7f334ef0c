"""What the parties' points do to the spread of the weights, and so to the intervals of the ranks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation

from accounts.models import Partnership
from sia import actions, pipeline
from sia.models import Ballot, ScoreModel
from sia.pipeline.ballots import answers, counted_themes, questions_of
from sia.pipeline.spread import Spread, spread_of
from sia.pipeline.uncertain import uncertainty_of
from sia.pipeline.weighing import Weighing
from sia.scoring.draws import draw
from tests import factories
from tests.sia.six_squares import agreed_model, six_squares
from tests.sia.voting import DIVIDED, closed, decided, draft_of, opened, user, voted, voter, weights

pytestmark = pytest.mark.django_db
REASON = "Kerngroep van 12 maart"
# Poverty rises to the west, feeling unsafe to the east: which area comes first depends on the weights.
CONTRARY = {
    "poverty": {"A": 20, "B": 16, "C": 12, "D": 8, "E": 4, "F": 0},  # 100 80 60 40 20 0
    "lonely": {"A": 40, "B": 30, "C": 50, "D": 44, "E": 34, "F": 38},  # 50 0 100 70 20 40
    "feels_safe": {"A": 100, "B": 92, "C": 80, "D": 70, "E": 60, "F": 50},  # 0 16 40 60 80 100
}


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


def spread_in(model: ScoreModel) -> dict[str, Spread]:
    return spread_of(model, counted_themes(model))


def test_until_the_decision_the_spread_is_the_assumed_one_whatever_was_voted(ballot):
    before = spread_in(ballot.model)
    assert before["urgency"].parties == 0
    closed(ballot, (100, 0, 0), (0, 100, 0), (0, 0, 100))
    assert spread_in(ballot.model) == before
    assert Weighing.of(ballot.model).spread == before


def test_the_votes_are_drawn_as_they_were_given(ballot):
    """In the order of the parties; the weights inside themes are those of the model, of which nothing was asked."""
    spread = spread_in(decided(ballot, (40, 30, 30), (50, 25, 25), (60, 20, 20)))["urgency"]
    assert [vote.themes for vote in spread.votes] == [(0.4, 0.3, 0.3), (0.5, 0.25, 0.25), (0.6, 0.2, 0.2)]
    assert {vote.inner for vote in spread.votes} == {(0.6, 0.4, 1, 1)}
    assert (spread.between, spread.inside, spread.parties) == (None, None, 3)


def test_the_points_inside_a_theme_stand_in_the_votes(ballot):
    for name, poverty in (("A", 50), ("B", 70)):
        divided = {**DIVIDED, ("urgency", "social"): {"poverty": poverty, "debts": 100 - poverty}}
        party = user(name).memberships.get().party
        actions.cast_vote(ballot=ballot, party=party, by=user(name), divided=divided, seen="")
    assert [vote.inner for vote in spread_in(decided(ballot))["urgency"].votes] == [(0.5, 0.5, 1, 1), (0.7, 0.3, 1, 1)]


def test_a_party_that_abstains_does_not_count(ballot):
    spread = spread_in(decided(ballot, (40, 30, 30), (60, 20, 20)))["urgency"]
    assert [vote.themes for vote in spread.votes] == [(0.4, 0.3, 0.3), (0.6, 0.2, 0.2)]
    assert spread.parties == 2


@pytest.mark.parametrize("points", [[(40, 30, 30)], [(40, 30, 30), (40, 30, 30)]])
def test_one_voter_and_parties_that_agree_leave_some_spread(ballot, points):
    """A tenth of each weight at least: that of social, the largest, is 0.04."""
    weighing = Weighing.of(ScoreModel.objects.get(pk=decided(ballot, *points).pk))
    tree = weighing.tree("urgency")
    drawn = draw(tree, replace(uncertainty_of(weighing, "urgency", tree, errors=False), leave_one_out=0.0))
    assert drawn.theme_weights.std(axis=0)[0] == pytest.approx(0.04, rel=0.1)
    assert (drawn.theme_weights.std(axis=0) > [0.036, 0.03, 0.03]).all()


def test_in_a_what_if_the_votes_move_along_with_the_weights(ballot):
    """Social from 0.5 to 0: the others keep their ratio in each vote."""
    weighing = Weighing.of(ScoreModel.objects.get(pk=decided(ballot, (40, 40, 20), (60, 10, 30)).pk))
    assert weighing.reweighed({}).spread == weighing.spread
    moved = weighing.reweighed({"social": 0}).spread["urgency"]
    assert [vote.themes for vote in moved.votes] == [
        pytest.approx((0, 2 / 3, 1 / 3)),
        pytest.approx((0, 0.25, 0.75)),
    ]


def test_a_vote_follows_the_model_where_a_theme_gets_weight(ballot):
    weighing = Weighing.of(ScoreModel.objects.get(pk=decided(ballot, (100, 0, 0), (100, 0, 0)).pk))
    moved = weighing.reweighed({"health": 1}).spread["urgency"]
    assert [vote.themes for vote in moved.votes] == [pytest.approx((0.5, 0.5, 0))] * 2


def test_points_for_a_theme_that_was_removed_do_not_count(ballot):
    """Of A 60 and 20 remain, so 75 and 25; of B 20 and 60. C gave all to what is gone, and has no row any more."""
    done = closed(ballot, (60, 20, 20), (20, 60, 20), (0, 0, 100))
    ballot.model.themes.get(theme="safety").delete()
    [given] = [each for each in answers(done, questions_of(ballot.model)) if each.question.key == ("urgency", "")]
    assert given.shares.tolist() == [[0.75, 0.25], [0.25, 0.75]]
    actions.decide_weights(ballot=done, by=None, method="mean", reason=REASON)
    model = ScoreModel.objects.get(pk=ballot.model_id)
    assert weights(model) == {"social": 0.5, "health": 0.5}
    votes = spread_in(model)["urgency"].votes
    assert [vote.themes for vote in votes] == [(0.75, 0.25), (0.25, 0.75), (0.5, 0.5)]  # the model's, for C


def test_a_theme_that_was_added_after_the_votes_gets_nothing_and_the_rest_counts(ballot):
    done = closed(ballot, (50, 30, 20), (40, 30, 30))
    extra = ballot.model.themes.create(tree="urgency", theme="housing", weight=0.2)
    new = factories.IndicatorFactory.create(partnership=ballot.model.partnership, code="damp", theme="housing")
    extra.indicators.create(indicator=new, weight=1, low=0, high=1, direction=1)
    actions.decide_weights(ballot=done, by=None, method="mean", reason=REASON)
    model = ScoreModel.objects.get(pk=ballot.model_id)
    assert weights(model) == pytest.approx({"social": 0.45, "health": 0.3, "safety": 0.25, "housing": 0})
    assert [vote.themes for vote in spread_in(model)["urgency"].votes] == [(0.5, 0.3, 0.2, 0), (0.4, 0.3, 0.3, 0)]


def test_a_question_that_nobody_was_asked_keeps_the_assumed_spread(draft):
    """Potential had one theme; it got a second one after the votes. A half each: 0.5 / (0.25² · 0.5) - 1 = 15."""
    draft.themes.get(theme="organised_residents").delete()
    voter(draft.partnership, "A")
    done = closed(opened(draft), (50, 30, 20))
    extra = draft.themes.create(tree="potential", theme="investment_window", weight=0.5)
    new = factories.IndicatorFactory.create(partnership=draft.partnership, code="sewer", theme="investment_window")
    extra.indicators.create(indicator=new, weight=1, low=0, high=1, direction=1)
    actions.decide_weights(ballot=done, by=None, method="mean", reason=REASON)
    spread = spread_in(draft)
    assert (spread["urgency"].parties, spread["potential"]) == (1, Spread(pytest.approx(15), None, 0))


def width(partnership: Partnership, model: ScoreModel) -> int:
    """How many places the buurten may move together."""
    run = pipeline.compute(partnership, model, "buurt")
    return sum(row.rank_high - row.rank_low for row in run.results.exclude(rank=None))


def test_the_intervals_are_narrower_when_the_parties_agree(partnership):
    """Twice the same mean of 40, 30 and 30, on the same figures: once a point apart, once seventy."""
    six_squares(partnership, CONTRARY)
    for name in "ABC":
        voter(partnership, name)
    near, far = [(40, 30, 30), (41, 30, 29), (39, 30, 31)], [(80, 10, 10), (30, 50, 20), (10, 30, 60)]
    widths = []
    for given in (near, far):
        draft = actions.new_version(model=ScoreModel.objects.in_use(partnership), by=None)
        model = decided(opened(draft), *given)
        assert weights(model) == pytest.approx({"social": 0.4, "health": 0.3, "safety": 0.3})
        widths.append(width(partnership, model))
    assert widths[0] < widths[1]


def test_the_scores_do_not_move_while_the_parties_vote_or_when_the_round_is_closed(partnership):
    six_squares(partnership)
    for name in "ABC":
        voter(partnership, name)
    draft = actions.new_version(model=ScoreModel.objects.in_use(partnership), by=None)
    before = imagined(draft)
    ballot = opened(draft)
    for points in ((37, 63, 0), (0, 0, 100), (100, 0, 0)):
        voted(
            ballot, user("ABC"[ballot.votes.count()]), **dict(zip(["social", "health", "safety"], points, strict=True))
        )
        assert imagined(draft) == before
    actions.close_ballot(ballot=ballot, by=None)
    assert imagined(draft) == before


def imagined(model: ScoreModel) -> list[tuple]:
    found = pipeline.imagine_anew(ScoreModel.objects.get(pk=model.pk), "buurt").results
    return [(r.area_id, r.rank, r.mean_rank, r.rank_low, r.rank_high, r.advice_chances) for r in found]
