"""Made-up planned works of all parties in ten years: the first seed of agendas, coupling opportunities and bundles.

All years here and in the table count from the year of the story (`demo.story`): 0 is that year, 2 is two years later.

In Twekkelerveld sewer, heat grid, renovation, water and green lie in the same streets within a few years of each other.
Its works stand in `twekkelerveld.csv`, with money in thousands of euros; its streets are invented.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from demo.areas import STORY_BUURT

FIRST_YEAR, LAST_YEAR = 0, 9
FILE = Path(__file__).parent / "twekkelerveld.csv"

# The grid operator tells where these lie under a covenant only.
CONFIDENTIAL = {"Kabels verzwaren Weversstraat"}

# Kinds that open the ground come first; a social measure has no place on the map.
WORK_KINDS: tuple[str, ...] = (
    "sewer",
    "heat_grid",
    "electricity",
    "gas",
    "water_storage",
    "pavement",
    "crossing",
    "greening",
    "renovation",
    "new_housing",
    "demolition",
    "social",
    "other",
)


@dataclass(frozen=True, slots=True)
class Work:
    """A work or measure that one party plans.

    Years with earliest <= preferred <= latest. Costs in whole euros, price level of the story's year: `common_cost`
    is what a joint execution pays once (site, traffic, surface). `fte` in fte-years. `x`, `y` in RD
    New, None if social; a work along a street goes on to `end`. `money`: {party: % of the cost that it brings}.
    """

    title_nl: str
    title_en: str
    kind: str
    party: str
    buurt: str
    x: int | None
    y: int | None
    earliest: int
    latest: int
    preferred: int
    direct_cost: int
    common_cost: int
    fte: float
    households: int
    end: tuple[int, int] | None = None
    site: str | None = None
    days: int = 0
    severity: float = 0.5
    money: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """A street that several parties open; `common_cost` in euros."""

    name: str
    households: int
    shops: int
    common_cost: int
    setup_days: int
    last_renewed: int


SITES: tuple[Site, ...] = (
    Site("Lambertuslaan en omgeving", 310, 6, 1_150_000, 10, -40),
    Site("Weversstraat", 140, 2, 420_000, 8, -35),
    Site("Katoenlaan", 180, 1, 760_000, 8, -32),
    Site("Garenplein", 90, 14, 300_000, 6, -24),
    Site("Spoelerhof", 70, 0, 240_000, 5, -37),
)

type Titles = tuple[str, str]  # Dutch, English
type What = tuple[str, str, str, tuple[int, int] | None]  # kind, party, buurt, place
type Plan = tuple[tuple[int, int, int], tuple[int, int], float, int]  # years, thousands of euros, fte-years, households


def _work(titles: Titles, what: What, plan: Plan) -> Work:
    """Return a work; its years are (earliest, preferred, latest), its money (direct, common) in thousands of euros."""
    kind, party, buurt, place = what
    (earliest, preferred, latest), thousands, fte, households = plan
    direct, common = (1000 * amount for amount in thousands)
    x, y = place or (None, None)
    return Work(*titles, kind, party, buurt, x, y, earliest, latest, preferred, direct, common, fte, households)


def _twekkelerveld() -> Iterator[Work]:
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            place, end = _point(row["x"], row["y"]), _point(row["to_x"], row["to_y"])
            what = row["kind"], row["party"], STORY_BUURT, place
            years = int(row["earliest"]), int(row["preferred"]), int(row["latest"])
            plan = years, (int(row["direct"]), int(row["common"])), float(row["fte"]), int(row["households"])
            yield replace(
                _work((row["title_nl"], row["title_en"]), what, plan),
                end=end,
                site=row["site"] or None,
                days=int(row["days"]),
                severity=float(row["severity"]),
                money=_money(row["money"], row["party"]),
            )


def _point(x: str, y: str) -> tuple[int, int] | None:
    return (int(x), int(y)) if x else None


def _money(text: str, party: str) -> dict[str, int]:
    """Read "woon_noord 60, gemeente 40" as {party: %}.

    Empty says that the own party brings all, "none" that nobody does.
    """
    if text == "none":
        return {}
    return {key: int(share) for key, share in (part.split() for part in text.split(", "))} if text else {party: 100}


_CITY: tuple[Work, ...] = (
    _work(
        ("Riool vervangen Pathmos", "Replace sewer in Pathmos"),
        ("sewer", "gemeente", "BU01530202", (256691, 470640)),
        ((2, 3, 5), (1650, 690), 2.0, 220),
    ),
    _work(
        ("Renovatie 120 woningen Pathmos", "Renovate 120 dwellings in Pathmos"),
        ("renovation", "woon_midden", "BU01530202", (256720, 470590)),
        ((3, 4, 6), (7900, 430), 3.5, 120),
    ),
    _work(
        ("Warmtenet Pathmos", "Heat grid Pathmos"),
        ("heat_grid", "netbeheerder", "BU01530202", (256697, 470646)),
        ((4, 5, 7), (2700, 880), 3.0, 230),
    ),
    _work(
        ("Riool vervangen Wesselerbrink Noord-Oost", "Replace sewer in Wesselerbrink Noord-Oost"),
        ("sewer", "gemeente", "BU01530603", (257350, 468574)),
        ((3, 5, 7), (2600, 990), 3.0, 360),
    ),
    _work(
        ("Renovatie 150 woningen Wesselerbrink", "Renovate 150 dwellings in Wesselerbrink"),
        ("renovation", "woon_zuid", "BU01530603", (257400, 468600)),
        ((4, 5, 7), (9800, 510), 4.5, 150),
    ),
    _work(
        ("Elektriciteitsnet verzwaren Wesselerbrink", "Reinforce the power grid of Wesselerbrink"),
        ("electricity", "netbeheerder", "BU01530604", (257220, 467666)),
        ((1, 2, 4), (1400, 560), 1.5, 450),
    ),
    _work(
        ("Nieuwbouw 48 woningen Wesselerbrink Zuid-Oost", "Build 48 dwellings in Wesselerbrink Zuid-Oost"),
        ("new_housing", "woon_zuid", "BU01530604", (257180, 467600)),
        ((3, 4, 6), (10600, 380), 3.0, 90),
    ),
    _work(
        ("Jongerenwerk Wesselerbrink", "Youth work in Wesselerbrink"),
        ("social", "gemeente", "BU01530605", None),
        ((0, 1, 4), (360, 0), 3.0, 400),
    ),
    _work(
        ("Dakgoten en isolatie Wesselerbrink Zuid-West", "Gutters and insulation in Wesselerbrink Zuid-West"),
        ("renovation", "woon_zuid", "BU01530605", (256442, 467765)),
        ((1, 2, 3), (2100, 140), 1.5, 96),
    ),
    _work(
        ("Riool vervangen Velve", "Replace sewer in Velve"),
        ("sewer", "gemeente", "BU01530100", (259486, 471443)),
        ((0, 1, 3), (1900, 760), 2.0, 240),
    ),
    _work(
        ("Renovatie 90 woningen Velve-Lindenhof", "Renovate 90 dwellings in Velve-Lindenhof"),
        ("renovation", "woon_midden", "BU01530100", (259440, 471420)),
        ((1, 2, 4), (5600, 320), 2.5, 90),
    ),
    _work(
        ("Straten vergroenen Lindenhof", "Green the streets of Lindenhof"),
        ("greening", "gemeente", "BU01530100", (259492, 471448)),
        ((2, 3, 5), (430, 180), 1.0, 160),
    ),
    _work(
        ("Renovatie 110 woningen Boswinkel", "Renovate 110 dwellings in Boswinkel"),
        ("renovation", "woon_zuid", "BU01530201", (256708, 469643)),
        ((2, 4, 5), (7000, 390), 3.0, 110),
    ),
    _work(
        ("Herinrichting winkelplein Boswinkel", "Rebuild the shopping square of Boswinkel"),
        ("pavement", "gemeente", "BU01530201", (256690, 469600)),
        ((3, 5, 6), (1200, 410), 1.5, 130),
    ),
    _work(
        ("Waterberging Stadsveld", "Water storage in Stadsveld"),
        ("water_storage", "waterschap", "BU01530203", (256243, 470271)),
        ((1, 3, 5), (720, 300), 1.0, 140),
    ),
    _work(
        ("Warmtenet Stadsveld", "Heat grid Stadsveld"),
        ("heat_grid", "netbeheerder", "BU01530203", (256250, 470277)),
        ((4, 6, 8), (3300, 1050), 3.5, 310),
    ),
    _work(
        ("Riool vervangen Deppenbroek", "Replace sewer in Deppenbroek"),
        ("sewer", "gemeente", "BU01530404", (258149, 473503)),
        ((4, 6, 8), (2200, 850), 2.5, 290),
    ),
    _work(
        ("Renovatie 130 woningen Deppenbroek", "Renovate 130 dwellings in Deppenbroek"),
        ("renovation", "woon_noord", "BU01530404", (258100, 473480)),
        ((4, 5, 7), (8300, 450), 4.0, 130),
    ),
    _work(
        ("Samen eten in Deppenbroek", "Eating together in Deppenbroek"),
        ("social", "huurders", "BU01530404", None),
        ((0, 1, 2), (0, 0), 0.4, 150),
    ),
    _work(
        ("Renovatie 70 woningen Mekkelholt", "Renovate 70 dwellings in Mekkelholt"),
        ("renovation", "woon_noord", "BU01530403", (257831, 473065)),
        ((5, 7, 8), (4500, 280), 2.0, 70),
    ),
    _work(
        ("Elektriciteitsnet verzwaren Mekkelholt", "Reinforce the power grid of Mekkelholt"),
        ("electricity", "netbeheerder", "BU01530403", (257838, 473070)),
        ((2, 4, 6), (780, 330), 1.0, 210),
    ),
    _work(
        ("Waterberging Roombeek", "Water storage in Roombeek"),
        ("water_storage", "waterschap", "BU01530402", (258168, 472534)),
        ((3, 5, 7), (560, 240), 0.8, 110),
    ),
    _work(
        ("Riool vervangen Getfert", "Replace sewer in Getfert"),
        ("sewer", "gemeente", "BU01530005", (257969, 470582)),
        ((5, 7, 9), (2050, 830), 2.5, 300),
    ),
    _work(
        ("Hitteplan binnenstad: bomen op het plein", "Heat plan for the centre: trees on the square"),
        ("greening", "gemeente", "BU01530000", (258020, 471322)),
        ((1, 3, 4), (950, 360), 1.5, 280),
    ),
    _work(
        ("Kabels vervangen binnenstad", "Replace cables in the centre"),
        ("electricity", "netbeheerder", "BU01530000", (258027, 471328)),
        ((1, 2, 5), (1100, 610), 1.5, 380),
    ),
    _work(
        ("Nieuwbouw 36 woningen De Bothoven", "Build 36 dwellings in De Bothoven"),
        ("new_housing", "woon_midden", "BU01530003", (258709, 471347)),
        ((2, 3, 5), (8200, 300), 2.5, 80),
    ),
    _work(
        ("Renovatie 85 woningen Stroinkslanden-Zuid", "Renovate 85 dwellings in Stroinkslanden-Zuid"),
        ("renovation", "woon_zuid", "BU01530601", (258347, 467854)),
        ((6, 7, 9), (5300, 310), 2.5, 85),
    ),
    _work(
        ("Rijbaan vernieuwen Stroinkslanden", "Renew the road surface of Stroinkslanden"),
        ("pavement", "gemeente", "BU01530601", (258300, 467870)),
        ((5, 6, 8), (1350, 470), 1.5, 260),
    ),
    _work(
        ("Isolatie 60 woningen Glanerbrug", "Insulate 60 dwellings in Glanerbrug"),
        ("renovation", "woon_noord", "BU01530803", (262784, 470636)),
        ((2, 3, 5), (2700, 170), 1.5, 60),
    ),
    _work(
        ("Beek herstellen bij Glanerbrug", "Restore the brook near Glanerbrug"),
        ("water_storage", "waterschap", "BU01530808", (262012, 470638)),
        ((4, 6, 9), (1150, 290), 1.2, 40),
    ),
    _work(
        ("Riool vervangen Ribbelt", "Replace sewer in Ribbelt"),
        ("sewer", "gemeente", "BU01530501", (259213, 472069)),
        ((7, 8, 9), (1150, 480), 1.5, 170),
    ),
)

WORKS: tuple[Work, ...] = (*_twekkelerveld(), *_CITY)
