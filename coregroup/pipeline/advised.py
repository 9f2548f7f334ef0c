"""The advice about one area: read from the text as it was adopted, never computed again; of a proposed one as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sia.models import AreaResult, Snapshot
from sia.pipeline.snapshots import body_of, read_body

CLASSES = dict(AreaResult.AdviceClass.choices)


@dataclass(frozen=True, slots=True)
class Advised:
    """`advice` as computed, `adopted` as the parties adopted it; `reason` where these differ."""

    name: str
    advice: str
    adopted: str
    reason: str

    @property
    def advice_label(self) -> str:
        return str(CLASSES.get(self.advice, self.advice))

    @property
    def adopted_label(self) -> str:
        return str(CLASSES.get(self.adopted, self.adopted))


def advised(snapshot: Snapshot | None, code: str) -> Advised | None:
    """Return the advice about an area; None where it says nothing of it."""
    return advised_of([(snapshot, code)]).get((snapshot.pk, code)) if snapshot and code else None


def advised_of(pairs: Iterable[tuple[Snapshot | None, str]]) -> dict[tuple[int, str], Advised]:
    """Return the advice per snapshot and code; each snapshot is read once."""
    wanted: dict[int, tuple[Snapshot, set[str]]] = {}
    for snapshot, code in pairs:
        if snapshot and code:
            wanted.setdefault(snapshot.pk, (snapshot, set()))[1].add(code)
    return {
        (pk, area["code"]): Advised(area["name"], area["advice"], area["adopted"], area["reason"])
        for pk, (snapshot, codes) in wanted.items()
        for area in _areas(snapshot)
        if area["code"] in codes
    }


def _areas(snapshot: Snapshot) -> list[dict[str, Any]]:
    content = read_body(snapshot) if snapshot.is_fixed else body_of(snapshot)
    return content["areas"] if content else []
