"""The chart of urgency and potential."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from sia.charts import Frame, frame
from sia.models import AreaResult
from sia.pages.ranking.rows import Row


@dataclass(frozen=True, slots=True)
class Dot:
    code: str
    x: str
    y: str
    advice: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Scatter:
    frame: Frame
    dots: list[Dot]
    gate_x: str
    gate_y: str
    together: int


def scatter(rows: list[Row], results: list[AreaResult]) -> Scatter | None:
    """Return the chart: potential across, urgency up; the lines are the gates of the advice."""
    known = [row for row in rows if row.urgency is not None and row.potential is not None]
    if not known:
        return None
    xs, ys = [row.potential or 0 for row in known], [row.urgency or 0 for row in known]
    box = frame(xs, ys)
    urgent = [r.urgency for r in results if r.urgency is not None and r.gates.get("urgent", {}).get("open")]
    enough = next((r.gates["potential"]["threshold"] for r in results if "potential" in r.gates), None)
    gate_x, gate_y = median(xs) if enough is None else enough, min(urgent, default=max(ys))
    dots = [Dot(row.code, box.x(x), box.y(y), row.advice, row.spoken) for row, x, y in zip(known, xs, ys, strict=True)]
    both = sum(x >= gate_x and y >= gate_y for x, y in zip(xs, ys, strict=True))
    return Scatter(box, dots[::-1], box.x(gate_x), box.y(gate_y), both)
