"""Each sheet gets the words that its template places, and no others."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from coregroup.pages import agreement_sheet, bid_sheet, in_short_sheet, minutes_words
from reports.render import Labels
from sia.pages import sheet_words

REPORTS = Path(__file__).resolve().parents[1] / "reports"
SHEETS: dict[str, Callable[[], Labels]] = {
    "agreement": agreement_sheet.labels,
    "area_sheet": lambda: sheet_words.labels(None),
    "bid": bid_sheet.labels,
    "in_short": in_short_sheet.labels,
    "minutes": minutes_words.labels,
}
METHODS = {"at"}  # of a dictionary of typst


@pytest.mark.parametrize("name", SHEETS)
def test_a_template_places_the_words_that_it_gets(name: str):
    files = [REPORTS / file for file in (f"{name}.typ", "common.typ", f"{name}.py")]
    template, common, program = (file.read_text(encoding="utf-8") for file in files)
    placed = set(re.findall(r"\bwords\.([a-z_]+)", template)) - METHODS
    text = template + common + program
    labels = SHEETS[name]()
    assert placed <= labels.keys()
    assert [key for key in labels if not re.search(rf'(\.|["\'(])({key})\b', text)] == []
