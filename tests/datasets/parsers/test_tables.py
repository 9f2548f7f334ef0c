"""Files of every kind to one table."""

import csv
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.parsers import tables
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem
from datasets.parsers.tables import Table, read_table

DATA = Path(__file__).parents[2] / "data"


def table(path: Path, kind: FileKind = FileKind.CSV) -> Table:
    read = read_table(path, kind)
    assert isinstance(read, Table), read
    return read


def refusal(path: Path, kind: FileKind = FileKind.CSV) -> Problem:
    read = read_table(path, kind)
    assert isinstance(read, Problem)
    return read


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_row_numbers_are_those_of_the_file_also_after_title_and_blank_rows():
    read = table(DATA / "statistics_title_rows_and_source_below.csv")
    assert read.header == ("buurtcode", "naam", "eenzaam")
    assert read.first_row == 5
    assert read.frame.index.tolist() == [5, 7, 8]
    assert read.frame["naam"].tolist() == ["City", "Lasonder, Zeggelt", ""]


def test_encodings_give_the_same_names():
    assert table(DATA / "statistics_windows_1252.csv").frame["buurtnaam"].tolist() == ["Café 't Weldink – 5 €", "Één"]
    assert table(DATA / "statistics_utf16.csv").frame["buurtnaam"].tolist() == ["Café", "Één"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.csv", "empty_file"),
        ("statistics_only_blanks.csv", "empty_file"),
        ("statistics_without_header.csv", "no_header"),
        ("statistics_neither_utf8_nor_windows.csv", "wrong_encoding"),
    ],
)
def test_a_file_that_holds_no_table_is_refused(name: str, code: str):
    assert refusal(DATA / name).code == code


def test_a_row_with_more_cells_than_names_is_an_error_with_its_number():
    (problem,) = table(DATA / "statistics_comma_shifts_a_row.csv").problems
    assert (problem.code, problem.row, problem.blocks) == ("row_too_long", 3, True)
    assert problem.params == {"expected": 3, "found": 4}


def test_names_that_occur_twice_or_are_missing_are_made_unique():
    read = table(DATA / "statistics_same_column_name_twice.csv")
    assert read.header == ("buurtcode", "eenzaam", "eenzaam (2)", "#4")
    assert [(problem.code, problem.blocks) for problem in read.problems] == [
        ("duplicate_header", False),
        ("empty_header", False),
    ]


def test_a_nameless_column_without_cells_is_left_out(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("code;;naam;\nA;;B;\n")
    assert table(path).header == ("code", "naam")


def test_a_header_alone_is_no_table(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("code;naam\n\n")
    assert refusal(path).code == "no_table"


def test_an_endless_cell_is_refused(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("code;naam\nA;" + "x" * 9_000 + "\n")
    assert (refusal(path).code, refusal(path).row) == ("cell_too_long", 2)
    path.write_text('code;naam\nA;"' + "x" * 200_000 + "\n")
    assert refusal(path).code == "cell_too_long"


def test_too_many_columns_or_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.csv"
    path.write_text(";".join(f"k{i}" for i in range(301)) + "\n" + ";".join("1" * 301) + "\n")
    assert refusal(path).code == "too_many_columns"
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    path.write_text("a;b\n" + "1;2\n" * 3)
    assert refusal(path).code == "too_many_rows"


def test_a_workbook_gives_its_first_sheet_with_a_table(tmp_path: Path):
    path = workbook(tmp_path / "a.xlsx", [["Toelichting"]], [["Titel"], [], ["code", "n"], ["GM0153", 5], ["x", 2.5]])
    read = table(path, FileKind.XLSX)
    assert (read.sheet, read.first_row, read.header) == ("Sheet1", 4, ("code", "n"))
    assert read.frame["n"].tolist() == [5, 2.5]
    assert [type(cell) for cell in read.frame["n"]] == [int, float]


def test_a_workbook_without_a_table_is_refused(tmp_path: Path):
    assert refusal(workbook(tmp_path / "a.xlsx", [["Toelichting"]]), FileKind.XLSX).code == "no_table"


def test_a_workbook_named_csv_is_told_apart(tmp_path: Path):
    found = sniff(workbook(tmp_path / "cijfers.csv", [["code", "n"], ["GM0153", 5]]))
    assert isinstance(found, Problem)
    assert found.code == "name_and_content_differ"


def test_a_damaged_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"rubbish" * 20)
    assert refusal(path, FileKind.XLSX).code == "damaged_file"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cbs_buurten_2021_enschede.gpkg", FileKind.GPKG),
        ("cbs_buurten_2021_enschede.geojson", FileKind.GEOJSON),
        ("cbs_buurten_2021_enschede_shp.zip", FileKind.SHAPEFILE_ZIP),
    ],
)
def test_three_kinds_of_map_give_the_same_attributes(shared_data: Path, name: str, kind: FileKind):
    frame = table(shared_data / "enschede" / name, kind).frame
    assert frame["aantal_inw"].sum() == 159_655
    assert frame["buurtcode"].iloc[0] == "BU01530000"


def test_layers_of_several_levels_come_under_one_another(tmp_path: Path):
    import numpy as np
    from pyogrio.raw import write

    path = tmp_path / "wijkenbuurten.gpkg"
    layers = {"gemeenten": ["gemeentecode"], "wijken": ["gemeentecode", "wijkcode"]}
    for layer, names in layers.items():
        cells = [np.array([{"gemeentecode": "GM0153", "wijkcode": "WK015300"}[name]], dtype=object) for name in names]
        point = np.array([bytes.fromhex("0101000000" + "00" * 16)], dtype=object)
        options = {"driver": "GPKG", "geometry_type": "Point", "crs": "EPSG:28992", "append": path.exists()}
        write(path, point, cells, names, layer=layer, **options)
    read = table(path, FileKind.GPKG)
    assert read.frame["areacode"].tolist() == ["GM0153", "WK015300"]
    assert read.frame["wijkcode"].tolist() == [None, "WK015300"]


CELLS = st.text(st.characters(codec="cp1252", exclude_characters="\r\n", exclude_categories=["Cc"]), max_size=12)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
def test_what_is_written_as_csv_is_read_back(rows: list[tuple[str, str, str]], delimiter: str, encoding: str):
    header, keyed = ["sleutel", "code", "één", "€ totaal"], [(f"A{i}", *row) for i, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
            writer.writerows([header, *keyed])
        read = table(path)
    assert read.delimiter == delimiter
    assert list(read.header) == header
    assert [tuple(row) for row in read.frame.itertuples(index=False)] == keyed
