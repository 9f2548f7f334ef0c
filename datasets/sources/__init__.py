"""Declarations of the published tables that are recognised, and of the indicators in them."""

from collections.abc import Mapping

from datasets.sources.catalogue import INDICATORS
from datasets.sources.cbs_boundary_attributes import CBS_BOUNDARY_ATTRIBUTES
from datasets.sources.cbs_key_figures import CBS_KEY_FIGURES
from datasets.sources.energy import CBS_ENERGY
from datasets.sources.liveability import LEEFBAAROMETER
from datasets.sources.police import POLICE_CRIMES
from datasets.sources.rivm_health import RIVM_HEALTH
from datasets.sources.ses_woa import CBS_SES_WOA
from datasets.sources.spec import IndicatorSpec, Source

__all__ = ["INDICATORS", "SOURCES", "IndicatorSpec", "Source"]

SOURCES: Mapping[str, Source] = {
    source.key: source
    for source in (
        *(RIVM_HEALTH, CBS_KEY_FIGURES, CBS_BOUNDARY_ATTRIBUTES),
        *(LEEFBAAROMETER, CBS_SES_WOA, POLICE_CRIMES, CBS_ENERGY),
    )
}
