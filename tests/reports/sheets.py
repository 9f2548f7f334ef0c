"""Sheets to print: an ordinary one in each language, the longest that can be, and one with nothing in it."""

from __future__ import annotations

from typing import Any, cast

from reports.area_sheet import Sheet

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 36 26">'
    '<path d="M 0 0 h 10 v 20 h -10 Z" fill="none" stroke="#7a8994" stroke-width="0.3"/>'
    '<path d="M 10 0 h 10 v 20 h -10 Z" fill="#b5572f" stroke="#16222b" stroke-width="0.9"/>'
    '<path d="M 20 0 h 10 v 20 h -10 Z" fill="none" stroke="#7a8994" stroke-width="0.3"/></svg>'
)
WORDS = {
    "en": {
        "sheet": "Area on one A4", "fictitious": "Made-up figures", "area": "Area", "rank": "Group and rank",
        "first": "Among the first 15", "likely": "of the calculations", "urgency": "Urgency", "potential": "Potential", "advice": "Advice", "gate": "Gate",
        "this_area": "This area", "needed": "Needed", "outcome": "Outcome",
        "waterfall": "Urgency: from the city's mean to this area", "theme": "Theme", "points": "Points",
        "figures": "Key figures", "indicator": "Indicator", "city": "City", "period": "Period", "source": "Source",
        "pairs": "Facts beside perception", "facts": "facts", "perception": "perception", "border": "Across the border",
        "assets": "Assets within reach", "notes": "What people say of these figures", "children": "Inside this area",
        "sources": "Sources", "map": "Map", "cut": "Left out or shortened",
    },
    "nl": {
        "sheet": "Gebied op één A4", "fictitious": "Verzonnen cijfers", "area": "Gebied", "rank": "Groep en rang",
        "first": "Bij de eerste 15", "likely": "van de berekeningen", "urgency": "Urgentie", "potential": "Kans", "advice": "Advies", "gate": "Poort",
        "this_area": "Dit gebied", "needed": "Nodig", "outcome": "Uitkomst",
        "waterfall": "Urgentie: van het stadsgemiddelde naar dit gebied", "theme": "Thema", "points": "Punten",
        "figures": "Kerncijfers", "indicator": "Indicator", "city": "Stad", "period": "Periode", "source": "Bron",
        "pairs": "Feiten naast beleving", "facts": "feiten", "perception": "beleving", "border": "Over de grens",
        "assets": "Voorzieningen binnen bereik", "notes": "Wat mensen van deze cijfers zeggen", "children": "In dit gebied",
        "sources": "Bronnen", "map": "Kaart", "cut": "Weggelaten of ingekort",
    },
}  # fmt: skip
STEPS = [("Social", 8.1), ("Health", 9.8), ("Housing", 4.2), ("Climate", 1.6), ("Safety", -1.4)]


def steps(parts: list[tuple[str, float]], start: float = 50.0) -> list[dict[str, Any]]:
    rows, level = [step("start", "Mean of the city", str(start), 0, start)], start
    for label, points in parts:
        rows.append(step("part", label, f"{points:+}", level, level + points))
        level += points
    return [*rows, step("end", "This area", f"{level:.1f}", 0, level)]


def step(kind: str, label: str, points: str, start: float, end: float) -> dict[str, Any]:
    return {"kind": kind, "label": label, "points": points, "start": start, "end": end}


def usual(language: str = "en", **changes: Any) -> Sheet:
    """Twekkelerveld as an alderman might hold it."""
    gates = [("Enough figures", "96 %", "≥ 75 %"), ("Among the most urgent", "92 %", "≥ 50 %"),
             ("Corporation dwellings", "1.60×", "≥ 1.00×"), ("Potential", "38.0", "≥ 48.0")]  # fmt: skip
    figures = [("Overweight", "53 %", "47 %"), ("Lonely", "46 %", "44 %"), ("Trouble making ends meet", "30 %", "21 %"),
               ("Energy label E to G", "38 %", "24 %"), ("Income per household", "€ 31.200", "€ 38.900")]  # fmt: skip
    sheet: dict[str, Any] = {
        "created": "2026-11-24T12:00:00+01:00", "partnership": "Enschede", "fictitious": True, "area": "Twekkelerveld",
        "kind": "Buurt BU01530301", "parent": "Wijk 03", "facts": ["5,340 inhabitants", "2,610 dwellings", "1.24 km²"],
        "scored": "scores as of 24 November 2026", "model": "model 3 · draft", "empty": "",
        "rank": {"words": "rank 1 (between 1 and 4 of 62)", "group": "Group A", "low": 1, "high": 4, "mean": 1.8, "of": 62,
                 "order": "The areas of group A stand in no certain order.", "chance": "98 %"},
        "urgency": {"value": "72.3", "city": "city 50.0", "size": 72.3, "mean": 50.0},
        "potential": {"value": "38.0", "city": "city 44.1", "size": 38.0, "mean": 44.1},
        "advice": {"key": "watch", "words": "watch", "sentence": "Urgent, but not every other gate is open: create potential first."},
        "gates": [{"label": a, "value": b, "needed": c, "outcome": "shut" if a == "Potential" else "open", "open": a != "Potential"}
                  for a, b, c in gates],
        "steps": steps(STEPS),
        "figures": [{"name": a, "value": b, "city": c, "period": "2024", "source": "Kerncijfers wijken en buurten",
                     "old": "old" if a == "Lonely" else ""} for a, b, c in figures],
        "pairs": [{"label": "Health", "facts": "+6.1", "perception": "+3.7"}],
        "border": "The barrier (motorway) to Kennispark holds back 6.0 points of potential.",
        "assets": [{"name": "Sportclub Twekkelerveld", "words": "sports club · in the area"},
                   {"name": "De Tuinen", "words": "community centre · 240 m"}],
        "notes": [{"kind": "nuance", "text": "Students pull the income down; the trouble is real in the south only.",
                   "party": "Woningcorporatie"}],
        "children": [], "sources": ["Kerncijfers wijken en buurten 2024", "Gezondheidsmonitor 2022"],
        "caveat": "A rank is a signal, not a cause: it says where to look, not why it is so.",
        "map": {"svg": SVG, "alt": "Map of Twekkelerveld and the areas around it", "legend": "filled: this area · dashed: barrier"},
        "labels": WORDS[language], "cut": [],
    }  # fmt: skip
    return cast(Sheet, {**sheet, **changes})


