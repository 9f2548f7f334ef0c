"""Agreements to print: a usual one, the longest that is to be expected, and one in which nothing stands yet."""

from __future__ import annotations

from typing import Any, cast

from reports.agreement import Agreement, Labels
from tests.reports.meetings import LONG, PARTIES

DUTCH = {
    "agreement": "Prestatieafspraak", "fictitious": "Verzonnen cijfers", "looked_back": "Wat ervan gekomen is",
    "no_articles": "Er is nog niets afgesproken.", "bids": "Overgenomen biedingen", "spearheads": "Speerpunten",
    "signatures": "Handtekeningen", "party": "Partij", "signed": "Ondertekend", "page": "pagina", "of": "van",
}  # fmt: skip
ENGLISH = {
    "agreement": "Performance agreement", "fictitious": "Made-up figures", "looked_back": "What became of it",
    "no_articles": "Nothing is agreed yet.", "bids": "Bids taken up", "spearheads": "Spearheads",
    "signatures": "Signatures", "party": "Party", "signed": "Signed", "page": "page", "of": "of",
}  # fmt: skip
SUBJECTS = (
    "Nieuwbouw en aankoop",
    "Betaalbare huren",
    "Mensen die aandacht vragen",
    "Duurzame woningen",
    "Leefbare buurten",
)
AGREED = "Bereidt de renovatie van 180 woningen in Twekkelerveld voor, samen met de bewoners."


def usual(language: str = "nl", **changes: Any) -> Agreement:
    made: dict[str, Any] = {
        "created": "2026-11-12T16:10:00+01:00",
        "partnership": "Enschede",
        "fictitious": True,
        "title": "Prestatieafspraken",
        "year": "2026",
        "state": "Loopt",
        "is_running": True,
        "introduction": ["Gemeente, corporaties en huurders spreken elk jaar af wat zij samen doen aan wonen."],
        "counts": "3 gedaan zoals afgesproken, 1 komt later, 6 nog niet gezegd",
        "chapters": [chapter(place, subject, 2) for place, subject in enumerate(SUBJECTS)],
        "bids": ["Domijn 2026"],
        "spearheads": ["Warmtenet en renovatie in één keer (vastgesteld)"],
        "signatures": [signature(party) for party in PARTIES[:5]],
        "labels": cast(Labels, DUTCH if language == "nl" else ENGLISH),
    }
    return cast(Agreement, made | changes)


def longest(language: str = "nl") -> Agreement:
    """Eight parties with long names; six articles under each subject, with texts as long as a form takes."""
    parties = [f"{LONG} {number}" for number in range(1, 9)]
    text = [(AGREED + " ") * 6] * 3
    return usual(
        language,
        partnership=LONG,
        title=f"Prestatieafspraken van {LONG}",
        introduction=text,
        chapters=[chapter(place, subject, 6, text, parties[0]) for place, subject in enumerate(SUBJECTS)],
        bids=parties,
        spearheads=parties,
        signatures=[signature(party) for party in parties],
    )


def empty(language: str = "nl") -> Agreement:
    bare: dict[str, Any] = {"introduction": [], "counts": "", "chapters": [], "bids": [], "spearheads": []}
    return usual(language, state="Wordt opgesteld", is_running=False, signatures=[], **bare)


def chapter(place: int, title: str, count: int, text: list[str] | None = None, party: str = "Domijn") -> dict[str, Any]:
    first = place * count + 1
    return {"title": title, "articles": [article(first + number, text or [AGREED], party) for number in range(count)]}


def article(number: int, text: list[str], party: str) -> dict[str, Any]:
    outcome, reason = [("", ""), ("Gedaan zoals afgesproken", ""), ("Komt later", "De vergunning kwam laat.")][
        number % 3
    ]
    return {
        "number": f"Artikel {number}",
        "paragraphs": text,
        "who": f"{party} · voor 1 oktober 2026",
        "outcome": outcome,
        "reason": reason,
    }


def signature(party: str) -> dict[str, Any]:
    return {"party": party, "words": "ondertekend door Bo Begroting op 9 januari 2026 10:05", "signed": True}
