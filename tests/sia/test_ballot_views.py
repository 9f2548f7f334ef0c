"""The screens of a round: who may do what, what is wrong with a vote in words, and what is shown when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Partnership, Party, Seat, User
from sia import actions
from sia.models import Ballot, Division, ScoreModel, Vote
from tests import factories
from tests.sia.six_squares import agreed_model
from tests.sia.voting import closed, draft_of, opened, user, voted, voter

pytestmark = pytest.mark.django_db
DIVIDED = {
    "urgency-social": "50",
    "urgency-health": "30",
    "urgency-safety": "20",
    "urgency-social-poverty": "60",
    "urgency-social-debts": "40",
    "potential-assets": "50",
    "potential-organised_residents": "50",
    "potential-organised_residents-groups": "50",
    "potential-organised_residents-volunteers": "50",
}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def draft(partnership: Partnership) -> ScoreModel:
    return draft_of(agreed_model(partnership))


@pytest.fixture
def lead(partnership: Partnership) -> User:
    return voter(partnership, "Gemeente", "secretary")


@pytest.fixture
def ballot(draft: ScoreModel, lead: User) -> Ballot:
    """Open, with the municipality and three parties: A, B and C."""
    for name in "ABC":
        voter(draft.partnership, name)
    return opened(draft)


def browser(person: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(person)
    return client


def path(model: ScoreModel, verb: str = "ballot") -> str:
    return reverse(verb, args=[model.partnership.slug, model.version])


def page(person: User, model: ScoreModel, query: str = "") -> str:
    response = browser(person).get(path(model) + query)
    assert response.status_code == 200
    return response.content.decode()


def vote(person: User, ballot: Ballot, *, seen: str = "", party: Party | None = None, **points: str) -> Any:
    named = {name.replace("__", "-"): value for name, value in points.items()}
    party = party or person.memberships.all()[0].party
    data = {**DIVIDED, **named, "seen": seen, "party": party.pk}
    return browser(person).post(path(ballot.model, "ballot_vote"), data)


def boxes(text: str) -> dict[str, str]:
    """What stands in each box."""
    found = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input type=\"number\"[^>]*>", text)]
    return {box["name"]: box.get("value", "") for box in found}


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# Opening


def test_the_secretary_opens_a_round_and_others_are_told_who_can(draft, lead):
    assert "Open the round" in page(lead, draft)
    other = page(voter(draft.partnership, "A"), draft)
    assert "Open the round" not in other
    assert "The secretary or the administrator opens a round" in other
    answer = browser(lead).post(path(draft, "ballot_open"), {"question": "Hoe zwaar?", "due": "2099-12-31"})
    assert answer.status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.question, str(ballot.due), ballot.opened_by) == ("Hoe zwaar?", "2099-12-31", lead)


def test_a_round_needs_a_question_and_a_day_that_is_not_past(draft, lead):
    answer = browser(lead).post(path(draft, "ballot_open"), {"question": "", "due": "2020-01-01"})
    assert (answer.status_code, Ballot.objects.count()) == (422, 0)
    assert "This day has passed. Choose today or a later day." in words(answer)
    assert ScoreModel.objects.get(pk=draft.pk).state == "draft"


def test_an_agreed_version_is_not_opened(draft, lead):
    agreed = ScoreModel.objects.get(state="agreed")
    assert "No vote was held on this version" in page(lead, agreed)
    answer = browser(lead).post(path(agreed, "ballot_open"), {"question": "Hoe zwaar?", "due": "2099-12-31"})
    assert answer.status_code == 409
    assert "Only a draft goes to a vote" in words(answer)


def test_a_version_with_nothing_to_divide_says_what_it_needs(draft, lead):
    draft.themes.exclude(theme="health").delete()
    assert "A vote needs at least two themes" in page(lead, draft)


# Voting


def test_the_boxes_start_with_an_equal_division(ballot):
    assert boxes(page(user("A"), ballot.model)) == {
        "urgency-social": "34",
        "urgency-health": "33",
        "urgency-safety": "33",
        "urgency-social-poverty": "50",
        "urgency-social-debts": "50",
        "potential-assets": "50",
        "potential-organised_residents": "50",
        "potential-organised_residents-groups": "50",
        "potential-organised_residents-volunteers": "50",
    }


def test_a_vote_is_saved_and_stands_in_the_boxes_the_next_time(ballot):
    assert vote(user("A"), ballot, urgency__social="41", urgency__health="39").status_code == 302
    text = page(user("A"), ballot.model)
    assert boxes(text)["urgency-social"] == "41"
    assert "You can change it until the round is closed" in text
    assert Vote.objects.get().cast_by == user("A")


def test_a_vote_is_changed_until_the_closing(ballot):
    vote(user("A"), ballot)
    seen = actions.vote_stamp(Vote.objects.get())
    assert vote(user("A"), ballot, seen=seen, urgency__social="0", urgency__safety="70").status_code == 302
    assert Division.objects.get(tree="urgency", theme="").points == [0, 30, 70]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"urgency__social": "53"}, "Themes of urgency: 3 points too many. Take them off, so that there are 100."),
        ({"urgency__social": "51"}, "Themes of urgency: 1 point too many. Take it off, so that there are 100."),
        ({"urgency__social": "0"}, "Themes of urgency: 50 points short. Add them, so that there are 100."),
        ({"urgency__safety": ""}, "Themes of urgency: 20 points short. Add them, so that there are 100."),
        ({"urgency__social__debts": "41"}, "Social: 1 point too many. Take it off, so that there are 100."),
        ({"potential__assets": "49"}, "Themes of potential: 1 point short. Add it, so that there are 100."),
        ({"urgency__health": "-1"}, "Themes of urgency, Health: Fill in whole points, from 0 to 100."),
        ({"urgency__health": "101"}, "Themes of urgency, Health: Fill in whole points, from 0 to 100."),
        ({"urgency__health": "12,5"}, "Themes of urgency, Health: Fill in whole points, from 0 to 100."),
        ({"urgency__social__poverty": "veel"}, "Social, Poverty: Fill in whole points, from 0 to 100."),
        ({"urgency__health": "9" * 400}, "Themes of urgency, Health: Fill in whole points, from 0 to 100."),
        ({"urgency__health": "٣٠"}, None),
    ],
)
def test_what_is_wrong_with_a_vote_is_said_with_its_theme_and_nothing_is_saved(ballot, points, said):
    """Digits of another script are digits; they are read, not refused."""
    answer = vote(user("A"), ballot, **points)
    assert (answer.status_code, Vote.objects.count()) == ((422, 0) if said else (302, 1))
    assert said is None or said in words(answer)


def test_what_was_typed_is_still_there_when_the_sum_is_wrong(ballot):
    answer = vote(user("A"), ballot, urgency__social="53")
    assert boxes(answer.content.decode()) == {**DIVIDED, "urgency-social": "53"}


def test_points_for_anything_else_are_not_kept(ballot):
    assert vote(user("A"), ballot, urgency__climate="50", decided_at="2020-01-01").status_code == 302
    assert Division.objects.get(tree="urgency", theme="").members == ["social", "health", "safety"]


def test_a_colleague_who_voted_in_the_meantime_is_shown_beside_the_own_points(ballot):
    vote(user("A"), ballot, urgency__social="11", urgency__health="69")
    answer = vote(user("A"), ballot, urgency__social="62", urgency__health="18")
    assert answer.status_code == 409
    assert "changed this vote in the meantime" in words(answer)
    assert "your colleague: 11" in words(answer)
    assert boxes(answer.content.decode())["urgency-social"] == "62"
    assert Division.objects.get(tree="urgency", theme="").points[0] == 11
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]
    assert vote(user("A"), ballot, seen=seen, urgency__social="62", urgency__health="18").status_code == 302
    assert Division.objects.get(tree="urgency", theme="").points[0] == 62


def test_who_represents_two_parties_chooses_for_which_to_vote(ballot, partnership):
    both, other = user("A"), user("B").memberships.get().party
    both.memberships.create(partnership=partnership, party=other, role="planner")
    first = page(both, ballot.model)
    assert "The points of A" in first
    assert "The points of B" in page(both, ballot.model, f"?party={other.pk}")
    vote(both, ballot, party=other, urgency__social="40", urgency__safety="30")
    vote(both, ballot, party=user("A").memberships.get(party__name="A").party)
    assert {v.party.name: v.divisions.get(tree="urgency", theme="").points[0] for v in Vote.objects.all()} == {
        "A": 50,
        "B": 40,
    }


def test_a_party_that_is_not_the_own_does_not_exist_for_a_voter(ballot):
    foreign = user("B").memberships.get().party
    assert vote(user("A"), ballot, party=foreign).status_code == 404
    for asked in (foreign.pk, "x", "-1", "9" * 30):
        assert browser(user("A")).get(path(ballot.model), {"party": asked}).status_code == 404
    assert Vote.objects.count() == 0


def test_a_party_without_a_vote_looks_on(ballot, partnership):
    water = Party.objects.create(name="Waterschap", kind="water_board")
    Seat.objects.create(partnership=partnership, party=water, votes=False)
    observer = factories.member(partnership, "planner", party=water)
    text = page(observer, ballot.model)
    assert "Your party looks on" in text
    assert boxes(text) == {}
    assert "Waterschap" not in re.search(r'id="voters".*?</section>', text, re.S)[0]
    assert vote(observer, ballot).status_code == 403


def test_a_viewer_looks_and_does_not_vote(ballot, partnership):
    vote(user("A"), ballot)
    viewer = factories.member(partnership, "viewer", party=user("A").memberships.get().party)
    text = page(viewer, ballot.model)
    assert "You can look, not vote" in text
    assert boxes(text) == {}
    assert vote(viewer, ballot).status_code == 403


def test_a_party_that_lost_its_vote_votes_no_more_but_what_it_gave_stands(ballot):
    vote(user("A"), ballot)
    Seat.objects.filter(party__name="A").update(votes=False)
    assert vote(user("A"), ballot).status_code == 403
    assert "A" in [voter.text for voter in listed(page(user("B"), ballot.model)) if voter.has_voted]


def test_a_party_that_left_the_table_does_not_vote(ballot):
    """Nor does anything of the partnership exist for its people."""
    Seat.objects.filter(party__name="A").update(since="2020-01-01", until="2020-12-31")
    assert vote(user("A"), ballot).status_code == 404


class Listed:
    def __init__(self, item: str) -> None:
        self.has_voted = "is-in" in item
        self.text = re.sub(r"<[^>]+>", "", re.search(r'voters__name">(.*?)(?: <span|</span>)', item, re.S)[1]).strip()


def listed(text: str) -> list[Listed]:
    return [Listed(item) for item in re.findall(r'<li class="(?:is-in|is-awaited)">.*?</li>', text, re.S)]


def test_everybody_sees_who_has_voted_and_who_has_not(ballot, lead):
    vote(user("B"), ballot)
    for person in (lead, user("A"), user("B")):
        text = page(person, ballot.model)
        assert [(each.text, each.has_voted) for each in listed(text)] == [
            ("A", False),
            ("B", True),
            ("C", False),
            ("Gemeente", False),
        ]
        assert "1 of 4 parties have voted" in text


def test_a_theme_with_eleven_indicators_is_not_divided_and_the_page_says_so(draft, lead):
    social = draft.themes.get(theme="social")
    for number in range(9):
        new = factories.IndicatorFactory.create(partnership=draft.partnership, code=f"social_{number}")
        social.indicators.create(indicator=new, weight=0.1, low=0, high=1, direction=1)
    opened(draft)
    text = page(lead, draft)
    assert "Social has 11 indicators, more than can be divided well." in text
    assert not any(name.startswith("urgency-social-") for name in boxes(text))


def test_a_due_date_that_has_passed_is_said_and_votes_are_still_taken(ballot):
    Ballot.objects.update(due=timezone.localdate().replace(year=2020, day=1))
    assert "The day to vote before has passed" in page(user("A"), ballot.model)
    assert vote(user("A"), ballot).status_code == 302


# Closing and deciding


def test_nobody_closes_a_round_in_which_nobody_voted(ballot, lead):
    assert "Nobody has voted yet" in page(lead, ballot.model)
    answer = browser(lead).post(path(ballot.model, "ballot_close"))
    assert answer.status_code == 409
    assert "can be closed when at least one party has voted" in words(answer)


def test_a_vote_after_the_closing_is_refused_with_a_sentence(ballot, lead):
    vote(user("A"), ballot)
    assert browser(lead).post(path(ballot.model, "ballot_close")).status_code == 302
    answer = vote(user("B"), ballot)
    assert (answer.status_code, Vote.objects.count()) == (409, 1)
    assert "The round is closed, so votes can no longer change." in words(answer)


@pytest.mark.parametrize("verb", ["ballot_vote", "ballot_close", "ballot_withdraw", "ballot_decide"])
def test_without_a_round_nothing_is_done_and_a_sentence_says_why(draft, lead, verb):
    answer = browser(lead).post(path(draft, verb), {"method": "mean", "reason": "Zo."})
    assert answer.status_code == 409
    assert "No round was opened for this version, or it was withdrawn." in words(answer)


def test_a_closed_round_shows_every_vote_with_mean_lowest_and_highest(ballot, lead):
    closed(ballot, (50, 30, 20), (40, 30, 30), (15, 30, 55))
    for person in (lead, user("A")):
        text = page(person, ballot.model)
        row = re.search(r'<th scope="row">Social</th>(.*?)</tr>', text, re.S)[1]
        assert re.sub(r"<[^>]+>", " ", row).split() == ["50", "40", "15", "35.0", "15", "–", "50"]
        assert "differ most on Social: from 15 to 50 points. They differ least on Health: from 30 to 30" in text
        assert text.count("<circle") == 3 * 3  # three themes; over the rest all gave the same


def test_more_parties_cost_no_query_more(draft, lead):
    found = []
    for number in (2, 4):
        version = actions.new_version(model=draft, by=lead)
        names = [f"Partij {number} {place}" for place in range(number)]
        for name in names:
            voter(draft.partnership, name)
        ballot = opened(version)
        for place, name in enumerate(names):
            voted(ballot, user(name), social=10 * place, health=100 - 20 * place, safety=10 * place)
        while_open = queries(lead, version)
        actions.close_ballot(ballot=ballot, by=lead)
        found.append((while_open, queries(lead, version)))
    assert found[0] == found[1]
    assert max(found[0]) <= 30


def queries(person: User, model: ScoreModel) -> int:
    client = browser(person)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path(model)).status_code == 200
    return len(asked)


def test_a_closed_round_names_who_did_not_vote(ballot):
    closed(ballot, (50, 30, 20))
    assert "did not vote" in page(user("B"), ballot.model)
    assert "Only A voted, so there is no difference to show." in page(user("B"), ballot.model)


def test_parties_that_agree_are_said_to_agree(ballot):
    closed(ballot, (50, 30, 20), (50, 30, 20))
    assert "All parties gave the same points." in page(user("B"), ballot.model)


def test_of_two_themes_the_difference_is_the_same_and_said_once(draft, lead):
    draft.themes.get(theme="safety").delete()
    voter(draft.partnership, "A")
    ballot = opened(draft)
    voted(ballot, user("A"), social=70, health=30)
    voted(ballot, lead, social=40, health=60)
    actions.close_ballot(ballot=ballot, by=lead)
    assert "The lowest and the highest are 30 points apart everywhere." in page(lead, draft)


def decide(person: User, ballot: Ballot, **data: str) -> Any:
    return browser(person).post(path(ballot.model, "ballot_decide"), {**DIVIDED, **data})


def test_the_mean_is_decided_with_a_reason_and_shown_to_all(ballot, lead):
    closed(ballot, (50, 30, 20), (40, 30, 30))
    assert decide(lead, ballot, method="mean", reason="Kerngroep van 12 maart.").status_code == 302
    text = page(user("A"), ballot.model)
    assert "Decided: the mean of the parties" in text
    assert "Kerngroep van 12 maart." in text
    assert ScoreModel.objects.get(pk=ballot.model_id).state == "agreed"


def test_other_weights_need_a_sum_of_100_and_a_reason(ballot, lead):
    closed(ballot, (50, 30, 20))
    odd = {"method": "other", "reason": "", "urgency-social": "60"}
    answer = decide(lead, ballot, **odd)
    assert answer.status_code == 422
    assert "Themes of urgency: 10 points too many." in words(answer)
    assert "Write down who decided, when and why." in words(answer)
    assert ScoreModel.objects.get(pk=ballot.model_id).state == "in_ballot"
    odd = {"method": "other", "reason": "Veiligheid eerst.", "urgency-social": "30", "urgency-safety": "40"}
    assert decide(lead, ballot, **odd).status_code == 302
    assert ballot.model.themes.get(theme="safety").weight == 0.4


def test_boxes_do_not_matter_where_the_mean_is_chosen(ballot, lead):
    closed(ballot, (50, 30, 20))
    nonsense = {"urgency-social": "veel", "urgency-health": "99"}
    assert decide(lead, ballot, method="mean", reason="Zo.", **nonsense).status_code == 302
    assert ballot.model.themes.get(theme="social").weight == 0.5


def test_a_theme_of_more_than_half_is_announced_and_must_be_named(ballot, lead):
    closed(ballot, (80, 10, 10))
    assert "More than half of the weight goes to: Social." in page(lead, ballot.model)
    answer = decide(lead, ballot, method="mean", reason="Zo is besloten.")
    assert answer.status_code == 422
    assert "more than half of the weight" in words(answer)
    assert decide(lead, ballot, method="mean", reason="Social is het grootste probleem.").status_code == 302


def test_the_boxes_of_the_decision_start_with_the_mean(ballot, lead):
    closed(ballot, (50, 30, 20), (41, 30, 29), (41, 30, 29))
    found = boxes(page(lead, ballot.model))
    assert [found[f"urgency-{theme}"] for theme in ("social", "health", "safety")] == ["44", "30", "26"]


def test_a_round_is_withdrawn_by_who_leads(ballot, lead):
    vote(user("A"), ballot)
    assert browser(user("A")).post(path(ballot.model, "ballot_withdraw")).status_code == 403
    assert browser(lead).post(path(ballot.model, "ballot_withdraw")).status_code == 302
    assert (Ballot.objects.count(), ScoreModel.objects.get(pk=ballot.model_id).state) == (0, "draft")
