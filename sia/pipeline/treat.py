"""Small numbers and outliers, treated where the model says so; what was done is told, and the raw figures stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sia.pipeline.inputs import Inputs
from sia.pipeline.weighing import Weighing
from sia.scoring.prepare import Method, Treatment, outliers, shrink

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Treated:
    """Values (N, Q) that are scored, their standard errors, and the weighing with goalposts that go with them.

    `origin` (Q,) numbers where they are from. `kept` (N, Q) is how much of each value is its own: below 1 where it was
    pulled to the parent area.
    """

    values: Floats
    errors: Floats
    origin: NDArray[np.intp]
    weighing: Weighing
    kept: Floats
    outliers: dict[str, dict[str, Any]]


def treat(inputs: Inputs, weighing: Weighing) -> Treated:
    values, errors = inputs.values, np.where(np.isfinite(inputs.errors), inputs.errors, np.nan)
    kept = np.where(np.isnan(values), np.nan, 1.0)
    if weighing.shrink:
        values, kept = shrink(values, inputs.published, inputs.parents)
        errors = errors * np.sqrt(np.where(np.isnan(kept), 1.0, kept))
    if not weighing.tame_outliers:
        return Treated(values, errors, inputs.origin, weighing, kept, {})
    tamed, treatments = outliers(values)
    posts = [(counted.low, counted.high) for counted in weighing.counted]
    log: dict[str, dict[str, Any]] = {}
    for q, (counted, treatment) in enumerate(zip(weighing.counted, treatments, strict=True)):
        moved = _moved(posts[q], treatment)
        if treatment.method == Method.NONE or moved is None:
            tamed[:, q] = values[:, q]
            continue
        posts[q] = moved
        log[counted.code] = {"method": treatment.method.value, "areas": treatment.areas, "skewness": treatment.skewness}
        if treatment.method == Method.LOGGED:
            low, high = (treatment.apply(values[:, q] + sign * errors[:, q]) for sign in (-1, 1))
            errors = errors.copy()
            errors[:, q] = np.abs(high - low) / 2  # NaN where a figure less its error has no logarithm
    return Treated(tamed, errors, inputs.origin, weighing.with_posts(posts), kept, log)


def _moved(posts: tuple[float, float], treatment: Treatment) -> tuple[float, float] | None:
    """Return goalposts that go the way of the values; None where the treatment would let them meet."""
    if treatment.method != Method.LOGGED:
        return posts
    low, high = (float(post) for post in treatment.apply(np.array(posts)))
    return (low, high) if low < high else None
