"""Which figures would make the advice surer if they were found out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets.models import Flag, Observation
from sia.pipeline.inputs import Reading
from sia.pipeline.uncertain import side_of
from sia.pipeline.weigh import Outcome
from sia.pipeline.weighing import URGENCY
from sia.scoring.information import worth_of_figures

FIRST = 5
LOOKED_AT = 50  # of which some may be withheld
LEAST = 0.01  # by how much the chance of a right advice has to rise
Floats = NDArray[np.float64]


def figures_to_find(reading: Reading, outcome: Outcome) -> list[dict[str, Any]]:
    """Return the five figures of urgency that would help most: area, code, whether it is missing, and the gain.

    A gain counts as often as the other gates are open: elsewhere no joint agenda hangs on urgency. What is withheld, as
    it is about too few people, is not asked for.
    """
    side = side_of(outcome.scores.treated, URGENCY)
    if side is None:
        return []
    found = worth_of_figures(side, outcome.sure.ranks.top_chance, outcome.sure.count)
    gains = np.nan_to_num(found.gain) * _others_open(outcome)[:, np.newaxis]
    counted = outcome.weighing.counted
    withheld = _withheld(reading, [each.indicator for each in counted])
    places = [divmod(int(place), gains.shape[1]) for place in np.argsort(-gains, axis=None, kind="stable")[:LOOKED_AT]]
    told = [
        {
            "area": reading.areas[row],
            "code": counted[column].code,
            "missing": bool(found.missing[row, column]),
            "gain": round(float(gains[row, column]), 4),
        }
        for row, column in places
        if gains[row, column] >= LEAST and (reading.areas[row], counted[column].indicator) not in withheld
    ]
    return told[:FIRST]


def _others_open(outcome: Outcome) -> Floats:
    """Return in which share (N,) of the draws the gates besides that of urgency are open; 1 where that is unknown."""
    homes = outcome.advice.gates["corporation"].open
    shares = homes * outcome.sure.shares.potential_open
    return np.where(homes == 0, 0.0, np.where(np.isnan(shares), 1.0, shares))


def _withheld(reading: Reading, indicators: list[int]) -> set[tuple[int, int]]:
    found = Observation.objects.filter(area__in=reading.areas, indicator__in=indicators, flag=Flag.WITHHELD)
    return set(found.values_list("area", "indicator"))
