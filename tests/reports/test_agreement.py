"""A performance agreement on paper: all of it, on as many pages as it takes, and words are only words."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typst

from reports.agreement import Agreement, as_pdf
from reports.render import ROOM, drawable
from tests.reports import agreements
from tests.reports.test_area_sheet import MARKUP, text_of
from tests.reports.test_minutes import pages

KINDS = [agreements.usual, agreements.longest, agreements.empty]


def headings(agreement: Agreement) -> list[str]:
    inputs = {"data": json.dumps(drawable(agreement)), "language": "nl"}
    given: dict[str, Any] = {"root": ROOM, "ignore_system_fonts": True, "sys_inputs": inputs}
    return [text_of(found["body"]) for found in json.loads(typst.query(ROOM / "agreement.typ", "heading", **given))]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("kind", "expected"), [(agreements.usual, 1), (agreements.longest, 12), (agreements.empty, 1)])
def test_an_agreement_takes_as_many_pages_as_expected(kind, expected: int, language: str):
    assert pages(as_pdf(kind(language), language=language)) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_tagged_and_says_its_language_and_date(kind):
    made = as_pdf(kind("en"), language="en")
    assert b"/StructTreeRoot" in made
    assert b"/Lang(en)" in made
    assert b"pdfuaid:part" in made
    assert b"/CreationDate(D:20261112" in made


def test_the_subjects_come_in_their_order_and_the_signatures_last():
    made = agreements.usual()
    titles = [chapter["title"] for chapter in made["chapters"]]
    assert headings(made) == [
        "Prestatieafspraken 2026", *titles, "Overgenomen biedingen", "Speerpunten", "Handtekeningen",
    ]  # fmt: skip
    assert headings(agreements.empty()) == ["Prestatieafspraken 2026"]


def test_markup_in_what_was_agreed_is_shown_and_never_run():
    made = agreements.usual(title=MARKUP, introduction=[MARKUP], bids=[MARKUP])
    made["chapters"][0]["articles"][0] = agreements.article(1, [MARKUP], MARKUP) | {"reason": MARKUP}
    assert headings(made)[0] == f"{MARKUP} 2026"
    assert as_pdf(made, language="nl").startswith(b"%PDF-")


def test_a_word_without_spaces_breaks_within_the_page():
    made = agreements.usual(title="W" * 160, introduction=["w" * 4000])
    assert pages(as_pdf(made, language="nl")) == 3
