"""Meeting mode beside the map: what an item is about, how much changed, and the what-if that a proposal was made on."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from coregroup.forms.presentation import what_if_of
from coregroup.models import Agreement, Decision, Item, Meeting
from datasets.models import Area
from sia.models import ScoreRun
from tests import factories
from tests.coregroup.sitting import all_for, at, browser_of, close, in_session, settle
from tests.coregroup.table import Table, laid
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def meeting(table: Table) -> Meeting:
    return in_session(table)


@pytest.fixture
def city(table: Table) -> City:
    return weighed_city(table.partnership)


def put(table: Table, meeting: Meeting, title: str, **fields: Any) -> Item:
    return Item.objects.create(partnership=table.partnership, meeting=meeting, title=title, **fields)


def page(table: Table, meeting: Meeting, item: Item, name: str = "meeting_screen", who: str = "viewer") -> Any:
    return browser_of(table.people[who]).get(at(name, table, meeting.pk), {"item": item.pk})


# What the item is about


@pytest.mark.parametrize("name", ["meeting_screen", "meeting_follow"])
def test_what_is_on_no_map_stands_under_it_with_its_page(table: Table, meeting: Meeting, name: str):
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Prestatieafspraken")
    answer = page(table, meeting, put(table, meeting, "Afspraken", agreement=agreement), name)
    subject = answer.context["screen"].subject
    assert (subject.name, subject.url) == ("Prestatieafspraken 2027", at("agreement", table, agreement.pk))
    assert f'href="{subject.url}"' in answer.content.decode()
    assert "Being drawn up" in answer.content.decode()


def test_an_area_is_shown_by_the_map_alone(table: Table, meeting: Meeting, city: City):
    answer = page(table, meeting, put(table, meeting, "Deze buurt", area_code=city.areas[1].code))
    assert answer.context["screen"].subject is None
    assert "screen__about" not in answer.content.decode()


def test_an_item_about_the_changes_shows_how_much_changed(table: Table, meeting: Meeting):
    item, other = put(table, meeting, "Wat er veranderd is", shows_changes=True), put(table, meeting, "Rondvraag")
    changes = at("changes", table)
    assert "Nothing changed" in page(table, meeting, item).content.decode()
    party = table.parties["Woonnoord"]
    table.partnership.spearheads.create(
        title="Vol net", text="Nu.", party=party, first_year=2027, state="adopted", created_at=timezone.now()
    )
    answer = page(table, meeting, item)
    groups = answer.context["screen"].changes.groups
    assert groups
    for group in groups:
        assert f'href="{changes}#{group.key}"' in answer.content.decode()
    assert page(table, meeting, other).context["screen"].changes is None


def test_beside_what_was_fixed_stands_no_fact_of_today(table: Table, meeting: Meeting, city: City):
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Prestatieafspraken")
    put(table, meeting, "Afspraken", agreement=agreement)
    put(table, meeting, "Deze buurt", area_code=city.areas[1].code)
    put(table, meeting, "Wat er veranderd is", shows_changes=True)
    assert all(facts_of(table, meeting)), "in session it is told how things stand"
    close(table, meeting)
    meeting.refresh_from_db()
    assert facts_of(table, meeting) == ["", ""]
    screens = [page(table, meeting, item).context["screen"] for item in meeting.items.all()]
    assert [screen.subject.fact for screen in screens if screen.subject] == [""]
    assert [screen.changes for screen in screens] == [None, None, None]


def facts_of(table: Table, meeting: Meeting) -> list[str]:
    shown = browser_of(table.people["viewer"]).get(at("meeting", table, meeting.pk)).context["page"]
    return [row.subject.fact for row in shown.rows if row.subject]


# Leading the laptops there


def test_the_laptops_are_led_to_the_page_of_what_an_item_is_about_and_back(table: Table, meeting: Meeting):
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Prestatieafspraken")
    put(table, meeting, "Opening")
    item = put(table, meeting, "Afspraken", agreement=agreement)
    lead, laptop = browser_of(table.people["secretary"]), browser_of(table.people["tenant"])
    address, screen = at("agreement", table, agreement.pk), at("meeting_screen", table, meeting.pk)
    there = lead.post(at("presentation", table, meeting.pk), {"address": address})
    assert there["Location"] == f"{address}?showing={meeting.pk}"
    assert meeting.presentation.item == item
    follow = at("meeting_follow", table, meeting.pk)
    led = laptop.get(follow)
    assert led["Location"] == f"{address}?following={meeting.pk}"
    assert laptop.get(follow, headers={"HX-Request": "true"})["HX-Redirect"] == led["Location"]
    assert follow in laptop.get(led["Location"]).content.decode()
    assert screen in lead.get(there["Location"]).content.decode()
    assert laptop.get(follow, {"item": item.pk}).status_code == 200, "who looks around alone is not led"
    lead.post(at("presentation", table, meeting.pk), {"address": f"{screen}?item={item.pk}"})
    assert laptop.get(follow).status_code == 200
    lead.post(at("presentation", table, meeting.pk), {"address": address})
    close(table, meeting)
    assert laptop.get(follow).status_code == 200, "a closed meeting leads nobody"


def test_only_pages_of_what_this_meeting_is_about_are_shown_to_all(table: Table, meeting: Meeting):
    named = [Agreement.objects.create(partnership=table.partnership, year=2027, title=title) for title in ("A", "B")]
    lead, send = browser_of(table.people["secretary"]), at("presentation", table, meeting.pk)
    addresses = [at("agreement", table, named[1].pk), at("changes", table), "https://elders.nl" + at("changes", table)]
    put(table, meeting, "Afspraken", agreement=named[0])
    assert [lead.post(send, {"address": address}).status_code for address in addresses] == [422, 422, 422]
    put(table, meeting, "Wat er veranderd is", shows_changes=True)
    assert [lead.post(send, {"address": address}).status_code for address in addresses] == [422, 302, 422]


@pytest.mark.parametrize("query", ["following=geen", "showing=geen", "following=-1", "showing="])
def test_a_page_that_names_no_meeting_leads_nowhere(table: Table, query: str):
    answer = browser_of(table.people["viewer"]).get(at("changes", table) + "?" + query)
    assert answer.status_code == 200
    assert "Back to the meeting" not in answer.content.decode()


# The what-if


def test_a_proposal_keeps_the_what_if_on_which_it_was_made(table: Table, meeting: Meeting, city: City):
    run = ScoreRun.objects.newest(table.partnership, "buurt")
    assert run is not None
    screen = at("meeting_screen", table, meeting.pk) + "?w_health=90&w_social=10&item=7&layer=potential"
    lead = browser_of(table.people["secretary"])
    lead.post(at("decision_add", table, meeting.pk), {"text": "Wij beginnen in Oost.", "to": screen})
    made = Decision.objects.get()
    assert made.what_if == f"?run={run.pk}&w_health=90&w_social=10"
    address = at("map", table) + made.what_if
    assert address.replace("&", "&amp;") in lead.get(at("decision", table, made.pk)).content.decode()
    assert lead.get(address).context["choice"].weights == {"health": 90, "social": 10}
    settle(table, all_for(table, made))
    close(table, meeting)
    minutes = lead.get(at("minutes_txt", table, meeting.pk)).content.decode()
    assert f"What-if on the screen:\n    {settings.PUBLIC_ADDRESS}{address}\n" in minutes


def test_without_other_weights_nothing_is_kept(table: Table, meeting: Meeting, city: City):
    screen = at("meeting_screen", table, meeting.pk)
    for query in ("", "?item=1&layer=potential", "?w_health=veel", "?w_" + "x" * 1000 + "=1"):
        assert what_if_of(table.partnership, screen + query) == "", query


def test_without_scores_there_is_no_what_if(table: Table):
    factories.square_city(table.partnership, columns=1, rows=1)
    assert Area.objects.of(table.partnership).exists()
    assert what_if_of(table.partnership, "/?w_health=90") == ""
