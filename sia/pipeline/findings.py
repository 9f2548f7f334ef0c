"""Findings beside the scores, made once per run in the worker: slow, and with libraries that no page waits for.

Each is under its own name in `ScoreRun.findings`, and tells of areas by number. They rest on the figures of the run, so
who may not read the run is shown none of them. A run from before a finding was made has none.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from sia.pipeline.figures_to_find import figures_to_find
from sia.pipeline.inputs import Reading
from sia.pipeline.weigh import Outcome
from sia.scoring.advice import AdviceClass
from sia.scoring.clusters import adjoining, find_clusters


def findings_of(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    """Return every finding of a run as plain values."""
    return {"clusters": _clusters(reading, outcome), "figures": figures_to_find(reading, outcome)}


def _clusters(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    """Return where urgency lies together, without `moran` where too few areas can be compared; and what adjoins."""
    joint = outcome.advice.classes == AdviceClass.DIA
    areas, borders = np.array(reading.areas), reading.inputs.borders
    found = find_clusters(outcome.scores.urgency.total, borders)
    measures = {} if found is None else {**asdict(found), "high": areas[found.high].tolist()}
    return {"adjoining": [areas[group].tolist() for group in adjoining(joint, borders)], **measures}
