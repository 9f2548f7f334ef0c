"""The tables that publishers offer and that are fetched: which table holds which year.

Addresses stand in the settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

type Service = Literal["features", "observations", "statline"]  # OGC API Features, OData v4, OData v3


@dataclass(frozen=True, slots=True)
class Publication:
    """`tables` are the publisher's names by year; `source` is the key of what an upload of it is recognised as."""

    key: str
    title_nl: str
    title_en: str
    publisher: str
    service: Service
    tables: Mapping[int, str]
    source: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

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
    filters={"Leeftijd": "20300", "Marges": "MW00000"},  # everybody of 18 and older; the estimate itself
)
PUBLICATIONS: Mapping[str, Publication] = {each.key: each for each in (CBS_BOUNDARIES, CBS_KEY_FIGURES, RIVM_HEALTH)}
