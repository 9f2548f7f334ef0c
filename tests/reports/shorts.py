"""Pages for the alderman to print: an ordinary one in each language, the longest that can be, and one with nothing on it."""

from __future__ import annotations

from typing import Any, cast

from reports.in_short import Short

WORDS = {
    "en": {
        "sheet": "In short on one A4", "fictitious": "Made-up figures", "where": "Where", "money": "Money", "committed": "committed",
        "unfunded": "not funded yet", "no_agenda": "No joint agenda yet.", "asks": "To be decided", "running": "Agreements that run",
        "back": "Last look-back", "none": "None.", "cut": "Left out or shortened",
    },
    "nl": {
        "sheet": "In het kort op één A4", "fictitious": "Verzonnen cijfers", "where": "Waar", "money": "Geld", "committed": "toegezegd",
        "unfunded": "nog geen geld", "no_agenda": "Nog geen gezamenlijke agenda.", "asks": "Te beslissen", "running": "Lopende afspraken",
        "back": "Laatste terugblik", "none": "Geen.", "cut": "Weggelaten of ingekort",
    },
}  # fmt: skip
NAME = "Stichting Woningcorporatie voor Noord-Oost-Twente "


def place(name: str, group: str, *money: dict[str, str]) -> dict[str, Any]:
    reasons = [
        "Moeite met rondkomen: 30\u00a0%, stad 21\u00a0%",
        "Overgewicht: 53\u00a0%, stad 47\u00a0%",
        "Energielabel E, F of G: 38\u00a0%, stad 24\u00a0%",
    ]
    return {"group": group, "name": name, "reasons": reasons, "money": list(money)}


def usual(language: str = "nl", **changes: Any) -> Short:
    """Enschede as the alderman might have it in hand."""
    agenda = {"agenda": "Agenda Twekkelerveld", "committed": "€\u00a02.150.000", "unfunded": "€ 640.000"}
    unsure = "Groep B in de volgorde van gezamenlijke agenda's, zonder zekere volgorde"
    short: dict[str, Any] = {
        "created": "2026-11-27T12:00:00+01:00", "partnership": "Enschede", "fictitious": True, "title": "Enschede, 27 november 2026",
        "basis": "vastgesteld: Advies van maart, 3 maart 2026", "scored": "scores van 1 maart 2026 · model 2 · afgesproken",
        "places": [place("Twekkelerveld", "Groep A in de volgorde van gezamenlijke agenda's", agenda),
                   place("Velve-Lindenhof", unsure), place("Bothoven", unsure)],
        "no_places": "Er is nog geen advies.",
        "asks": ["Twekkelerveld krijgt als eerste een gezamenlijke agenda, van 2027 tot en met 2034.",
                 "Prestatieafspraken 2027: 2 partijen moeten nog tekenen", "Akkoord met “Laan open in één keer” in 2027"],
        "no_asks": "Er wacht niets op een besluit.",
        "agreements": ["Prestatieafspraken 2026"],
        "look_back": {"title": "Agenda Velve, 2025", "counts": "5 gedaan zoals afgesproken, 2 later, 1 niet doorgegaan",
                      "summary": "Het warmtenet kwam een jaar later, omdat het elektriciteitsnet vol was. Het geld daarvoor is bewaard."},
        "caveat": "Een rang is een signaal en geen oorzaak: zij zegt waar u moet kijken, niet waarom het zo is.",
        "labels": WORDS[language], "cut": [],
    }  # fmt: skip
    return cast(Short, {**short, **changes})


def full(language: str = "nl", name: str = NAME) -> Short:
    """Each list longer than there is room for, and each text of 400 characters."""
    long, euros = (name * 400)[:400], "€ 1.234.567.890"
    places = [
        {"group": long, "name": long, "reasons": [long] * 3, "money": [{"agenda": long, "committed": euros, "unfunded": euros}] * 12}
        for _ in range(3)
    ]  # fmt: skip
    return usual(
        language, partnership=long, title=long, basis=long, scored=long, caveat=long, places=places, asks=[long] * 12, agreements=[long] * 8,
        look_back={"title": long, "counts": long, "summary": long},
    )  # fmt: skip


def empty(language: str = "nl") -> Short:
    return usual(language, places=[], asks=[], agreements=[], look_back=None, scored="")
