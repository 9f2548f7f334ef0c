"""Proposals of what a new column of figures probably is, so that a person has only to look at it.

They are no more than proposals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from accounts.models import Party
from datasets.models import Indicator
from datasets.models.indicators import Theme

PERCENT = re.compile(r"%|\b(?:perc|percentage|aandeel|share|\w*graad|\w*rate)\b", re.IGNORECASE)
EURO = re.compile(r"€|\beuro'?s?\b|\bhuurprijs\b|\bwoz\b", re.IGNORECASE)
OPINION = re.compile(r"rapportcijfer|tevreden|oordeel|beleving|vindt|voelt|satisf|perce(?:ption|ived)", re.IGNORECASE)
NOT_THE_NAME = re.compile(r"[(\[]?\s*(?:%|€|in %|in euro)\s*[)\]]?")
WORDS = {
    Theme.SAFETY: "overlast|inbra|diefstal|geweld|veilig|vernieling|misdri|crime|nuisance",
    Theme.CLIMATE: "gasver|energie|warmte|co2|zonne|label|stroom|laadp|hitte|energy",
    Theme.HEALTH: "gezond|rook|roker|gewicht|sport|ziek|dement|health",
    Theme.SOCIAL: "eenzaam|armoed|inkomen|schuld|bijstand|uitkering|jeugdzorg|wmo|lonely|debt",
    Theme.HOUSING: "woning|huur|klacht|mutatie|leegst|verhu|onderhoud|bouwjaar|dwelling|rent|complaint|vacan",
    Theme.LIVING_ENVIRONMENT: "groen|afval|geluid|parkeer|afstand|speel|green|waste",
    Theme.POPULATION: "inwoner|huishoud|leeftijd|bevolking|inhabit|household",
}
OF_PARTY = {
    Party.Kind.CORPORATION: Theme.HOUSING,
    Party.Kind.GRID_OPERATOR: Theme.CLIMATE,
    Party.Kind.WATER_BOARD: Theme.CLIMATE,
    Party.Kind.TENANTS: Theme.HOUSING,
    Party.Kind.CARE: Theme.HEALTH,
}


def proposed(column: str, cells: Iterable[str], party: Party | None) -> dict[str, Any]:
    """Return the fields of a new indicator.

    It is shown and counts for nothing until a person says that it should.
    """
    name = " ".join(NOT_THE_NAME.sub(" ", column.replace("_", " ")).split()) or column
    percent = PERCENT.search(column) or any("%" in cell for cell in cells)
    spoken = next((theme for theme, words in WORDS.items() if re.search(words, column, re.IGNORECASE)), None)
    return {
        "name_nl": (name[:1].upper() + name[1:])[:160],
        "theme": spoken or OF_PARTY.get(Party.Kind(party.kind) if party else Party.Kind.OTHER, Theme.POPULATION),
        "role": Indicator.Role.CONTEXT,
        "direction": Indicator.Direction.NONE,
        "nature": Indicator.Nature.PERCEPTION if OPINION.search(column) else Indicator.Nature.FACT,
        "unit": "%" if percent else "euro" if EURO.search(column) else "",
    }
