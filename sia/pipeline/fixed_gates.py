"""The thresholds that stay with an agreed version, so that what changes in one area moves the gate of no other.

K and the P* that opens the gate of potential are shares of the areas. Of a version that was agreed on they are taken
once for each level and division, from its first run, and kept in the weighing of each run.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import chain

from datasets.models import Area
from datasets.pipeline.grants import shared
from sia.models import ScoreModel, ScoreRun
from sia.pipeline.inputs import Reading
from sia.pipeline.weigh import Outcome
from sia.pipeline.weighing import FIXED, Weighing
from sia.scoring import ENGINE_VERSION


def with_fixed_gates(weighing: Weighing, model: ScoreModel, level: str, reading: Reading) -> tuple[Weighing, Reading]:
    """Return the weighing with the thresholds that earlier runs of the version fixed; as it is where none did.

    A run of which somebody may not read every figure today fixes nothing, since its P* would tell of them. What the
    thresholds rest on counts as read, so that a run is closed with them.
    """
    if model.state != ScoreModel.State.AGREED:
        return weighing, reading
    vintage = Area.objects.values_list("vintage", flat=True).get(pk=reading.areas[0])
    runs = ScoreRun.objects.filter(model=model, level=level, vintage=vintage, engine_version=ENGINE_VERSION)
    runs = runs.filter(weighing__has_key=FIXED[0]).readable_by(shared(model.partnership)).order_by("pk")
    kept = runs.values_list("rests_on", *(f"weighing__{name}" for name in FIXED))
    first = [next((row for row in kept if row[at] is not None), None) for at in (1, 2)]
    top, potential = (row and row[at] for at, row in enumerate(first, start=1))
    rests_on = {tuple(each) for each in chain(reading.rests_on or [], *(row[0] for row in first if row))}
    known = replace(reading, rests_on=[list(each) for each in sorted(rests_on)])
    return replace(weighing, fixed_top=top, fixed_potential=potential), known


def is_still_to_fix(model: ScoreModel, weighing: Weighing) -> bool:
    """Return whether no run of an agreed version fixed its thresholds yet."""
    return model.state == ScoreModel.State.AGREED and weighing.fixed_top is None


def fix_gates(weighing: Weighing, model: ScoreModel, outcome: Outcome) -> Weighing:
    """Return the weighing with the thresholds by which `outcome` was found, where the version is agreed.

    The outcome under it is the same. A potential that is measured by the other areas, or opens no gate, is not fixed.
    """
    if model.state != ScoreModel.State.AGREED:
        return weighing
    least = outcome.advice.gates["potential"].threshold
    potential = least if weighing.on_goalposts and not math.isnan(least) else None
    return replace(weighing, fixed_top=outcome.sure.count, fixed_potential=potential)
