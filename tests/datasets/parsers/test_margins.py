"""Tables with more than one row for an area, in the published form of StatLine; the figures are made up."""

from __future__ import annotations

import numpy as np
import pytest

from datasets.parsers.margins import parse_with_margins, rows_that_count
from datasets.parsers.problems import Problem
from datasets.parsers.recognise import recognise
from datasets.parsers.statistics import Parsed, parse
from datasets.parsers.tables import assemble
from datasets.sources import SOURCES

HEAD = [
    *("Leeftijd", "Marges", "WijkenEnBuurten", "Perioden", "SoortRegio_2", "Codering_3"),
    *("ErvarenGezondheidGoedZeerGoed_4", "Overgewicht_9", "Eenzaam_28"),
]
KEYS = ("MW00000", "MOG0095", "MBG0095")
TITLES = ("Waarde", "Ondergrens 95%-interval", "Bovengrens 95%-interval")


def row(margin: str, lonely: str, age: str = "20300", code: str = "BU01530000", healthy: str = "") -> list[str]:
    return [age, margin, code, "2022JJ00", "Buurt", f"{code}   ", healthy, "", lonely]


def read(*rows: list[str]) -> Parsed | Problem:
    table = assemble([HEAD, *rows])
    found = recognise(table)
    source = SOURCES[found.source]
    counted = rows_that_count(table, source)
    return (
        counted
        if isinstance(counted, Problem)
        else parse_with_margins(counted, source, lambda part: parse(part, found.mapping(), source.missing_marks))
    )


@pytest.mark.parametrize("names", [KEYS, TITLES])
def test_bounds_become_a_standard_error(names):
    value, lower, upper = names
    found = read(row(value, "40,5"), row(lower, "36,58"), row(upper, "44,42"))
    [figure] = found.frame.to_dict("records")
    assert (figure["indicator"], figure["value"]) == ("lonely", 40.5)
    assert figure["standard_error"] == pytest.approx(2, rel=1e-3)
    assert found.counts["rows"] == 1


def test_a_figure_without_both_bounds_has_no_error():
    rows = [row("MW00000", "40"), row("MW00000", "50", code="BU01530001"), row("MW00000", "60", code="BU01530002")]
    bounds = [row("MOG0095", "38"), row("MBG0095", "42"), row("MOG0095", "45", code="BU01530001")]
    swapped = [row("MOG0095", "65", code="BU01530002"), row("MBG0095", "55", code="BU01530002")]
    errors = read(*rows, *bounds, *swapped).frame.set_index("area_code")["standard_error"]
    assert errors["BU01530000"] == pytest.approx(4 / 3.92, rel=1e-3)
    assert np.isnan(errors["BU01530001"])
    assert np.isnan(errors["BU01530002"])


def test_a_wrong_bound_is_told_as_a_wrong_figure_is():
    found = read(
        row("MW00000", "40"), row("MOG0095", "38"), row("MOG0095", "x1", code="BU01530001"), row("MBG0095", "42")
    )
    assert [(problem.code, problem.value) for problem in found.problems] == [("not_a_number", "x1")]


def test_figures_alone_have_no_error():
    assert "standard_error" not in read(row("MW00000", "40", healthy="70")).frame


def test_rows_of_one_age_group_do_not_stand_for_everybody():
    both = read(row("MW00000", "40"), row("MW00000", "55", age="80200"))
    assert both.frame["value"].tolist() == [40]
    alone = read(row("MW00000", "55", age="80200"))
    assert (alone.code, alone.column, alone.value) == ("other_rows", "Leeftijd", "80200")


def test_energy_of_all_dwellings_is_read_and_not_that_of_a_kind(shared_data):
    from datasets.parsers.tables import read_table

    table = read_table(shared_data / "enschede/cbs_energieverbruik_81528NED_enschede.csv", "csv")
    assert SOURCES["cbs_energy"].matches(table.header)
    counted = rows_that_count(table, SOURCES["cbs_energy"])
    assert (len(table.frame), len(counted.frame)) == (120, 15)
    assert set(counted.frame["Woningkenmerken"]) == {"Totaal woningen"}
