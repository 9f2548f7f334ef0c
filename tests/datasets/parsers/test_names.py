"""Areas by their name: what is the same but for its spelling, what is nearly so, and what nobody can know."""

from __future__ import annotations

import pandas as pd
import pytest

from datasets.parsers.mapping import Mapping
from datasets.parsers.names import Named, Place, Places, plain_name
from datasets.parsers.problems import Problem
from datasets.parsers.recognise import Recognised, recognise
from datasets.parsers.statistics import parse
from datasets.parsers.tables import Table, assemble

HELD = Places(
    [
        Place("GM0153", "gemeente", "Enschede"),
        Place("WK015303", "wijk", "Wijk 03 Twekkelerveld"),
        Place("WK015304", "wijk", "Wijk 04 Boswinkel-Stadsveld"),
        Place("BU01530301", "buurt", "Twekkelerveld"),
        Place("BU01530302", "buurt", "Stadsveld-Noord"),
        Place("BU01530303", "buurt", "Pathmos & Stevenfenne"),
        Place("BU01530304", "buurt", "'t Zeggelt"),
        Place("BU01530305", "buurt", "Coöperatie"),
        Place("BU01530306", "buurt", "St. Josef"),
        Place("BU01530307", "buurt", "Kop van Noord"),
        Place("BU01530400", "buurt", "Kop"),
        Place("BU01530500", "buurt", "Kop"),
        Place("DG000001", "deelgebied", "Het Hof"),
    ]
)


def listed(column: str, *names: str, levels: list[str] | None = None) -> list[Named]:
    frame = pd.DataFrame({column: list(names), "aantal": ["1"] * len(names)}, dtype=object)
    if levels:
        frame["soort"] = levels
    return HELD.listed(frame, column, "soort" if levels else None)


def meant(name: str, column: str = "gebied") -> tuple[str, tuple[str, ...]]:
    (named,) = listed(column, name)
    return named.sure, named.codes


def table(rows: list[list[object]]) -> Table:
    return assemble(rows)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("  stadsveld noord ", "BU01530302"),
        ("STADSVELD-NOORD", "BU01530302"),
        ("Pathmos en Stevenfenne", "BU01530303"),
        ("Pathmos+Stevenfenne", "BU01530303"),
        ("Zeggelt", "BU01530304"),
        ("het Zeggelt", "BU01530304"),
        ("Cooperatie", "BU01530305"),
        ("Sint Josef", "BU01530306"),
        ("Wijk 03 Twekkelerveld", "WK015303"),
        ("wijk Twekkelerveld", "WK015303"),
        ("WK 03 twekkelerveld", "WK015303"),
        ("Buurt Twekkelerveld", "BU01530301"),
        ("Gemeente Enschede", "GM0153"),
        ("Hof", "DG000001"),
    ],
)
def test_spelling_level_and_number_do_not_make_another_name(name, code):
    assert meant(name) == ("same", (code,))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Stadsvelt Noord", "BU01530302"),
        ("Stadsv. Noord", "BU01530302"),
        ("Pathmos/Stevenfene", "BU01530303"),
        ("Enschedé Gem.", None),
    ],
)
def test_a_slip_of_the_pen_or_a_shortened_name_is_no_more_than_a_proposal(name, code):
    assert meant(name) == (("near", (code,)) if code else ("none", ()))


def test_a_name_of_a_wijk_and_a_buurt_or_of_two_buurten_is_for_a_person():
    assert meant("Twekkelerveld") == ("several", ("BU01530301", "WK015303"))
    assert meant("Twekelerveld")[0] == "several"
    assert meant("Kop") == ("several", ("BU01530400", "BU01530500"))


def test_the_name_of_the_column_makes_a_proposal_and_no_more():
    assert meant("Twekkelerveld", column="Buurtnaam") == ("near", ("BU01530301", "WK015303"))
    assert meant("Twekkelerveld", column="Wijk") == ("near", ("WK015303", "BU01530301"))
    assert meant("Twekkelerveld", column="Wijk of buurt")[0] == "several"
    assert meant("Kop", column="Buurt")[0] == "several"


def test_a_column_of_levels_tells_namesakes_apart():
    wijk, buurt = listed("naam", "Twekkelerveld", "Twekkelerveld", levels=["Wijk", "buurt"])
    assert (wijk.sure, wijk.codes, wijk.key) == ("same", ("WK015303",), "twekkelerveld (wijk)")
    assert (buurt.sure, buurt.codes) == ("same", ("BU01530301",))


