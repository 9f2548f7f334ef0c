"""The tables that publishers offer and that are fetched: which table holds which year.

Addresses stand in the settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# OGC API Features, WFS, OData v4, and OData v3 of other publishers than CBS and of CBS
type Service = Literal["features", "wfs", "observations", "statline", "opendata"]


@dataclass(frozen=True, slots=True)
class Publication:
    """`tables` are the publisher's names by year; `source` is the key of what an upload of it is recognised as.

    `filters` leave one group where a table has several; `yearly`: a table holds one year and has no column for it.
    """

    key: str
    title_nl: str
    title_en: str
    publisher: str
    service: Service
    tables: Mapping[int, str]
    source: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    yearly: bool = False

    @property
    def years(self) -> list[int]:
        """Return the years, newest first."""
        return sorted(self.tables, reverse=True)


CBS_BOUNDARIES = Publication(
    key="cbs-boundaries",
    title_nl="Wijk- en buurtkaart",
    title_en="Boundaries of districts and neighbourhoods",
    publisher="CBS en Kadaster, via PDOK",
    service="features",
    tables={year: f"wijken-en-buurten-{year}" for year in (2022, 2023, 2024, 2025)},
)
CBS_OLDER_BOUNDARIES = Publication(
    key="cbs-boundaries-older",
    title_nl="Wijk- en buurtkaart van vóór 2022",
    title_en="Boundaries of before 2022",
    publisher="CBS en Kadaster, via PDOK",
    service="wfs",
    tables={year: f"{year}/wfs/v1_0" for year in range(2012, 2022)},
)
CBS_KEY_FIGURES = Publication(
    key="cbs-key-figures",
    title_nl="Kerncijfers wijken en buurten",
    title_en="Key figures of districts and neighbourhoods",
    publisher="CBS",
    service="observations",
    source="cbs_key_figures",
    tables={
        2019: "84583NED",
        2020: "84799NED",
        2021: "85039NED",
        2022: "85318NED",
        2023: "85618NED",
        2024: "85984NED",
        2025: "86165NED",
    },
)
RIVM_HEALTH = Publication(
    key="rivm-health",
    title_nl="Gezondheid per wijk en buurt",
    title_en="Health per district and neighbourhood",
    publisher="RIVM, GGD'en en CBS",
    service="statline",
    source="rivm_health",
    tables=dict.fromkeys((2012, 2016, 2020, 2022), "50120NED"),
    filters={"Leeftijd": "20300"},  # everybody of 18 and older; with the bounds of each estimate
)
POLICE_CRIMES = Publication(
    key="police-crimes",
    title_nl="Geregistreerde misdrijven per wijk en buurt",
    title_en="Registered crimes per district and neighbourhood",
    publisher="Politie",
    service="statline",
    source="police_crimes",
    tables=dict.fromkeys(range(2012, 2026), "47018NED"),
    filters={"SoortMisdrijf": "0.0.0 "},  # all crimes; the key has a blank at its end
)
CBS_SES_WOA = Publication(
    key="cbs-ses-woa",
    title_nl="Sociaaleconomische status (SES-WOA)",
    title_en="Socio-economic status (SES-WOA)",
    publisher="CBS",
    service="opendata",
    source="cbs_ses_woa",
    tables=dict.fromkeys(range(2014, 2020), "85163NED"),
)
CBS_ENERGY = Publication(
    key="cbs-energy",
    title_nl="Energieverbruik van woningen",
    title_en="Energy use of dwellings",
    publisher="CBS",
    service="opendata",
    source="cbs_energy",
    tables={2024: "86159NED"},
    filters={"Woningkenmerken": "T001100"},  # all dwellings
    yearly=True,
)
PUBLICATIONS: Mapping[str, Publication] = {
    each.key: each
    for each in (
        *(CBS_BOUNDARIES, CBS_OLDER_BOUNDARIES, CBS_KEY_FIGURES, RIVM_HEALTH),
        *(POLICE_CRIMES, CBS_SES_WOA, CBS_ENERGY),
    )
}
