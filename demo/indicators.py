"""The indicators of the demo, each with the recipe by which its made-up figures come about.

Where a known source brings the same concept, the indicator is that of `datasets.sources`. The potential themes
`assets` and `investment_window` have no indicator here: they are computed from places and works.
"""

from dataclasses import dataclass, replace
from typing import Literal

from datasets.sources import INDICATORS as KNOWN
from datasets.sources import IndicatorSpec
from datasets.sources.spec import Theme

type Base = Literal["inhabitants", "dwellings"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The recipe of an indicator: how it hangs on a buurt.

    It is `mean` plus loadings on pressure, stone and age, chance and a trend.

    All in the unit of the indicator; `trend` per two years. `base` says what the figure is a share of, and so weighs
    buurten into wijken; `since` is the first period, in years from the story's. `survey` figures carry a standard error
    and are missing where few people answer.
    """

    mean: float
    low: float
    high: float
    noise: float
    pressure: float = 0.0
    stone: float = 0.0
    age: float = 0.0
    organised: float = 0.0
    trend: float = 0.0
    base: Base = "inhabitants"
    survey: bool = False
    since: int = -6
    decimals: int = 1


def _urgent(
    code: str, dutch: str, english: str, theme: Theme, *, unit: str = "%", felt: bool = False, direction: int = 1
) -> IndicatorSpec:
    return IndicatorSpec(code, dutch, english, theme, "urgency", "perception" if felt else "fact", unit, direction)


def _organised(code: str, dutch: str, english: str, unit: str) -> IndicatorSpec:
    return IndicatorSpec(code, dutch, english, "organised_residents", "potential", "fact", unit, 1)


_PER_1000 = "per 1.000 inwoners"

RECIPES: tuple[tuple[IndicatorSpec, Recipe], ...] = (
    (
        KNOWN["lonely"],
        Recipe(34.5, 15, 70, 2.56, pressure=4.2, stone=1.0, trend=0.9, survey=True),
    ),
    (
        KNOWN["hard_to_make_ends_meet"],
        Recipe(14.5, 1, 60, 2.08, pressure=6.1, stone=0.6, trend=0.8, survey=True),
    ),
    (
        replace(KNOWN["around_social_minimum"], theme="social"),  # the parties of the demo weigh it with social
        Recipe(8.5, 0.3, 40, 1.4, pressure=4.4, stone=0.4, trend=-0.3, base="dwellings"),
    ),
    (
        KNOWN["youth_care_share"],
        Recipe(11.5, 2, 35, 1.76, pressure=2.6, trend=0.4),
    ),
    (
        KNOWN["overweight"],
        Recipe(48, 20, 75, 2.4, pressure=2.9, stone=-1.2, trend=0.6, survey=True),
    ),
    (
        KNOWN["smokers"],
        Recipe(16.5, 4, 45, 1.92, pressure=3.3, stone=0.8, trend=-0.7, survey=True),
    ),
    (
        KNOWN["good_self_rated_health"],
        Recipe(75, 45, 95, 2.4, pressure=-4.4, trend=-0.4, survey=True),
    ),
    (
        KNOWN["high_anxiety_or_depression_risk"],
        Recipe(7.5, 1, 25, 1.12, pressure=1.9, stone=0.4, trend=0.4, survey=True),
    ),
    (
        _urgent("energy_label_e_to_g", "Woningen met energielabel E, F of G", "Dwellings with label E-G", "housing"),
        Recipe(19, 0, 70, 4.8, pressure=1.5, age=9.5, trend=-2.2, base="dwellings"),
    ),
    (
        _urgent(
            "moisture_complaints",
            "Klachten over vocht of schimmel",
            "Complaints of damp or mould",
            "housing",
            felt=True,
        ),
        Recipe(14, 1, 50, 2.56, pressure=3.5, age=3.2, trend=0.3, base="dwellings", survey=True, since=-4),
    ),
    (
        _urgent("energy_poverty", "Energiearmoede", "Energy poverty", "housing"),
        Recipe(6, 0, 30, 1.12, pressure=2.6, age=1.0, trend=0.6, base="dwellings", since=-4),
    ),
    (
        _urgent("registered_crime", "Geregistreerde misdrijven", "Registered crime", "safety", unit=_PER_1000),
        Recipe(41, 3, 260, 8, pressure=9, stone=15, trend=-1.5),
    ),
    (
        KNOWN["burglary_rate"],
        Recipe(2.1, 0, 12, 0.7, pressure=0.45, stone=0.3, trend=-0.25),
    ),
    (
        _urgent("feels_unsafe", "Voelt zich onveilig in de buurt", "Feels unsafe", "safety", felt=True),
        Recipe(15.5, 1, 50, 2.56, pressure=4.6, stone=2.4, trend=0.4, survey=True),
    ),
    (
        KNOWN["vandalism_rate"],
        Recipe(7, 0.3, 60, 1.8, pressure=2.6, stone=2.2, trend=0.3),
    ),
    (
        KNOWN["severe_noise_from_neighbours"],
        Recipe(8.5, 0, 30, 1.44, pressure=1.9, stone=1.4, trend=0.2, survey=True),
    ),
    (
        _urgent("litter", "Ergert zich aan zwerfvuil", "Annoyed by litter", "living_environment", felt=True),
        Recipe(27, 3, 70, 3.84, pressure=4.8, stone=3.6, trend=0.5, survey=True),
    ),
    (
        _urgent(
            "neighbourhood_mark",
            "Rapportcijfer voor de buurt",
            "Mark for the neighbourhood",
            "living_environment",
            unit="cijfer",
            felt=True,
            direction=-1,
        ),
        Recipe(7.4, 4, 9.5, 0.21, pressure=-0.36, stone=-0.14, trend=-0.03, survey=True, decimals=2),
    ),
    (
        _urgent(
            "social_cohesion",
            "Voelt zich thuis bij de mensen in de buurt",
            "Feels at home with the people here",
            "living_environment",
            felt=True,
            direction=-1,
        ),
        Recipe(61, 20, 95, 3.84, pressure=-5.2, stone=-3.4, organised=1.5, trend=-0.6, survey=True),
    ),
    (
        _urgent("green_nearby", "Groen binnen 300 meter", "Green within 300 m", "living_environment", direction=-1),
        Recipe(64, 5, 100, 8, pressure=-3, stone=-13, base="dwellings"),
    ),
    (
        _urgent("heat_stress", "Oppervlak met sterke hitte", "Surface with strong heat", "climate"),
        Recipe(31, 1, 90, 4.8, pressure=2, stone=14, trend=1.2),
    ),
    (
        _urgent("paved", "Verhard oppervlak", "Paved surface", "climate"),
        Recipe(49, 4, 96, 4.8, pressure=2, stone=17, trend=0.3),
    ),
    (
        _urgent("flooding", "Woningen met wateroverlast", "Dwellings at risk of flooding", "climate"),
        Recipe(7.5, 0, 40, 2.4, pressure=1.1, stone=2.2, age=0.8, trend=0.4, base="dwellings"),
    ),
    (
        KNOWN["volunteers"],
        Recipe(25.5, 8, 55, 2.56, pressure=-1.6, stone=-1.0, organised=2.6, trend=-0.3, survey=True),
    ),
    (
        _organised("residents_initiatives", "Bewonersinitiatieven", "Residents' initiatives", _PER_1000),
        Recipe(2.4, 0, 12, 0.64, pressure=0.2, organised=1.3, trend=0.15, decimals=2),
    ),
    (
        _organised("club_members", "Lid van een vereniging", "Members of a club", "%"),
        Recipe(43, 15, 75, 3.52, pressure=-3.2, stone=-1.5, organised=2.8, trend=-0.4, survey=True),
    ),
    (
        KNOWN["age_65_plus_share"],
        Recipe(18.5, 3, 55, 5.12, stone=-1.6, age=1.2, trend=0.5),
    ),
    (
        KNOWN["one_person_households_share"],
        Recipe(39, 8, 85, 4.8, pressure=3.5, stone=8.5, trend=0.6, base="dwellings"),
    ),
    (
        KNOWN["household_income"],
        Recipe(43, 18, 110, 3.2, pressure=-6.5, stone=-2.5, trend=1.8, base="dwellings"),
    ),
)

INHABITANTS, DWELLINGS, CORPORATION_SHARE = (KNOWN[code] for code in ("inhabitants", "dwellings", "corporation_share"))

INDICATORS: tuple[IndicatorSpec, ...] = (
    *(spec for spec, _ in RECIPES),
    INHABITANTS,
    DWELLINGS,
    CORPORATION_SHARE,
)
