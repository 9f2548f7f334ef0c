"""While a round is open nobody learns what another party voted: not from a page, a file, a header, an error or the admin.

The pages are asked twice, once with one vote and once with another: whoever is not of that party gets the same to the
byte. That the own party does see a difference shows that the comparison would find one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Party, Role, Seat, User
from config import health
from sia import actions, pipeline
from sia.models import Ballot, Division, ScoreModel, Vote
from sia.pipeline.ballots import questions_of
from sia.pipeline.weighing import Weighing
from tests import factories
from tests.alive import signs_of_life
from tests.database import number_from
from tests.database import numbers as numbers_given
from tests.effort import FULL
from tests.sia.voting import opened
from tests.test_authorisation_matrix import TABLE, Person, address, admin_addresses
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
# Told by nothing else on any page: 37 and 63 over two themes, 41 and 59 inside one.
TELLING = {("urgency", ""): (37, 63), ("urgency", "social"): (41, 59)}
OTHERWISE = {("urgency", ""): (84, 16), ("urgency", "social"): (7, 93)}
# Papers that carry the time of their making, and what changes the person who asks.
OF_THE_MOMENT = {
    ("area_sheet", "GET"),
    ("in_short_pdf", "GET"),
    ("minutes_pdf", "GET"),
    ("agreement_pdf", "GET"),
    ("logout", "POST"),
    ("language", "POST"),
}
DRAWN_ANEW = {"Date", "Expires", "Last-Modified", "X-Request-ID"}
PARTS = 3  # so that both cores have some to the end
DAILY = [("viewer", 0)]  # a part of the addresses by one of them; all by all with --full
VOTE_TABLES = re.compile(r"\bsia_(vote|division)\b")
OTHERS = [
    "anonymous",
    *Role.values,
    "observer",
    "administrator of the other partnership",
    "superuser",
    "superuser with a role",
]
PER_ANSWER = re.compile(  # what differs from answer to answer of itself
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce-[\w+/=-]+|nonce="[^"]*"|"csrfToken": "[^"]*"|"timeStamp": ?"[^"]*"'
)


@dataclass(frozen=True)
class Made:
    city: City
    paths: dict[str, str]
    voter: User
    ballot: Ballot


@pytest.fixture(autouse=True)
def _all_alive_and_the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is told before and after a vote is told at one moment: it does not differ by a minute, or by midnight."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    with signs_of_life("worker", "beat"):
        health.signs.current()  # /healthz tells what was seen last: the same before and after the vote
        yield


@pytest.fixture(scope="module")
def made(module_db: None) -> Made:
    """A city with a second indicator in the theme social, and every address with objects to show, made before there are
    people: nobody gets a second party by it. In the open round the party of the voter and one more have voted. No row
    has a number that could be taken for points.
    """
    factories.PartyFactory.reset_sequence(1000, force=True)  # names hold a number too
    factories.PartnershipFactory.reset_sequence(1000, force=True)
    number_from(json.dumps({name: max(last or 0, 1000) for name, last in json.loads(numbers_given()).items()}))
    city = weighed_city(factories.PartnershipFactory.create(slug="van-ons"))
    social = city.model.themes.get(theme="social")
    debts = factories.IndicatorFactory.create(partnership=city.partnership, code="debts", theme="social")
    social.indicators.create(indicator=debts, weight=0.5, low=0, high=20, direction=1)
    paths = {name: address(name, city, city) for name in TABLE}
    silent = Party.objects.create(name="Zwijger", kind="care")
    voter = factories.member(city.partnership, "budget_holder", party=silent)
    ballot = opened(city.model)
    cast(ballot, voter, TELLING)
    cast(ballot, factories.member(city.partnership, "planner"), TELLING)
    return Made(city, paths, voter, ballot)


@pytest.fixture
def city(made: Made, db: None) -> City:
    return deepcopy(made.city)


@pytest.fixture
def paths(made: Made) -> dict[str, str]:
    return made.paths


@pytest.fixture
def voter(made: Made, db: None) -> User:
    return deepcopy(made.voter)


@pytest.fixture
def ballot(made: Made, db: None) -> Ballot:
    return deepcopy(made.ballot)


@pytest.fixture
def others(city: City) -> list[Person]:
    """Every role in another party, an observer, an administrator of elsewhere, a superuser, and nobody at all."""
    theirs = factories.PartnershipFactory.create(slug="van-hen")
    watching = Party.objects.create(name="Waterschap", kind="water_board")
    Seat.objects.create(partnership=city.partnership, party=watching, votes=False)
    return [
        Person("anonymous", AnonymousUser()),
        *(Person(role, factories.member(city.partnership, role), role) for role in Role.values),
        Person("observer", factories.member(city.partnership, "analyst", party=watching), "analyst"),
        Person("administrator of the other partnership", factories.member(theirs, "administrator")),
        Person("superuser", User.objects.create_superuser("beheer@voorbeeld.nl")),
        Person("superuser with a role", superuser_in(city), "administrator"),
    ]


def superuser_in(city: City) -> User:
    user = factories.member(city.partnership, "administrator")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    return User.objects.get(pk=user.pk)


def cast(ballot: Ballot, user: User, points: dict[tuple[str, str], tuple[int, ...]]) -> None:
    party = user.memberships.get().party
    divided = {
        question.key: dict(zip(question.codes, points[question.key], strict=True))
        for question in questions_of(ballot.model)
    }
    seen = actions.vote_stamp(ballot.votes.filter(party=party).first())
    actions.cast_vote(ballot=ballot, party=party, by=user, divided=divided, seen=seen)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever an answer changed is as it was before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told(browser: Client, method: str, path: str, data: dict[str, Any] | None = None) -> str:
    """Everything that an answer says: code, headers and body, without what is drawn anew for each."""
    with undone():
        response = browser.generic(method, path) if data is None else browser.post(path, data)
        body = b"".join(response) if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name not in DRAWN_ANEW}
    text = f"{response.status_code}\n{json.dumps(headers)}\n{body.decode(errors='replace')}"
    return PER_ANSWER.sub("", text)


class VoteReads:
    """Notes whether a statement reads what the parties voted."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, execute: Any, statement: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.seen = self.seen or VOTE_TABLES.search(statement) is not None
        return execute(statement, params, many, context)


