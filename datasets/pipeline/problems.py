"""All that is wrong with a delivery, also what is too much to be kept with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from datasets.models import Delivery
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem
from datasets.pipeline.reading import read


def unlisted(delivery: Delivery) -> int:
    """How many problems there are beyond those that are kept."""
    return max(0, sum(delivery.counts.get("problems", {}).values()) - len(delivery.problems))


def can_list_all(delivery: Delivery) -> bool:
    """Whether those can be found in the file once more."""
    return delivery.kind == Delivery.Kind.STATISTICS and bool(delivery.file and delivery.recognised.get("file_kind"))


def every_problem(delivery: Delivery) -> Iterable[dict[str, Any]]:
    """As they are kept; where there are more, as reading the file beside the map of today finds them. `delivery` is read
    into, and not to be saved."""
    if not unlisted(delivery) or not can_list_all(delivery):
        return delivery.problems
    found = read(delivery, Path(delivery.file.path), FileKind(delivery.recognised["file_kind"]))
    return (problem.plain for problem in ([found] if isinstance(found, Problem) else found.problems))
