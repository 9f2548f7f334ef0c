"""Registered crimes per wijk and buurt: the police, StatLine table 47018NED."""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

POLICE_CRIMES = Source(
    key="police_crimes",
    title_nl="Geregistreerde misdrijven per wijk en buurt",
    title_en="Registered crimes per district and neighbourhood",
    publisher="Politie",
    licence="CC BY 4.0",
    attribution="Bron: Politie, geregistreerde misdrijven per wijk en buurt",
    url_name="StatLine 47018NED",
    missing_marks=("", "."),
    signatures=(frozenset({"wijkenenbuurten", "geregistreerdemisdrijven"}),),
    code_columns=("wijkenenbuurten",),
    period_column="perioden",
    only={"soortmisdrijf": ("0.0.0", "Totaal misdrijven")},
    columns=columns("geregistreerdemisdrijven crimes"),
)
