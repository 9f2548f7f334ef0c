"""Sentences for what is wrong with a file: every code has one, and none fails."""

import re

import pytest
from django.utils import translation

from datasets.parsers.problems import CODES
from datasets.texts.problems import TEXTS, place, sentence

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def problem(code, **fields):
    return {"code": code, "severity": "error", "row": None, "column": None, "value": None, "params": {}} | fields


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_says_what_is_wrong_and_how_to_mend_it(code):
    text = TEXTS[code]
    assert str(text.what).strip().endswith(".")
    assert str(text.mend).strip().endswith(".")


def test_there_is_no_text_for_a_code_that_nobody_gives():
    assert set(TEXTS) - set(CODES) == set()


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_text_uses_only_params_that_its_code_declares(code):
    text = TEXTS[code]
    used = {name for part in (text.what, text.mend, text.note) for name in PLACEHOLDER.findall(str(part))}
    declared = set(re.findall(r"\w+", CODES[code].partition("params: ")[2]))
    assert used <= declared | {"column", "value"}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_sentence_is_whole_in_both_languages_even_when_params_are_absent(code, language):
    with translation.override(language):
        found = sentence(problem(code))
    assert "%(" not in found.what + found.mend + found.note


def test_a_problem_names_its_row_column_and_value():
    with translation.override("en"):
        found = sentence(problem("not_a_number", row=14, column="Waarde", value="veel"))
    assert found.place == "Row 14, column Waarde: “veel”"
    assert (found.row, found.column, found.value) == (14, "Waarde", "veel")


def test_a_place_begins_with_a_capital_also_without_a_row():
    with translation.override("en"):
        assert place(None, "Waarde", "") == "Column Waarde"
        assert place(None, "", "BU01530301") == "“BU01530301”"
        assert place(None, "", "") == ""


def test_the_other_row_of_a_duplicate_is_a_note_so_that_duplicates_form_one_group():
    with translation.override("en"):
        first = sentence(problem("duplicate_row", row=9, params={"first_row": 8}))
        second = sentence(problem("duplicate_row", row=12, params={"first_row": 3}))
    assert (first.what, first.mend) == (second.what, second.mend)
    assert first.note == "also in row 8"


def test_a_suggestion_is_shown_with_the_wrong_code():
    with translation.override("en"):
        found = sentence(problem("unknown_area_code", value="BU01530310", params={"suggestion": "BU01530301"}))
    assert found.note == "Do you mean BU01530301?"


def test_a_code_without_a_text_still_says_which_code_and_where():
    with translation.override("en"):
        found = sentence(problem("made_up_yesterday", row=3))
    assert "made_up_yesterday" in found.what
    assert found.row == 3
