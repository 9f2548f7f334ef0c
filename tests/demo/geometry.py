"""Where a point of the demo lies."""

from __future__ import annotations

from demo.geometry import Point, buurten


def contains(ring: tuple[Point, ...], point: Point) -> bool:
    """Return whether the point lies inside the ring: a ray to the right crosses it an odd number of times."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False):
        if (ay > y) != (by > y) and x < ax + (bx - ax) * (y - ay) / (by - ay):
            inside = not inside
    return inside


def buurt_at(point: Point) -> str | None:
    """Return the code of the buurt in which the point lies, or None outside the municipality."""
    return next((buurt.code for buurt in buurten() if contains(buurt.ring, point)), None)
