"""What a table leaves open is asked: what 1.234 means, and of how many people a share is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Partnership, Party
from datasets.forms.mapping import MappingForm
from datasets.models import Area, Delivery, Indicator, Observation
from tests.datasets.tables import SQUARES, codes, stored, unprotected
from tests.factories import deliver, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
TWO_WAYS = "buurt;jaar;inhabitants\nBU01530000;2024;1.234\nBU01530001;2024;2.345"


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    unprotected(module_partnership, "tabel")
    return module_partnership


@pytest.fixture
def desk(client, steward):
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    return client


def brought(city, table):
    supplier = Party.objects.get(kind="municipality")
    delivery = deliver(city, upload("tabel.csv", table), load=False, supplier=supplier)
    return Delivery.objects.select_related("partnership").get(pk=delivery.pk)


def at(name, delivery):
    return reverse(name, args=[delivery.partnership.slug, delivery.pk])


def say(desk, delivery, name, **data):
    answer = desk.post(at(name, delivery), data)
    run_jobs(delivery.partnership, "datasets.check")
    delivery.refresh_from_db()
    return answer.status_code


@pytest.mark.parametrize(("sign", "value"), [(",", 1234), (".", 1.234)])
def test_figures_that_may_mean_two_things_wait_until_somebody_says_which(city, desk, sign, value):
    delivery = brought(city, TWO_WAYS)
    assert (delivery.state, codes(delivery)) == ("refused", ["ambiguous_number"])
    page = desk.get(at("delivery", delivery)).content.decode()
    assert "One thing to choose" in page
    assert "“1.234” is 1234" in page
    assert "“1.234” is 1 point 234" in page
    assert "The file is in order" not in page
    assert say(desk, delivery, "delivery_sign", sign=sign) == 302
    assert (delivery.state, delivery.problems, delivery.mapping["decimal"]) == ("checked", [], sign)
    say(desk, delivery, "delivery_load")
    run_jobs(city, "datasets.load")
    assert stored(city, "inhabitants")["BU01530000"] == value


def test_the_sign_is_remembered_for_the_next_table(city, desk):
    say(desk, brought(city, TWO_WAYS), "delivery_sign", sign=",")
    assert brought(city, TWO_WAYS.replace("1.234", "1.244")).state == "checked"


def test_another_sign_is_no_answer_and_changes_nothing(city, desk):
    delivery = brought(city, TWO_WAYS)
    assert say(desk, delivery, "delivery_sign", sign=";") == 422
    assert delivery.state == "refused"


def test_a_table_of_which_nobody_said_how_it_is_read_has_no_sign_to_choose(city, desk):
    delivery = brought(city, "buurt;jaar;Klachten\nBU01530000;2024;1.234")
    assert delivery.state == "unmapped"
    assert say(desk, delivery, "delivery_sign", sign=",") == 409


def test_a_sign_that_other_columns_decided_is_told(city, desk):
    delivery = brought(city, "buurt;jaar;inhabitants;lonely\nBU01530000;2024;1.234;40,5\nBU01530001;2024;2.345;41,5")
    assert (delivery.state, codes(delivery)) == ("checked", ["sign_of_others"])
    page = desk.get(at("delivery", delivery)).content.decode()
    assert "with the decimal sign of the other columns" in page
    assert "decimal sign “,”" in page


def test_a_share_that_cannot_be_names_its_row_and_column_and_is_mended_on_the_page(city, desk):
    delivery = brought(city, "buurt;jaar;lonely;inhabitants\nBU01530000;2024;140;10\nBU01530001;2024;41;-7")
    told = [(problem["code"], problem["row"], problem["column"], problem["value"]) for problem in delivery.problems]
    assert told == [("not_a_share", 2, "lonely", "140"), ("below_zero", 3, "inhabitants", "-7")]
    assert "A percentage is from 0 to 100" in desk.get(at("delivery", delivery)).content.decode()


SHARES = "buurt;jaar;lonely;meldingen;bewoners\n" + "\n".join(
    f"{code};2024;4{n},5;{20 + n};400" for n, code in enumerate(SQUARES)
)


def mapping(delivery, **more):
    """The form as a person sends it, with the column of people."""
    form = MappingForm(None, delivery=delivery, indicators=Indicator.objects.of(delivery.partnership))
    data = {f"{column.prefix}-{name}": column[name].value() or "" for column in form.columns for name in column.fields}
    uses = {column.column: column for column in form.columns}
    data |= {f"{uses['bewoners'].prefix}-use": "", f"{uses['lonely'].prefix}-use": "lonely"}
    data[f"{uses['meldingen'].prefix}-use"] = delivery.mapping["indicators"].get("meldingen", "new")
    whole = {"title": "Tabel van ons", "shape": "wide", "code_column": "buurt", "period_column": "jaar"}
    return data | whole | more


def test_a_wide_table_tells_the_people_behind_its_shares_in_one_column(city, desk):
    Area.objects.of(city).update(inhabitants=None, dwellings=None)
    delivery = brought(city, SHARES)
    say(desk, delivery, "delivery_mapping", **mapping(delivery))
    assert delivery.preview["of_unknown_people"] == 6
    assert "Say which column tells the number of people" in desk.get(at("delivery", delivery)).content.decode()
    say(desk, delivery, "delivery_mapping", **mapping(delivery, people_column="bewoners"))
    assert (delivery.state, delivery.preview["of_unknown_people"]) == ("checked", 0)
    assert delivery.mapping["denominator_column"] == "bewoners"
    say(desk, delivery, "delivery_load")
    run_jobs(city, "datasets.load")
    held = Observation.objects.of(city).values_list("indicator__code", "denominator").distinct()
    assert set(held) == {("lonely", 400.0), ("meldingen", None)}  # a count is judged by itself
    again = brought(city, SHARES.replace(";2024;", ";2025;"))
    assert (again.state, again.mapping["denominator_column"]) == ("checked", "bewoners")