def test_a_name_of_elsewhere_is_nobodys_and_every_name_is_listed_once():
    found = listed("gebied", "Hengelo", "Kop van Noord", "kop  van noord", "Hengelo")
    assert [(named.name, named.sure) for named in found] == [("Hengelo", "none"), ("Kop van Noord", "same")]


def test_what_a_name_is_remembered_under_does_not_change_with_its_spelling():
    assert plain_name("St. Jozef & 't Zand e.o.") == plain_name("sint jozef en het ZAND en omgeving")


def test_a_row_of_one_cell_names_no_area():
    frame = pd.DataFrame({"gebied": ["Hof", "Bron: Woonstede"], "aantal": ["1", ""]})
    assert [named.name for named in HELD.listed(frame, "gebied", None)] == ["Hof"]


def recognised(rows: list[list[object]], places: Places = HELD) -> Recognised | Problem:
    return recognise(table(rows), name="x 2024.csv", places=places)


def test_a_table_without_codes_is_recognised_by_the_names_that_are_held():
    found = recognised([["buurtnaam", "klachten"], ["Hof", "1"], ["Hengelo", "2"], ["Kop", "3"]])
    assert isinstance(found, Recognised)
    assert (found.code_column, found.period) == ("buurtnaam", "2024")


def test_names_of_nobody_here_are_no_table_of_areas():
    found = recognised([["buurtnaam", "klachten"], ["Hengelo", "2"], ["Almelo", "3"]])
    assert isinstance(found, Problem)
    assert found.code == "no_code_column"
    alone = recognised([["plaats", "klachten"], ["Enschede", "2"], ["Enschede", "3"]])
    assert isinstance(alone, Problem)


def test_codes_go_before_names():
    found = recognised([["naam", "code", "n"], ["Hof", "BU01530301", "1"], ["Kop", "BU01530302", "2"]])
    assert isinstance(found, Recognised)
    assert found.code_column == "code"


def test_a_table_per_postcode_stays_refused_whatever_names_stand_beside_it():
    found = recognised([["postcode", "buurt", "n"], ["7521", "Hof", "1"], ["7522", "Kop", "2"]])
    assert isinstance(found, Problem)
    assert found.code == "postcode_level"


ROWS: list[list[object]] = [
    ["gebied", "klachten"],
    ["Hof", 12],
    ["Hengelo", 5],
    ["’s-Hertogenbosch", 6],
    ["Stadsvelt Noord", 7],
    ["Bron: Woonstede", ""],
]
CONFIRMED = {"hof": "DG000001", "stadsvelt noord": "BU01530302", "hengelo": ""}


def test_figures_come_under_the_area_that_a_person_confirmed_and_other_names_are_counted():
    mapping = Mapping("wide", "gebied", period="2024", indicators={"klachten": "complaints"}, areas=CONFIRMED)
    parsed = parse(table(ROWS), mapping, own=frozenset({"DG000001"}))
    rows = parsed.frame[["area_code", "value"]].itertuples(index=False, name=None)
    assert list(rows) == [("DG000001", 12), ("BU01530302", 7)]
    assert (parsed.counts["unheld_rows"], parsed.counts["unheld_areas"]) == (2, 2)
    assert [(p.code, p.row, p.value, p.blocks) for p in parsed.problems] == [
        ("unknown_area_name", 4, "’s-Hertogenbosch", False)
    ]


def test_figures_without_a_name_are_told():
    mapping = Mapping("wide", "gebied", period="2024", indicators={"klachten": "complaints"}, areas=CONFIRMED)
    parsed = parse(table([["gebied", "klachten"], ["", 3], ["Hof", 4]]), mapping, own=frozenset({"DG000001"}))
    assert [(p.code, p.row) for p in parsed.problems] == [("missing_code", 2)]


def test_two_names_of_one_area_are_told_as_one_area_twice():
    areas = {"hof": "BU01530302", "hengelo": "BU01530302"}
    mapping = Mapping("wide", "gebied", period="2024", indicators={"klachten": "complaints"}, areas=areas)
    parsed = parse(table(ROWS[:3]), mapping)
    assert [(p.code, p.row, p.params["first_row"]) for p in parsed.problems] == [("duplicate_row", 3, 2)]


def test_a_mapping_with_names_is_read_back_as_it_was():
    mapping = Mapping("wide", "gebied", indicators={"klachten": "complaints"}, areas=CONFIRMED)
    assert Mapping.from_json(mapping.to_json()) == mapping
