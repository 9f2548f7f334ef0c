"""Figures: from the tables of RIVM, CBS and users to one row per area, indicator and year."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from datasets.models import Area, Delivery, Indicator, Observation
from tests.datasets.drawn import box, outlines
from tests.datasets.tables import everything, stored, unprotected, wide
from tests.factories import PartnershipFactory, deliver, square_city, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def enschede(partnership, shared_data):
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    return partnership


def codes(delivery: Delivery) -> list[str]:
    return [problem["code"] for problem in delivery.problems]


@pytest.mark.parametrize(("year", "figures"), [(2012, 1580), (2016, 2160), (2020, 2560)])
def test_every_filled_cell_of_a_health_monitor_becomes_a_figure_and_no_empty_one(enschede, shared_data, year, figures):
    path = shared_data / f"enschede/rivm_gezondheid_{year}_18plus_enschede.csv"
    delivery = deliver(enschede, path)
    assert (delivery.state, delivery.counts["rows"], delivery.problems) == ("current", 81, [])
    assert Observation.objects.of(enschede).filter(period=year, delivery=delivery).count() == figures
    assert delivery.counts["cells"] == 81 * 35 == figures + delivery.counts["missing"]


def test_a_figure_of_the_health_monitor_is_the_one_in_the_file(enschede, shared_data):
    deliver(enschede, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    with (shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv").open(encoding="utf-8-sig") as file:
        rows = {row["Codering_3"].strip(): row["Eenzaam_28"].strip() for row in csv.DictReader(file, delimiter=";")}
    in_file = {code: float(value) for code, value in rows.items() if value not in {"", "."}}
    assert stored(enschede, "lonely", 2020) == in_file
    assert len(in_file) == 80  # of 81: hardly anybody lives in Kennispark


@pytest.mark.full
def test_the_national_workbook_is_cut_to_the_partnership_and_says_what_was_left_out(enschede, shared_data):
    delivery = deliver(enschede, shared_data / "nl/rivm_gezondheid_2020_18plus_nl.xlsx")
    assert (delivery.counts["rows"], delivery.counts["country_rows"]) == (17_341, 1)
    assert delivery.counts["left_out_areas"] > 16_000
    assert Observation.objects.of(enschede).filter(delivery=delivery).count() == 2560
    again = deliver(enschede, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    assert (again.preview["unchanged"], again.preview["new"], again.preview["changed"]) == (2560, 0, 0)


def test_the_attributes_of_a_map_file_are_figures_too(enschede, shared_data):
    delivery = deliver(enschede, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg")
    assert (delivery.recognised["source"], delivery.counts["missing"]) == ("cbs_boundary_attributes", 80)
    assert sum(stored(enschede, "inhabitants", 2021).values()) == 159_655
    assert not Observation.objects.of(enschede).filter(value__lt=0).exists()


def utrecht_cells(path: Path, column: str) -> dict[str, str]:
    with closing(openpyxl.load_workbook(path, read_only=True)) as book:
        header, *rows = book.active.iter_rows(values_only=True)
    at = header.index(column)
    return {str(row[header.index("gwb_code_10")]).strip(): str(row[at]).strip() for row in rows if row[0]}


def test_a_real_cbs_workbook_keeps_every_dot_missing(shared_data):
    """The areas of Utrecht, as squares: the file's own codes in rows of twenty."""
    path = shared_data / "formats/kwb-2023_utrecht.xlsx"
    shares = utrecht_cells(path, "p_wcorpw")
    utrecht = PartnershipFactory.create(municipality_code="GM0344")
    buurten = [code for code in shares if code.startswith("BU")]
    squares = {code: box(n % 20, n // 20, n % 20 + 1, n // 20 + 1) for n, code in enumerate(buurten)}
    far = {code: [(1000 * x, 1000 * y) for x, y in ring] for code, ring in squares.items()}
    deliver(utrecht, outlines(far, year=2023), "boundaries")
    delivery = deliver(utrecht, path)
    assert (delivery.state, delivery.recognised["source"]) == ("current", "cbs_key_figures")
    assert delivery.recognised["levels"] == {"buurt": 111, "wijk": 10, "gemeente": 1}
    assert delivery.counts["observations"] == delivery.counts["cells"] - delivery.counts["missing"]
    known = {code: float(cell.replace(",", ".")) for code, cell in shares.items() if cell != "."}
    assert stored(utrecht, "corporation_share", 2023) == known
    assert (len(known), known["GM0344"]) == (sum(cell != "." for cell in shares.values()), 31)


def test_marks_for_missing_leave_no_row_and_never_a_zero(enschede, data_files):
    unprotected(enschede, "statistics_marks_for_missing", "cijfers")
    delivery = deliver(enschede, data_files / "statistics_marks_for_missing.csv", period=2024)
    assert (delivery.state, delivery.counts["missing"]) == ("current", 6)
    assert set(Observation.objects.filter(delivery=delivery).values_list("area__code", flat=True)) == {"BU01530003"}
    deliver(enschede, wide("smokers", {"BU01530000": "x", "BU01530001": "-99995", "BU01530002": None, "BU01530003": 0}))
    assert stored(enschede, "smokers") == {"BU01530003": 0}


def test_two_indicators_may_be_missing_apart(city):
    deliver(city, upload("x_2024.csv", "buurtcode;lonely;smokers\nBU01530000;40,0;.\nBU01530001;.;20,0"))
    assert stored(city, "lonely") == {"BU01530000": 40}
    assert stored(city, "smokers") == {"BU01530001": 20}


def test_a_long_table_keeps_numerator_denominator_and_standard_error(city):
    unprotected(city, "lang")
    rows = [
        "BU01530000;lonely;2020;46,1;461;1000;1,5",
        "BU01530001;lonely;2020;40;200;500;",
        "BU01530002;lonely;2020;.;;;",
    ]
    deliver(city, upload("lang.csv", "\n".join(["gebied;indicator;jaar;waarde;teller;noemer;standaardfout", *rows])))
    found = Observation.objects.of(city).filter(indicator__code="lonely").order_by("area__code")
    assert list(found.values_list("value", "numerator", "denominator", "standard_error")) == [
        (46.1, 461, 1000, 1.5),
        (40, 200, 500, None),
    ]


def test_a_numerator_alone_is_a_change_too(city):
    unprotected(city, "lang")
    long = "gebied;indicator;jaar;waarde;teller;noemer\nBU01530000;lonely;2020;50;{};{}"
    deliver(city, upload("lang.csv", long.format(50, 100)))
    changed = deliver(city, upload("lang.csv", long.format(51, 102)))
    assert changed.preview["changed"] == 1
    assert Observation.objects.get(indicator__code="lonely").denominator == 102


def test_inhabitants_and_dwellings_of_figures_are_kept_with_the_area_newest_year_first(city):
    deliver(city, upload("x.csv", "gebiedscode;jaar;inhabitants\nBU01530000;2023;640\nBU01530000;2022;600"))
    assert (Area.objects.get(code="BU01530000").inhabitants, Area.objects.get(code="BU01530001").inhabitants) == (
        640,
        1000,
    )


def test_inhabitants_per_wijk_leave_those_of_the_buurten_alone(city):
    deliver(city, wide("inhabitants", {"WK015300": 2900, "WK015301": 3100}))
    assert dict(Area.objects.at("wijk").values_list("code", "inhabitants")) == {"WK015300": 2900, "WK015301": 3100}
    assert set(Area.objects.at("buurt").values_list("inhabitants", flat=True)) == {1000}


def test_figures_land_on_the_newest_year_of_the_boundaries(partnership):
    square_city(partnership, vintage=2020)
    square_city(partnership, vintage=2024)
    deliver(partnership, wide("lonely", {"BU01530000": 40}))
    assert Observation.objects.get(indicator__code="lonely").area.vintage == 2024


def test_an_unknown_code_in_the_own_municipality_is_named_with_a_suggestion(enschede):
    before = everything(enschede)
    delivery = deliver(enschede, wide("lonely", {"BU01530300": 40, "BU01530391": 41}))
    assert (delivery.state, delivery.problems) == (
        "refused",
        [
            {
                "code": "newer_area_code",
                "severity": "error",
                "row": 3,
                "column": "gebiedscode",
                "value": "BU01530391",
                "params": {"cell": "BU01530391", "suggestion": "BU01530301"},
            }
        ],
    )
    assert everything(enschede) == before


def test_areas_of_other_municipalities_are_left_out_and_counted(city):
    delivery = deliver(city, wide("lonely", {"BU01530000": 40, "BU03440111": 41, "GM0344": 42}))
    assert (delivery.state, delivery.counts["left_out_rows"], codes(delivery)) == ("current", 2, [])


def wijken_only(partnership) -> None:
    square_city(partnership, vintage=2024)
    Area.objects.filter(level="buurt").delete()


def test_buurten_of_a_map_without_buurten_are_told_as_such(partnership):
    wijken_only(partnership)
    delivery = deliver(partnership, wide("lonely", {"WK015300": 40, "BU01530000": 41, "BU03440111": 42}))
    assert (delivery.state, codes(delivery)) == ("current", ["no_buurten_on_map"])
    assert (delivery.problems[0]["params"], delivery.counts["elsewhere_rows"]) == ({"count": 1}, 1)


def test_a_file_of_buurten_only_for_a_map_without_buurten_says_what_to_load(partnership):
    wijken_only(partnership)
    delivery = deliver(partnership, wide("lonely", {"BU01530000": 41, "BU01530001": 42}))
    assert (delivery.state, codes(delivery)) == ("refused", ["no_buurten_on_map"])


def test_a_code_of_an_older_division_is_told_as_such(partnership):
    square_city(partnership, vintage=2022)
    Area.objects.filter(code="BU01530001").update(code="BU01530007")
    square_city(partnership, vintage=2024)
    delivery = deliver(partnership, wide("lonely", {"BU01530000": 40, "BU01530007": 41, "BU01530001": 42}))
    assert (delivery.state, codes(delivery)) == ("refused", ["older_area_code"])
    assert delivery.problems[0]["params"] == {"vintage": 2022, "cell": "BU01530007"}


@pytest.mark.parametrize(("vintage", "code"), [(2022, "newer_area_code"), (2024, "unknown_area_code")])
def test_loading_boundaries_is_advised_only_where_the_figures_are_newer_than_the_map(partnership, vintage, code):
    square_city(partnership, vintage=vintage)
    delivery = deliver(partnership, wide("lonely", {"BU01530000": 40, "BU01539999": 41}))
    assert (delivery.state, codes(delivery)) == ("refused", [code])


def test_a_file_without_any_area_of_the_partnership_is_refused(city):
    delivery = deliver(city, wide("lonely", {"BU03440111": 41}))
    assert (delivery.state, codes(delivery)) == ("refused", ["no_rows_of_partnership"])


def test_a_code_of_which_the_area_has_a_row_already_is_not_what_was_meant(enschede):
    delivery = deliver(enschede, wide("lonely", {"BU01530301": 40, "BU01530391": 41}))
    assert "suggestion" not in delivery.problems[0]["params"]


def test_figures_without_any_map_say_what_to_load(partnership):
    delivery = deliver(partnership, wide("lonely", {"BU03440111": 41}))
    assert (delivery.state, codes(delivery)) == ("refused", ["empty_map"])


def test_figures_before_boundaries_are_refused_with_a_reason(partnership):
    delivery = deliver(partnership, wide("lonely", {"BU01530000": 40}))
    assert (delivery.state, codes(delivery)) == ("refused", ["no_buurten_on_map"])


def test_a_quarter_is_not_taken_for_its_year(city):
    delivery = deliver(city, upload("x.csv", "gebiedscode;periode;lonely\nBU01530000;2024KW01;40\nBU01530001;2024;41"))
    assert delivery.state == "refused"
    assert [(p["code"], p["row"], p["column"], p["value"]) for p in delivery.problems] == [
        ("wrong_period", 2, "periode", "2024-Q1")
    ]


def test_a_sentence_is_not_taken_for_the_code_of_an_indicator(city):
    row = f"BU01530000;{'Percentage bewoners dat zich eenzaam voelt ' * 2};2024;40"
    delivery = deliver(city, upload("lang.csv", f"gebiedscode;indicator;jaar;waarde\n{row}"))
    assert (delivery.state, codes(delivery)) == ("refused", ["cell_too_long"])


def test_every_problem_is_told_once(city):
    delivery = deliver(city, upload("x_2024.csv", "buurtcode;lonely;lonely\nBU01530000;40;41"))
    assert codes(delivery) == ["duplicate_header"]


def test_the_year_comes_from_the_user_where_the_file_has_none(city):
    table = "buurtcode;lonely\nBU01530000;40"
    assert codes(deliver(city, upload("x.csv", table))) == ["no_period"]
    assert deliver(city, upload("x.csv", table), period=2023).state == "current"
    assert stored(city, "lonely", 2023) == {"BU01530000": 40}


def test_the_next_years_file_with_the_same_columns_takes_its_year_from_its_own_name(city):
    for year in (2023, 2024):
        assert (
            deliver(city, upload(f"eenzaam_{year}.csv", f"buurtcode;lonely\nBU01530000;{year - 2000}")).state
            == "current"
        )
    assert (stored(city, "lonely", 2023), stored(city, "lonely", 2024)) == ({"BU01530000": 23}, {"BU01530000": 24})


def test_a_file_of_another_source_than_was_said_is_refused(enschede, shared_data):
    path = shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv"
    assert codes(deliver(enschede, path, source="cbs_key_figures")) == ["source_differs"]


def test_an_own_table_waits_for_its_columns_to_be_named_and_remembers_them(city, steward):
    unprotected(city, "overlast")
    from datasets import actions
    from tests.factories import run_jobs

    table = "buurtcode;jaar;overlast\nBU01530000;{0};{0}\nBU01530001;{0};5"
    delivery = deliver(city, upload("overlast.csv", table.format(2023)))
    assert delivery.state == "unmapped"
    new = {"name_nl": "Overlast", "theme": "safety", "role": "urgency", "unit": "aantal", "direction": 1}
    mapping = {
        "shape": "wide",
        "code_column": "buurtcode",
        "period_column": "jaar",
        "indicators": {"overlast": "nuisance"},
        "new_indicators": {"nuisance": new},
    }
    actions.map_columns(delivery=delivery, by=steward, mapping=mapping)
    run_jobs(city, "datasets.check")
    delivery.refresh_from_db()
    actions.load(delivery=delivery, by=steward)
    run_jobs(city, "datasets.load")
    assert stored(city, "nuisance", 2023) == {"BU01530000": 2023, "BU01530001": 5}
    assert Indicator.objects.get(code="nuisance").theme == "safety"
    assert deliver(city, upload("overlast.csv", table.format(2024))).state == "current"
    assert stored(city, "nuisance", 2024) == {"BU01530000": 2024, "BU01530001": 5}


def test_figures_of_one_partnership_are_not_those_of_another(city):
    other = PartnershipFactory.create()
    square_city(other)
    deliver(city, wide("lonely", {"BU01530000": 40}))
    deliver(other, wide("lonely", {"BU01530000": 50}))
    assert (stored(city, "lonely"), stored(other, "lonely")) == ({"BU01530000": 40}, {"BU01530000": 50})
