"""Suggest what a cell that cannot be read was meant to say, so that cells alike can be mended together."""

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


def add_suggestions(problems: Iterable[Problem], frame: pd.DataFrame, areas: Container[str]) -> list[Problem]:
    """Return the problems.

    Those of one cell with that cell as the file has it and, where there is one, a suggestion.
    """
    return [_add_suggestion(problem, frame, areas) if problem.code in MENDABLE else problem for problem in problems]


def _add_suggestion(problem: Problem, frame: pd.DataFrame, areas: Container[str]) -> Problem:
    if problem.column not in frame or problem.row not in frame.index:
        return problem
    cell = text_of(frame.at[problem.row, problem.column])
    if not cell or len(cell) >= MAX_VALUE:  # longer ones are shown cut off, so nobody could tell which are alike
        return problem
    suggestion = problem.params.get("suggestion") or _suggest(problem.code, cell, areas)
    return replace(
        problem, params={**problem.params, "cell": cell, **({"suggestion": suggestion} if suggestion else {})}
    )


def _suggest(code: str, cell: str, areas: Container[str]) -> str | None:
    if code == "not_a_number":
        return number_in(cell)
    if code == "wrong_period":
        return year_in(cell)
    if code in FIGURES:
        return None
    codes = [code for code in padded(cell) if code in areas]
    return codes[0] if len(codes) == 1 else None
