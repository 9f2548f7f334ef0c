"""What would load as something else in silence is asked: shares, sheets, years to come, figures a hundred times what is there."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Party
from datasets import actions
from datasets.models import Delivery
from datasets.texts.problems import sentence
from tests.datasets.tables import SQUARES, codes, stored, unprotected, whole_store
from tests.factories import IndicatorFactory, deliver, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
HEAD = "buurtcode;jaar;armoede"


@pytest.fixture
def city(partnership, steward):
    square_city(partnership)
    unprotected(partnership, "tabel")
    IndicatorFactory.create(partnership=partnership, code="armoede", name_nl="Armoede (%)", unit="%")
    return partnership


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    return client


def table(*figures, year=2024, areas=SQUARES):
    rows = (f"{code};{year};{figure}" for code, figure in zip(areas, figures, strict=False))
    return "\n".join([HEAD, *rows])


MAPPING = {
    "title": "tabel",
    "shape": "wide",
    "code_column": "buurtcode",
    "period_column": "jaar",
    "indicators": {"armoede": "armoede"},
}


def brought(city, content, name="tabel.csv", mapping=MAPPING, **options):
    """Of a table of which somebody named the columns."""
    delivery = deliver(city, upload(name, content), load=False, supplier=the_city(), **options)
    return named(Delivery.objects.select_related("partnership").get(pk=delivery.pk), mapping)


def the_city():
    return Party.objects.get(kind="municipality")


def named(delivery, mapping):
    actions.map_columns(delivery=delivery, by=None, mapping=mapping)
    run_jobs(delivery.partnership, "datasets.check")
    delivery.refresh_from_db()
    return delivery


def say(desk, delivery, name="delivery_answer", **data):
    answer = desk.post(reverse(name, args=[delivery.partnership.slug, delivery.pk]), data)
    run_jobs(delivery.partnership, "datasets.check", "datasets.load")
    delivery.refresh_from_db()
    return answer.status_code


def page(desk, delivery):
    return desk.get(reverse("delivery", args=[delivery.partnership.slug, delivery.pk])).content.decode()


SHARES = ("0,10", "0,12", "0,14", "0,16", "0,18", "0,20")


@pytest.mark.parametrize(("answer", "first"), [("fraction", 10), ("percent", 0.1)])
def test_shares_that_are_all_one_or_less_wait_until_somebody_says_what_they_are(city, desk, answer, first):
    delivery = brought(city, table(*SHARES))
    assert (delivery.state, codes(delivery)) == ("refused", ["share_or_percent"])
    assert "Something to choose" in page(desk, delivery)
    assert "What are the figures of “armoede”?" in page(desk, delivery)
    assert say(desk, delivery, **{"shares-0": answer}) == 302
    assert (delivery.state, delivery.problems) == ("checked", [])
    assert say(desk, delivery, "delivery_load") == 302
    assert stored(city, "armoede")[SQUARES[0]] == pytest.approx(first)


def test_an_answer_that_is_none_is_said_and_nothing_changes(city, desk):
    delivery = brought(city, table(*SHARES))
    before = whole_store(city)
    assert say(desk, delivery) == 422
    assert say(desk, delivery, **{"shares-0": "promille"}) == 422
    assert (delivery.state, whole_store(city)) == ("refused", before)


@pytest.mark.parametrize(
    "figures", [("0,10", "12", "14"), ("0,10 %", "0,12 %"), ("0", "0", "0")], ids=["above one", "with signs", "nothing"]
)
def test_shares_that_can_be_read_in_one_way_only_are_not_asked(city, figures):
    assert codes(brought(city, table(*figures))) == []


def test_shares_of_a_workbook_in_a_format_of_percentages_are_not_asked(city):
    book = openpyxl.Workbook()
    for row in (HEAD.split(";"), *([code, 2024, 0.005] for code in SQUARES)):
        book.active.append(row)
    for cell in book.active["C"][1:]:
        cell.number_format = "0.0%"
    assert codes(brought(city, saved(book), "tabel.xlsx")) == []


def saved(book):
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_figures_a_hundredth_of_what_is_there_are_asked(city, desk):
    delivery = brought(city, table("10", "12", "14", "16", "18", "20"))
    say(desk, delivery, "delivery_load")
    assert delivery.state == "current"
    small = brought(city, table(*SHARES, year=2025), shares={"": "percent"})
    assert codes(small) == ["hundredfold"]
    assert "0.01" in sentence(small.problems[0]).note
    assert say(desk, small, **{"accept-hundredfold": "on"}) == 302
    assert (small.state, small.problems) == ("checked", [])


def test_a_year_to_come_is_asked_and_this_year_is_not(city, desk):
    this_year = timezone.localdate().year
    assert codes(brought(city, table("10", "12", year=this_year))) == []
    delivery = brought(city, table("10", "12", year=2099))
    assert (delivery.state, codes(delivery), delivery.problems[0]["value"]) == ("refused", ["future_year"], "2099")
    assert say(desk, delivery, **{"accept-future_year": "on"}) == 302
    assert delivery.state == "checked"


def test_a_file_without_any_figure_is_refused_and_says_so(city):
    delivery = brought(city, table(".", "", "x"))
    assert (delivery.state, codes(delivery)) == ("refused", ["no_figures"])
    assert "3" in sentence(delivery.problems[0]).what


def two_sheets():
    book = openpyxl.Workbook()
    book.active.title = "2022"
    for name, first in (("2022", 10), ("2023", 20)):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["buurtcode", "armoede"])
        for at, code in enumerate(SQUARES):
            sheet.append([code, first + at])
    return saved(book)


def test_of_several_sheets_one_is_chosen_and_its_year_is_its_name(city, desk):
    mapping = {**MAPPING, "period_column": None}
    delivery = deliver(city, upload("tabel.xlsx", two_sheets()), load=False, supplier=the_city())
    assert (delivery.state, codes(delivery)) == ("refused", ["several_sheets"])
    assert delivery.file
    delivery = Delivery.objects.select_related("partnership").get(pk=delivery.pk)
    assert "Sheet to read" in page(desk, delivery)
    assert say(desk, delivery, sheet="2024") == 422
    assert say(desk, delivery, sheet="2023") == 302
    assert (delivery.state, delivery.recognised["sheet"], codes(delivery)) == ("unmapped", "2023", ["other_sheets"])
    assert delivery.recognised["mapping"]["period"] == "2023"
    assert named(delivery, {**mapping, "period": "2023"}).state == "checked"
    say(desk, delivery, "delivery_load")
    assert stored(city, "armoede", 2023)[SQUARES[0]] == 20
    again = deliver(city, upload("tabel.xlsx", two_sheets()), load=False)
    assert (again.pk != delivery.pk, codes(again)) == (True, ["several_sheets"])


def test_the_same_file_again_needs_no_answer_again(city, desk):
    delivery = brought(city, table(*SHARES))
    say(desk, delivery, **{"shares-0": "fraction"})
    say(desk, delivery, "delivery_load")
    again = deliver(city, upload("tabel.csv", table(*SHARES)), load=False)
    assert (again.pk, again.state) == (delivery.pk, "current")


def test_a_column_of_formulas_without_outcome_is_told_before_the_columns_are_named(city, desk):
    book = openpyxl.Workbook()
    for row in (
        ["buurtcode", "jaar", "nieuw", "som"],
        *([code, 2024, 3.5, f"=C{at}"] for at, code in enumerate(SQUARES, 2)),
    ):
        book.active.append(row)
    delivery = deliver(
        city, upload("tabel.xlsx", saved(book)), load=False, supplier=Party.objects.get(kind="municipality")
    )
    assert (delivery.state, codes(delivery)) == ("unmapped", ["formulas_without_outcome"])
    assert "som" in page(desk, Delivery.objects.select_related("partnership").get(pk=delivery.pk))
