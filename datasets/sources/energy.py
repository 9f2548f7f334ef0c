"""Energy use of dwellings: CBS, StatLine tables 81528NED (municipalities) and 86159NED (wijken and buurten of 2024)."""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

CBS_ENERGY = Source(
    key="cbs_energy",
    title_nl="Energieverbruik van woningen",
    title_en="Energy use of dwellings",
    publisher="CBS",
    licence="CC BY 4.0",
    attribution="Bron: CBS, energieverbruik particuliere woningen",
    url_name="StatLine 81528NED en 86159NED",
    missing_marks=("", "."),
    signatures=(frozenset({"woningkenmerken", "gemiddeldaardgasverbruik", "gemiddeldeelektriciteitslevering"}),),
    code_columns=("codering", "wijkenenbuurten", "regios"),
    level_column="soortregio",
    period_column="perioden",
    only={"woningkenmerken": ("T001100", "Totaal woningen")},
    columns=columns("""
        gemiddeldaardgasverbruik gas_use
        gemiddeldeelektriciteitslevering electricity_use
        stadsverwarming district_heating_share
    """),
)
