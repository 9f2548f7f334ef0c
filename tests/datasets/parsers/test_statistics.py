"""Tables of figures: what they are, and what is read from them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.parsers.files import FileKind
from datasets.parsers.periods import parse_period, year_in
from datasets.parsers.problems import Problem, Severity
from datasets.parsers.statistics import Mapping, Parsed, Recognised, parse, recognise
from datasets.parsers.tables import Cell, Table, assemble, read_table

DATA = Path(__file__).parents[2] / "data"
OWN = Mapping("wide", "buurtcode", period="2022", indicators={"eenzaam": "lonely", "overgewicht": "overweight"})


def table(path: Path, kind: str = "csv") -> Table:
    read = read_table(path, FileKind(kind))
    assert isinstance(read, Table), read
    return read


def known(path: Path, kind: str = "csv") -> tuple[Table, Recognised]:
    read = table(path, kind)
    found = recognise(read, name=path.name)
    assert isinstance(found, Recognised), found
    return read, found


def own(name: str, **changes: Any) -> Parsed:
    """A fault file read as an own table with what it has of two indicators."""
    read = table(DATA / name)
    indicators = {column: code for column, code in OWN.indicators.items() if column in read.header}
    return parse(read, replace(OWN, **{"indicators": indicators} | changes))


def told(parsed: Parsed) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(problem.code, problem.row, problem.column, problem.value) for problem in parsed.problems]


@pytest.mark.parametrize(
    ("year", "empty", "observations"), [("2012", 15, 1_580), ("2016", 8, 2_160), ("2020", 3, 2_560)]
)
def test_the_health_monitor_of_enschede_is_read_whole(shared_data: Path, year: str, empty: int, observations: int):
    read, found = known(shared_data / "enschede" / f"rivm_gezondheid_{year}_18plus_enschede.csv")
    assert (found.source, found.shape, found.code_column) == ("rivm_health", "wide", "Codering_3")
    assert (found.level_column, found.period_column, found.period) == ("SoortRegio_2", "Perioden", year)
    assert len(found.mapping().indicators) == 35
    parsed = parse(read, found.mapping())
    assert parsed.problems == []
    assert parsed.counts["rows"] == 81
    assert (parsed.counts["empty_columns"], parsed.counts["observations"]) == (empty, observations)
    assert read.frame["Codering_3"].str[:2].value_counts().to_dict() == {"BU": 70, "WK": 10, "GM": 1}
    filled = read.frame[list(found.mapping().indicators)].apply(lambda cells: ~cells.str.strip().isin(["", "."]))
    assert parsed.counts["observations"] == filled.sum().sum()
    assert parsed.frame["area_code"].nunique() == filled.any(axis=1).sum()
    assert set(parsed.frame["period"]) == {year}


def test_a_figure_of_the_health_monitor_is_the_published_one(shared_data: Path):
    read, found = known(shared_data / "enschede" / "rivm_gezondheid_2020_18plus_enschede.csv")
    frame = parse(read, found.mapping()).frame.set_index(["area_code", "indicator"])["value"]
    assert frame["GM0153", "hard_to_make_ends_meet"] == 17.2
    assert frame["GM0153", "good_self_rated_health"] == 77.3
    assert frame["WK015300", "meets_exercise_guideline"] == 57.6


@pytest.mark.full
def test_the_national_workbook_is_read_without_the_country(shared_data: Path):
    read, found = known(shared_data / "nl" / "rivm_gezondheid_2020_18plus_nl.xlsx", "xlsx")
    parsed = parse(read, found.mapping())
    assert found.source == "rivm_health"
    assert (parsed.counts["rows"], parsed.counts["country_rows"]) == (17_341, 1)
    assert parsed.problems == []
    assert not parsed.frame["area_code"].str.startswith("NL").any()
    assert parsed.frame["value"].between(0, 100).all()


def test_the_key_figures_workbook_takes_its_year_from_the_file_name(shared_data: Path):
    read, found = known(shared_data / "formats" / "kwb-2023_utrecht.xlsx", "xlsx")
    assert (found.source, found.period, found.period_column) == ("cbs_key_figures", "2023", None)
    assert found.level_column == "recs"
    parsed = parse(read, found.mapping())
    assert parsed.problems == []
    assert parsed.counts["empty_columns"] == 45
    dots = sum((read.frame[column].astype(str).str.strip() == ".").sum() for column in found.mapping().indicators)
    assert parsed.counts["missing"] == dots
    value = parsed.frame.set_index(["area_code", "indicator"])["value"]
    assert (value["GM0344", "corporation_share"], value["GM0344", "inhabitants"]) == (31, 367_947)


@pytest.mark.parametrize(
    ("name", "kind", "code", "year"),
    [
        ("enschede/cbs_buurten_2021_enschede.gpkg", "gpkg", "buurtcode", "2021"),
        ("enschede/cbs_buurten_2021_enschede_shp.zip", "shapefile_zip", "buurtcode", "2021"),
        ("enschede/cbs_buurten_2021_enschede.geojson", "geojson", "buurtcode", "2021"),
        ("enschede/cbs_gemeente_2021_enschede.geojson", "geojson", "gemeenteco", "2021"),
        ("nl/voorbeeld_baarn/baarn_buurten.geojson", "geojson", "buurtcode", "2024"),
    ],
)
def test_figures_with_the_boundaries_are_known_and_no_mark_becomes_a_number(
    shared_data: Path, name: str, kind: str, code: str, year: str
):
    read, found = known(shared_data / name, kind)
    assert (found.source, found.code_column, found.period) == ("cbs_boundary_attributes", code, year)
    parsed = parse(read, found.mapping())
    assert parsed.problems == []
    assert len(parsed.frame) > 0
    assert parsed.frame["value"].min() >= 0
    assert parsed.counts["observations"] + parsed.counts["missing"] == parsed.counts["cells"]


def test_the_cut_names_of_2021_hold_what_their_place_says(shared_data: Path):
    read, found = known(shared_data / "enschede" / "cbs_gemeente_2021_enschede.geojson", "geojson")
    value = parse(read, found.mapping()).frame.set_index("indicator")["value"]
    assert value["inhabitants"] == 159_732
    assert value[[f"age_{age}_share" for age in ("0_14", "15_24", "25_44", "45_64", "65_plus")]].sum() == pytest.approx(
        100, abs=2
    )
    assert value["area_total"] == pytest.approx(value["area_land"] + value["area_water"], abs=1)


def test_another_table_with_decimal_commas_is_read_through_a_mapping(shared_data: Path):
    read, found = known(shared_data / "enschede" / "cbs_kerncijfers_2022_enschede.csv")
    assert (found.source, found.code_column, found.level_column, found.period) == (None, "code", "level", "2022")
    assert {guess.column: guess.kind for guess in found.columns}["province"] == "text"
    mapping = replace(found.mapping(), indicators={"population": "inhabitants", "income_low": "low_income_persons"})
    parsed = parse(read, mapping)
    assert parsed.problems == []
    value = parsed.frame.set_index(["area_code", "indicator"])["value"]
    assert (value["GM0153", "inhabitants"], value["GM0153", "low_income_persons"]) == (160_640, 47.7)


def test_crime_figures_are_known_as_those_of_the_police(shared_data: Path):
    read, found = known(shared_data / "enschede" / "politie_misdrijven_2024_buurten_enschede.csv")
    assert (found.source, found.code_column, found.period) == ("police_crimes", "WijkenEnBuurten", "2024")
    assert {guess.column: guess.kind for guess in found.columns}["ID"] == "code"
    parsed = parse(read, found.mapping())
    assert (parsed.problems, parsed.frame["value"].sum()) == ([], 18_831)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("leefbaarometer2_PC4DIMENSIE_enschede.csv", "postcode_level"),
        ("leefbaarometer2_PC4LBR_enschede.csv", "postcode_level"),
        ("cbs_energieverbruik_81528NED_enschede.csv", "no_code_column"),
    ],
)
def test_figures_that_are_not_per_area_are_refused(shared_data: Path, name: str, code: str):
    refused = recognise(table(shared_data / "enschede" / name), name=name)
    assert isinstance(refused, Problem)
    assert (refused.code, refused.severity) == (code, Severity.REFUSAL)


def test_codes_without_prefix_and_with_letters_are_found(shared_data: Path):
    _, found = known(shared_data / "nl" / "cbs_buurt_2025_codes_namen.csv")
    assert (found.code_column, found.period) == ("Buurt2025", "2025")


@pytest.mark.parametrize(
    ("name", "code"),
    [("statistics_without_code_column.csv", "no_code_column"), ("statistics_postcodes.csv", "postcode_level")],
)
def test_a_table_without_area_codes_is_refused(name: str, code: str):
    refused = recognise(table(DATA / name))
    assert isinstance(refused, Problem)
    assert refused.code == code


def test_a_column_named_as_an_indicator_is_proposed_as_that_indicator():
    _, found = known(DATA / "statistics_text_in_number_column.csv")
    assert found.mapping().indicators == {"eenzaam": "lonely", "overgewicht": "overweight"}


def test_every_wrong_code_is_told_with_its_row():
    parsed = own("statistics_unknown_codes.csv")
    assert told(parsed) == [
        ("unusable_code", 3, "buurtcode", "BU0153"),
        ("unusable_code", 4, "buurtcode", "GETFERT"),
        ("missing_code", 5, "buurtcode", None),
    ]
    assert all(problem.blocks for problem in parsed.problems)
    assert parsed.counts["observations"] == 4


def test_text_where_a_number_should_be_is_told_with_row_column_and_value():
    parsed = own("statistics_text_in_number_column.csv")
    assert told(parsed) == [
        ("not_a_number", 3, "eenzaam", "veel"),
        ("not_a_number", 4, "overgewicht", "12.03.2024"),
    ]


def test_the_same_area_twice_is_told_once_with_both_rows():
    parsed = own("statistics_twice_the_same_area.csv")
    (problem,) = parsed.problems
    assert (problem.code, problem.row, problem.params) == ("duplicate_row", 4, {"first_row": 2})
    assert parsed.counts["observations"] == 4


def test_lost_zeros_come_back_with_a_warning():
    parsed = own("statistics_lost_leading_zero.csv")
    (problem,) = parsed.problems
    assert (problem.code, problem.params, problem.blocks) == ("lost_leading_zero", {"count": 3}, False)
    assert parsed.frame["area_code"].tolist() == ["BU01530000", "BU01530001", "BU01530002"]


def test_title_rows_and_a_source_below_the_table_do_no_harm():
    parsed = own("statistics_title_rows_and_source_below.csv")
    assert parsed.frame[["row", "value"]].to_numpy().tolist() == [[5, 46.1], [7, 40.0]]
    (problem,) = parsed.problems
    assert (problem.code, problem.row, problem.blocks) == ("unusable_code", 8, False)


@pytest.mark.parametrize("name", ["statistics_windows_1252.csv", "statistics_utf16.csv"])
def test_other_encodings_give_the_same_figures(name: str):
    parsed = own(name)
    assert (parsed.problems, parsed.frame["value"].tolist()) == ([], [46.1, 40.0])


def test_marks_for_missing_are_counted_and_never_numbers():
    parsed = own(
        "statistics_marks_for_missing.csv", indicators={"eenzaam": "lonely", "overgewicht": "obese", "roker": "smokers"}
    )
    assert (parsed.problems, parsed.counts["missing"], parsed.counts["cells"]) == ([], 9, 12)
    assert parsed.frame["value"].tolist() == [40.0, 50.5, 20.1]


def test_an_ambiguous_thousand_is_asked_unless_the_mapping_decides():
    parsed = own("statistics_ambiguous_thousands.csv", indicators={"inwoners": "inhabitants"})
    assert told(parsed) == [("ambiguous_number", None, "inwoners", "1.234")]
    assert parsed.problems[0].blocks
    decided = own("statistics_ambiguous_thousands.csv", indicators={"inwoners": "inhabitants"}, decimal=".")
    assert (decided.problems, decided.frame["value"].tolist()) == ([], [1.234, 2.345])


def test_another_column_may_decide_what_a_point_means():
    rows = [["code", "a", "b"], ["BU01530000", "1.234", "0.5"], ["BU01530001", "2.345", "0.7"]]
    parsed = parse(assemble(rows), Mapping("wide", "code", period="2020", indicators={"a": "a", "b": "b"}))
    assert parsed.frame["value"].tolist() == [1.234, 2.345, 0.5, 0.7]
    assert [(problem.code, problem.column, problem.params["sign"]) for problem in parsed.problems] == [
        ("sign_of_others", "a", ".")
    ]


def test_a_row_that_is_shifted_by_a_comma_keeps_the_delivery_back():
    assert [problem.code for problem in own("statistics_comma_shifts_a_row.csv").problems if problem.blocks] == [
        "row_too_long",
        "not_a_number",
    ]


def test_a_long_table_brings_denominators_and_errors():
    read, found = known(DATA / "statistics_long.csv")
    assert (found.shape, found.code_column, found.period_column, found.period) == ("long", "gebied", "jaar", None)
    parsed = parse(read, found.mapping())
    assert parsed.problems == []
    assert parsed.frame[["indicator", "period"]].to_numpy().tolist() == [["lonely", "2020"], ["lonely", "2022"]]
    assert parsed.frame[["value", "numerator", "denominator", "standard_error"]].to_numpy().tolist() == [
        [46.1, 461, 1000, 1.5],
        [44.0, 440, 1000, 1.4],
    ]
    assert parsed.counts["missing"] == 1


def test_every_fault_of_a_long_table_is_told():
    read, found = known(DATA / "statistics_long_with_faults.csv")
    parsed = parse(read, found.mapping())
    assert told(parsed) == [
        ("wrong_period", 3, "jaar", "vorig jaar"),
        ("missing_indicator", 4, "indicator", None),
        ("denominator_missing", 5, "noemer", None),
        ("negative_denominator", 6, "noemer", "-5"),
        ("duplicate_row", 7, "gebied", "BU01530000"),
    ]
    assert parsed.frame["row"].tolist() == [2]


def test_a_long_table_may_use_words_for_indicators():
    read, found = known(DATA / "statistics_long.csv")
    parsed = parse(read, replace(found.mapping(), indicators={"lonely": "severely_lonely"}))
    assert set(parsed.frame["indicator"]) == {"severely_lonely"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code_column": "weg"}, "missing_column"),
        ({"indicators": {}}, "no_value_columns"),
        ({"period": None}, "no_period"),
        ({"period": "ooit"}, "no_period"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(changes: dict[str, Any], code: str):
    parsed = own("statistics_twice_the_same_area.csv", **changes)
    assert [problem.code for problem in parsed.problems] == [code]
    assert parsed.frame.empty
    assert {"area_code", "indicator", "period", "value", "row"} <= set(parsed.frame.columns)


def test_water_on_a_map_is_not_counted_as_an_area():
    rows: list[list[Cell]] = [["code", "water", "n"], ["BU01530000", "NEE", 5], ["BU01530000", "JA", 7]]
    parsed = parse(assemble(rows), Mapping("wide", "code", period="2020", indicators={"n": "n"}))
    assert (parsed.problems, parsed.counts["water_rows"], parsed.frame["value"].tolist()) == ([], 1, [5])


def test_a_table_of_nothing_but_the_country_gives_no_observations():
    parsed = parse(
        assemble([["code", "n"], ["NL01", 5]]), Mapping("wide", "code", period="2020", indicators={"n": "n"})
    )
    assert [problem.code for problem in parsed.problems] == ["no_figures"]
    assert (parsed.counts["country_rows"], len(parsed.frame)) == (1, 0)


def test_problems_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("datasets.parsers.statistics.MAX_PROBLEMS", 2)
    rows: list[list[Cell]] = [["code", "n"]]
    rows += [[f"BU0153000{i}", "veel"] for i in range(3)]
    rows += [["x", 1], ["y", 1]]
    parsed = parse(assemble(rows), Mapping("wide", "code", period="2020", indicators={"n": "n"}))
    assert len(parsed.problems) == 2
    assert parsed.counts["problems_left_out"] > 0


def test_a_mapping_is_remembered_as_it_is():
    mapping = Mapping("long", "één", indicator_column="wat", value_column="waarde", indicators={"a": "b"}, decimal=",")
    assert Mapping.from_json(mapping.to_json()) == mapping
    with pytest.raises(ValueError, match="mapping"):
        Mapping.from_json("[]")


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2020JJ00", "2020"),
        ("2020KW03", "2020-Q3"),
        ("2020MM11", "2020-11"),
        (2020, "2020"),
        (2020.0, "2020"),
        ("2023*", "2023"),
        ("2022-01-01", "2022"),
        ("2022-03", "2022-03"),
        ("1-1-2022", "2022"),
        ("2020MM13", None),
        ("vorig jaar", None),
        ("", None),
        (20, None),
    ],
)
def test_periods_are_read_as_they_are_written(cell: object, period: str | None):
    assert parse_period(cell) == period


def test_a_name_with_two_years_tells_no_year():
    assert year_in("kwb-2023_utrecht.xlsx") == "2023"
    assert year_in("2014_2021.csv") is None
    assert year_in("81528NED_20231.csv") is None


FIGURES = st.lists(st.one_of(st.none(), st.decimals(0, 90_000, places=1)), min_size=2, max_size=12).filter(
    lambda cells: any(cell is not None for cell in cells)
)


@given(
    figures=FIGURES,
    delimiter=st.sampled_from(";\t|"),
    decimal=st.sampled_from(",."),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_a_table_that_is_written_as_csv_is_read_with_the_same_figures(
    tmp_path_factory: pytest.TempPathFactory, figures: list, delimiter: str, decimal: str, encoding: str
):
    path = tmp_path_factory.mktemp("csv") / "eigen_2022.csv"
    rows = [["buurtcode", "buurtnaam", "eenzaam"]]
    for i, figure in enumerate(figures):
        text = "." if figure is None else str(figure).replace(".", decimal)
        rows.append([f"BU015300{i:02}", "’t Één", text])
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    read, found = known(path)
    parsed = parse(read, found.mapping())
    assert parsed.problems == []
    assert parsed.frame["value"].tolist() == [float(figure) for figure in figures if figure is not None]
    assert parsed.counts["missing"] == sum(figure is None for figure in figures)


def test_a_workbook_gives_the_same_figures_as_its_csv(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (["buurtcode", "eenzaam"], ["BU01530000  ", 46.1], ["BU01530001", "40,5"], ["BU01530002", None]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    parsed = parse(table(tmp_path / "a.xlsx", "xlsx"), replace(OWN, indicators={"eenzaam": "lonely"}))
    assert (parsed.problems, parsed.counts["missing"]) == ([], 1)
    assert np.array_equal(parsed.frame["value"], [46.1, 40.5])


LINES = st.lists(
    st.lists(
        st.sampled_from(["BU01530000", "153", "", "1.234", "-99995", "code", "jaar", "2020", '"', "é", "\0", "waarde"])
    ),
    max_size=8,
)


@given(raw=st.one_of(st.binary(max_size=300), LINES.map(lambda rows: "\n".join(map(";".join, rows)).encode())))
def test_no_bytes_make_the_parsers_raise(tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    path = tmp_path_factory.mktemp("fuzz") / "a.csv"
    path.write_bytes(raw)
    read = read_table(path, FileKind.CSV)
    found = recognise(read) if isinstance(read, Table) else read
    if isinstance(read, Table) and isinstance(found, Recognised):
        numbers = {guess.column: guess.column for guess in found.columns if guess.kind == "number"}
        parsed = parse(read, replace(found.mapping(), indicators=numbers))
        assert parsed.counts["rows"] == len(read.frame)
    else:
        assert isinstance(found, Problem)
