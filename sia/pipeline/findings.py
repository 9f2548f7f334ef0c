"""Findings beside the scores, made once per run in the worker: slow, and with libraries that no page waits for.

Each is under its own name in `ScoreRun.findings`, and tells of areas by number. They rest on the figures of the run, so
who may not read the run is shown none of them. A run from before a finding was made has none.
"""

from __future__ import annotations

from typing import Any

from sia.pipeline.inputs import Reading
from sia.pipeline.weigh import Outcome


def findings_of(reading: Reading, outcome: Outcome) -> dict[str, Any]:
    """Return every finding of a run as plain values."""
    return {}
