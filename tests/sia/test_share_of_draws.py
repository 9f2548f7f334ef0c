"""A share of draws is told as one: no text calls it certainty, in Dutch or in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from sia.words.figures import in_hundred, interval

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = (ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po").read_text()
CALLS_IT_SURE = {
    "msgid": re.compile(r"\b(sure enough|is not sure|, sure|surely|how sure|certainty)\b|^sure$", re.IGNORECASE),
    "msgstr": re.compile(
        r"\b(zekerheid|zeker genoeg|niet zeker:|, zeker|hoe zeker)\b|^zeker$|\bzeker,|zeker niet", re.IGNORECASE
    ),
}


def texts(part: str) -> list[str]:
    return re.findall(rf'^{part}(?:\[\d\])? "(.+)"$', CATALOGUE, re.MULTILINE)


@pytest.mark.parametrize("part", CALLS_IT_SURE)
def test_no_text_calls_a_share_of_draws_certainty(part):
    assert len(texts(part)) > 1000
    assert [text for text in texts(part) if CALLS_IT_SURE[part].search(re.sub(r"%\(\w+\)s", "…", text))] == []


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [
        (0.79, "79 van de 100 berekeningen", "79 of the 100 calculations"),
        (1.0, "100 van de 100 berekeningen", "100 of the 100 calculations"),
        (0.999, "meer dan 99 van de 100 berekeningen", "more than 99 of the 100 calculations"),
        (0.001, "minder dan 1 van de 100 berekeningen", "fewer than 1 of the 100 calculations"),
        (0.0, "0 van de 100 berekeningen", "0 of the 100 calculations"),
        (None, "–", "–"),
    ],
)
def test_a_share_is_told_out_of_a_hundred_calculations(share, dutch, english):
    for language, words in (("nl", dutch), ("en", english)):
        with translation.override(language):
            assert in_hundred(share) == words


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        ((1, 1, 1), "duidelijk eerste"),
        ((8, 8, 8), "zelden een andere plaats"),
        ((13, 10, 10), "tussen 10 en 10"),
        ((2, 1, 4), "tussen 1 en 4"),
        ((2, None, None), ""),
    ],
)
def test_ranks_of_nine_of_ten_draws_are_told_without_certainty(ranks, words):
    with translation.override("nl"):
        assert interval(*ranks) == words
