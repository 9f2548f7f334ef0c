"""Made-up planned works of all parties, 2026-2035: the first seed of agendas, coupling chances and bundles.

In Twekkelerveld sewer, heat grid, renovation, water and green lie in the same streets within a few years of each other.
"""

from dataclasses import dataclass

from demo.areas import STORY_BUURT

FIRST_YEAR, LAST_YEAR = 2026, 2035

# Kinds that open the ground come first; a social measure has no place on the map.
WORK_KINDS: tuple[str, ...] = (
    "sewer",
    "heat_grid",
    "electricity",
    "water_storage",
    "pavement",
    "crossing",
    "greening",
    "renovation",
    "new_housing",
    "social",
)


@dataclass(frozen=True, slots=True)
class Work:
    """A work or measure that one party plans.

    Years are calendar years with earliest <= preferred <= latest. Costs in whole euros, price level 2026: `common_cost`
    is what a joint execution pays once (site, traffic, surface). `fte` in fte-years. `x`, `y` in RD
    New, None if social.
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


type Titles = tuple[str, str]  # Dutch, English
type What = tuple[str, str, str, tuple[int, int] | None]  # kind, party, buurt, place
type Plan = tuple[tuple[int, int, int], tuple[int, int], float, int]  # years, thousands of euros, fte-years, households


def _work(titles: Titles, what: What, plan: Plan) -> Work:
    """Years as (earliest, preferred, latest), money as (direct, common)."""
    kind, party, buurt, place = what
    (earliest, preferred, latest), thousands, fte, households = plan
    direct, common = (1000 * amount for amount in thousands)
    x, y = place or (None, None)
    return Work(*titles, kind, party, buurt, x, y, earliest, latest, preferred, direct, common, fte, households)


_TWEKKELERVELD: tuple[Work, ...] = (
    _work(
        ("Riool vervangen Twekkelerveld-midden", "Replace sewer in the middle of Twekkelerveld"),
        ("sewer", "gemeente", STORY_BUURT, (255440, 472300)),
        ((2027, 2028, 2030), (2350, 940), 3.0, 310),
    ),
    _work(
        ("Warmtenet Twekkelerveld fase 1", "Heat grid Twekkelerveld phase 1"),
        ("heat_grid", "netbeheerder", STORY_BUURT, (255446, 472305)),
        ((2028, 2029, 2031), (3900, 1150), 4.0, 340),
    ),
    _work(
        ("Renovatie 180 woningen Twekkelerveld", "Renovate 180 dwellings in Twekkelerveld"),
        ("renovation", "woon_noord", STORY_BUURT, (255490, 472340)),
        ((2027, 2028, 2029), (11700, 620), 5.5, 180),
    ),
    _work(
        ("Renovatie 64 woningen Twekkelerveld-zuid", "Renovate 64 dwellings in the south of Twekkelerveld"),
        ("renovation", "woon_midden", STORY_BUURT, (255540, 472210)),
        ((2028, 2029, 2031), (4100, 260), 2.0, 64),
    ),
    _work(
        ("Straten vergroenen Twekkelerveld", "Green the streets of Twekkelerveld"),
        ("greening", "gemeente", STORY_BUURT, (255450, 472310)),
        ((2028, 2030, 2032), (820, 310), 1.5, 310),
    ),
    _work(
        ("Waterberging speelveld Twekkelerveld", "Water storage under the playing field of Twekkelerveld"),
        ("water_storage", "waterschap", STORY_BUURT, (255400, 472255)),
        ((2028, 2029, 2031), (640, 280), 1.0, 120),
    ),
    _work(
        ("Elektriciteitsnet verzwaren Twekkelerveld", "Reinforce the power grid of Twekkelerveld"),
        ("electricity", "netbeheerder", STORY_BUURT, (255436, 472308)),
        ((2027, 2028, 2030), (1250, 520), 1.5, 420),
    ),
    _work(
        ("Veilige fietsroute naar de campus", "Safe cycle route to the campus"),
        ("crossing", "gemeente", STORY_BUURT, (255347, 472824)),
        ((2029, 2031, 2033), (2900, 700), 2.5, 260),
    ),
    _work(
        ("Samen tegen eenzaamheid Twekkelerveld", "Together against loneliness in Twekkelerveld"),
        ("social", "gemeente", STORY_BUURT, None),
        ((2026, 2027, 2029), (480, 0), 4.0, 700),
    ),
    _work(
        ("Bewoners helpen bij de renovatie", "Residents help each other through the renovation"),
        ("social", "huurders", STORY_BUURT, None),
        ((2027, 2028, 2029), (0, 0), 0.6, 244),
    ),
)

_CITY: tuple[Work, ...] = (
    _work(
        ("Riool vervangen Pathmos", "Replace sewer in Pathmos"),
        ("sewer", "gemeente", "BU01530202", (256691, 470640)),
        ((2028, 2029, 2031), (1650, 690), 2.0, 220),
    ),
    _work(
        ("Renovatie 120 woningen Pathmos", "Renovate 120 dwellings in Pathmos"),
        ("renovation", "woon_midden", "BU01530202", (256720, 470590)),
        ((2029, 2030, 2032), (7900, 430), 3.5, 120),
    ),
    _work(
        ("Warmtenet Pathmos", "Heat grid Pathmos"),
        ("heat_grid", "netbeheerder", "BU01530202", (256697, 470646)),
        ((2030, 2031, 2033), (2700, 880), 3.0, 230),
    ),
    _work(
        ("Riool vervangen Wesselerbrink Noord-Oost", "Replace sewer in Wesselerbrink Noord-Oost"),
        ("sewer", "gemeente", "BU01530603", (257350, 468574)),
        ((2029, 2031, 2033), (2600, 990), 3.0, 360),
    ),
    _work(
        ("Renovatie 150 woningen Wesselerbrink", "Renovate 150 dwellings in Wesselerbrink"),
        ("renovation", "woon_zuid", "BU01530603", (257400, 468600)),
        ((2030, 2031, 2033), (9800, 510), 4.5, 150),
    ),
    _work(
        ("Elektriciteitsnet verzwaren Wesselerbrink", "Reinforce the power grid of Wesselerbrink"),
        ("electricity", "netbeheerder", "BU01530604", (257220, 467666)),
        ((2027, 2028, 2030), (1400, 560), 1.5, 450),
    ),
    _work(
        ("Nieuwbouw 48 woningen Wesselerbrink Zuid-Oost", "Build 48 dwellings in Wesselerbrink Zuid-Oost"),
        ("new_housing", "woon_zuid", "BU01530604", (257180, 467600)),
        ((2029, 2030, 2032), (10600, 380), 3.0, 90),
    ),
    _work(
        ("Jongerenwerk Wesselerbrink", "Youth work in Wesselerbrink"),
        ("social", "gemeente", "BU01530605", None),
        ((2026, 2027, 2030), (360, 0), 3.0, 400),
    ),
    _work(
        ("Dakgoten en isolatie Wesselerbrink Zuid-West", "Gutters and insulation in Wesselerbrink Zuid-West"),
        ("renovation", "woon_zuid", "BU01530605", (256442, 467765)),
        ((2027, 2028, 2029), (2100, 140), 1.5, 96),
    ),
    _work(
        ("Riool vervangen Velve", "Replace sewer in Velve"),
        ("sewer", "gemeente", "BU01530100", (259486, 471443)),
        ((2026, 2027, 2029), (1900, 760), 2.0, 240),
    ),
    _work(
        ("Renovatie 90 woningen Velve-Lindenhof", "Renovate 90 dwellings in Velve-Lindenhof"),
        ("renovation", "woon_midden", "BU01530100", (259440, 471420)),
        ((2027, 2028, 2030), (5600, 320), 2.5, 90),
    ),
    _work(
        ("Straten vergroenen Lindenhof", "Green the streets of Lindenhof"),
        ("greening", "gemeente", "BU01530100", (259492, 471448)),
        ((2028, 2029, 2031), (430, 180), 1.0, 160),
    ),
    _work(
        ("Renovatie 110 woningen Boswinkel", "Renovate 110 dwellings in Boswinkel"),
        ("renovation", "woon_zuid", "BU01530201", (256708, 469643)),
        ((2028, 2030, 2031), (7000, 390), 3.0, 110),
    ),
    _work(
        ("Herinrichting winkelplein Boswinkel", "Rebuild the shopping square of Boswinkel"),
        ("pavement", "gemeente", "BU01530201", (256690, 469600)),
        ((2029, 2031, 2032), (1200, 410), 1.5, 130),
    ),
    _work(
        ("Waterberging Stadsveld", "Water storage in Stadsveld"),
        ("water_storage", "waterschap", "BU01530203", (256243, 470271)),
        ((2027, 2029, 2031), (720, 300), 1.0, 140),
    ),
    _work(
        ("Warmtenet Stadsveld", "Heat grid Stadsveld"),
        ("heat_grid", "netbeheerder", "BU01530203", (256250, 470277)),
        ((2030, 2032, 2034), (3300, 1050), 3.5, 310),
    ),
    _work(
        ("Riool vervangen Deppenbroek", "Replace sewer in Deppenbroek"),
        ("sewer", "gemeente", "BU01530404", (258149, 473503)),
        ((2030, 2032, 2034), (2200, 850), 2.5, 290),
    ),
    _work(
        ("Renovatie 130 woningen Deppenbroek", "Renovate 130 dwellings in Deppenbroek"),
        ("renovation", "woon_noord", "BU01530404", (258100, 473480)),
        ((2030, 2031, 2033), (8300, 450), 4.0, 130),
    ),
    _work(
        ("Samen eten in Deppenbroek", "Eating together in Deppenbroek"),
        ("social", "huurders", "BU01530404", None),
        ((2026, 2027, 2028), (0, 0), 0.4, 150),
    ),
    _work(
        ("Renovatie 70 woningen Mekkelholt", "Renovate 70 dwellings in Mekkelholt"),
        ("renovation", "woon_noord", "BU01530403", (257831, 473065)),
        ((2031, 2033, 2034), (4500, 280), 2.0, 70),
    ),
    _work(
        ("Elektriciteitsnet verzwaren Mekkelholt", "Reinforce the power grid of Mekkelholt"),
        ("electricity", "netbeheerder", "BU01530403", (257838, 473070)),
        ((2028, 2030, 2032), (780, 330), 1.0, 210),
    ),
    _work(
        ("Waterberging Roombeek", "Water storage in Roombeek"),
        ("water_storage", "waterschap", "BU01530402", (258168, 472534)),
        ((2029, 2031, 2033), (560, 240), 0.8, 110),
    ),
    _work(
        ("Riool vervangen Getfert", "Replace sewer in Getfert"),
        ("sewer", "gemeente", "BU01530005", (257969, 470582)),
        ((2031, 2033, 2035), (2050, 830), 2.5, 300),
    ),
    _work(
        ("Hitteplan binnenstad: bomen op het plein", "Heat plan for the centre: trees on the square"),
        ("greening", "gemeente", "BU01530000", (258020, 471322)),
        ((2027, 2029, 2030), (950, 360), 1.5, 280),
    ),
    _work(
        ("Kabels vervangen binnenstad", "Replace cables in the centre"),
        ("electricity", "netbeheerder", "BU01530000", (258027, 471328)),
        ((2027, 2028, 2031), (1100, 610), 1.5, 380),
    ),
    _work(
        ("Nieuwbouw 36 woningen De Bothoven", "Build 36 dwellings in De Bothoven"),
        ("new_housing", "woon_midden", "BU01530003", (258709, 471347)),
        ((2028, 2029, 2031), (8200, 300), 2.5, 80),
    ),
    _work(
        ("Renovatie 85 woningen Stroinkslanden-Zuid", "Renovate 85 dwellings in Stroinkslanden-Zuid"),
        ("renovation", "woon_zuid", "BU01530601", (258347, 467854)),
        ((2032, 2033, 2035), (5300, 310), 2.5, 85),
    ),
    _work(
        ("Rijbaan vernieuwen Stroinkslanden", "Renew the road surface of Stroinkslanden"),
        ("pavement", "gemeente", "BU01530601", (258300, 467870)),
        ((2031, 2032, 2034), (1350, 470), 1.5, 260),
    ),
    _work(
        ("Isolatie 60 woningen Glanerbrug", "Insulate 60 dwellings in Glanerbrug"),
        ("renovation", "woon_noord", "BU01530803", (262784, 470636)),
        ((2028, 2029, 2031), (2700, 170), 1.5, 60),
    ),
    _work(
        ("Beek herstellen bij Glanerbrug", "Restore the brook near Glanerbrug"),
        ("water_storage", "waterschap", "BU01530808", (262012, 470638)),
        ((2030, 2032, 2035), (1150, 290), 1.2, 40),
    ),
    _work(
        ("Riool vervangen Ribbelt", "Replace sewer in Ribbelt"),
        ("sewer", "gemeente", "BU01530501", (259213, 472069)),
        ((2033, 2034, 2035), (1150, 480), 1.5, 170),
    ),
)

WORKS: tuple[Work, ...] = (*_TWEKKELERVELD, *_CITY)
