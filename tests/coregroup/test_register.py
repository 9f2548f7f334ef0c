"""The register of decisions: chosen through the address, as a table and as a file; and the form of a proposal."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from coregroup.actions import decisions as actions
from coregroup.models import Decision, Meeting
from sia.actions import adopt_snapshot
from sia.models import Snapshot
from sia.pipeline.snapshots import canonical, fingerprint
from tests.coregroup.sitting import all_for, at, browser_of, decided, in_session, proposal, say, settle
from tests.coregroup.table import Table, laid
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db
CODE = "BU01530000"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def meeting(table: Table) -> Meeting:
    return in_session(table)


def adopted(table: Table) -> Snapshot:
    """Of a weighed city; it says that area 00 is watched, where a joint agenda was computed."""
    city = weighed_city(table.partnership)
    area = {"code": CODE, "name": "Buurt 00", "advice": "dia", "adopted": "watch", "reason": "De sloop komt eerst."}
    body = canonical({"format": 1, "areas": [area]})
    return Snapshot.objects.create(
        partnership=table.partnership, run=city.run, title="SIA maart", state="adopted", body=body,
        sha256=fingerprint(body), decision="Besloten.", adopted_at=timezone.now(),
    )  # fmt: skip


def three(table: Table, meeting: Meeting) -> list[Decision]:
    """2026-1 is replaced by 2026-3, 2026-2 is not taken."""
    first = decided(table, meeting, text="Oost eerst.", area_code=CODE)
    second = proposal(table, meeting, text="West ook.", reason="Het riool is oud.")
    say(table, second, "secretary", Gemeente="no", Woonnoord="no", Huurdersbelang="yes")
    return [first, settle(table, second, "rejected"), decided(table, meeting, text="Noord eerst.", replaces=first)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [3, 2, 1]), ("?state=stands", [3]), ("?state=replaced", [1]), ("?state=rejected", [2]), (f"?area={CODE}", [1]),
        ("?q=RIOOL", [2]), ("?q=eerst&state=stands", [3]), ("?year=2026", [3, 2, 1]), ("?year=2025", []), ("?q=%25", []),
        ("?year=x&state=y&page=99", [3, 2, 1]),
    ],
)  # fmt: skip
def test_the_address_says_which_decisions_are_shown(table: Table, meeting: Meeting, query: str, numbers: list[int]):
    three(table, meeting)
    answer = browser_of(table.people["viewer"]).get(at("decision_list", table) + query)
    assert [row.decision.number for row in answer.context["rows"]] == numbers
    file = browser_of(table.people["viewer"]).get(at("decisions_file", table) + query).content.decode("utf-8-sig")
    assert [row["number"] for row in csv.DictReader(io.StringIO(file), delimiter=";")] == [f"2026-{n}" for n in numbers]


def test_a_proposal_that_would_replace_a_decision_leaves_it_in_force(table: Table, meeting: Meeting):
    first = decided(table, meeting)
    proposal(table, meeting, replaces=first)
    answer = browser_of(table.people["viewer"]).get(at("decision_list", table) + "?state=stands")
    assert [row.decision for row in answer.context["rows"]] == [first]


def test_the_file_says_how_each_party_answered_and_runs_no_formula(table: Table, meeting: Meeting):
    made = proposal(table, meeting, text='=HYPERLINK("x")')
    say(table, made, "secretary", Gemeente="yes", Woonnoord="yes", Huurdersbelang="no")
    settle(table, made)
    content = browser_of(table.people["viewer"]).get(at("decisions_file", table)).content
    assert content.startswith("\ufeff".encode())
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert row["decision"] == '\'=HYPERLINK("x")'
    assert (row["for"], row["against"], row["abstains"]) == ("Gemeente, Woonnoord", "Huurdersbelang", "")
    assert row["conditions and objections"] == "Huurdersbelang: Omdat."


def test_the_pages_of_a_decision_and_of_what_replaces_it_point_to_each_other(table: Table, meeting: Meeting):
    first, _second, third = three(table, meeting)
    browser = browser_of(table.people["viewer"])
    for one, other in ((first, third), (third, first)):
        text = browser.get(at("decision", table, one.pk)).content.decode()
        assert f'href="{at("decision", table, other.pk)}"' in text


# The form


def filled(**changes: str) -> dict[str, str]:
    return {"text": "Oost eerst.", "reason": "", "item": "", "area_code": "", "snapshot": ""} | changes


def test_a_new_proposal_rests_on_the_adopted_advice(table: Table, meeting: Meeting):
    snapshot = adopted(table)
    answer = browser_of(table.people["secretary"]).get(at("decision_add", table, meeting.pk))
    assert answer.context["form"]["snapshot"].value() == snapshot.pk


def proposed(table: Table, **fields: str) -> Snapshot:
    city = weighed_city(table.partnership)
    return Snapshot.objects.create(
        partnership=table.partnership, run=city.run, title="SIA mei", state="proposed", **fields
    )


def test_an_advice_is_adopted_by_a_decision_and_says_by_which(table: Table, meeting: Meeting):
    snapshot, browser = proposed(table), browser_of(table.people["secretary"])
    where = at("decision_add", table, meeting.pk)
    looked = browser.post(where, filled(area_code=CODE, snapshot=str(snapshot.pk), look="1")).content.decode()
    assert "This advice says nothing of this area." not in looked
    assert browser.post(where, filled(snapshot=str(snapshot.pk), text="Wij stellen de SIA vast.")).status_code == 302
    made = settle(table, all_for(table, Decision.objects.get()))
    page = at("snapshot", table, snapshot.pk)
    assert f"decision {made.reference} is to adopt it" in browser.get(page).content.decode()
    adopt_snapshot(snapshot=snapshot, by=table.people["secretary"], decision="Vastgesteld.")
    later = decided(table, meeting, text="Later.", snapshot=snapshot)
    told = browser.get(page).content.decode()
    assert f"adopted by decision {made.reference}" in told
    assert f"adopted by decision {later.reference}" not in told


def test_an_advice_that_is_taken_back_carries_no_decision(table: Table, meeting: Meeting):
    snapshot, browser = proposed(table), browser_of(table.people["secretary"])
    made = all_for(table, proposal(table, meeting, snapshot=snapshot))
    Snapshot.objects.filter(pk=snapshot.pk).update(state="interpreting")
    with pytest.raises(ValidationError, match="no longer proposed"):
        actions.settle(decision=made, by=table.people["secretary"], seen="taken")
    sent = filled(snapshot=str(snapshot.pk))
    assert browser.post(at("decision_add", table, meeting.pk), sent).status_code == 422


def test_the_form_shows_what_the_chosen_advice_says_of_the_chosen_area(table: Table, meeting: Meeting):
    snapshot, browser = adopted(table), browser_of(table.people["secretary"])
    sent = filled(area_code=CODE, snapshot=str(snapshot.pk), text="", look="1")
    answer = browser.post(at("decision_add", table, meeting.pk), sent)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "De sloop komt eerst." in text
    assert "There is something to mend" not in text
    assert not Decision.objects.exists()
    other = browser.post(at("decision_add", table, meeting.pk), sent | {"area_code": "BU01530001"})
    assert "This advice says nothing of this area." in other.content.decode()


def test_a_deviation_has_a_reason_and_an_advice_it_deviates_from(table: Table, meeting: Meeting):
    snapshot, browser = adopted(table), browser_of(table.people["secretary"])
    where = at("decision_add", table, meeting.pk)
    wrong = [
        filled(deviates="on", snapshot=str(snapshot.pk)),
        filled(deviates="on", deviation_reason="De vergunning loopt af."),
        filled(deviation_reason="De vergunning loopt af."),
        filled(text=""),
        filled(area_code="BU99999999"),
    ]
    assert [browser.post(where, sent).status_code for sent in wrong] == [422] * 5
    right = filled(deviates="on", deviation_reason="De vergunning loopt af.", snapshot=str(snapshot.pk), area_code=CODE)
    assert browser.post(where, right).status_code == 302
    made = Decision.objects.get()
    assert (made.deviates, made.snapshot, made.area_code) == (True, snapshot, CODE)


def test_the_page_of_a_decision_shows_the_advice_it_rests_on(table: Table, meeting: Meeting):
    snapshot = adopted(table)
    made = decided(table, meeting, area_code=CODE, snapshot=snapshot)
    text = browser_of(table.people["viewer"]).get(at("decision", table, made.pk)).content.decode()
    assert f'href="{at("snapshot", table, snapshot.pk)}#area-{CODE}"' in text
    assert "joint agenda was computed. De sloop komt eerst." in text


def test_two_who_change_one_proposal_the_second_chooses(table: Table, meeting: Meeting):
    browser, made = browser_of(table.people["secretary"]), all_for(table, proposal(table, meeting))
    where = at("decision_edit", table, made.pk)
    assert browser.post(where, filled(version="1", text="West eerst.")).status_code == 302
    late = browser.post(where, filled(version="1", text="Noord eerst."))
    text = late.content.decode()
    assert late.status_code == 409
    assert "West eerst." in text
    assert "Noord eerst." in text
    assert browser.post(where, filled(version=str(late.context["stamp"]), text="Noord eerst.")).status_code == 302
    made.refresh_from_db()
    assert (made.text, made.version, made.answers.count()) == ("Noord eerst.", 3, 0)


def test_only_a_decision_that_is_in_force_can_be_replaced(table: Table, meeting: Meeting):
    first, second, third = three(table, meeting)
    form = browser_of(table.people["secretary"]).get(at("decision_add", table, meeting.pk)).context["form"]
    assert list(form.fields["replaces"].queryset) == [third]
    sent = [filled(replaces=str(one.pk)) for one in (first, second, third)]
    where = at("decision_add", table, meeting.pk)
    assert [browser_of(table.people["secretary"]).post(where, one).status_code for one in sent] == [422, 422, 302]


def test_a_withdrawn_proposal_needs_the_version_that_was_seen(table: Table, meeting: Meeting):
    made, browser = proposal(table, meeting), browser_of(table.people["secretary"])
    actions.change_proposal(decision=made, by=table.people["secretary"], version=1, text="Anders.")
    where = at("decision_withdraw", table, made.pk)
    assert browser.post(where, {"version": "1"}).status_code == 409
    assert browser.post(where, {"version": "2"}).status_code == 302
    assert not Decision.objects.exists()