def longest(language: str = "nl", letter: str = "W", names: int = 120) -> Sheet:
    """Everything there can be, each name one word of 120 of the widest letters, more rows than fit."""
    sheet, name = usual(language), letter * names
    row = sheet["figures"][1]
    figure = {**row, "name": name, "value": name, "city": name, "period": name, "source": name, "old": name}
    gate = {"label": name, "value": name, "needed": name, "outcome": name, "open": None}
    part = [(name, 5.0)] * 10
    return usual(
        language,
        partnership=name, area=name, kind=name, parent=name, facts=[name] * 4, scored=name, model=name, empty=name,
        rank={**sheet["rank"], "words": name, "group": name, "order": name, "chance": name},
        urgency={**sheet["urgency"], "value": name, "city": name}, potential={**sheet["potential"], "value": name, "city": name},
        advice={"key": "dia", "words": name, "sentence": name}, gates=[gate] * 9, steps=steps(part, 40.0), figures=[figure] * 14,
        pairs=[{"label": name, "facts": name, "perception": name}] * 6, border=name, caveat=name, sources=[name] * 9,
        assets=[{"name": name, "words": name}] * 8, children=[{"name": name, "words": name}] * 8,
        notes=[{"kind": name, "text": name * 3, "party": name}] * 5,
    )  # fmt: skip


def long_but_likely(language: str = "nl") -> Sheet:
    """As much as a real city may bring: long Dutch names, every list full."""
    name = "Bedrijventerrein Havengebied en Omgeving Noord-Oost langs het kanaal"
    sheet = usual(language)
    figure = {
        **sheet["figures"][1],
        "name": "Aandeel huishoudens dat moeite heeft om rond te komen",
        "value": "€ 1.250.000",
    }
    return usual(
        language, area=name, parent="Wijk 12 Buitengebied-Zuid en Kanaalzone", facts=["12.340 inwoners", "5.610 woningen", "12,24 km²"],
        gates=sheet["gates"] * 2, steps=steps([("Leefomgeving en openbare ruimte", 3.0)] * 10, 40.0), figures=[figure] * 12,
        pairs=[{"label": "Leefomgeving", "facts": "+6,1", "perception": "−3,7"}] * 4,
        assets=[{"name": "Multifunctionele accommodatie De Schakel", "words": "buurthuis · 1.240 m"}] * 5,
        children=[{"name": "Havengebied en Omgeving Noord-Oost", "words": "rang 12 (tussen 9 en 15) · groep C"}] * 3,
        notes=[{"kind": "nuance", "text": "Studenten trekken het inkomen omlaag; in het zuiden is de nood echt hoog, en dat zien de wijkteams elke week.",
                "party": "Woningcorporatie De Stadsgronden"}] * 3,
        sources=["Kerncijfers wijken en buurten 2024", "Gezondheidsmonitor 2022", "Leefbaarometer 2022", "Eigen cijfers 2025"] ,
    )  # fmt: skip


def empty(language: str = "en") -> Sheet:
    """An area of which nothing is known but its name."""
    nothing: dict[str, Any] = dict.fromkeys(["rank", "urgency", "potential", "advice", "map"])
    lists: dict[str, Any] = {
        key: [] for key in ("gates", "steps", "figures", "pairs", "assets", "notes", "children", "sources", "facts")
    }
    words = "This area has no scores: the scores are made for wijken and buurten, once figures are loaded."
    return usual(language, **nothing, **lists, border="", parent="", scored="", model="", empty=words, fictitious=False)
