"""The barrier of which the demo tells."""

from __future__ import annotations

import pytest
from django.utils import translation

from datasets.models import Area
from sia.pages import area_borders
from sia.pipeline import explain, neighbours
from tests.sia.six_squares import newest

pytestmark = pytest.mark.django_db


def test_the_motorway_keeps_the_science_park_from_twekkelerveld(demo):
    found = Area.objects.select_related("partnership").get(code="BU01530301")
    run = newest(found.partnership)
    result = run.results.get(area=found)
    rows = neighbours(explain(run), found)
    strongest = max(rows, key=lambda row: row["locked"])
    assert result.locked_gain > 0
    assert (strongest["link"].barrier, strongest["area"].name) == ("motorway", "Kennispark")
    with translation.override("en"):
        words = area_borders.strongest(rows)
    assert words == f"The motorway to Kennispark keeps out {strongest['locked']:.1f} points of potential."
