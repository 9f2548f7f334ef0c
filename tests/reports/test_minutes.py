"""The minutes of a meeting on paper and as text: all of it, on as many pages as it takes, and words are only words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import typst

from reports.minutes import WIDTH, Minutes, as_pdf, as_text
from reports.render import ROOM, drawable
from tests.reports import meetings
from tests.reports.test_area_sheet import MARKUP, text_of

KINDS = [meetings.usual, meetings.busy, meetings.longest, meetings.empty]
PAGES = [(meetings.usual, 1), (meetings.busy, 1), (meetings.longest, 5), (meetings.empty, 1)]


def headings(minutes: Minutes) -> list[str]:
    inputs = {"data": json.dumps(drawable(minutes)), "language": "nl"}
    given: dict[str, Any] = {"root": ROOM, "ignore_system_fonts": True, "sys_inputs": inputs}
    return [text_of(found["body"]) for found in json.loads(typst.query(ROOM / "minutes.typ", "heading", **given))]


def pages(made: bytes) -> int:
    [count] = re.findall(rb"/Type/Pages/Count (\d+)", made)
    return int(count)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("kind", "expected"), PAGES)
def test_minutes_take_as_many_pages_as_expected(kind, expected: int, language: str):
    assert pages(as_pdf(kind(language), language=language)) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_minutes_are_tagged_and_say_their_language_and_date(kind):
    made = as_pdf(kind("en"), language="en")
    assert b"/StructTreeRoot" in made
    assert b"/Lang(en)" in made
    assert b"pdfuaid:part" in made
    assert b"/CreationDate(D:20261112" in made


def test_the_same_meeting_gives_the_same_bytes():
    assert as_pdf(meetings.longest(), language="nl") == as_pdf(meetings.longest(), language="nl")


def test_decisions_come_before_what_was_said():
    assert headings(meetings.usual()) == [
        "Kerngroep", "Aanwezigheid", "Besluiten", "Besluit 2026-1", "Besluit 2026-2", "Acties", "Agendapunten",
    ]  # fmt: skip


@pytest.mark.parametrize(("sentences", "expected"), [(300, 2), (800, 3), (1600, 4)])
def test_a_very_long_objection_goes_on_over_the_page_and_is_not_cut(sentences: int, expected: int):
    minutes = meetings.usual()
    minutes["decisions"][0]["words"] = [{"label": "Domijn (tegen)", "text": "Dat is te veel. " * sentences}]
    assert pages(as_pdf(minutes, language="nl")) == expected


def test_markup_in_what_was_said_is_shown_and_never_run():
    minutes = meetings.usual(title=MARKUP, items=[meetings.item(MARKUP, [MARKUP])], place=MARKUP)
    minutes["decisions"][0]["text"] = MARKUP
    assert headings(minutes)[0] == MARKUP
    assert pages(as_pdf(minutes, language="nl")) == 1
    assert MARKUP.upper().split()[0] in as_text(minutes)


def test_a_word_without_spaces_breaks_within_the_page():
    minutes = meetings.usual(items=[meetings.item("W" * 200, ["w" * 4000])])
    assert pages(as_pdf(minutes, language="nl")) == 2


def test_the_text_says_the_same_as_the_paper():
    text = as_text(meetings.usual())
    assert text.startswith("KERNGROEP\nVerslag · Enschede\n12 november 2026, 13:30 · Stadhuis, kamer 2.14\n")
    assert "- Ons Huis: afwezig\n" in text
    assert "\nBesluit 2026-1 · Genomen\n  Twekkelerveld krijgt" in text
    assert "  - Voor: Gemeente Enschede, Domijn, De Woonplaats\n" in text
    assert "  - Domijn (tegen): Dan ligt de laan twee keer open.\n" in text
    assert "- 1 december 2026 · Domijn (K. Smit): Zet de bewoners op de hoogte\n" in text
    assert "\n1. Opening\n   Hierover is niets opgeschreven.\n\n2. Twekkelerveld (Gebied: Twekkelerveld)\n" in text
    assert text.index("Besluiten\n---") < text.index("Agendapunten\n---")


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_the_text_is_longer_than_a_mail_program_has_it(kind):
    lines = as_text(kind()).split("\n")
    assert max(len(line) for line in lines) <= WIDTH
    assert lines[-1] == ""


def test_a_draft_says_so_first_and_a_closed_meeting_does_not():
    draft = as_text(meetings.usual(draft=True, seal=""))
    assert "[Concept] Het overleg is nog niet afgesloten." in draft.replace("\n", " ")[:250]
    assert "Concept" not in as_text(meetings.usual())
    assert as_pdf(meetings.usual(draft=True), language="nl") != as_pdf(meetings.usual(), language="nl")
