"""Made-up places of the demo: what exists and could carry more (assets), and what cuts buurten apart (barriers).

Names are generic or invented; points lie inside their buurt of the generalised map, in RD New (EPSG:28992).
"""

from dataclasses import dataclass
from typing import Literal

from demo.areas import CAMPUS, KENNISPARK, STORY_BUURT

type BarrierKind = Literal["motorway", "rail", "water"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A place of use to residents. `reach_m` in metres; `owner` is a party's key, None if no party owns it."""

    name: str
    kind: str
    buurt: str
    x: int
    y: int
    reach_m: int
    owner: str | None
    carries_nl: str
    carries_en: str


@dataclass(frozen=True, slots=True)
class Barrier:
    """A barrier on the shared border of two buurten, codes in order.

    `share` 0-1 of the border is closed by it; `crossings` counts the places where one can walk or cycle across;
    permeability is the share that stays open.
    """

    first: str
    second: str
    kind: BarrierKind
    share: float
    crossings: int
    note_nl: str
    note_en: str

    @property
    def permeability(self) -> float:
        """Return the permeability from 0 (closed) to 1 (open)."""
        return round(1 - self.share, 2)


_MEET = ("ontmoeting, koffie en spreekuren", "meeting, coffee and consulting hours")
_SPORT = ("sport en bewegen na school en voor ouderen", "sport after school and for older people")
_SWIM = ("gratis zwemmen voor kinderen uit de buurt", "free swimming for children of the buurt")
_WORK = ("stages en leerwerkplekken", "internships and places to learn a trade")
_FOOD = ("samen tuinieren, koken en eten", "gardening, cooking and eating together")
_STUDY = ("huiswerkhulp door studenten", "help with homework by students")
_READ = ("taalles en hulp met formulieren", "language lessons and help with forms")
_PLAY = ("spelen en activiteiten in de vakantie", "play and holiday activities")
_CARE = ("gezond leven, samen met huisarts en wijkverpleegkundige", "healthy living, with doctor and district nurse")
_COOL = ("schaduw en verkoeling op hete dagen", "shade and cooling on hot days")
_CULTURE = ("muziek, theater en vieringen van de buurt", "music, theatre and celebrations of the buurt")
_MEND = ("spullen repareren en gereedschap lenen", "mending things and borrowing tools")

ASSETS: tuple[Asset, ...] = (
    # Twekkelerveld and its neighbours: where the story is told
    Asset("Voetbalclub De Veldkampers", "sports_club", STORY_BUURT, 254833, 472679, 1200, "gemeente", *_SPORT),
    Asset("Huis van de Wijk Twekkelerveld", "community_centre", STORY_BUURT, 255457, 472418, 900, "gemeente", *_MEET),
    Asset("Buurttuin De Gele Klaver", "other", STORY_BUURT, 255500, 472130, 500, "woon_noord", *_FOOD),
    Asset("Brede school De Tweeling", "school", STORY_BUURT, 255347, 472760, 700, "gemeente", *_PLAY),
    Asset("Zwembad Campus", "pool", CAMPUS, 255465, 473188, 1800, None, *_SWIM),
    Asset("Sporthal Campus", "sports_club", CAMPUS, 255080, 473460, 1500, None, *_SPORT),
    Asset("Studentenwerkplaats De Schakel", "work", CAMPUS, 254872, 473760, 1400, None, *_STUDY),
    Asset("Theaterzaal Campus", "culture", CAMPUS, 254700, 474153, 1500, None, *_CULTURE),
    Asset("Campuspark", "park", CAMPUS, 254320, 474250, 1200, None, *_COOL),
    Asset("Atletiekbaan Campus", "sports_club", CAMPUS, 255300, 473900, 1500, None, *_SPORT),
    Asset("Leerbedrijf Kennispark", "work", KENNISPARK, 254950, 472992, 1600, None, *_WORK),
    Asset("Techniekhal Kennispark", "work", KENNISPARK, 254560, 473050, 1600, None, *_WORK),
    Asset("Bedrijfsrestaurant De Ontdekking", "other", KENNISPARK, 254315, 473128, 1200, None, *_FOOD),
    Asset("Makersplaats De Lab", "work", KENNISPARK, 254640, 472920, 1400, None, *_MEND),
    Asset("Congreszaal Kennispark", "other", KENNISPARK, 254480, 473300, 1400, None, *_MEET),
    Asset("Sportpark Tubantia", "sports_club", "BU01530300", 255735, 471828, 1100, "gemeente", *_SPORT),
    Asset("Gezondheidscentrum Toekomst", "care", "BU01530300", 256071, 472300, 1000, None, *_CARE),
    Asset("Wijkpark Bolhaar", "park", "BU01530401", 256317, 473063, 900, "gemeente", *_COOL),
    # The rest of the city
    Asset("Stadsbibliotheek", "library", "BU01530000", 258020, 471322, 1500, "gemeente", *_READ),
    Asset("Muziekschool Binnenstad", "culture", "BU01530000", 258220, 471560, 1500, "gemeente", *_CULTURE),
    Asset("Buurthuis De Bothoven", "community_centre", "BU01530003", 258709, 471347, 800, "gemeente", *_MEET),
    Asset("Speeltuin Getfert", "other", "BU01530005", 257969, 470582, 500, "huurders", *_PLAY),
    Asset("Gereedschapsbank Hogeland", "work", "BU01530004", 258621, 470693, 800, "huurders", *_MEND),
    Asset("Wijkcentrum Velve", "community_centre", "BU01530100", 259486, 471443, 800, "gemeente", *_MEET),
    Asset("Sportpark Diekman", "sports_club", "BU01530103", 258271, 469673, 1300, "gemeente", *_SPORT),
    Asset("Buurthuis Boswinkel", "community_centre", "BU01530201", 256708, 469643, 800, "gemeente", *_MEET),
    Asset("Pathmoshal", "sports_club", "BU01530202", 256691, 470640, 900, "gemeente", *_SPORT),
    Asset("Gezondheidscentrum Stadsveld", "care", "BU01530203", 256243, 470271, 900, None, *_CARE),
    Asset("Moestuin Stadsveld", "other", "BU01530206", 255309, 470777, 600, "waterschap", *_FOOD),
    Asset("Cultuurhuis Roombeek", "culture", "BU01530402", 258168, 472534, 1200, "gemeente", *_CULTURE),
    Asset("Wijkhuis Mekkelholt", "community_centre", "BU01530403", 257831, 473065, 700, "woon_noord", *_MEET),
    Asset("Speeltuin Deppenbroek", "other", "BU01530404", 258149, 473503, 500, "huurders", *_PLAY),
    Asset("Voetbalclub Noordster", "sports_club", "BU01530405", 258921, 473639, 1200, "gemeente", *_SPORT),
    Asset("Dorpshuis Ribbelt", "community_centre", "BU01530501", 259213, 472069, 700, "woon_midden", *_MEET),
    Asset("Stokhorstvijver", "park", "BU01530502", 259808, 472307, 800, "waterschap", *_COOL),
    Asset("Wijkcentrum Stroinkslanden", "community_centre", "BU01530601", 258347, 467854, 900, "gemeente", *_MEET),
    Asset("Zwembad Zuid", "pool", "BU01530603", 257350, 468574, 1500, "gemeente", *_SWIM),
    Asset("Werkplaats Wesselerbrink", "work", "BU01530604", 257220, 467666, 1000, "woon_zuid", *_WORK),
    Asset("Voetbalclub Zuiderveld", "sports_club", "BU01530606", 256361, 468661, 1200, "gemeente", *_SPORT),
    Asset("Bibliotheek Glanerbrug", "library", "BU01530802", 263371, 470498, 1200, "gemeente", *_READ),
    Asset("Dorpshuis Lonneker", "community_centre", "BU01530900", 259112, 474580, 1000, None, *_MEET),
    Asset("Dorpshuis Boekelo", "community_centre", "BU01530901", 251547, 469634, 1000, None, *_MEET),
)

_RAIL = (
    "Het spoor is hier maar op een paar plekken over te steken.",
    "The railway can be crossed here in a few places only.",
)
_CANAL = ("Het kanaal heeft hier weinig bruggen.", "The canal has few bridges here.")

BARRIERS: tuple[Barrier, ...] = (
    Barrier(
        STORY_BUURT,
        KENNISPARK,
        "motorway",
        0.95,
        1,
        "De snelweg scheidt Twekkelerveld van het Kennispark; er is één tunnel, ver van de woningen.",
        "The motorway cuts Twekkelerveld off from Kennispark; there is one tunnel, far from the homes.",
    ),
    Barrier(
        STORY_BUURT,
        CAMPUS,
        "motorway",
        0.9,
        1,
        "De snelweg scheidt Twekkelerveld van de campus; het zwembad ligt vlakbij maar is moeilijk te bereiken.",
        "The motorway cuts Twekkelerveld off from the campus; the pool is near but hard to reach.",
    ),
    Barrier(
        "BU01530701",
        "BU01530906",
        "motorway",
        0.85,
        3,
        "De snelweg loopt tussen Marssteden en Usselo.",
        "The motorway runs between Marssteden and Usselo.",
    ),
    Barrier(
        "BU01530607",
        "BU01530906",
        "motorway",
        0.8,
        1,
        "De snelweg loopt langs Helmerhoek.",
        "The motorway runs along Helmerhoek.",
    ),
    Barrier(STORY_BUURT, "BU01530700", "rail", 0.45, 3, *_RAIL),
    Barrier("BU01530300", "BU01530700", "rail", 0.8, 1, *_RAIL),
    Barrier("BU01530205", "BU01530300", "rail", 0.7, 2, *_RAIL),
    Barrier("BU01530007", "BU01530008", "rail", 0.6, 2, *_RAIL),
    Barrier("BU01530002", "BU01530003", "rail", 0.55, 3, *_RAIL),
    Barrier("BU01530100", "BU01530501", "rail", 0.7, 1, *_RAIL),
    Barrier("BU01530104", "BU01530105", "rail", 0.75, 1, *_RAIL),
    Barrier("BU01530806", "BU01530807", "rail", 0.7, 2, *_RAIL),
    Barrier("BU01530800", "BU01530801", "rail", 0.5, 3, *_RAIL),
    Barrier("BU01530700", "BU01530908", "water", 0.7, 1, *_CANAL),
    Barrier("BU01530702", "BU01530908", "water", 0.75, 1, *_CANAL),
    Barrier("BU01530205", "BU01530700", "water", 0.4, 2, *_CANAL),
)
