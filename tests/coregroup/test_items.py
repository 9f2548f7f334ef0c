"""Items: on the backlog and on the agenda, what they are about, and requests without an answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Partnership
from coregroup.actions.items import (
    add_item,
    change_item,
    move_item,
    put_back,
    put_expired_on_backlog,
    remove_item,
    say_of_item,
    take_item,
)
from coregroup.actions.meetings import open_meeting, plan_meeting
from coregroup.forms.about import about, fields_of
from coregroup.forms.items import ItemForm
from coregroup.models import Agreement, Item, Meeting, StandingItem
from coregroup.pages.subjects import Subjects
from datasets.models import Delivery
from dia import actions as dia_actions
from dia.models import Agenda, JoinRequest
from sia.models import Snapshot
from tests import factories
from tests.constraints import refused_by
from tests.coregroup.table import Table, laid
from tests.days import in_days
from tests.dia.bundled import Street, consented, fresh, street, talking
from tests.weighed import City, weighed_city

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def city(table: Table) -> City:
    return weighed_city(table.partnership)


def add(table: Table, title: str, meeting: Meeting | None = None, **fields) -> Item:
    return add_item(partnership=table.partnership, by=table.people["secretary"], meeting=meeting, title=title, **fields)


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.values_list("title", flat=True))


def browser_of(table: Table, name: str) -> Client:
    browser = Client()
    browser.force_login(table.people[name])
    return browser


def subject(table: Table, item: Item):
    rows = list(Item.objects.filter(pk=item.pk).with_subjects())
    with translation.override("en"):
        return Subjects(table.partnership, rows).of(rows[0])


def streets(partnership: Partnership) -> tuple[Table, Street]:
    """A secretary beside the two parties that do works together."""
    here = street(partnership)
    table = Table(partnership, {"Gemeente": here.city, "Netbeheerder": here.grid})
    table.person("secretary", here.city, "secretary")
    return table, here


def late(street: Street) -> JoinRequest:
    """The grid operator was asked, and yesterday was the last day."""
    request = talking(street).requests.get()
    JoinRequest.objects.filter(pk=request.pk).update(due=in_days(-1))
    return request


def expired(partnership: Partnership, by) -> list[Item]:
    put_expired_on_backlog(partnership=partnership, by=by)
    return list(Item.objects.exclude(request=None))


# On the backlog and on the agenda


def test_a_party_brings_items_for_itself_and_who_leads_for_all(table: Table):
    own = {"partnership": table.partnership, "by": table.people["planner"], "title": "Oost"}
    with pytest.raises(PermissionDenied):
        add_item(**own, party=table.parties["Woonnoord"])
    with pytest.raises(PermissionDenied):
        add_item(**own)
    assert add_item(**own, party=table.parties["Gemeente"]).meeting is None
    assert add(table, "West", party=table.parties["Woonnoord"]).party == table.parties["Woonnoord"]


def test_an_item_of_another_party_or_on_an_agenda_is_not_changed(table: Table):
    item = add(table, "Oost", party=table.parties["Gemeente"])
    for name in ("tenant", "viewer"):
        with pytest.raises(PermissionDenied):
            change_item(item=item, by=table.people[name], version=1, title="X")
    assert change_item(item=item, by=table.people["planner"], version=1, title="Oost en West").version == 2
    take_item(item=item, by=table.people["secretary"], meeting=table.meeting())
    with pytest.raises(PermissionDenied):
        change_item(item=item, by=table.people["planner"], version=2, title="X")


def test_taken_to_a_meeting_it_comes_last_and_only_once(table: Table):
    meeting, by = table.meeting(), table.people["secretary"]
    add(table, "Opening", meeting)
    item = add(table, "Oost")
    take_item(item=item, by=by, meeting=meeting)
    assert titles(meeting) == ["Opening", "Oost"]
    with pytest.raises(ValidationError):
        take_item(item=item, by=by, meeting=meeting)
    put_back(item=item, by=by)
    assert [found.title for found in Item.objects.backlog()] == ["Oost"]
    with pytest.raises(ValidationError):
        put_back(item=item, by=by)


def test_what_is_added_comes_before_the_standing_item_that_closes_the_agenda(table: Table):
    for position, title in enumerate(("Opening", "Rondvraag"), start=1):
        StandingItem.objects.create(partnership=table.partnership, position=position, title=title)
    by = table.people["secretary"]
    meeting = plan_meeting(partnership=table.partnership, by=by, title="K", on=in_days(7), begins=dt.time(9))
    add(table, "Oost", meeting)
    take_item(item=add(table, "West"), by=by, meeting=meeting)
    assert titles(meeting) == ["Opening", "Oost", "West", "Rondvraag"]


def test_items_move_by_one_place_and_stop_at_the_ends(table: Table):
    meeting, by = table.meeting(), table.people["secretary"]
    first, second, third = (add(table, title, meeting) for title in ("Een", "Twee", "Drie"))
    move_item(item=third, by=by, up=True)
    assert titles(meeting) == ["Een", "Drie", "Twee"]
    move_item(item=first, by=by, up=False)
    assert titles(meeting) == ["Drie", "Een", "Twee"]
    move_item(item=second, by=by, up=False)
    move_item(item=third, by=by, up=True)
    assert titles(meeting) == ["Drie", "Een", "Twee"]
    with pytest.raises(ValidationError):
        move_item(item=add(table, "Los"), by=by, up=True)


def test_what_was_said_is_written_in_session_and_keeps_the_item_on_the_agenda(table: Table):
    meeting, by = table.meeting(), table.people["secretary"]
    item = add(table, "Oost", meeting)
    with pytest.raises(ValidationError):
        say_of_item(item=item, by=by, version=1, said="Te vroeg.")
    table.rules()
    open_meeting(meeting=meeting, by=by)
    say_of_item(item=item, by=by, version=1, said="Iedereen ziet de nood.")
    item.refresh_from_db()
    assert (item.said, item.version) == ("Iedereen ziet de nood.", 2)
    for verb in (put_back, remove_item):
        with pytest.raises(ValidationError):
            verb(item=item, by=by)


def test_items_of_a_closed_meeting_stay_as_they_are(table: Table):
    meeting, by = table.meeting("open"), table.people["secretary"]
    item = add(table, "Oost", meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="closed", closed_at=timezone.now(), sha256="0" * 64)
    for change in (
        lambda: change_item(item=item, by=by, version=1, title="X"),
        lambda: move_item(item=item, by=by, up=True),
        lambda: put_back(item=item, by=by),
        lambda: remove_item(item=item, by=by),
        lambda: add(table, "Nog iets", meeting),
        lambda: take_item(item=add(table, "Los"), by=by, meeting=meeting),
    ):
        with pytest.raises(ValidationError):
            change()
    edit = reverse("item_edit", args=[table.partnership.slug, item.pk])
    assert browser_of(table, "secretary").get(edit).status_code == 409


# What they are about


def test_an_item_is_about_exactly_one_thing_or_none(table: Table):
    assert fields_of("") == {
        "area_code": "", "snapshot_id": None, "agenda_id": None, "bundle_id": None, "delivery_id": None,
        "agreement_id": None, "covenant_id": None, "dataset_id": None,
    }  # fmt: skip
    for choice in ("area:BU01530001", "agenda:7", "delivery:3", "dataset:4"):
        item = Item(partnership=table.partnership, title="X", **fields_of(choice))
        assert about(item) == choice
        assert sum(bool(value) for value in fields_of(choice).values()) == 1


def test_only_things_of_this_partnership_can_be_chosen(table: Table, city: City):
    snapshot = Snapshot.objects.create(partnership=table.partnership, run=city.run, title="Maart")
    other = weighed_city(factories.PartnershipFactory.create())
    theirs = Snapshot.objects.create(partnership=other.partnership, run=other.run, title="Elders")
    sent = {"title": "Advies", "minutes": "20", "party": table.parties["Gemeente"].pk}

    def form(choice: str) -> ItemForm:
        data = sent | {"about": choice}
        return ItemForm(data, partnership=table.partnership, user=table.people["planner"])

    own, foreign = city.delivery, other.delivery
    goods = (
        "",
        f"snapshot:{snapshot.pk}",
        f"delivery:{own.pk}",
        f"dataset:{own.dataset_id}",
        f"area:{city.areas[0].code}",
    )
    for good in goods:
        assert form(good).is_valid(), good
    wrongs = (f"snapshot:{theirs.pk}", f"delivery:{foreign.pk}", f"dataset:{foreign.dataset_id}")
    for wrong in (*wrongs, "area:BU99999999", "user:1", "snapshot:", "dataset:"):
        assert "about" in form(wrong).errors, wrong


def test_what_is_over_stays_a_choice_where_it_was_chosen(table: Table):
    fields = {"first_year": 2026, "last_year": 2033, "reason": "Besloten."}
    agenda = Agenda.objects.create(partnership=table.partnership, name="Oost", state="stopped", **fields)
    item = add(table, "Terugblik", agenda=agenda)
    usual = {"partnership": table.partnership, "user": table.people["secretary"]}
    assert f"agenda:{agenda.pk}" in str(ItemForm(instance=item, **usual))
    assert f"agenda:{agenda.pk}" not in str(ItemForm(**usual))


def test_an_area_shows_its_group_and_ranks_of_the_newest_scores(table: Table, city: City):
    code = city.areas[0].code
    result = city.run.results.get(area__code=code)
    found = subject(table, add(table, "Oost", area_code=code))
    assert found.name == "Buurt 00"
    assert found.url.endswith(f"/{code}/")
    low, high = result.rank_low, result.rank_high
    assert found.fact in {f"Group A, rank {low}", f"Group A, rank between {low} and {high}"} or result.tranche > 1
    assert str(low) in found.fact


def test_an_area_without_scores_or_off_the_map_says_so(table: Table, city: City):
    assert "No rank" in subject(table, add(table, "Leeg", area_code=city.areas[-1].code)).fact
    gone = subject(table, add(table, "Weg", area_code="BU99999999"))
    assert (gone.name, gone.url) == ("BU99999999", "")


def test_a_bundle_shows_how_many_agree(partnership):
    table, here = streets(partnership)
    assert subject(table, add(table, "Bundel", bundle=consented(here))).fact == "2 of 2 parties agree"


def test_other_things_show_their_state(table: Table, city: City):
    snapshot = Snapshot.objects.create(partnership=table.partnership, run=city.run, title="Maart")
    assert subject(table, add(table, "Advies", snapshot=snapshot)).fact == "Computed"
    found = subject(table, add(table, "Cijfers", delivery=city.delivery))
    assert (found.name, found.fact) == ("Kerncijfers", "Current")
    agreement = Agreement.objects.create(partnership=table.partnership, year=2027, title="Afspraken")
    assert subject(table, add(table, "Afspraken", agreement=agreement)).fact == "Being drawn up"
    assert subject(table, add(table, "Rondvraag")) is None


def test_a_dataset_shows_when_its_newest_figures_came_and_leads_to_its_page(table: Table, city: City):
    dataset = city.delivery.dataset
    assert dataset
    item = add(table, "Cijfers", dataset=dataset)
    older, never = dt.datetime(2025, 3, 1, 23, 30, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    for state, at in (("superseded", older), ("refused", never)):
        fields = {"partnership": table.partnership, "dataset": dataset, "kind": "statistics", "sha256": "1" * 64}
        Delivery.objects.create(**fields, state=state, loaded_at=at, name=f"{state}.csv", size=1)
    Delivery.objects.filter(pk=city.delivery.pk).update(loaded_at=older + dt.timedelta(days=1))
    found = subject(table, item)
    assert (found.kind, found.name, found.fact) == ("Dataset", "Kerncijfers", "Newest delivery on 3 March 2025")
    assert found.url == reverse("dataset", args=[table.partnership.slug, dataset.pk])
    Delivery.objects.filter(dataset=dataset).update(state="undone")
    assert subject(table, item).fact == "No delivery yet"


def test_the_database_holds_one_subject_also_beside_a_dataset(table: Table, city: City):
    item = add(table, "Cijfers", dataset=city.delivery.dataset)
    both = Item.objects.filter(pk=item.pk)
    assert refused_by(lambda: both.update(delivery=city.delivery)) == "item_about_one_thing"


# Requests without an answer


def test_a_request_without_an_answer_comes_on_the_backlog_once(partnership):
    here = street(partnership)
    request = late(here)
    for _time in range(2):
        [item] = expired(partnership, here.planner)
    assert (item.request, item.bundle, item.party) == (request, request.bundle, here.city)
    assert "Warmtenet eerste deel" in item.title
    assert "Netbeheerder" in item.text


def test_spoken_about_once_it_does_not_come_back(partnership):
    here = street(partnership)
    late(here)
    [item] = expired(partnership, here.planner)
    meeting = Meeting.objects.create(partnership=partnership, title="K", on=in_days(-1), begins=dt.time(9))
    take_item(item=item, by=here.planner, meeting=meeting)
    assert len(expired(partnership, here.planner)) == 1


def test_a_request_in_time_asked_anew_or_of_a_bundle_that_is_over_does_not_come(partnership):
    here = street(partnership)
    bundle = talking(here)
    assert expired(partnership, here.planner) == []
    JoinRequest.objects.update(due=in_days(-1))
    asked = {"by": here.planner, "sender": here.city, "due": in_days(7), "version": fresh(bundle).version}
    dia_actions.ask_to_join(bundle=bundle, work=here.heat, **asked)
    assert expired(partnership, here.planner) == []
    JoinRequest.objects.update(due=in_days(-1))
    type(bundle).objects.update(state="dissolved")
    assert expired(partnership, here.planner) == []


def test_planning_and_opening_a_meeting_bring_them(partnership):
    table, here = streets(partnership)
    late(here)
    by = table.people["secretary"]
    meeting = plan_meeting(partnership=table.partnership, by=by, title="K", on=in_days(7), begins=dt.time(9))
    assert Item.objects.backlog().count() == 1
    JoinRequest.objects.update(state="sent")
    Item.objects.all().delete()
    table.rules()
    open_meeting(meeting=meeting, by=by)
    assert Item.objects.backlog().count() == 1


def test_such_an_item_is_spoken_about_before_it_goes(partnership):
    table, here = streets(partnership)
    late(here)
    [item] = expired(partnership, table.people["secretary"])
    with pytest.raises(ValidationError):
        remove_item(item=item, by=table.people["secretary"])


# In the browser


def test_a_planner_puts_something_on_the_backlog_and_the_secretary_takes_it(table: Table):
    slug, meeting = table.partnership.slug, table.meeting()
    planner, secretary = browser_of(table, "planner"), browser_of(table, "secretary")
    sent = {"title": "Oost", "text": "Het loopt vast.", "minutes": "15", "party": table.parties["Gemeente"].pk}
    assert planner.post(reverse("backlog_add", args=[slug]), sent | {"minutes": "-1"}).status_code == 422
    wrong = sent | {"party": table.parties["Woonnoord"].pk}
    assert planner.post(reverse("backlog_add", args=[slug]), wrong).status_code == 422
    assert planner.post(reverse("backlog_add", args=[slug]), sent).status_code == 302
    [item] = Item.objects.all()
    assert "Het loopt vast." in planner.get(reverse("backlog", args=[slug])).content.decode()
    take = reverse("item_take", args=[slug, item.pk])
    assert secretary.post(take, {"meeting": "0"}).status_code == 422
    assert secretary.post(take, {"meeting": meeting.pk})["Location"].endswith(f"#item-{item.pk}")
    assert secretary.post(take, {"meeting": meeting.pk}).status_code == 409
    assert secretary.post(reverse("item_move", args=[slug, item.pk]), {"to": "up"}).status_code == 302
    assert secretary.post(reverse("item_back", args=[slug, item.pk])).status_code == 302
    assert planner.post(reverse("item_remove", args=[slug, item.pk])).status_code == 302
    assert not Item.objects.exists()


@pytest.mark.parametrize("name", ["item_edit", "item_said"])
def test_who_was_later_sees_both_texts(table: Table, name: str):
    meeting, browser = table.meeting("open"), browser_of(table, "secretary")
    item = add(table, "Oost", meeting, text="Oud")
    address = reverse(name, args=[table.partnership.slug, item.pk])
    sent = {"title": "Oost", "minutes": "10", "text": "Van mij", "said": "Van mij"}
    change_item(item=item, by=table.people["secretary"], version=1, text="Van hen", said="Van hen")
    answer = browser.post(address, sent | {"version": "1"})
    assert answer.status_code == 409
    assert [(row.theirs, row.mine) for row in answer.context["differences"]] == [("Van hen", "Van mij")]
    assert browser.post(address, sent | {"version": "2", "look": "1"}).status_code == 200
    assert browser.post(address, sent | {"version": str(answer.context["stamp"])}).status_code == 302
    item.refresh_from_db()
    assert "Van mij" in (item.text, item.said)


def test_what_was_said_of_an_item_that_waits_is_refused_with_the_backlog(table: Table):
    item = add(table, "Oost")
    address = reverse("item_said", args=[table.partnership.slug, item.pk])
    assert browser_of(table, "secretary").post(address, {"said": "X", "version": "1"}).status_code == 409
