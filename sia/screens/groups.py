"""Groups of areas in no certain order (tranches), and what is uncertain between the groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sia.charts import group_letter


def mixes_with(robustness: Mapping[str, Any], order: str, tranche: int | None) -> str:
    """The letter of the first earlier group that this one is not certain to come after; nothing where it is.

    `robustness` is what a run keeps of its draws, `order` is rank or agenda.
    """
    return group_letter(robustness.get("mixes", {}).get(order, {}).get(str(tranche)))
