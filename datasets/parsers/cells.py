"""The different cells of a column: a long table repeats its codes a thousand times, so each is looked at once.

A column that holds few different cells may be a pandas category already; then nothing has to be compared.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd


def different(cells: Any) -> tuple[np.ndarray, list[Any]]:
    """Return where each cell of a column is among its different cells, and these; a missing one is None."""
    if isinstance(getattr(cells, "dtype", None), pd.CategoricalDtype):
        return _of_categories(pd.Categorical(cells))
    places, uniques = pd.factorize(np.asarray(cells, dtype=object), use_na_sentinel=False)
    return places, _without_nan(uniques)


def _of_categories(cells: pd.Categorical) -> tuple[np.ndarray, list[Any]]:
    """Return places and different cells, without the categories of rows that are gone."""
    places = cells.codes.astype(np.intp)
    used = np.zeros(len(cells.categories) + 1, dtype=bool)  # the last stands for missing ones, which have -1
    used[places] = True
    found = [*_without_nan(cells.categories.to_numpy(dtype=object)[used[:-1]]), *([None] if used[-1] else [])]
    return (np.cumsum(used) - 1)[places], found


def _without_nan(cells: np.ndarray) -> list[Any]:
    return [None if gone else cell for gone, cell in zip(pd.isna(cells), cells, strict=True)]


def category(places: np.ndarray, values: Sequence[object]) -> pd.Categorical:
    """Return a column of what stands at these places of the values, of which some may be equal; None is missing."""
    codes, uniques = pd.factorize(np.array([*values, None], dtype=object)[:-1])
    return pd.Categorical.from_codes(codes[places], categories=pd.Index(uniques, dtype=object))


def each(column: pd.Categorical, made: Callable[[Any], Any], missing: object) -> np.ndarray:
    """Return what is made of every cell, and `missing` where there is none."""
    values: np.ndarray = np.array([*map(made, column.categories), missing])[column.codes]
    return values
