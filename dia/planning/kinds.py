"""The kinds of work, and what is usual for each: a start for people to correct, never a rule by itself."""

from dataclasses import dataclass
from enum import IntEnum


class Layer(IntEnum):
    """The layers under a street; what is done first has the lowest number: who works deep breaks what lies above it."""

    DEEP = 1
    SHALLOW = 2
    SURFACE = 3
    GREEN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`opens_ground`: breaks the street open. `layer`: its place in the order of works at a site, None for any.

    `severity` as it usually hinders the people around it: full closure 1, half 0.5, footway or noise 0.25.
    """

    opens_ground: bool = False
    layer: Layer | None = None
    severity: float = 0.25

    @property
    def takes_a_site(self) -> bool:
        """Return whether it stands somewhere and hinders there; a social measure does not."""
        return self.severity > 0


KINDS = {
    "sewer": Kind(opens_ground=True, layer=Layer.DEEP, severity=1.0),
    "water_storage": Kind(opens_ground=True, layer=Layer.DEEP, severity=0.5),
    "heat_grid": Kind(opens_ground=True, layer=Layer.SHALLOW, severity=0.5),
    "gas": Kind(opens_ground=True, layer=Layer.SHALLOW),
    "water": Kind(opens_ground=True, layer=Layer.SHALLOW),
    "electricity": Kind(opens_ground=True, layer=Layer.SHALLOW),
    "telecom": Kind(opens_ground=True, layer=Layer.SHALLOW),
    "pavement": Kind(opens_ground=True, layer=Layer.SURFACE, severity=1.0),
    "crossing": Kind(opens_ground=True, layer=Layer.SURFACE, severity=0.5),
    "greening": Kind(opens_ground=True, layer=Layer.GREEN),
    "demolition": Kind(severity=0.5),  # on a plot of its own, not in the street; so are the two below
    "new_housing": Kind(),
    "renovation": Kind(),
    "social": Kind(severity=0.0),
    "other": Kind(severity=0.5),
}

# Pairs that gain from each other in one neighbourhood, also streets apart.
COMPATIBLE = frozenset(
    {
        frozenset({"renovation", "heat_grid"}),  # homes are made ready for the heat that comes by
        frozenset({"renovation", "electricity"}),  # solar panels and heat pumps ask for a heavier grid
        frozenset({"new_housing", "heat_grid"}),
        frozenset({"greening", "sewer"}),  # rain that sinks into the ground needs no pipe
        frozenset({"greening", "water_storage"}),
        frozenset({"social", "renovation"}),  # who comes in for the home, meets the people
    }
)

# How far a work is by its state, 0 to 1. Not listed: too late or too unsure to couple with.
READINESS = {"idea": 0.0, "planned": 0.5, "programmed": 1.0}


def in_wrong_order(first: str, then: str) -> bool:
    """Return whether a kind of work that goes `first` at a site would be broken up by the one that comes `then`."""
    before, after = KINDS[first].layer, KINDS[then].layer
    return before is not None and after is not None and before > after
