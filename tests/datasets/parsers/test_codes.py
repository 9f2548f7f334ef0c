"""Area codes as publishers write them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.parsers.codes import area_codes, had_zero_restored, lettered, level_of, parent_code


def codes(*cells: object, levels: list[str] | None = None) -> list[str | None]:
    hint = None if levels is None else pd.Series(levels, dtype=object)
    found, bad = area_codes(pd.Series(cells, dtype=object), hint)
    assert bad.tolist() == [code is None for code in found]
    return found.tolist()


def test_padding_and_lower_case_do_not_matter():
    assert codes("GM0153    ", " wk015303", '"BU01530301"') == ["GM0153", "WK015303", "BU01530301"]


def test_codes_without_prefix_get_it_by_their_length():
    assert codes("0153", "015303", "01530301") == ["GM0153", "WK015303", "BU01530301"]


def test_numbers_that_lost_their_zero_get_it_back():
    assert codes(1530301, 15303.0, "153", 1530302) == ["BU01530301", "WK015303", "GM0153", "BU01530302"]


def test_a_column_of_one_level_is_read_as_one_level():
    assert codes(30000, 140000, 16800000) == ["BU00030000", "BU00140000", "BU16800000"]


def test_a_level_column_decides_where_digits_do_not():
    levels = ["Gemeente  ", "Wijk", "Buurt", "Land"]
    assert codes(14, 1400, 140000, 0, levels=levels) == ["GM0014", "WK001400", "BU00140000", "NL01"]


def test_amsterdam_has_letters_in_its_codes():
    assert codes("BU0363AA01", "WK0363AA") == ["BU0363AA01", "WK0363AA"]
    assert codes("0363AA01", "03630000") == ["BU0363AA01", "BU03630000"]
    assert parent_code("BU0363AA01") == "WK0363AA"


def test_a_postcode_is_no_code_of_a_wijk():
    assert codes("7511AB", "7512 AB") == [None, None]


@pytest.mark.parametrize("cell", ["", None, float("nan"), "x", "BU0153", "GM01530", 12, "123456789", True, "１５３０"])
def test_anything_else_is_no_code(cell: object):
    assert codes(cell) == [None]


def test_country_rows_are_known():
    assert codes("NL01      ", "NL00") == ["NL01", "NL00"]
    assert level_of("NL01") == "land"


def test_levels_and_parents():
    assert [level_of(code) for code in ("GM0153", "WK015303", "BU01530301")] == ["gemeente", "wijk", "buurt"]
    assert parent_code("BU01530301") == "WK015303"
    assert parent_code("WK015303") == "GM0153"
    assert parent_code("GM0153") is None


def test_asking_the_level_of_no_code_is_a_mistake():
    with pytest.raises(ValueError, match="not an area code"):
        level_of("7511")


def test_restored_zeros_are_counted():
    cells = pd.Series([1530301, "01530302", "BU01530303"], dtype=object)
    assert had_zero_restored(cells, area_codes(cells)[0]).tolist() == [True, False, False]


@given(st.lists(st.integers(1, 1999), min_size=1, max_size=20, unique=True), st.sampled_from(["GM", "WK", "BU"]))
def test_a_column_of_one_level_survives_a_spreadsheet(gemeenten: list[int], prefix: str):
    tail = {"GM": "", "WK": "01", "BU": "0102"}[prefix]
    full = [f"{prefix}{number:04}{tail}" for number in gemeenten]
    levels = {"GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}[prefix]
    assert codes(*[int(code[2:]) for code in full], levels=[levels] * len(full)) == full


@given(
    cells=st.lists(st.from_regex(r"(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{8}|NL01) ?", fullmatch=True), min_size=1),
    level=st.sampled_from([None, "Gemeente", "Buurt", "Land"]),
)
def test_a_column_of_codes_in_full_is_what_it_is_cell_by_cell(cells: list[str], level: str | None):
    """A code in small letters is looked at by itself, and so is all beside it."""
    whole, apart = pd.Series(cells, dtype=object), pd.Series([*cells, "gm0153"], dtype=object)
    found = [area_codes(each, None if level is None else pd.Series([level] * len(each))) for each in (whole, apart)]
    assert found[0][0].tolist() == found[1][0].tolist()[:-1]
    assert not found[0][1].any()
    assert not had_zero_restored(whole, found[0][0]).any()


def test_only_what_has_a_letter_or_a_hyphen_within_can_be_a_code_with_a_prefix():
    assert [lettered(pd.Series([cell], dtype=object)) for cell in ("BU01530301", " bu01", "1-2", "NOORD-1")] == [
        True
    ] * 4
    assert [lettered(pd.Series([cell], dtype=object)) for cell in ("153", 153.0, "-12,5", " -3", "12 %")] == [False] * 5
