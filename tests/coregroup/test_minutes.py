"""The minutes as they are handed out: a draft while the meeting lasts, and then what was fixed, whatever changes later."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone, translation

from coregroup.models import Meeting
from coregroup.pages import minutes
from coregroup.pipeline.minutes import read_body
from sia.pipeline.snapshots import canonical, fingerprint
from tests.coregroup.sitting import at, browser_of, close, in_session, proposal, say, settle, spoken
from tests.coregroup.table import Table, laid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def text_of(table: Table, meeting: Meeting, who: str = "viewer", language: str = "en") -> str:
    answer = browser_of(table.people[who], language).get(at("minutes_txt", table, meeting.pk))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode("utf-8")


def test_a_draft_becomes_the_minutes_when_the_meeting_is_closed(table: Table):
    meeting = spoken(table)
    assert "[Draft]" in text_of(table, meeting)
    close(table, meeting)
    text = text_of(table, meeting)
    assert "[Draft]" not in text
    meeting.refresh_from_db()
    assert meeting.sha256 in text


def test_the_text_holds_who_was_there_what_was_decided_and_who_does_what(table: Table):
    text = " ".join(text_of(table, close(table, spoken(table, chair="A. de Vries"))).split())
    for words in (
        "Chair: A. de Vries", "- Woonnoord: present", "Decision 2026-1 · Taken Oost krijgt een gezamenlijke agenda.",
        "- For: all parties", "- 1 December 2026 · Woonnoord (K. Smit): Bel de aannemer (Decision 2026-1)",
        "1. Oost Men wil beginnen. Samen.", "A decision is taken when: more parties for than against; an objection is written down.",
    ):  # fmt: skip
        assert words in text


def test_who_agrees_is_named_unless_it_is_everybody(table: Table):
    table.party("Netbeheer", "grid_operator")
    meeting = in_session(table, present=("Gemeente", "Woonnoord", "Huurdersbelang"))
    for said in (
        {"Gemeente": "yes", "Woonnoord": "yes", "Huurdersbelang": "yes"},
        {"Gemeente": "yes", "Woonnoord": "yes", "Huurdersbelang": "abstain"},
    ):
        made = proposal(table, meeting)
        say(table, made, "secretary", **said)
        settle(table, made)
    text = text_of(table, meeting)
    assert "  - For: all parties that were there\n" in text
    assert "  - For: Gemeente, Woonnoord\n  - Abstains: Huurdersbelang\n" in text


def test_the_rules_of_play_are_named_in_one_line_and_kept_in_full(table: Table):
    meeting = close(table, spoken(table))
    text = text_of(table, meeting)
    assert "Version 1 of 8 January 2026" in text
    assert "Wij beslissen samen." not in text
    body = read_body(meeting)
    assert body is not None
    assert body["rules"]["text"] == "Wij beslissen samen."


def test_conditions_and_objections_stand_under_the_name_of_the_party(table: Table):
    meeting = in_session(table)
    made = proposal(table, meeting)
    say(table, made, "secretary", Gemeente="yes", Woonnoord="condition", Huurdersbelang="no")
    settle(table, made)
    text = text_of(table, meeting)
    assert "  - For: Gemeente\n" in text
    assert "  - Woonnoord (for, on a condition): Omdat.\n" in text
    assert "  - Huurdersbelang (against): Omdat.\n" in text


def test_what_is_renamed_later_stays_as_it_was(table: Table):
    meeting = close(table, spoken(table))
    before = text_of(table, meeting)
    table.parties["Woonnoord"].name = "Woonzuid"
    table.parties["Woonnoord"].save()
    assert text_of(table, meeting) == before


def test_minutes_that_do_not_fit_their_hash_are_not_shown_as_if_they_did(table: Table):
    meeting = table.meeting("closed", body='{"format": 1}')
    assert read_body(meeting) is None
    browser = browser_of(table.people["viewer"])
    for name in ("minutes_pdf", "minutes_txt"):
        answer = browser.get(at(name, table, meeting.pk))
        assert answer.status_code == 409
        assert "no longer fits its fingerprint" in answer.content.decode()
    seal = minutes.seal(meeting)
    assert seal is not None
    assert seal.unchanged is False


def test_a_planned_meeting_has_a_draft_too(table: Table):
    meeting = table.meeting()
    meeting.items.create(partnership=table.partnership, title="Opening")
    assert "1. Opening" in text_of(table, meeting)
    assert minutes.seal(meeting) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_paper_is_tagged_in_the_language_of_the_reader(table: Table, language: str):
    meeting = close(table, spoken(table))
    answer = browser_of(table.people["viewer"], language).get(at("minutes_pdf", table, meeting.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f"/Lang({language})".encode() in answer.content


def test_an_older_meeting_can_be_read_from_its_text_alone(table: Table):
    """Nothing of it is looked up in the tables, so nothing of it can have changed."""
    body = json.loads(close(table, spoken(table)).body) | {"title": "Van vroeger", "on": "2019-03-07"}
    kept = canonical(body)
    old = table.meeting(
        "closed", body=kept, sha256=fingerprint(kept), title="Oud", closed_at=timezone.now(), rules=table.rules()
    )
    text = text_of(table, old)
    assert text.startswith("VAN VROEGER\n")
    assert "7 March 2019" in text
    assert "Bel de aannemer" in text
