"""The A4 for alderman and director: one page in every case, in a type that can be read, and what is cut is told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import typst

from reports.in_short import Short, fit, in_short
from reports.render import ROOM, drawable, pdf, type_size
from tests.effort import sampled
from tests.reports import shorts
from tests.reports.test_area_sheet import MARKUP, text_of

KINDS = [shorts.usual, shorts.full, shorts.empty]
LEAST = 8  # points of the running text


def headings(short: Short) -> list[str]:
    inputs = {"data": json.dumps(drawable(fit(short, language="nl"))), "language": "nl"}
    found = typst.query(ROOM / "in_short.typ", "heading", root=ROOM, ignore_system_fonts=True, sys_inputs=inputs)
    return [text_of(each["body"]) for each in json.loads(found)]


def size(short: Short) -> float | None:
    return type_size("in_short", fit(short, language="nl"), language="nl")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_exactly_one_page_tagged_and_says_its_language(kind, language: str):
    made = in_short(kind(language), language=language)
    assert re.findall(rb"/Type/Pages/Count (\d+)", made) == [b"1"]
    for mark in (b"/StructTreeRoot", b"pdfuaid:part", f"/Lang({language})".encode()):
        assert mark in made


@pytest.mark.parametrize(("kind", "least"), [(shorts.usual, 11), (shorts.full, LEAST), (shorts.empty, 12)])
def test_it_is_printed_as_large_as_there_is_room_for(kind, least: float):
    assert size(kind()) >= least


@pytest.mark.parametrize("letter", sampled(["W", "i", "Ŵ", "€", "Wi ", "woord "]))
def test_whatever_the_letters_all_that_was_not_cut_is_shown_in_a_type_that_can_be_read(letter: str):
    assert size(shorts.full(name=letter)) >= LEAST


def test_of_an_ordinary_page_nothing_is_cut():
    assert fit(shorts.usual(), language="nl")["cut"] == []


def test_what_is_cut_is_told_on_the_page_with_how_many_there_are():
    asks = [f"Voorstel {number}" for number in range(12)]
    money = {"agenda": "Agenda", "committed": "€ 1", "unfunded": "€ 2"}
    fitted = fit(shorts.usual(asks=asks, places=[shorts.place("W" * 100, "Groep A", *[money] * 5)]), language="nl")
    assert fitted["asks"] == asks[:8]
    assert fitted["cut"] == ["Waar …", "Geld 3/5", "Te beslissen 8/12"]


def test_places_are_headings_under_where_and_markup_is_only_words():
    short = shorts.usual(title=MARKUP[:70], asks=[MARKUP], places=[shorts.place(MARKUP[:60], MARKUP)])
    assert headings(short) == [
        MARKUP[:70],
        "Waar",
        MARKUP[:60],
        "Te beslissen",
        "Lopende afspraken",
        "Laatste terugblik",
    ]


@pytest.mark.parametrize("key", sampled(sorted(Short.__required_keys__)))
def test_a_missing_part_is_an_error_and_not_a_gap(key: str):
    fitted: dict[str, Any] = dict(fit(shorts.empty(), language="nl"))
    del fitted[key]
    with pytest.raises((KeyError, typst.TypstError), match=key):
        pdf("in_short", fitted, language="nl")