def everything(paths: dict[str, str], person: Person, votes_in: set[str] | None = None) -> dict[str, str]:
    """Return what this person is told at every address, asked for and sent to, with the questions one might try.

    `votes_in` comes to hold the answers for which the votes were read.
    """
    browser = person.browser()
    page, party = paths["ballot"], Party.objects.get(name="Zwijger").pk
    found = {}
    for name, path in paths.items():
        for method in ("GET", "POST"):
            if (name, method) not in OF_THE_MOMENT:
                with connection.execute_wrapper(reads := VoteReads()):
                    found[f"{method} {name}"] = told(browser, method, path)
                if reads.seen and votes_in is not None:
                    votes_in.add(name)
    tries = [
        f"party={party}",
        f"party={party}&seen=",
        "party=",
        "format=json",
        "vote=1",
        "show=all",
        "closed=1",
        "page=2",
    ]
    found |= {f"GET ballot?{query}": told(browser, "GET", f"{page}?{query}") for query in tries}
    for data in ({"party": party}, {"party": party, "seen": "x", "urgency-social": "200"}, {"urgency-social": "1"}):
        found[f"POST ballot {data}"] = told(browser, "POST", f"{page}vote/", data)
    found["POST ballot decide"] = told(browser, "POST", f"{page}decide/", {"method": "mean", "reason": "Zo."})
    return found


def numbers(text: str) -> set[str]:
    """What is written as a number of its own, not as a part of a longer one, of a name or of a time of day."""
    return set(re.findall(r"(?<![\w.,:-])\d+(?![\w.,:%-])", text))


@pytest.mark.full
@pytest.mark.parametrize(("title", "part"), product(OTHERS, range(PARTS)) if FULL else DAILY)
def test_nobody_but_the_own_party_is_told_anything_that_depends_on_its_vote(title, part, paths, ballot, voter, others):
    [person] = [person for person in others if person.title == title]
    some = dict(list(paths.items())[part::PARTS]) | {"ballot": paths["ballot"]}
    votes_in = {"ballot"}
    before = everything(some, person, votes_in)
    assert {name for name, said in before.items() if said.startswith("500")} == set()
    if not FULL:  # an answer for which no vote is read cannot depend on one: every day only the others are compared
        some = {name: path for name, path in some.items() if name in votes_in}
        before = everything(some, person)
    cast(ballot, voter, OTHERWISE)
    after = everything(some, person)
    assert {name for name, said in after.items() if said != before[name]} == set()


