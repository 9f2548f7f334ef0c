"""The A4 of a bid: one page in every case, in a type that can be read, and what is cut is told."""

from __future__ import annotations

import json
import re
from typing import Any, cast

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.bid import LONGEST_TEXT, STEP, Bid, bid_sheet, fit, shortened
from reports.render import ROOM, drawable, pdf, type_size
from tests.effort import examples, sampled
from tests.reports import bids

KINDS = [bids.usual, bids.full, bids.empty]
MARKUP = r"#panic() *b* _i_ $x$ <a> @ref \ `c` // = - + [x] #{1/0} #read(\"/etc/passwd\") https://x.nl"
LETTERS = ["W", "i", "Ŵ", "€", "a\n", "Wi ", "woord "]
LEAST = 8.25  # points of the running text


def query(bid: Any, what: str, language: str = "nl") -> list[Any]:
    inputs = {"data": json.dumps(drawable(bid)), "language": language}
    found = typst.query(ROOM / "bid.typ", what, root=ROOM, ignore_system_fonts=True, sys_inputs=inputs)
    return json.loads(found)


def pages(bid: Any, language: str = "nl") -> int:
    inputs = {"data": json.dumps(drawable(bid)), "language": language}
    made = typst.compile(ROOM / "bid.typ", root=ROOM, ignore_system_fonts=True, format="svg", sys_inputs=inputs)
    return len(made) if isinstance(made, list) else 1


def words(fitted: Bid) -> list[str]:
    return ["".join("\n".join(subject["paragraphs"]).replace("\u200b", "").split()) for subject in fitted["subjects"]]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_bid_is_exactly_one_page_tagged_and_says_its_language(kind, language):
    made = bid_sheet(kind(language), language=language)
    assert re.findall(rb"/Type/Pages/Count (\d+)", made) == [b"1"]
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert f"/Lang({language})".encode() in made


def test_an_ordinary_bid_is_printed_large_and_nothing_of_it_is_cut():
    fitted, cut = fit(bids.usual(), language="nl")
    assert cut == []
    assert fitted["cut"] == []
    assert type_size("bid", fitted, language="nl") >= 9.5


@pytest.mark.full
@pytest.mark.parametrize("letter", sampled(LETTERS))
def test_with_everything_full_all_that_was_not_cut_is_shown_in_a_type_that_can_be_read(letter):
    """Names of 150 characters, 12 works under one subject, 8 parties, texts of 1000 characters, all of this letter."""
    fitted, cut = fit(bids.full(letter=letter, name=letter * 150), language="nl")
    assert len(fitted["works"]) == 12
    assert len(fitted["together"]) == 8
    assert len(cut) == 5
    assert type_size("bid", fitted, language="nl") >= LEAST
    assert pages(fitted) == 1


def test_the_longest_ordinary_names_leave_each_text_at_least_300_characters():
    _fitted, cut = fit(bids.full(), language="nl")
    assert min(each.shown for each in cut) >= 290  # up to a word less


@settings(max_examples=examples(8), deadline=None)
@given(
    st.lists(st.integers(0, LONGEST_TEXT), min_size=5, max_size=5), st.sampled_from(["", "W", "i "]), st.integers(0, 12)
)
def test_whatever_the_lengths_it_is_one_page_and_what_is_cut_is_told(lengths, letter, works):
    bid = bids.with_texts(*lengths, letter=letter)
    bid = cast(Bid, {**bid, "works": [bids.work("liveable", "Groene achterpaden", "2027", "€ 120.000")] * works})
    fitted, cut = fit(bid, language="nl")
    assert type_size("bid", fitted, language="nl") >= LEAST
    told = {each.subject: each for each in cut}
    for subject, shown in zip(bid["subjects"], words(fitted), strict=True):
        whole = "".join(subject["text"].split())
        if subject["key"] in told:
            assert shown.endswith("…")
            assert whole.startswith(shown.removesuffix("…"))
            assert told[subject["key"]].of == len(subject["text"].strip())
            assert told[subject["key"]].shown < told[subject["key"]].of
        else:
            assert shown == whole
    assert bool(cut) == any("Inzicht" in line for line in fitted["cut"])


@pytest.mark.full
def test_a_short_text_leaves_its_room_to_a_long_one():
    _fitted, all_long = fit(bids.with_texts(1000, 1000, 1000, 1000, 1000), language="nl")
    fitted, one_long = fit(bids.with_texts(1000, 100, 100, 100, 100), language="nl")
    assert len(all_long) == 5
    assert one_long == []
    assert len(words(fitted)[0]) == len("".join(bids.with_texts(1000)["subjects"][0]["text"].split()))


@pytest.mark.full
def test_no_more_is_cut_than_has_to_be():
    """With one step more room for each text the page would be over-full."""
    bid = bids.with_texts(1000, 1000, 1000, 1000, 1000)
    _fitted, cut = fit(bid, language="nl")
    more = max(each.shown for each in cut) + 3 * STEP
    tried = bids.with_texts(*[more] * 5)
    assert fit(tried, language="nl")[1] != []


def test_what_is_cut_stands_on_the_page_with_its_subject():
    fitted, cut = fit(bids.with_texts(1000, 1000, 1000, 1000, 1000), language="nl")
    [line] = fitted["cut"]
    assert line.startswith(f"Inzicht: Nieuwbouw en aankoop {cut[0].shown}/1000; ")


def test_more_works_than_have_a_place_are_left_out_from_the_end_and_told():
    rows = [bids.work("liveable", f"Werk {number}", "2027", "€ 1") for number in range(15)]
    fitted, _cut = fit(bids.usual(works=rows), language="nl")
    assert [row["title"] for row in fitted["works"]] == [f"Werk {number}" for number in range(12)]
    assert fitted["cut"] == ["Werken 12/15"]


def test_a_bid_is_not_changed_by_fitting_it():
    bid = bids.full()
    before = json.dumps(bid)
    fit(bid, language="nl")
    assert json.dumps(bid) == before


def test_the_same_bid_gives_the_same_bytes():
    assert bid_sheet(bids.usual(), language="nl") == bid_sheet(bids.usual(), language="nl")


def test_markup_in_a_text_is_shown_and_never_run():
    bid = bids.usual(party=MARKUP[:60], partnership=MARKUP, caveat=MARKUP)
    bid["subjects"][0]["text"] = MARKUP
    bid["works"][0]["title"] = MARKUP
    fitted, _cut = fit(bid, language="nl")
    assert fitted["subjects"][0]["paragraphs"] == [MARKUP]
    assert pages(fitted) == 1


def test_subjects_are_headings_in_their_order_below_the_party():
    fitted, _cut = fit(bids.usual(), language="nl")
    assert [each["level"] for each in query(fitted, "heading")] == [1, 2, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("key", sampled(sorted(Bid.__required_keys__)))
def test_a_missing_part_is_an_error_and_not_a_gap(key):
    fitted, _cut = fit(bids.usual(), language="nl")
    with pytest.raises((KeyError, typst.TypstError), match=key):
        pdf("bid", {name: value for name, value in fitted.items() if name != key}, language="nl")


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("een twee drie", 20, "een twee drie"),
        ("een twee drie", 13, "een twee drie"),
        ("een twee drie", 10, "een twee…"),
        ("een twee drie", 9, "een twee…"),
        ("een twee drie", 8, "een…"),
        ("eentweedrie", 6, "eentw…"),
        ("  rand  ", 4, "rand"),
        ("een", 0, ""),
    ],
)
def test_a_text_is_cut_between_words(text, most, shown):
    assert shortened(text, most) == shown
    assert len(shortened(text, most)) <= most
