"""The areas of the demo: one gemeente, ten wijken (names as CBS gives them) and how the made-up buurten differ.

A profile is the hand-made starting point of the generator. None of its numbers is a statistic; they only say which
buurt is large or small, old or new, and where the demo's story is told.
"""

from dataclasses import dataclass

GEMEENTE = "GM0153"
GEMEENTE_NAME = "Enschede"
STORY_BUURT = "BU01530301"  # Twekkelerveld
KENNISPARK = "BU01530703"
CAMPUS = "BU01530406"  # Drienerveld-U.T.

WIJKEN: dict[str, str] = {
    "WK015300": "Binnensingelgebied",
    "WK015301": "Hogeland - Velve",
    "WK015302": "Boswinkel - Stadsveld",
    "WK015303": "Twekkelerveld - T.H.T.",
    "WK015304": "Enschede-Noord",
    "WK015305": "Ribbelt - Stokhorst",
    "WK015306": "Enschede-Zuid",
    "WK015307": "Bedrijfsterreinen Enschede-West",
    "WK015308": "Glanerbrug en omgeving",
    "WK015309": "Landelijk gebied en kernen",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of a buurt before chance has its say.

    `inhabitants` in the last period, about; `household` = inhabitants per dwelling; `corporation` = share of dwellings
    that corporations own, in %; `pressure` = how much its residents have against them; `stone` = how built-up it is;
    `age` = how old and badly insulated its dwellings are. The last three in standard deviations around 0.
    """

    inhabitants: int
    household: float
    corporation: float
    pressure: float
    stone: float
    age: float


#              inhabitants, household, corporation, pressure, stone, age
PROFILES: dict[str, Profile] = {
    "BU01530000": Profile(3500, 1.35, 22, 0.3, 2.2, -0.2),
    "BU01530001": Profile(1800, 1.70, 24, -0.1, 1.2, 0.6),
    "BU01530002": Profile(2300, 2.10, 38, 0.0, 1.3, -0.4),
    "BU01530003": Profile(5700, 1.60, 36, 0.5, 1.6, 0.5),
    "BU01530004": Profile(2900, 1.75, 40, 0.6, 1.0, 0.9),
    "BU01530005": Profile(4400, 1.65, 28, 0.3, 1.2, 1.0),
    "BU01530006": Profile(1900, 1.70, 33, 0.4, 0.9, 1.0),
    "BU01530007": Profile(3300, 1.55, 25, -0.1, 1.1, 0.3),
    "BU01530008": Profile(1100, 1.85, 12, -0.7, 0.5, 0.6),
    "BU01530100": Profile(4700, 1.90, 58, 1.3, 0.7, 0.9),
    "BU01530101": Profile(1250, 2.30, 9, -0.9, -0.1, 0.0),
    "BU01530102": Profile(2300, 2.25, 14, -0.6, 0.1, 0.3),
    "BU01530103": Profile(3700, 2.05, 34, 0.2, 0.0, 0.5),
    "BU01530104": Profile(500, 2.25, 18, -0.1, -0.2, -0.1),
    "BU01530105": Profile(20, 2.00, 0, -0.8, -1.3, 0.2),
    "BU01530106": Profile(140, 2.75, 0, -1.3, -1.0, -1.8),
    "BU01530200": Profile(2200, 2.10, 36, 0.1, 0.5, -0.5),
    "BU01530201": Profile(3700, 1.85, 60, 1.2, 0.5, 0.8),
    "BU01530202": Profile(2000, 1.95, 74, 1.6, 0.6, 1.0),
    "BU01530203": Profile(4400, 1.80, 49, 0.9, 0.6, 0.9),
    "BU01530204": Profile(1800, 1.75, 47, 0.7, 0.5, 0.7),
    "BU01530205": Profile(2600, 1.90, 30, 0.1, 0.6, 0.5),
    "BU01530206": Profile(1600, 2.05, 39, 0.5, 0.4, 0.6),
    "BU01530207": Profile(2000, 2.50, 10, -1.0, -0.2, -0.9),
    "BU01530208": Profile(1500, 2.75, 6, -1.1, -0.4, -1.5),
    "BU01530300": Profile(4900, 1.90, 35, 0.2, 0.6, 0.5),
    "BU01530301": Profile(4300, 1.85, 66, 1.9, 0.8, 0.9),
    "BU01530400": Profile(2500, 1.90, 21, -0.3, 0.2, 0.4),
    "BU01530401": Profile(1750, 2.15, 8, -1.1, -0.6, 0.0),
    "BU01530402": Profile(4500, 2.05, 37, 0.0, 0.7, -1.3),
    "BU01530403": Profile(2600, 1.90, 57, 1.2, 0.6, 0.9),
    "BU01530404": Profile(4600, 1.90, 61, 1.4, 0.4, 0.9),
    "BU01530405": Profile(1250, 2.70, 15, -0.4, -0.5, -0.4),
    "BU01530406": Profile(2900, 1.15, 41, 0.0, -0.6, -0.6),
    "BU01530500": Profile(2500, 1.95, 40, 0.4, 0.5, 0.3),
    "BU01530501": Profile(1900, 1.85, 46, 0.6, 0.7, 0.8),
    "BU01530502": Profile(3400, 2.05, 19, -0.6, 0.0, -0.5),
    "BU01530503": Profile(1000, 2.40, 0, -1.4, -0.7, -0.5),
    "BU01530600": Profile(3300, 2.30, 24, -0.5, -0.1, -0.4),
    "BU01530601": Profile(4600, 2.05, 55, 1.0, 0.2, 0.2),
    "BU01530602": Profile(2400, 2.50, 19, -0.4, 0.0, -0.5),
    "BU01530603": Profile(3900, 1.95, 67, 1.7, 0.4, 0.8),
    "BU01530604": Profile(4400, 2.20, 63, 1.6, 0.4, 0.6),
    "BU01530605": Profile(2800, 2.15, 64, 1.5, 0.3, 0.6),
    "BU01530606": Profile(4500, 2.10, 52, 1.1, 0.2, 0.6),
    "BU01530607": Profile(3800, 2.30, 25, -0.4, -0.1, -0.6),
    "BU01530608": Profile(3750, 2.40, 33, 0.1, 0.0, -0.5),
    "BU01530609": Profile(600, 2.95, 0, -1.3, -0.5, -2.2),
    "BU01530700": Profile(230, 1.80, 12, 0.2, 1.5, 0.5),
    "BU01530701": Profile(60, 2.00, 0, -0.5, 0.8, 0.1),
    "BU01530702": Profile(20, 2.30, 0, -0.9, -0.6, 0.3),
    "BU01530703": Profile(5, 1.70, 0, -0.5, 1.0, -0.8),
    "BU01530800": Profile(1150, 2.25, 17, -0.1, -0.3, 0.1),
    "BU01530801": Profile(2900, 2.10, 29, 0.1, 0.2, 0.4),
    "BU01530802": Profile(2800, 2.25, 31, 0.3, 0.1, 0.2),
    "BU01530803": Profile(1700, 1.95, 42, 0.6, 0.2, 0.3),
    "BU01530804": Profile(2400, 2.60, 20, -0.5, 0.0, -1.6),
    "BU01530805": Profile(2000, 2.75, 16, -0.6, -0.1, -1.7),
    "BU01530806": Profile(180, 2.50, 0, -0.8, -1.2, 0.3),
    "BU01530807": Profile(560, 1.75, 55, 0.8, -0.4, 0.3),
    "BU01530808": Profile(3100, 2.55, 18, -0.7, -0.2, -1.2),
    "BU01530900": Profile(1900, 2.25, 19, -1.0, -0.6, 0.2),
    "BU01530901": Profile(2600, 2.20, 22, -0.8, -0.5, 0.2),
    "BU01530902": Profile(1700, 2.70, 3, -1.3, -1.7, 0.4),
    "BU01530903": Profile(350, 2.70, 2, -1.2, -1.7, 0.4),
    "BU01530904": Profile(350, 2.45, 2, -0.8, -1.5, 0.3),
    "BU01530905": Profile(1500, 2.45, 3, -1.1, -1.7, 0.4),
    "BU01530906": Profile(320, 2.45, 4, -0.9, -1.3, 0.5),
    "BU01530907": Profile(1050, 2.25, 6, -0.9, -1.5, 0.3),
    "BU01530908": Profile(200, 2.30, 2, -0.9, -1.6, 0.5),
}

# What makes a buurt an exception, in the unit of the indicator: the city centre draws visitors, the campus students.
EXCEPTIONS: dict[tuple[str, str], float] = {
    ("BU01530000", "registered_crime"): 85.0,
    ("BU01530000", "vandalism_rate"): 18.0,
    ("BU01530000", "age_65_plus_share"): -5.0,
    ("BU01530700", "registered_crime"): 30.0,
    (CAMPUS, "lonely"): 8.0,
    (CAMPUS, "overweight"): -19.0,
    (CAMPUS, "hard_to_make_ends_meet"): 3.0,
    (CAMPUS, "youth_care_share"): -8.0,
    (CAMPUS, "good_self_rated_health"): 6.0,
    (CAMPUS, "age_65_plus_share"): -16.0,
    (CAMPUS, "club_members"): 14.0,
}
