"""Leefbaarometer 3.0: the Ministry of BZK's estimate of how good places are to live in, with its five parts.

All of it is context: it is made from much of what urgency is made from, so it checks a ranking and is no part of one.
"""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

LEEFBAAROMETER = Source(
    key="leefbaarometer",
    title_nl="Leefbaarometer 3.0",
    title_en="Leefbaarometer 3.0 (liveability)",
    publisher="Ministerie van BZK",
    licence="Open data",  # its publisher names no licence
    attribution="Bron: Ministerie van BZK, Leefbaarometer",
    url_name="Leefbaarometer open data",
    missing_marks=("NA", ""),
    signatures=(frozenset({"jaar", "lbm", "fys", "onv", "soc", "vrz", "won"}),),
    code_columns=("bu_code", "wk_code", "gm_code"),
    period_column="jaar",
    kind="estimate",
    columns=columns("""
        lbm liveability
        fys liveability_surroundings
        onv liveability_safety
        soc liveability_cohesion
        vrz liveability_services
        won liveability_housing
    """),
)