def test_nobody_who_is_not_of_the_own_party_is_left_out(others):
    assert [person.title for person in others] == OTHERS


@pytest.mark.full
def test_the_own_party_does_see_its_points_so_the_comparison_would_find_them(paths, ballot, voter):
    own = Person("own", voter, "budget_holder")
    before = everything(paths, own)
    assert {"37", "63", "41", "59"} <= numbers(before["GET ballot"])
    cast(ballot, voter, OTHERWISE)
    after = everything(paths, own)
    changed = {name for name, said in after.items() if said != before[name]}
    assert "GET ballot" in changed
    assert sorted(name for name in changed if "ballot" not in name) == []


def test_the_points_stand_on_no_page_of_the_round_as_another_sees_it(paths, ballot, others):
    for person in others:
        assert numbers(told(person.browser(), "GET", paths["ballot"])) & {"37", "63", "41", "59"} == set(), person.title


def test_a_viewer_of_the_own_party_is_told_that_it_voted_and_not_what(city, paths, ballot, voter):
    party = voter.memberships.get().party
    viewer = factories.member(city.partnership, "viewer", party=party)
    assert numbers(told(Person("viewer", viewer, "viewer").browser(), "GET", paths["ballot"])) & {"37", "63"} == set()


def test_a_right_that_is_withdrawn_takes_the_own_points_along(paths, ballot, voter):
    browser = Person("own", voter, "budget_holder").browser()
    assert "37" in numbers(told(browser, "GET", paths["ballot"]))
    Membership.objects.filter(user=voter).update(role="viewer")
    assert "37" not in numbers(told(browser, "GET", paths["ballot"]))


def test_votes_are_not_in_the_admin(city, ballot):
    assert {Ballot, Vote, Division} & set(admin.site._registry) == set()


def admin_pages(city: City, voter: User) -> list[str]:
    """All lists, and every page of the objects that a vote hangs on."""
    hanging = [
        ("accounts_partnership", city.partnership.pk),
        ("accounts_party", voter.memberships.get().party_id),
        ("accounts_user", voter.pk),
    ]
    return [
        *admin_addresses(),
        *(
            reverse(f"admin:{name}_{page}", args=[pk])
            for name, pk in hanging
            for page in ("change", "history", "delete")
        ),
    ]


@pytest.mark.full
def test_the_admin_tells_a_superuser_nothing_of_a_vote(city, ballot, voter):
    """Also not where it lists what would go along with a deletion, each by its name."""
    browser = Person("superuser", User.objects.create_superuser("beheer@voorbeeld.nl")).browser()
    for path in admin_pages(city, voter):
        text = browser.get(path).content.decode()
        assert re.search(r"37,\s*63|41,\s*59", text) is None, path


def test_an_undecided_round_moves_no_spread_no_run_and_no_interval(city, ballot, voter):
    """Decided in the end, it does."""
    model = ScoreModel.objects.get(pk=city.model.pk)
    voted = Weighing.of(model)
    Vote.objects.all().delete()
    assert Weighing.of(model) == voted
    for points in (TELLING, OTHERWISE):
        cast(ballot, voter, points)
        assert Weighing.of(model) == voted
        assert standing(model) == standing(city.model)
    cast(ballot, factories.member(city.partnership, "planner"), TELLING)
    actions.close_ballot(ballot=ballot, by=None)
    assert Weighing.of(model).spread == voted.spread
    actions.decide_weights(ballot=ballot, by=None, method="mean", reason="Social weegt zo: social, gezondheid, health.")
    assert Weighing.of(ScoreModel.objects.get(pk=model.pk)).spread != voted.spread


def standing(model: ScoreModel) -> list[Any]:
    """What a fresh run says of each area."""
    found = pipeline.imagine_anew(model, "buurt").results
    return [(row.area_id, row.rank, row.rank_low, row.rank_high, row.mean_rank, row.top_chance) for row in found]
