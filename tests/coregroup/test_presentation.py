"""Meeting mode: one leads the laptops, each change rises in version, and whoever asks in between hears "nothing new"."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from coregroup.actions.presentation import SomebodyLeads, present
from coregroup.models import Decision, Item, Meeting, Presentation
from tests import factories
from tests.coregroup.sitting import all_for, at, browser_of, close, in_session, proposal, say, settle
from tests.coregroup.table import Table, laid
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
RACES = 10
# Session, person, partnership; and one of its own.
QUERIES_OF_A_QUESTION = 4


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def city(partnership) -> City:
    return weighed_city(partnership)


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def meeting(table: Table) -> Meeting:
    made = in_session(table)
    for place, title in enumerate(("Opening", "Oost")):
        Item.objects.create(partnership=table.partnership, meeting=made, title=title, position=place)
    return made


@pytest.fixture
def lead(table: Table) -> Client:
    return browser_of(table.people["secretary"])


@pytest.fixture
def other_lead(table: Table) -> User:
    return table.person("other", table.parties["Woonnoord"], "administrator")


def screen_of(table: Table, meeting: Meeting, query: str = "") -> str:
    return at("meeting_screen", table, meeting.pk) + query


def show(browser: Client, table: Table, meeting: Meeting, query: str = "", **more: Any) -> Any:
    fields = {"address": screen_of(table, meeting, query), **more}
    return browser.post(at("presentation", table, meeting.pk), fields, headers={"accept": "application/json"})


def ask(browser: Client, table: Table, meeting: Meeting, stamp: str = "") -> Any:
    return browser.get(at("presentation", table, meeting.pk), headers={"if-none-match": stamp} if stamp else {})


# Leading


def test_each_other_address_is_another_version_and_the_same_is_not(lead: Client, table: Table, meeting: Meeting):
    versions = [show(lead, table, meeting, query).json()["version"] for query in ("", "?layer=advice", "?layer=advice")]
    assert versions == [1, 2, 2]


def test_the_item_in_the_address_is_the_item_that_is_shown(lead: Client, table: Table, meeting: Meeting):
    item = meeting.items.last()
    show(lead, table, meeting, f"?item={item.pk}&area=BU01530001&w_social=90")
    shown = meeting.presentation
    assert (shown.item, shown.by) == (item, table.people["secretary"])
    assert parse_qs(urlsplit(shown.address).query) == {
        "item": [str(item.pk)], "area": ["BU01530001"], "w_social": ["90"],
    }  # fmt: skip


def test_of_an_address_only_what_the_screen_knows_is_kept(lead: Client, table: Table, meeting: Meeting):
    show(lead, table, meeting, "?layer=advice&next=https://elders.nl&level=straat")
    assert meeting.presentation.address == screen_of(table, meeting, "?layer=advice")


@pytest.mark.parametrize(
    "address",
    ["/", "https://elders.nl/", "//elders.nl/p", "{other}", "{path}?item=0", "{path}?item=elf", "{path}/../", ""],
)
def test_an_address_outside_the_meeting_is_refused(lead: Client, table: Table, meeting: Meeting, address: str):
    other = table.meeting(title="Volgende")
    sent = address.format(path=screen_of(table, meeting), other=screen_of(table, other))
    answer = lead.post(at("presentation", table, meeting.pk), {"address": sent}, headers={"accept": "application/json"})
    assert (answer.status_code, Presentation.objects.exists()) == (422, False)


def test_an_item_of_another_meeting_is_refused(lead: Client, table: Table, meeting: Meeting):
    other = table.meeting(title="Volgende")
    item = Item.objects.create(partnership=table.partnership, meeting=other, title="Later")
    assert show(lead, table, meeting, f"?item={item.pk}").status_code == 422


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_only_in_session_the_laptops_follow(lead: Client, table: Table, state: str):
    meeting = table.meeting(state)
    answer = show(lead, table, meeting)
    assert (answer.status_code, answer.json()["refusal"]) == (
        409,
        "The laptops follow while the meeting is in session.",
    )


@pytest.mark.parametrize("who", ["planner", "manager", "tenant", "viewer"])
def test_who_may_not_lead_the_meeting_does_not_lead_the_laptops(table: Table, meeting: Meeting, who: str):
    assert show(browser_of(table.people[who]), table, meeting).status_code == 403
    assert not Presentation.objects.exists()


def test_the_second_who_leads_is_told_who_does_and_may_take_over(
    lead: Client, table: Table, meeting: Meeting, other_lead: User
):
    show(lead, table, meeting)
    second = browser_of(other_lead)
    refused = show(second, table, meeting, "?layer=advice")
    name = str(table.people["secretary"])
    assert (refused.status_code, refused.json()["refusal"]) == (409, f"{name} leads the laptops now.")
    assert show(second, table, meeting, "?layer=advice", take_over="1").json() == {"version": 2}
    assert show(lead, table, meeting).status_code == 409
    assert meeting.presentation.by == other_lead


def test_without_a_script_the_button_leads_back_to_the_screen(lead: Client, table: Table, meeting: Meeting):
    address = screen_of(table, meeting, "?layer=advice")
    answer = lead.post(at("presentation", table, meeting.pk), {"address": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "You lead the laptops" in lead.get(address).content.decode()


def test_without_a_script_who_comes_second_sees_the_screen_and_the_button_to_take_over(
    lead: Client, table: Table, meeting: Meeting, other_lead: User
):
    show(lead, table, meeting)
    answer = browser_of(other_lead).post(at("presentation", table, meeting.pk), {"address": screen_of(table, meeting)})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"{table.people['secretary']} leads the laptops now." in text
    assert 'name="take_over"' in text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_lead_at_once_one_does(table: Table, meeting: Meeting, other_lead: User):
    both = [table.people["secretary"], other_lead]
    for _race in range(RACES):
        Presentation.objects.all().delete()
        barrier = Barrier(2)

        def go(by: User, barrier: Barrier = barrier) -> str:
            barrier.wait()
            try:
                present(meeting=meeting, by=by, address=screen_of(table, meeting), item=None)
            except SomebodyLeads as other:
                return str(other.by)
            finally:
                connection.close()
            return "leads"

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(go, both))
        leader = Presentation.objects.get().by
        assert sorted(answers) == sorted(["leads", str(leader)])
        assert answers[both.index(leader)] == "leads"


def test_nobody_leads_a_meeting_that_closed_in_the_meantime(table: Table, meeting: Meeting):
    open_still = Meeting.objects.get(pk=meeting.pk)
    close(table, meeting)
    with pytest.raises(ValidationError, match="in session"):
        present(meeting=open_still, by=table.people["secretary"], address=screen_of(table, meeting), item=None)


# Following


def test_who_asks_again_hears_nothing_new_until_something_else_is_shown(lead: Client, table: Table, meeting: Meeting):
    laptop = browser_of(table.people["tenant"])
    show(lead, table, meeting)
    first = ask(laptop, table, meeting)
    assert first.json()["by"] == str(table.people["secretary"])
    same = ask(laptop, table, meeting, first["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    show(lead, table, meeting, "?layer=advice")
    later = ask(laptop, table, meeting, first["ETag"])
    assert (later.status_code, later.json()["version"]) == (200, 2)
    assert later.json()["address"] == screen_of(table, meeting, "?layer=advice")


def test_what_is_proposed_answered_and_settled_is_news_too(table: Table, meeting: Meeting):
    laptop = browser_of(table.people["tenant"])
    stamps = [ask(laptop, table, meeting)["ETag"]]
    made = proposal(table, meeting)
    steps = [
        lambda: say(table, made, "tenant", Huurdersbelang="yes"),
        lambda: say(table, made, "tenant", Huurdersbelang="no"),
        lambda: all_for(table, made),
        lambda: settle(table, made),
        lambda: meeting.tasks.create(text="Bel", party=table.parties["Woonnoord"], due="2026-12-01"),
        lambda: Decision.objects.filter(pk=proposal(table, meeting).pk).delete(),
        lambda: close(table, meeting),
    ]
    for step in steps:
        stamps.append(ask(laptop, table, meeting)["ETag"])
        step()
    stamps.append(ask(laptop, table, meeting)["ETag"])
    assert stamps[-3] == stamps[-2]  # a proposal that came and went between two questions
    assert len(set(stamps)) == len(stamps) - 1


def test_a_question_costs_one_query_of_its_own(lead: Client, table: Table, meeting: Meeting):
    show(lead, table, meeting)
    proposal(table, meeting)
    laptop = browser_of(table.people["tenant"])
    stamp = ask(laptop, table, meeting)["ETag"]
    for sent in ("", stamp):
        with CaptureQueriesContext(connection) as asked:
            ask(laptop, table, meeting, sent)
        assert len(asked) <= QUERIES_OF_A_QUESTION, [query["sql"] for query in asked]


def test_who_follows_sees_what_is_shown_and_who_looks_around_something_else(
    city: City, lead: Client, table: Table, meeting: Meeting
):
    item, code = meeting.items.last(), city.areas[0].code
    show(lead, table, meeting, f"?item={item.pk}&area={code}&w_social=90&w_health=10")
    laptop = browser_of(table.people["tenant"])
    follow = at("meeting_follow", table, meeting.pk)
    seen = laptop.get(follow).context
    assert (seen["screen"].item, seen["chosen"], dict(seen["choice"].weights)) == (
        item, code, {"social": 90, "health": 10},
    )  # fmt: skip
    around = laptop.get(f"{follow}?area={city.areas[1].code}").context
    assert (around["screen"].number, around["chosen"], dict(around["choice"].weights)) == (1, city.areas[1].code, {})


def test_a_what_if_says_that_nothing_is_saved(city: City, lead: Client, table: Table, meeting: Meeting):
    show(lead, table, meeting, "?w_social=90&w_health=10")
    text = browser_of(table.people["tenant"]).get(at("meeting_follow", table, meeting.pk)).content.decode()
    assert "nothing is saved" in text


def test_who_follows_answers_for_the_own_party_and_proposes_nothing(table: Table, meeting: Meeting):
    proposal(table, meeting, item=meeting.items.first())
    seen = {}
    for who in ("secretary", "tenant", "viewer"):
        screen = browser_of(table.people[who]).get(at("meeting_follow", table, meeting.pk)).context["screen"]
        form = screen.cards[0].form
        seen[who] = ([line.party.name for line in form.lines] if form else [], screen.may_lead, screen.leads)
    assert seen == {
        "secretary": (["Gemeente"], False, False),
        "tenant": (["Huurdersbelang"], False, False),
        "viewer": ([], False, False),
    }


# The screen


def test_an_item_about_an_area_chooses_it(city: City, lead: Client, table: Table, meeting: Meeting):
    code = city.areas[0].code
    meeting.items.filter(title="Oost").update(area_code=code)
    first = lead.get(screen_of(table, meeting)).context["screen"]
    assert (first.number, first.before, first.after.item.title) == (1, None, "Oost")
    page = lead.get(screen_of(table, meeting, first.after.href)).context
    assert (page["screen"].number, page["chosen"], page["screen"].after) == (2, code, None)


def test_another_item_leaves_the_what_if_behind_and_keeps_the_area(
    city: City, lead: Client, table: Table, meeting: Meeting
):
    code = city.areas[1].code
    screen = lead.get(screen_of(table, meeting, f"?area={code}&w_social=90")).context["screen"]
    assert screen.after.href == f"?item={meeting.items.last().pk}&area={code}"


def test_a_dozen_rows_are_seen_and_the_chosen_area_is_among_them(lead: Client, table: Table, meeting: Meeting):
    city = weighed_city(table.partnership, columns=15)
    for place, shown in ((0, 1), (20, 2)):
        page = lead.get(screen_of(table, meeting)).context
        code = page["rows"][place].code
        found = lead.get(screen_of(table, meeting, f"?area={code}")).context["parts"]
        assert [(part.first, part.last) for part in found] == [(1, 12), (13, 24), (25, 30)]
        assert [part.number for part in found if part.shown] == [shown]
    assert len(city.areas) == 30


def test_forms_lead_back_to_the_screen_and_nowhere_else(lead: Client, table: Table, meeting: Meeting):
    item, sent = meeting.items.first(), {"text": "Oost begint."}
    for to, expected in (
        (screen_of(table, meeting, "?layer=advice"), screen_of(table, meeting, "?layer=advice")),
        ("https://elders.nl/", None),
        ("//elders.nl", None),
    ):
        answer = lead.post(at("decision_add", table, meeting.pk), {**sent, "item": item.pk, "to": to})
        made = Decision.objects.latest("pk")
        assert answer["Location"] == (expected or f"{at('meeting', table, meeting.pk)}#decision-{made.pk}")


def test_a_form_that_is_refused_still_knows_where_it_stood(lead: Client, table: Table, meeting: Meeting):
    to = screen_of(table, meeting, "?layer=advice")
    answer = lead.post(at("decision_add", table, meeting.pk), {"text": "", "to": to})
    assert answer.status_code == 422
    assert f'name="to" value="{to}"' in answer.content.decode()


def test_a_meeting_of_another_partnership_does_not_exist(lead: Client, table: Table):
    elsewhere = factories.PartnershipFactory.create(slug="elders")
    usual = {"title": "Kerngroep", "on": "2026-11-12", "begins": "13:30"}
    theirs = Meeting.objects.create(partnership=elsewhere, **usual)
    for name in ("meeting_screen", "meeting_follow", "presentation"):
        assert lead.get(at(name, table, theirs.pk)).status_code == 404
    assert show(lead, table, theirs).status_code == 404
