"""The small files for trying the upload screen: up to date, and each wrong in exactly one way."""

from dataclasses import replace

import pytest

from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem
from datasets.parsers.recognise import Recognised, recognise
from datasets.parsers.statistics import Parsed, parse
from datasets.parsers.tables import Table, read_table
from demo.areas import STORY_BUURT
from demo.geometry import MAP
from demo.write_files import FOLDER, INDICATORS, files
from tests.factories import deliver

pytestmark = pytest.mark.dated

YEAR = "2031"  # any year will do


@pytest.fixture(scope="module")
def written() -> dict[str, bytes]:
    return files()


def lines(contents: bytes) -> list[str]:
    return contents.decode("utf-8").splitlines()


def test_the_files_in_the_folder_are_what_the_script_writes(written):
    assert {path.name: path.read_bytes() for path in FOLDER.glob("*.csv")} == written


def test_the_good_file_has_a_row_per_buurt_with_decimal_commas(written):
    header, *rows = lines(written["cijfers_goed.csv"])
    assert header.split(";") == ["buurtcode", "buurtnaam", *INDICATORS]
    assert len(rows) == 70
    assert next(row for row in rows if row.startswith(STORY_BUURT)).count(",") == 2


def test_the_changed_file_differs_in_exactly_one_cell(written):
    before, after = (lines(written[name]) for name in ("cijfers_goed.csv", "cijfers_gewijzigd.csv"))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    old, new = (row.split(";") for row in changed[0])
    assert [a == b for a, b in zip(old, new, strict=True)] == [True, True, False, True]
    assert old[0] == STORY_BUURT


def test_the_long_file_holds_the_same_figures_as_the_wide_one(written):
    wide = [row.split(";") for row in lines(written["cijfers_goed.csv"])[1:]]
    filled = {(row[0], code, value) for row in wide for code, value in zip(INDICATORS, row[2:], strict=True) if value}
    long = [row.split(";") for row in lines(written["cijfers_lang.csv"])[1:]]
    assert {(row[0], row[1], row[2]) for row in long} == filled


def test_one_file_names_its_areas_without_a_code_and_one_names_none(written):
    assert "BU0153" not in written["cijfers_op_naam.csv"].decode()
    assert lines(written["fout_geen_gebied.csv"])[0].split(";") == [*INDICATORS]


def test_one_code_does_not_exist(written):
    good, bad = (
        {row.split(";")[0] for row in lines(written[name])} for name in ("cijfers_goed.csv", "fout_onbekende_code.csv")
    )
    assert bad - good == {"BU01530391"}


def test_one_number_is_a_sentence(written):
    assert written["fout_tekst_in_getal.csv"].count(b"ongeveer 46") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_wrongly_encoded_file_can_be_read_in_no_usual_way(written, encoding):
    with pytest.raises(UnicodeDecodeError):
        written["fout_verkeerde_codering.csv"].decode(encoding)


def test_the_empty_file_is_empty(written):
    assert written["fout_leeg.csv"] == b""


def read(name: str) -> Table | Problem:
    kind = sniff(FOLDER / name)
    return read_table(FOLDER / name, kind) if isinstance(kind, FileKind) else kind


def parsed(name: str) -> Parsed:
    """With the year that who uploads it says."""
    table = read(name)
    assert isinstance(table, Table)
    recognised = recognise(table)
    assert isinstance(recognised, Recognised)
    assert (recognised.period_column, recognised.period) == (None, None)
    return parse(table, replace(recognised, period=YEAR).mapping())


@pytest.mark.parametrize("name", ["cijfers_goed.csv", "cijfers_gewijzigd.csv", "cijfers_lang.csv"])
def test_the_good_files_are_read_without_a_question_other_than_their_year(name):
    found = parsed(name)
    assert found.problems == []
    assert set(found.frame["indicator"]) == set(INDICATORS)
    assert set(found.frame["period"]) == {YEAR}


def test_the_sentence_in_a_number_is_the_only_problem_of_its_file():
    (problem,) = parsed("fout_tekst_in_getal.csv").problems
    assert (problem.code, problem.column, problem.value) == ("not_a_number", INDICATORS[0], "ongeveer 46")


@pytest.mark.parametrize(
    ("name", "code"), [("fout_leeg.csv", "empty_file"), ("fout_verkeerde_codering.csv", "wrong_encoding")]
)
def test_an_unreadable_file_is_refused_for_what_is_wrong_with_it(name, code):
    found = read(name)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_file_without_areas_is_refused():
    table = read("fout_geen_gebied.csv")
    assert isinstance(table, Table)
    found = recognise(table)
    assert isinstance(found, Problem)
    assert found.code == "no_code_column"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["cijfers_goed.csv", "cijfers_lang.csv"])
def test_who_uploads_a_file_is_asked_for_its_year(partnership, name):
    deliver(partnership, MAP, "boundaries")
    unsaid = deliver(partnership, FOLDER / name)
    assert [problem["code"] for problem in unsaid.problems] == ["no_period"]
    assert "no_period" not in {
        problem["code"] for problem in deliver(partnership, FOLDER / name, period=int(YEAR)).problems
    }
