"""Bids to print: an ordinary one in each language, the longest that can be, and one with nothing in it."""

from __future__ import annotations

from typing import Any, cast

from reports.bid import Bid

WORDS = {
    "en": {
        "bid": "Bid on one A4", "fictitious": "Made-up figures", "party": "Party", "facts": "In short", "money": "What we commit",
        "kind": "Kind of money", "works": "Works", "cost": "Cost", "years": "Years", "figures": "Figures", "indicator": "Indicator",
        "own": "here", "city": "city", "insight": "Insight", "sources": "Sources", "together": "Together with",
        "areas": "Here is", "name": "Name and position", "date": "Date", "signature": "Signature", "cut": "Left out or shortened",
    },
    "nl": {
        "bid": "Bod op één A4", "fictitious": "Verzonnen cijfers", "party": "Partij", "facts": "In het kort", "money": "Wat wij toezeggen",
        "kind": "Soort geld", "works": "Werken", "cost": "Kosten", "years": "Jaren", "figures": "Cijfers", "indicator": "Indicator",
        "own": "hier", "city": "stad", "insight": "Inzicht", "sources": "Bronnen", "together": "Samen met",
        "areas": "Hier is", "name": "Naam en functie", "date": "Datum", "signature": "Handtekening", "cut": "Weggelaten of ingekort",
    },
}  # fmt: skip
SUBJECTS = {
    "supply": ("Nieuwbouw en aankoop", "1 werk · € 6.400.000"),
    "affordable": ("Betaalbare huren", ""),
    "groups": ("Aandachtsgroepen", "2 werken · € 310.000"),
    "sustainable": ("Duurzame woningen", "3 werken · € 9.850.000"),
    "liveable": ("Leefbare buurten", "1 werk · € 120.000"),
}
TEXT = (
    "In Twekkelerveld staan 640 woningen met label E, F of G. Wij pakken er 220 aan in de straten waar ook het riool opengaat. "
    "Bewoners houden zo één keer last. Wij vragen de gemeente om het warmtenet in dezelfde jaren te leggen. "
)


def work(subject: str, title: str, years: str, cost: str) -> dict[str, str]:
    return {"subject": subject, "title": title, "where": "Twekkelerveld", "years": years, "cost": cost}


def figure(subject: str, name: str, own: str, city: str) -> dict[str, str]:
    return {"subject": subject, "name": name, "own": own, "city": city, "source": "2024, Kerncijfers wijken"}


def usual(language: str = "nl", **changes: Any) -> Bid:
    """Woningcorporatie Noord as its director might sign it."""
    bid: dict[str, Any] = {
        "created": "2026-07-01T12:00:00+02:00", "partnership": "Enschede", "fictitious": False, "party": "Woningcorporatie Noord",
        "title": "Bod voor 2027" if language == "nl" else "Bid for 2027", "state": "aangeboden op 1 juli 2026",
        "tiles": [{"label": "Toegezegd in 2027", "value": "€ 2.150.000"}, {"label": "Mankracht in 2027", "value": "3,5 fte"},
                  {"label": "Werken in 2027", "value": "7"}, {"label": "Kosten van deze werken", "value": "€ 16.680.000"}],
        "years": ["2027", "2028", "2029", "2030", "2031"],
        "money": [{"label": "regulier", "cells": ["€ 1.500.000", "€ 1.200.000", "€ 900.000", "–", "–"], "sum": False},
                  {"label": "regulier, naar voren gehaald", "cells": ["€ 650.000", "–", "–", "–", "–"], "sum": False},
                  {"label": "samen", "cells": ["€ 2.150.000", "€ 1.200.000", "€ 900.000", "–", "–"], "sum": True},
                  {"label": "mankracht", "cells": ["3,5 fte", "3,0 fte", "2,0 fte", "–", "–"], "sum": False}],
        "subjects": [{"key": key, "title": title, "sum": total, "text": TEXT * 2, "paragraphs": [], "empty": "Hierover schrijft de partij niets."}
                     for key, (title, total) in SUBJECTS.items()],
        "works": [work("sustainable", "Renovatie van 220 woningen, eerste deel", "2027–2028", "€ 7.200.000"),
                  work("supply", "Nieuwbouw aan de Roomweg", "2027–2029", "€ 6.400.000"),
                  work("sustainable", "Zonnepanelen op 14 portieken", "2027", "€ 1.450.000"),
                  work("sustainable", "Aansluiten op het warmtenet", "2027–2028", "€ 1.200.000"),
                  work("groups", "Huiskamer voor ouderen", "2027", "€ 190.000"), work("liveable", "Groene achterpaden", "2027", "€ 120.000"),
                  work("groups", "Woonmaatjes", "2027–2030", "€ 120.000")],
        "figures": [figure("supply", "Woningen van woningcorporaties", "61,0 %", "34,0 %"),
                    figure("affordable", "Moeite met rondkomen", "30,0 %", "21,0 %"), figure("affordable", "Energiearmoede", "9,1 %", "6,0 %"),
                    figure("groups", "Eenzaam", "46,0 %", "44,0 %"), figure("sustainable", "Energielabel E, F of G", "38,0 %", "24,0 %"),
                    figure("liveable", "Ergert zich aan zwerfvuil", "41,2 %", "27,0 %")],
        "areas": ["Twekkelerveld", "De Posten"], "together": ["Gemeente Enschede", "Netbeheerder Twee Stromen"],
        "sources": ["Kerncijfers wijken en buurten 2024", "Gezondheidsmonitor 2022"],
        "caveat": "Kosten zijn die van het hele werk, ook in andere jaren.", "seal": "Vingerafdruk 0f3a5c9e12d7", "labels": WORDS[language], "cut": [],
    }  # fmt: skip
    return cast(Bid, {**bid, **changes})


def with_texts(*lengths: int, letter: str = "", language: str = "nl", **changes: Any) -> Bid:
    """A text of this many characters under each subject: of ordinary words, or of one letter without a space."""
    bid = usual(language, **changes)
    for subject, length in zip(bid["subjects"], lengths, strict=False):
        subject["text"] = ((letter or TEXT) * length)[:length]
    return bid


def full(
    language: str = "nl", letter: str = "", name: str = "Stichting Woningcorporatie voor Noord-Oost-Twente "
) -> Bid:
    """Texts of 1000 characters, the longest names, 12 works under one subject, 8 parties, all lists full."""
    long = (name * 3)[:150]
    bid = with_texts(*[1000] * 5, letter=letter, language=language)
    keys = list(SUBJECTS)
    money = [{"label": long, "cells": ["€ 1.234.567.890"] * 5, "sum": place == 5} for place in range(7)]
    return cast(Bid, {
        **bid, "partnership": long, "party": long, "state": long, "caveat": long * 2, "money": money,
        "tiles": [{"label": long, "value": "€ 1.234.567.890"}] * 4,
        "works": [{"subject": "sustainable", "title": long, "where": long, "years": "2027–2036", "cost": "€ 1.234.567.890"}] * 12,
        "figures": [{"subject": keys[place // 2], "name": long, "own": "€ 1.234.567", "city": "€ 1.234.567", "source": long}
                    for place in range(10)],
        "areas": [long] * 8, "together": [long] * 8, "sources": [long] * 6,
    })  # fmt: skip


def empty(language: str = "nl") -> Bid:
    """A bid that nobody has written anything in."""
    nothing: dict[str, Any] = {
        key: [] for key in ("money", "years", "works", "figures", "areas", "together", "sources", "tiles")
    }
    return with_texts(0, 0, 0, 0, 0, language=language, **nothing, seal="", caveat="", fictitious=True)
