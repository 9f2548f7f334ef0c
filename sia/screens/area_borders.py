"""What the strongest barrier around an area keeps out, in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.models import AreaLink
from sia.templatetags.figures import written

LEAST = 0.05  # points: less is shown as 0,0
WORDS: dict[str, str | Promise] = {
    AreaLink.Barrier.MOTORWAY: _("The motorway to %(name)s keeps out %(points)s points of potential."),
    AreaLink.Barrier.RAIL: _("The railway to %(name)s keeps out %(points)s points of potential."),
    AreaLink.Barrier.WATER: _("The water towards %(name)s keeps out %(points)s points of potential."),
    AreaLink.Barrier.NONE: _("The border with %(name)s keeps out %(points)s points of potential."),
}


def strongest(borders: list[dict[str, Any]]) -> str:
    """Empty where nothing is kept out."""
    row = max(borders, key=lambda row: row["locked"], default=None)
    if row is None or row["locked"] < LEAST:
        return ""
    return WORDS[row["link"].barrier] % {"name": row["area"].name, "points": written(row["locked"], 1)}
