"""The different cells of a column, whether it is one of objects or of categories."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.parsers.cells import category, different, each

CELLS = st.lists(st.sampled_from(["a", "b", "", 7, 2.5, None, math.nan]), max_size=12)
KINDS = [object, "category"]


def plain(cells: list) -> list:
    return [None if pd.isna(cell) else cell for cell in cells]


@pytest.mark.parametrize("kind", KINDS)
@given(cells=CELLS, data=st.data())
def test_every_cell_is_found_again_among_the_different_ones(kind: object, cells: list, data: st.DataObject):
    column = pd.Series(np.array([*cells, None], dtype=object)[:-1], dtype=kind)
    rows = np.array(data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells))), dtype=bool)
    places, found = different(column[rows])
    kept = [cell for cell, here in zip(plain(cells), rows, strict=True) if here]
    assert [found[place] for place in places] == kept
    assert len(found) == len(set(found)) == len(set(kept))


def test_values_that_are_equal_become_one_category_and_none_is_missing():
    made = category(np.array([0, 1, 2, 3, 3]), ["x", None, "x", "y"])
    assert (list(made.categories), made.codes.tolist()) == (["x", "y"], [0, -1, 0, 1, 1])
    assert each(made, str.upper, missing="-").tolist() == ["X", "-", "X", "Y", "Y"]


def test_a_column_without_rows_has_no_categories():
    made = category(np.array([], dtype=int), [])
    assert (len(made), each(made, str.upper, missing="-").tolist(), different(made)[1]) == (0, [], [])
