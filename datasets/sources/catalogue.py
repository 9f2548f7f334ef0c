"""All indicators that known sources bring, by code. The same concept in two sources is one indicator."""

from collections.abc import Mapping

from datasets.sources.health import HEALTH
from datasets.sources.places import PLACES
from datasets.sources.population import POPULATION
from datasets.sources.social import SOCIAL
from datasets.sources.spec import IndicatorSpec

INDICATORS: Mapping[str, IndicatorSpec] = {spec.code: spec for spec in (*SOCIAL, *HEALTH, *PLACES, *POPULATION)}


def columns(text: str) -> dict[str, IndicatorSpec]:
    """Read pairs "column indicator", one on a line, as a source declares them.

    Raises KeyError for an unknown indicator.
    """
    pairs = (line.split() for line in text.strip().splitlines())
    return {column: INDICATORS[code] for column, code in pairs}
