"""SES-WOA: the score of CBS for wealth, education and work of households, StatLine table 85163NED and its successors."""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

CBS_SES_WOA = Source(
    key="cbs_ses_woa",
    title_nl="Sociaaleconomische status (SES-WOA)",
    title_en="Socio-economic status (SES-WOA)",
    publisher="CBS",
    licence="CC BY 4.0",
    attribution="Bron: CBS, SES-WOA scores per wijk en buurt",
    url_name="StatLine 85163NED",
    missing_marks=(".", ""),
    signatures=(
        frozenset({"regiocode", "perioden", "totaalscore/gemiddelde score"}),  # a download of StatLine
        frozenset({"wijkenenbuurten", "perioden", "gemiddeldescore_29"}),  # OData, where the number tells which score
    ),
    code_columns=("regiocode", "wijkenenbuurten"),
    period_column="perioden",
    columns=columns("""
        totaalscore/gemiddelde_score ses_woa
        gemiddeldescore_29 ses_woa
    """),
)
