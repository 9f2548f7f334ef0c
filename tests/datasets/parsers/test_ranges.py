"""Figures that cannot be, by the unit of their indicator."""

import pandas as pd
import pytest

from datasets.parsers.ranges import ANY, COUNT, SHARE, check_ranges, limits_of


@pytest.mark.parametrize(
    ("unit", "names", "limits"),
    [
        ("%", ("Eenzaam",), SHARE),
        ("% van de woningen", (), SHARE),
        ("procent", (), SHARE),
        ("aantal", ("Meldingen",), COUNT),
        ("per 1.000 inwoners", (), COUNT),
        ("%", ("household_growth", "Groei van huishoudens"), ANY),
        ("%", ("Belasting van de transformator",), ANY),
        ("aantal", ("Migratiesaldo",), ANY),
        ("%", ("Migration background",), SHARE),  # no ratio
        ("%", ("Internet thuis",), SHARE),  # no net change
        ("1.000 euro", ("Vermogen van huishoudens",), ANY),
        ("°C", (), ANY),
        ("", ("Klachten",), ANY),
    ],
)
def test_what_a_figure_may_be_follows_from_its_unit_unless_its_name_speaks_of_a_change(unit, names, limits):
    assert limits_of(unit, names) == limits


def test_each_figure_that_cannot_be_is_told_with_its_row_and_column():
    rows = pd.DataFrame(
        {
            "indicator": ["share", "share", "share", "count", "other", "other"],
            "value": [0.0, 100.5, -0.1, -3.0, -3.0, 3e9],
            "row": [2, 3, 4, 5, 6, 7],
        }
    )
    limits = {"share": SHARE, "count": COUNT}
    fits, problems = check_ranges(rows, limits, {"share": "Aandeel", "count": "Aantal"})
    assert fits.tolist() == [True, False, False, False, True, False]
    assert [(problem.code, problem.row, problem.column, problem.value) for problem in problems] == [
        ("not_a_share", 3, "Aandeel", "100.5"),
        ("not_a_share", 4, "Aandeel", "-0.1"),
        ("below_zero", 5, "Aantal", "-3"),
        ("out_of_range", 7, None, "3000000000"),
    ]
    assert all(problem.blocks for problem in problems)


def test_a_table_without_figures_has_none_that_cannot_be():
    rows = pd.DataFrame({"indicator": [], "value": [], "row": []})
    assert check_ranges(rows, {}, {})[1] == []
