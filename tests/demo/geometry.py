"""Where a point of the demo lies."""

from __future__ import annotations

from demo.geometry import Point, buurten, contains


def buurt_at(point: Point) -> str | None:
    """Return the code of the buurt in which the point lies, or None outside the municipality."""
    return next((buurt.code for buurt in buurten() if contains(buurt.ring, point)), None)
