"""How much a run tries: every day enough to find a mistake, with `bin/test --full` every example and combination."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

FULL = "TEST_FULL" in os.environ
DAILY_SHARE = 4  # one case of so many
DAILY_EXAMPLES = 8  # one drawn example of so many


def examples(full: int) -> int:
    """Return how many examples a property test draws: all of `full`, or every day an eighth of them."""
    return full if FULL else max(5, full // DAILY_EXAMPLES)


def sampled(cases: Iterable[Any], every: int = DAILY_SHARE) -> list[Any]:
    """Return the cases of a parametrised test: each `every`-th runs daily, the others with --full only."""
    return [
        case
        if place % every == 0
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.full)
        for place, case in enumerate(cases)
    ]
