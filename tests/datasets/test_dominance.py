"""What one contributor brings for a large part is withheld: from the column that tells it, to the page; and the part is kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Partnership
from datasets import actions
from datasets.disclosure import OWN_TABLE
from datasets.forms.mapping import MappingForm
from datasets.models import Dataset, Delivery, Indicator
from datasets.pipeline.disclosure_control import rule_of
from tests.datasets.tables import SQUARES, changes, stored, version
from tests.factories import IndicatorFactory, deliver, member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
PART = "aandeel grootste (%)"


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    IndicatorFactory.create(partnership=module_partnership, code="gas", unit="m³", name_nl="Gas")
    IndicatorFactory.create(partnership=module_partnership, code="reports", unit="aantal", name_nl="Meldingen")
    return module_partnership


@pytest.fixture
def administrator(city):
    return member(city, "administrator")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    return client


def wide(parts: list[object], *, year: int = 2024) -> object:
    """The buurten of the first wijk with their mean use of gas and a number of reports."""
    rows = [
        f"{code};{year};{1200 + at};{40 + 10 * at};{part}"
        for at, (code, part) in enumerate(zip(SQUARES, parts, strict=False))
    ]
    return upload("energie.csv", "\n".join([f"buurt;jaar;Gas;Meldingen;{PART}", *rows]))


def long(*parts: object, whole: bool = True) -> object:
    """The same, with the wijk, as a row for each figure; without parts without that column."""
    figures = {code: 1200 + at for at, code in enumerate(SQUARES[:3])} | ({"WK015300": 1201} if whole else {})
    told = [*parts, *[5] * len(figures)] if parts else []
    rows = [
        f"{code};gas;2024;{value}" + (f";{told[at]}" if told else "")
        for at, (code, value) in enumerate(figures.items())
    ]
    return upload("energie.csv", "\n".join(["gebied;indicator;jaar;waarde" + (f";{PART}" if told else ""), *rows]))


def page(desk, delivery) -> str:
    return " ".join(
        desk.get(reverse("delivery", args=[delivery.partnership.slug, delivery.pk])).content.decode().split()
    )


def dataset_of(city) -> Dataset:
    return Dataset.objects.get(partnership=city, key="energie")


def test_a_wide_table_is_named_once_and_its_dominated_means_are_withheld_from_then_on(city, desk):
    delivery = deliver(city, wide([12, 47.3137, 30]), load=False)
    assert delivery.state == Delivery.State.UNMAPPED
    html = page(desk, delivery)
    assert f'<option value="{PART}" selected>' in html
    form = MappingForm(None, delivery=delivery, indicators=Indicator.objects.of(city))
    assert [column.column for column in form.columns] == ["Gas", "Meldingen"]
    said = {f"{column.prefix}-use": column["use"].value() for column in form.columns}
    said |= {"title": "Energie", "shape": "wide", "code_column": "buurt", "period_column": "jaar"}
    address = reverse("delivery_mapping", args=[city.slug, delivery.pk])
    twice = desk.post(address, said | {"largest_column": PART, "people_column": PART})
    assert (twice.status_code, b"You chose this column for something else as well" in twice.content) == (422, True)
    desk.post(address, said | {"largest_column": PART})
    run_jobs(city, "datasets.check")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.preview["withheld"], delivery.preview["not_judged_by_part"]) == ("checked", 1, 0)
    with np.load(Path(delivery.file.storage.path(f"kept/{delivery.pk}.npz"))) as kept:
        numbers = [kept[name] for name in kept.files if name != "key"]
    assert np.isin(1202, numbers[3])
    assert not np.isin(47.3137, np.concatenate(numbers))
    actions.load(delivery=delivery, by=None)
    run_jobs(city)
    assert stored(city, "gas") == {SQUARES[0]: 1200, SQUARES[1]: None, SQUARES[2]: 1202}
    assert stored(city, "reports") == {SQUARES[0]: 40, SQUARES[1]: 50, SQUARES[2]: 60}  # each counts once
    again = deliver(city, wide([12, "", 47], year=2025))
    assert (again.state, again.problems, again.mapping["largest_column"]) == ("current", [], PART)
    assert stored(city, "gas", 2025) == {SQUARES[0]: 1200, SQUARES[1]: None, SQUARES[2]: None}
    assert "Of 1 of them the table does not tell the part of its largest contributor." in page(desk, again)


def test_with_a_dominated_figure_goes_another_from_which_it_could_be_worked_out(city):
    delivery = deliver(city, long(5, 61, 5))
    assert (changes(delivery), delivery.preview["withheld"]) == ((4, 0, 0, 0), 2)
    assert stored(city, "gas") == {SQUARES[0]: None, SQUARES[1]: None, SQUARES[2]: 1202, "WK015300": 1201}


def test_a_table_that_does_not_tell_is_loaded_and_its_preview_says_what_was_not_judged(city, desk):
    delivery = deliver(city, long())
    assert (delivery.preview["withheld"], delivery.preview["not_judged_by_part"]) == (0, 4)
    told = "Of 4 sums and means the table does not tell which part one household, company or connection brings."
    assert told in page(desk, delivery)
    Dataset.objects.update(dominance=None)
    silent = deliver(city, upload("energie.csv", long().read() + b"\n"), load=False)
    assert (silent.preview["not_judged_by_part"], told in page(desk, silent)) == (0, False)


def test_a_stricter_part_holds_from_the_next_delivery_and_a_looser_one_shows_again(city, administrator):
    deliver(city, long(5, 25, 5, whole=False))
    before, dataset = version(city), dataset_of(city)
    strict = replace(OWN_TABLE, dominance=20)
    assert actions.protect(dataset=dataset, by=administrator, rule=strict, seen=OWN_TABLE) == 0
    assert (stored(city, "gas")[SQUARES[1]], version(city), rule_of(dataset_of(city))) == (1201, before, strict)
    deliver(city, long(5, 25.5, 5, whole=False))
    assert stored(city, "gas")[SQUARES[1]] is None
    assert actions.protect(dataset=dataset_of(city), by=administrator, rule=OWN_TABLE, seen=strict) == 0
    assert stored(city, "gas")[SQUARES[1]] is None
    deliver(city, long(5, 26, 5, whole=False))
    assert stored(city, "gas")[SQUARES[1]] == 1201


def test_the_part_is_in_no_table_of_the_store_but_the_first_rows_of_its_file(city):
    delivery = deliver(city, long(5, 47.3137, 5))
    delivery.recognised |= {"first_rows": []}
    delivery.save(update_fields=["recognised"])
    with connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.table_names(cursor) if name.startswith(("datasets_", "sia_"))
        ]
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {name} row WHERE row::text LIKE '%%47.3137%%'")
            assert cursor.fetchone() == (0,), name
