"""The A4 of one area: one page in every case, readable by a screen reader, and words are only words."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import typst

from reports.area_sheet import COUNTS, LENGTHS, Sheet, area_sheet, fit
from reports.render import NOT_DRAWN, ROOM, drawable, pdf
from tests.effort import sampled
from tests.reports import sheets

KINDS = [sheets.usual, sheets.long_but_likely, sheets.longest, sheets.empty]
MARKUP = r"#panic() *b* _i_ $x$ <a> @ref \ `c` // = - + [x] #{1/0} #read(\"/etc/passwd\") https://x.nl"
SHEET = ROOM / "area_sheet.typ"


def given(sheet: Sheet, language: str = "nl") -> dict[str, Any]:
    fitted, _ = fit(sheet)
    inputs = {"data": json.dumps(drawable(fitted)), "language": language}
    return {"root": ROOM, "ignore_system_fonts": True, "sys_inputs": inputs}


def pages(sheet: Sheet) -> list[Any]:
    made = typst.compile(SHEET, format="svg", **given(sheet))
    return made if isinstance(made, list) else [made]


def type_size(sheet: Sheet) -> float | None:
    """In points; None where the text did not fit even in the smallest type."""
    [size] = json.loads(typst.query(SHEET, "<type>", field="value", **given(sheet)))
    return None if size == "none" else float(size.removesuffix("pt"))


def read(sheet: Sheet) -> list[str]:
    """The words of the sheet, as the template places them."""
    words = json.loads(typst.query(SHEET, "heading", **given(sheet)))
    return [text_of(word["body"]) for word in words]


def text_of(body: Any) -> str:
    if isinstance(body, dict):
        return body.get("text") or text_of(body.get("children") or body.get("child") or body.get("body") or "")
    return "".join(map(text_of, body)) if isinstance(body, list) else ""


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_exactly_one_page(kind, language):
    made, _ = area_sheet(kind(language), language=language)
    assert len(pages(kind(language))) == 1
    assert re.findall(rb"/Type/Pages/Count (\d+)", made) == [b"1"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_tagged_and_says_its_language(kind):
    made, _ = area_sheet(kind("en"), language="en")
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"/Lang(en)" in made
    assert b"pdfuaid:part" in made


@pytest.mark.parametrize(("kind", "least"), [(sheets.usual, 9.5), (sheets.long_but_likely, 7.5), (sheets.empty, 10)])
def test_what_a_city_has_is_printed_in_a_type_that_can_be_read(kind, least):
    assert type_size(kind("nl")) >= least


@pytest.mark.parametrize("letter", sampled(["W", "i", "Wi ", "Ŵ", "€"]))
def test_names_of_120_letters_still_show_everything_that_was_not_cut(letter):
    assert type_size(sheets.longest(letter=letter, names=120 // len(letter))) is not None


def test_the_same_data_give_the_same_bytes():
    assert area_sheet(sheets.usual(), language="nl") == area_sheet(sheets.usual(), language="nl")


def test_the_date_in_the_file_is_that_of_the_data():
    made, _ = area_sheet(sheets.usual(created="2026-03-01T10:00:00+00:00"), language="nl")
    assert b"/CreationDate(D:20260301100000Z)" in made


def test_nothing_is_cut_from_a_sheet_that_fits():
    assert fit(sheets.usual())[1] == []


def test_what_is_cut_is_told_with_the_words_of_the_sheet_and_stands_on_it():
    row = sheets.usual()["figures"][0]
    fitted, cut = fit(sheets.usual(figures=[row] * 14, area="A" * 100, sources=["x" * 99] * 9))
    assert cut == ["Area …", "Key figures 12/14", "Sources 5/9 …"]
    assert fitted["cut"] == cut
    assert len(fitted["figures"]) == 12
    assert fitted["area"].replace("\u200b", "") == "A" * (LENGTHS["area"] - 1) + "…"


def test_a_sheet_is_not_changed_by_fitting_it():
    sheet = sheets.longest()
    fit(sheet)
    assert len(sheet["area"]) == 120
    assert len(sheet["figures"]) == 14
    assert sheet["cut"] == []


def test_fitting_twice_is_fitting_once_and_lists_keep_within_their_count():
    once, _ = fit(sheets.longest())
    assert all(len(rows) <= COUNTS[key] for key, rows in once.items() if key in COUNTS)
    assert len(once["area"].replace("\u200b", "")) == LENGTHS["area"]


def test_markup_in_a_name_is_shown_and_never_run():
    sheet = sheets.usual(area=MARKUP[:70], border=MARKUP, partnership=MARKUP, caveat=MARKUP)
    sheet["figures"][0]["name"] = MARKUP
    sheet["notes"][0]["text"] = MARKUP
    assert len(pages(sheet)) == 1
    assert read(sheet)[0] == drawable(fit(sheet)[0]["area"])


@pytest.mark.parametrize("name", ["Wijk 😀", "漢字", "nul\x00bel\x07", "\ud800", "a\u202eb", "\uffff", "\u0378"])
def test_a_character_that_cannot_be_drawn_becomes_a_square(name):
    made, _ = area_sheet(sheets.usual(area=name), language="nl")
    assert made.startswith(b"%PDF-")
    assert NOT_DRAWN in drawable(name)


def test_a_name_of_several_lines_becomes_one_and_accents_stay():
    assert drawable("Súdwest\n\tFryslân\u00a0e\u0301") == "Súdwest  Fryslân\u00a0é"


def test_an_area_without_a_rank_says_why_and_shows_its_figures():
    sheet = sheets.usual(rank=None, urgency=None, advice=None, gates=[], steps=[], empty="Too few figures for a score.")
    assert len(pages(sheet)) == 1
    assert "Advice" not in read(sheet)
    assert "Key figures" in read(sheet)


def test_the_rank_never_stands_without_its_group():
    sheet = sheets.usual()
    del sheet["rank"]["group"]
    with pytest.raises(typst.TypstError, match="group"):
        area_sheet(sheet, language="en")


@pytest.mark.parametrize("key", sampled(sorted(Sheet.__required_keys__)))
def test_a_missing_part_is_an_error_and_not_a_gap(key):
    fitted, _ = fit(sheets.usual())
    with pytest.raises((KeyError, typst.TypstError), match=key):
        pdf("area_sheet", {name: value for name, value in fitted.items() if name != key}, language="en")
