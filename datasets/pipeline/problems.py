"""All that is wrong with a delivery, also what is too much to be kept with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from datasets.models import Delivery
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem
from datasets.pipeline import areas
from datasets.pipeline.reading import read

BYTES_A_ROW = 100


def unlisted(delivery: Delivery) -> int:
    """Return how many problems there are beyond those that are kept."""
    return int(max(0, sum(delivery.counts.get("problems", {}).values()) - len(delivery.problems)))


def can_list_all(delivery: Delivery) -> bool:
    """Return whether those can be found in the file once more."""
    was_read = "srid" if delivery.kind == Delivery.Kind.BOUNDARIES else "file_kind"
    return bool(delivery.file and delivery.recognised.get(was_read))


def rows_to_read(delivery: Delivery) -> int:
    """Return how much work it is to find those: in rows of a table, of which an outline is worth many."""
    if not unlisted(delivery):
        return 0
    return delivery.size // BYTES_A_ROW if delivery.kind == Delivery.Kind.BOUNDARIES else delivery.counts.get("rows", 0)


def every_problem(delivery: Delivery) -> Iterable[dict[str, Any]]:
    """Return the problems as they are kept; where there are more, those that reading the file today finds.

    The file is read beside the map of today. `delivery` is read into, and not to be saved.
    """
    if not unlisted(delivery) or not can_list_all(delivery):
        problems: Iterable[dict[str, Any]] = delivery.problems
        return problems
    return (problem.plain for problem in _found(delivery))


def _found(delivery: Delivery) -> Iterable[Problem]:
    path = Path(delivery.file.path)
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        return areas.find_problems(delivery, path)
    found = read(delivery, path, FileKind(delivery.recognised["file_kind"]))
    return [found] if isinstance(found, Problem) else found.problems
