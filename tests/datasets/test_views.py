"""The data desk as a browser sees it: who gets in, what each step shows, and what a refused file says."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Party
from datasets.models import AreaLink, Delivery, Indicator, Job, Observation
from tests.factories import IndicatorFactory, deliver, member, run_jobs, square_city, upload
from tests.html import markup

CODES = ["BU01530000", "BU01530001", "BU01530002", "BU01530100"]
HEADER = "buurt;jaar;Klachten;Opmerking\n"
MAPPING = {
    "title": "Klachten",
    "shape": "wide",
    "code_column": "buurt",
    "period_column": "jaar",
    "c0-use": "complaints",
}


def table(*figures, header=HEADER):
    return header + "".join(f"{code};2024;{figure};ok\n" for code, figure in zip(CODES, figures, strict=False))


@pytest.fixture
def city(partnership):
    return square_city(partnership)


@pytest.fixture
def desk(client, steward, city):
    """A browser with an analyst of the municipality before it, in a city with six buurten and one indicator."""
    IndicatorFactory.create(
        partnership=city[0].partnership, code="complaints", name_nl="Klachten", name_en="Complaints"
    )
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def url(partnership):
    return lambda name, **kwargs: reverse(name, kwargs={"partnership": partnership.slug, **kwargs})


def brought(partnership, text, name="klachten 2024.csv"):
    """As when the analyst at the desk had uploaded it."""
    return deliver(partnership, upload(name, text), load=False, supplier=Party.objects.get(kind="municipality"))


def mapped(desk, url, partnership, text, name="klachten 2024.csv"):
    """Upload, say what the columns are, and check."""
    delivery = brought(partnership, text, name)
    if delivery.state == "unmapped":
        desk.post(url("delivery_mapping", delivery=delivery.pk), MAPPING)
        run_jobs(partnership, "datasets.check")
        delivery.refresh_from_db()
    return delivery


def loaded(desk, url, partnership, text, name="klachten 2024.csv"):
    delivery = mapped(desk, url, partnership, text, name)
    desk.post(url("delivery_load", delivery=delivery.pk))
    run_jobs(partnership, "datasets.load")
    delivery.refresh_from_db()
    return delivery


def body(response):
    return markup(response)


# Who gets in


def test_a_viewer_sees_the_catalogue_without_an_upload_button(client, viewer, city, url):
    client.force_login(viewer)
    page = client.get(url("data"))
    assert page.status_code == 200
    assert url("upload") not in body(page)


@pytest.mark.parametrize("role", ["viewer", "planner", "budget_holder", "secretary"])
def test_who_may_not_deliver_gets_403_for_every_change(client, city, url, partnership, role):
    delivery = deliver(partnership, upload("klachten.csv", table(1)), load=False)
    link = AreaLink.objects.select_related("a")[0]
    changes = [
        url("upload"),
        url("delivery_mapping", delivery=delivery.pk),
        url("delivery_load", delivery=delivery.pk),
        url("asset_add"),
        url("link_edit", code=link.a.code, link=link.pk),
    ]
    client.force_login(member(partnership, role))
    assert [client.post(change).status_code for change in changes] == [403] * 5


def test_a_stranger_and_a_delivery_of_another_partnership_get_404(client, stranger, city, url, partnership):
    delivery = deliver(partnership, upload("klachten.csv", table(1)), load=False)
    client.force_login(stranger)
    own = stranger.memberships.get().partnership.slug
    assert client.get(url("data")).status_code == 404
    assert client.post(url("upload")).status_code == 404
    for name in ("delivery", "delivery_problems"):
        assert client.get(reverse(name, kwargs={"partnership": own, "delivery": delivery.pk})).status_code == 404
    for name in ("delivery_load", "delivery_mapping"):
        assert client.post(reverse(name, kwargs={"partnership": own, "delivery": delivery.pk})).status_code == 404


def test_without_logging_in_every_page_leads_to_the_login(client, city, url):
    for name in ("data", "upload", "asset_list", "asset_add"):
        assert client.get(url(name)).status_code == 302


# Upload


def test_an_uploaded_file_leads_to_its_own_page_and_waits_for_its_check(desk, url):
    file = SimpleUploadedFile("klachten.csv", table(1, 2).encode())
    page = desk.post(url("upload"), {"file": file, "period": "2024"}, follow=True)
    delivery = Delivery.objects.get()
    assert page.redirect_chain[0][0] == url("delivery", delivery=delivery.pk)
    assert (delivery.kind, delivery.options, delivery.state) == ("statistics", {"period": 2024}, "received")
    assert "We read and check the file." in body(page)


@pytest.mark.parametrize("files", [{}, {"file": SimpleUploadedFile("leeg.csv", b"")}], ids=["no file", "empty file"])
def test_a_file_that_is_refused_at_once_shows_the_form_again_with_422_and_a_link_to_the_field(desk, url, files):
    page = desk.post(url("upload"), files)
    assert page.status_code == 422
    assert 'href="#id_file"' in body(page)
    assert not Delivery.objects.exists()


def test_a_file_over_the_limit_is_refused_with_422_and_its_repair(desk, url, settings):
    settings.UPLOAD_LIMIT_BYTES = 20
    page = desk.post(url("upload"), {"file": SimpleUploadedFile("groot.csv", b"x" * 21)})
    assert page.status_code == 422
    assert "The file is larger than 50 MB." in body(page)
    assert "split the file in two" in body(page)


def test_the_same_file_again_says_that_nothing_changed(desk, url, partnership):
    first = loaded(desk, url, partnership, table(1, 2))
    again = SimpleUploadedFile("klachten 2024.csv", table(1, 2).encode())
    page = desk.post(url("upload"), {"file": again}, follow=True)
    assert page.redirect_chain[-1][0] == url("delivery", delivery=first.pk)
    assert "Nothing changed" in body(page)
    assert Delivery.objects.filter(kind="statistics").count() == 1


# The steps of a delivery


def test_an_unknown_table_asks_what_its_columns_are(desk, url, partnership):
    delivery = brought(partnership, table(1, 2))
    page = body(desk.get(url("delivery", delivery=delivery.pk)))
    assert delivery.state == "unmapped"
    assert "Say what its columns are." in page
    assert 'name="c0-use"' in page
    assert "BU01530001" in page  # the first rows


def test_a_viewer_sees_the_delivery_but_no_form(client, viewer, city, url, partnership):
    delivery = deliver(partnership, upload("klachten 2024.csv", table(1, 2)), load=False)
    client.force_login(viewer)
    page = client.get(url("delivery", delivery=delivery.pk))
    assert page.status_code == 200
    assert url("delivery_mapping", delivery=delivery.pk) not in body(page)


def test_a_mapping_with_a_fault_comes_back_with_422_and_changes_nothing(desk, url, partnership):
    delivery = deliver(partnership, upload("klachten 2024.csv", table(1, 2)), load=False)
    page = desk.post(url("delivery_mapping", delivery=delivery.pk), MAPPING | {"c0-use": "new"})
    delivery.refresh_from_db()
    assert page.status_code == 422
    assert 'href="#id_c0-name_nl"' in body(page)
    assert (delivery.state, delivery.mapping) == ("unmapped", {})


def test_a_new_indicator_comes_to_life_with_the_load_and_not_before(desk, url, partnership):
    delivery = deliver(partnership, upload("klachten 2024.csv", table(1, 2)), load=False)
    new = {
        "c0-use": "new",
        "c0-name_nl": "Klachten over overlast",
        "c0-name_en": "Nuisance",
        "c0-theme": "safety",
        "c0-role": "urgency",
        "c0-direction": "1",
        "c0-unit": "aantal",
        "c0-nature": "perception",
        "c0-undivided": "Elke klacht kost evenveel werk.",
    }
    desk.post(url("delivery_mapping", delivery=delivery.pk), MAPPING | new)
    run_jobs(partnership, "datasets.check")
    assert not Indicator.objects.filter(code="nuisance").exists()
    desk.post(url("delivery_load", delivery=delivery.pk))
    run_jobs(partnership, "datasets.load")
    made = Indicator.objects.get(code="nuisance")
    assert (made.name_nl, made.theme, made.direction, made.unit) == ("Klachten over overlast", "safety", 1, "aantal")


def test_the_preview_tells_old_and_new_and_the_load_does_just_that(desk, url, partnership):
    loaded(desk, url, partnership, table(10, 20, 30))
    second = mapped(desk, url, partnership, table(10, 25), name="klachten verbeterd 2024.csv")
    page = body(desk.get(url("delivery", delivery=second.pk)))
    assert {kind: second.preview[kind] for kind in ("new", "changed", "unchanged", "vanished")} == {
        "new": 0,
        "changed": 1,
        "unchanged": 1,
        "vanished": 1,
    }
    assert '<td class="num">20</td><td class="num">25</td>' in page
    desk.post(url("delivery_load", delivery=second.pk))
    run_jobs(partnership, "datasets.load")
    assert set(Observation.objects.values_list("value", flat=True)) == {10, 25}


def test_rows_of_elsewhere_are_left_out_and_counted(desk, url, partnership):
    elsewhere = "BU03630000;2024;9;ok\nNL01;2024;9;ok\n"
    delivery = mapped(desk, url, partnership, table(1, 2) + elsewhere)
    page = body(desk.get(url("delivery", delivery=delivery.pk)))
    assert delivery.state == "checked"
    assert "1 row is left out: it is about another municipality." in page
    assert "1 row is left out: it is about the whole country." in page


def test_a_refused_file_names_row_column_value_and_repair_and_changes_nothing(desk, url, partnership):
    loaded(desk, url, partnership, table(10, 20))
    refused = mapped(desk, url, partnership, table(10, "veel"), name="klachten nieuw 2024.csv")
    page = desk.get(url("delivery", delivery=refused.pk))
    assert (page.status_code, refused.state) == (200, "refused")
    for part in (">3<", ">Klachten<", ">veel<", "Write a figure, such as 12,5."):
        assert part in body(page)
    assert desk.post(url("delivery_load", delivery=refused.pk)).status_code == 409
    assert set(Observation.objects.values_list("value", flat=True)) == {10, 20}


def test_problems_with_one_repair_stand_together_and_only_the_first_twenty_are_shown(desk, url, partnership):
    rows = "".join(f"BU0153{row:04};2024;9;ok\n" for row in range(5000, 5030))
    refused = mapped(desk, url, partnership, table(9) + rows)
    page = body(desk.get(url("delivery", delivery=refused.pk)))
    assert "This code looks like an area of your municipality" in page
    assert page.count("<article") == 1
    assert "and 10 more; the CSV lists all." in page


def test_problems_download_as_csv_without_formulas(desk, url, partnership):
    values = ["=1+1", "-x", "-12,5", "+31", "@SUM(A1)"]
    problems = [
        {"code": "not_a_number", "severity": "error", "row": row, "column": "Klachten", "value": value, "params": {}}
        for row, value in enumerate(values, start=2)
    ]
    refused = Delivery.objects.create(
        partnership=partnership,
        supplier=Party.objects.get(kind="municipality"),
        kind="statistics",
        state="refused",
        name="=klachten\n.csv",
        size=1,
        problems=problems,
    )
    answer = desk.get(url("delivery_problems", delivery=refused.pk))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert rows[0] == ["weight", "code", "row", "column", "value", "what is wrong", "how to mend it"]
    assert [row[4] for row in rows[1:]] == ["'=1+1", "'-x", "-12,5", "'+31", "'@SUM(A1)"]
    assert rows[1][1:4] == ["not_a_number", "2", "Klachten"]


def test_loading_twice_is_loading_once(desk, url, partnership):
    delivery = mapped(desk, url, partnership, table(1, 2))
    for _ in range(2):
        assert desk.post(url("delivery_load", delivery=delivery.pk)).status_code == 302
    assert Job.objects.filter(kind="datasets.load").count() == 1


def test_columns_of_a_loaded_delivery_can_no_longer_be_changed(desk, url, partnership):
    delivery = loaded(desk, url, partnership, table(1, 2))
    assert desk.post(url("delivery_mapping", delivery=delivery.pk), MAPPING).status_code == 409
    delivery.refresh_from_db()
    assert delivery.state == "current"
