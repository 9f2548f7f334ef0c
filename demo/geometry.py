"""The demo map as plain rings in RD New: who borders on whom, how long, and in which buurt a point lies."""

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MAP = Path(__file__).parent / "map" / "enschede_buurten_2024.geojson"

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Buurt:
    """One buurt of the generalised map: its CBS code, its name and its closed outer ring in metres (EPSG:28992)."""

    code: str
    name: str
    ring: tuple[Point, ...]

    @property
    def wijk(self) -> str:
        """Return the code of the wijk it belongs to: `BU0153ww..` lies in `WK0153ww`."""
        return f"WK{self.code[2:8]}"


@cache
def buurten() -> tuple[Buurt, ...]:
    """Return the 70 buurten in the order of their code.

    Every feature of the map is a polygon of one ring.
    """
    features = json.loads(MAP.read_text(encoding="utf-8"))["features"]
    found = (
        Buurt(
            code=feature["properties"]["statcode"],
            name=feature["properties"]["statnaam"],
            ring=tuple((float(x), float(y)) for x, y in feature["geometry"]["coordinates"][0]),
        )
        for feature in features
    )
    return tuple(sorted(found, key=lambda buurt: buurt.code))


@cache
def borders() -> dict[tuple[str, str], float]:
    """Return the length in metres of every shared border, keyed by the two codes in order.

    Corners match exactly, so edges do.
    """
    owner: dict[frozenset[Point], str] = {}
    lengths: dict[tuple[str, str], float] = defaultdict(float)
    for buurt in buurten():
        for edge in _edges(buurt.ring):
            other = owner.setdefault(frozenset(edge), buurt.code)
            if other != buurt.code:
                lengths[other, buurt.code] += math.dist(*edge)
    return dict(sorted(lengths.items()))


def _edges(ring: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    return list(zip(ring, ring[1:], strict=False))
