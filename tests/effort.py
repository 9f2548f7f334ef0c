"""How much a run tries: every day enough to find a mistake, with `bin/test --full` every example and combination."""

from __future__ import annotations

import os

FULL = "TEST_FULL" in os.environ
DAILY_SHARE = 4


def examples(full: int) -> int:
    """Return how many examples a property test draws: all of `full`, or every day a quarter of them."""
    return full if FULL else max(5, full // DAILY_SHARE)
