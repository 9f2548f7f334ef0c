"""The strongest barrier around an area and what it keeps out, in words, and where no other area lies."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.models import Area, AreaLink
from sia.pipeline import Explanation, neighbourhood
from sia.words.figures import written

LEAST = 0.05  # points: less is shown as 0,0
WORDS: dict[str, str | Promise] = {
    AreaLink.Barrier.MOTORWAY: _("The motorway to %(name)s keeps out %(points)s points of potential."),
    AreaLink.Barrier.RAIL: _("The railway to %(name)s keeps out %(points)s points of potential."),
    AreaLink.Barrier.WATER: _("The water towards %(name)s keeps out %(points)s points of potential."),
    AreaLink.Barrier.NONE: _("The border with %(name)s keeps out %(points)s points of potential."),
}


def edge(explanation: Explanation, area: Area) -> dict[str, Any]:
    """Return the metres of the outline without another area, and whether any neighbour is left or unknown.

    `island`: no neighbour at all; `uncertain`: one is unknown.
    """
    row, found = explanation.rows[area.pk], neighbourhood(explanation)
    return {
        "outside": float(explanation.inputs.outside[row]),
        "island": found is not None and bool(found.island[row]),
        "uncertain": found is not None and bool(found.uncertain[row]),
    }


def strongest(borders: list[dict[str, Any]]) -> str:
    """Return a sentence on the barrier that keeps out most; empty where nothing is kept out."""
    row = max(borders, key=lambda row: row["locked"], default=None)
    if row is None or row["locked"] < LEAST:
        return ""
    return WORDS[row["link"].barrier] % {"name": row["area"].name, "points": written(row["locked"], 1)}
