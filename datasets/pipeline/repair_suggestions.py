"""What a person probably meant by a cell that cannot be read: with it, alike cells are mended together."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from datasets.parsers.periods import year_in
from datasets.parsers.problems import MAX_VALUE, Problem
from datasets.parsers.repairs import number_in, padded, text_of

if TYPE_CHECKING:
    import pandas as pd

CODES = frozenset({"unknown_area_code", "older_area_code", "newer_area_code", "unusable_code"})
FIGURES = frozenset({"not_a_number", "not_a_share", "below_zero", "out_of_range", "not_a_largest_part"})
MENDABLE = CODES | FIGURES | {"wrong_period"}


def with_meaning(problems: Iterable[Problem], frame: pd.DataFrame, areas: Container[str]) -> list[Problem]:
    """The same problems; those of single cells with the cell as the file has it and, where it is likely, what is meant."""
    return [_with_meaning(problem, frame, areas) if problem.code in MENDABLE else problem for problem in problems]


def _with_meaning(problem: Problem, frame: pd.DataFrame, areas: Container[str]) -> Problem:
    if problem.column not in frame or problem.row not in frame.index:
        return problem
    cell = text_of(frame.at[problem.row, problem.column])
    if not cell or len(cell) >= MAX_VALUE:  # longer ones are shown cut off, so nobody could tell which are alike
        return problem
    said = problem.params.get("suggestion") or _probably(problem.code, cell, areas)
    return replace(problem, params={**problem.params, "cell": cell, **({"suggestion": said} if said else {})})


def _probably(code: str, cell: str, areas: Container[str]) -> str | None:
    if code == "not_a_number":
        return number_in(cell)
    if code == "wrong_period":
        return year_in(cell)
    if code in FIGURES:
        return None
    held = [one for one in padded(cell) if one in areas]
    return held[0] if len(held) == 1 else None
