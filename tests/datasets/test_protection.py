"""The rule of a dataset on small numbers: what it does to what comes and to what stands, who sets it, and how it is told."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pyogrio
import pytest
from django.test import Client
from django.urls import reverse
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from accounts.editing import StaleEdit
from accounts.models import Partnership
from datasets import actions
from datasets.disclosure import OWN_TABLE, Rule
from datasets.exports import Column, Places, Style, Table, origin_of
from datasets.exports.formats import FORMATS
from datasets.exports.table import WITHHELD
from datasets.models import Area, Dataset, Observation, ObservationRevision
from datasets.pipeline.disclosure_control import rule_of
from tests.datasets.tables import SQUARES, changes, stored, unprotected, version, wide
from tests.factories import IndicatorFactory, PartyFactory, deliver, member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
GONE = {"value": None, "numerator": None, "denominator": None, "standard_error": None, "flag": "withheld"}


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    IndicatorFactory.create(partnership=module_partnership, code="debts", unit="aantal", name_nl="Schulden")
    return module_partnership


@pytest.fixture
def administrator(city):
    return member(city, "administrator")


@pytest.fixture
def desk(administrator):
    return client_of(administrator)


def client_of(user) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def table(*counts: int | None, whole: int | None = None, year: int = 2024):
    """The three buurten of the first wijk, and the wijk."""
    figures = dict(zip(SQUARES, counts, strict=False)) | ({"WK015300": whole} if whole else {})
    rows = [f"{code};debts;{year};{count}" for code, count in figures.items() if count is not None]
    return upload("cijfers.csv", "\n".join(["gebiedscode;indicator;jaar;waarde", *rows]))


def dataset_of(city) -> Dataset:
    return Dataset.objects.get(partnership=city, key="cijfers")


def fields_of(code: str) -> dict:
    return Observation.objects.values(*GONE).get(area__code=code, indicator__code="debts")


def test_an_own_table_gets_the_usual_rule_and_a_published_one_none(city, shared_data):
    deliver(city, table(40, 50, 60))
    assert rule_of(dataset_of(city)) == OWN_TABLE == Rule(100, 10, 5, 30)
    published = deliver(city, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv", load=False)
    assert (published.preview.get("withheld", 0), published.recognised["source"]) == (0, "rivm_health")


def test_a_small_count_and_its_companion_are_stored_without_any_number_and_the_rest_is_rounded(city):
    delivery = deliver(city, table(4, 31, 66, whole=101))
    assert (changes(delivery), delivery.preview["withheld"]) == ((4, 0, 0, 0), 2)
    assert stored(city, "debts") == {SQUARES[0]: None, SQUARES[1]: None, SQUARES[2]: 65, "WK015300": 100}
    assert fields_of(SQUARES[0]) == fields_of(SQUARES[1]) == GONE


def test_the_preview_counts_what_will_be_withheld_and_shows_none_of_it(city, desk):
    deliver(city, table(24, 31, 66))
    delivery = deliver(city, table(4, 31, 66), load=False)
    assert (delivery.preview["withheld"], [row["withheld"] for row in delivery.preview["indicators"]]) == (1, [1])
    assert [(row["old"], row["new"], row["flag"]) for row in delivery.preview["largest"]] == [(25, None, "withheld")]
    page = desk.get(reverse("delivery", args=[city.slug, delivery.pk])).content.decode()
    assert "1 figure is withheld" in page


def test_of_an_unknown_number_of_people_nothing_is_shown_and_the_page_says_what_helps(city, desk):
    Area.objects.update(inhabitants=None, dwellings=None)
    delivery = deliver(city, wide("lonely", {SQUARES[0]: 40}), load=False)
    assert (delivery.preview["withheld"], delivery.preview["of_unknown_people"]) == (1, 1)
    page = desk.get(reverse("delivery", args=[city.slug, delivery.pk])).content.decode()
    assert "Of 1 of them nobody knows how many people it is about" in page
    long = f"gebied;indicator;jaar;waarde;noemer\n{SQUARES[0]};lonely;2024;40;200"
    assert deliver(city, upload("lang.csv", long), load=False).preview["withheld"] == 0


def test_a_share_of_few_people_goes_and_of_others_the_number_behind_it_is_rounded(city):
    rows = [f"{SQUARES[0]};lonely;2024;12,6;12;95", f"{SQUARES[1]};lonely;2024;0;24;121"]
    head = "gebied;indicator;jaar;waarde;teller;noemer"
    deliver(city, upload("lang.csv", "\n".join([head, *rows])))
    found = Observation.objects.filter(indicator__code="lonely").order_by("area__code")
    few, many = found.values_list("value", "numerator", "denominator", "flag")
    assert few == (None, None, None, "withheld")
    assert many == (approx(100 * 24 / 121), None, 120, "")


def test_a_withheld_figure_stays_so_in_the_next_release_and_is_unchanged(city):
    deliver(city, table(4, 31, 66, whole=101))
    again = deliver(city, table(44, 31, 66, whole=141))
    assert changes(again) == (0, 1, 3, 0)
    assert stored(city, "debts") == {SQUARES[0]: None, SQUARES[1]: None, SQUARES[2]: 65, "WK015300": 140}


def test_a_release_that_lacks_a_withheld_figure_leaves_it_withheld(city):
    deliver(city, table(4, 31, 66, whole=101))
    assert changes(deliver(city, table(None, None, 66, whole=101))) == (0, 0, 4, 0)


def test_wijken_that_come_later_take_none_of_the_buurten_away(city):
    deliver(city, table(24, 31, 66))
    later = deliver(city, table(whole=121))
    assert (changes(later), stored(city, "debts")["WK015300"]) == ((1, 0, 0, 0), 120)


def test_a_wijk_that_goes_with_its_only_buurt_is_changed_and_not_added(city):
    deliver(city, table(whole=30))
    later = deliver(city, table(4))
    assert (later.state, changes(later), later.preview["withheld"]) == ("current", (1, 1, 0, 0), 2)
    assert stored(city, "debts") == {SQUARES[0]: None, "WK015300": None}


def test_a_stricter_rule_takes_figures_away_at_once_also_from_what_an_undo_would_bring_back(city, administrator):
    unprotected(city, "cijfers")
    for counts in ((4, 31, 66), (5, 32, 66)):
        deliver(city, table(*counts, whole=sum(counts)))
    before = version(city)
    dataset = dataset_of(city)
    assert actions.protect(dataset=dataset, by=administrator, rule=OWN_TABLE, seen=Rule()) == 4
    assert stored(city, "debts") == {SQUARES[0]: None, SQUARES[1]: None, SQUARES[2]: 65, "WK015300": 105}
    old = ObservationRevision.objects.filter(area__code__in=SQUARES[:2]).values(*GONE)
    assert list(old) == [GONE, GONE]
    assert not any(delivery.preview["largest"] for delivery in dataset.deliveries.all())
    assert version(city) == before + 1


def test_a_looser_rule_shows_nothing_until_the_next_delivery(city, administrator):
    deliver(city, table(4, 31, 66, whole=101))
    assert actions.protect(dataset=dataset_of(city), by=administrator, rule=Rule(), seen=OWN_TABLE) == 0
    assert stored(city, "debts")[SQUARES[0]] is None
    deliver(city, upload("cijfers.csv", table(4, 31, 66, whole=101).read() + b"\n"))
    assert stored(city, "debts") == {SQUARES[0]: 4, SQUARES[1]: 31, SQUARES[2]: 66, "WK015300": 101}


def test_a_rule_that_somebody_else_changed_meanwhile_is_not_overwritten(city, administrator, desk):
    deliver(city, table(40, 50, 60))
    dataset = dataset_of(city)
    actions.protect(dataset=dataset, by=administrator, rule=Rule(200, 10, 5), seen=OWN_TABLE)
    with pytest.raises(StaleEdit):
        actions.protect(dataset=dataset, by=administrator, rule=Rule(), seen=OWN_TABLE)
    said = {"minimum_denominator": "", "minimum_count": "", "rounding": "", "dominance": "", "seen": "100-10-5-30"}
    address = reverse("dataset_protection", args=[city.slug, dataset.pk])
    answer = desk.post(address, said)
    assert (answer.status_code, rule_of(dataset_of(city))) == (409, Rule(200, 10, 5))
    assert desk.post(address, said | {"seen": "²"}).status_code == 409


def test_the_rule_is_set_by_its_owners_analysts_and_administrators_and_read_by_all(city, desk):
    deliver(city, table(4, 50, 60))
    owner = PartyFactory.create()
    Dataset.objects.update(owner=owner)
    dataset = dataset_of(city)
    address = reverse("dataset_protection", args=[city.slug, dataset.pk])
    said = {
        "minimum_denominator": "100",
        "minimum_count": "60",
        "rounding": "5",
        "dominance": "30",
        "seen": "100-10-5-30",
    }
    others = client_of(member(city, "analyst"))
    assert b"Save the rule" not in others.get(address).content
    assert others.post(address, said).status_code == 403
    own = client_of(member(city, "analyst", party=owner))
    assert own.post(address, said | {"rounding": "1"}).status_code == 422
    assert own.post(address, said | {"dominance": "101"}).status_code == 422
    answer = own.post(address, said, follow=True).content.decode()
    assert "Saved. 1 figure changed." in answer
    assert stored(city, "debts") == {SQUARES[0]: None, SQUARES[1]: None, SQUARES[2]: 60}


def test_a_taken_along_table_says_withheld_and_comes_back_without_a_change(city, desk):
    deliver(city, table(4, 31, 66, whole=101))
    address = reverse("figures_file", args=[city.slug])
    excel = b"".join(desk.get(address, {"format": "csv"})).decode("utf-8-sig")
    assert excel.count(";withheld;") == 4  # in the place of the value, and as the remark
    again = deliver(city, upload("cijfers.csv", excel))
    assert (again.state, changes(again)) == ("current", (0, 0, 4, 0))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(desk.get(address, {"format": "xlsx"}))))
    assert [cell.value for cell in book.worksheets[0]["G"]].count("withheld") == 2


def test_rows_of_the_file_are_for_who_brought_it(city, administrator):
    party = PartyFactory.create()
    supplier, other = member(city, "analyst", party=party), member(city, "analyst")
    delivery = actions.receive_file(
        partnership=city, by=None, upload=table(4, 31, 66), kind="statistics", options={}, supplier=party
    )
    run_jobs(city, "datasets.check")
    page, problems = (reverse(name, args=[city.slug, delivery.pk]) for name in ("delivery", "delivery_problems"))
    seen = {user: b"First rows of the file" in client_of(user).get(page).content for user in (supplier, other)}
    assert seen == {supplier: True, other: False}
    assert [client_of(user).get(problems).status_code for user in (supplier, other, administrator)] == [200, 403, 200]


@pytest.mark.parametrize("form", ["geojson", "gpkg"])
def test_where_only_numbers_fit_a_withheld_one_is_absent(city, form, tmp_path):
    areas = list(Area.objects.of(city).at("buurt").order_by("code")[:2])
    columns = [Column("value", "value", "number"), Column("flag", "flag")]
    rows = [[WITHHELD, "withheld"], [65.0, None]]
    places = Places(Area.objects.at("buurt"), "geometry", Style("value", []))
    keys = [area.pk for area in areas]
    table = Table("x", "x", columns, rows, 2, origin_of(city, []), keys=keys, places=places)
    path = tmp_path / f"x.{form}"
    with path.open("wb") as out:
        FORMATS[form].write(table, out)
    found = pyogrio.raw.read(path, layer="x", columns=["value", "flag"], read_geometry=False)[3]
    assert np.isnan(found[0][0])
    assert (found[0][1], found[1].tolist()) == (65, ["withheld", None])
