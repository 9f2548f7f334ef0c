"""Figures under the names of areas: nothing is loaded before a person has seen which area each name means."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Partnership
from datasets.models import Area, Delivery
from tests.datasets.tables import codes, everything, stored
from tests.factories import deliver, member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
NAMES = {
    "WK015300": "Wijk 00 Twekkelerveld",
    "BU01530000": "Twekkelerveld",
    "BU01530001": "Pathmos & Stevenfenne",
    "BU01530002": "'t Zeggelt",
    "BU01530100": "Boswinkel",
    "BU01530101": "Bothoven",
    "BU01530102": "Laares",
}
HEADER = "gebied;jaar;lonely\n"
FIRST = HEADER + "Zeggelt;2024;41\nBoswinkl;2024;42\nTwekkelerveld;2024;43\nHengelo;2024;44\nBron: GGD;;\n"


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    for code, name in NAMES.items():
        Area.objects.filter(code=code).update(name=name)
    return module_partnership


@pytest.fixture
def desk(client, city):
    client.force_login(member(city, "administrator"))
    client.cookies["django_language"] = "en"
    return client


def bring(city, text: str, name: str = "eenzaam.csv") -> Delivery:
    return deliver(city, upload(name, text), load=False)


def form_of(desk, delivery: Delivery):
    address = reverse("delivery", args=[delivery.partnership.slug, delivery.pk])
    return desk.get(address).context["form"]


def confirm(desk, delivery: Delivery, **chosen: str):
    """Post the page's own form as it is proposed, with these names chosen by hand."""
    form = form_of(desk, delivery)
    names = {form.names.fields[number].label: f"area-{number}" for number in form.names.fields}
    proposed = {f"area-{n}": field.initial for n, field in form.names.fields.items()}
    columns = {f"{column.prefix}-use": column["use"].value() for column in form.columns}
    said = {name: form[name].value() or "" for name in form.fields}
    data = {**said, **columns, **proposed, **{names[name]: code for name, code in chosen.items()}}
    response = desk.post(reverse("delivery_mapping", args=[delivery.partnership.slug, delivery.pk]), data)
    run_jobs(delivery.partnership, "datasets.check")
    delivery.refresh_from_db()
    return response


def test_names_wait_for_a_person_and_are_proposed_asked_or_left_out(city, desk):
    before = everything(city)
    delivery = bring(city, FIRST)
    assert delivery.state == "unmapped"
    assert everything(city) == before
    form = form_of(desk, delivery)
    assert {field.label: field.initial for field in form.names.fields.values()} == {
        "Twekkelerveld": "",
        "Boswinkl": "BU01530100",
        "Hengelo": "-",
        "Zeggelt": "BU01530002",
    }
    page = desk.get(reverse("delivery", args=[city.slug, delivery.pk])).content.decode()
    assert "This table names its areas and has no codes" in page
    assert "1 name is that of an area on your map" in page


def test_a_name_of_two_areas_is_asked_again_until_it_is_chosen(city, desk):
    delivery = bring(city, FIRST)
    response = confirm(desk, delivery)
    assert response.status_code == 422
    assert "Twekkelerveld: Choose the area that is meant, or leave it out." in response.content.decode()
    assert delivery.state == "unmapped"


def test_what_was_confirmed_is_loaded_and_the_next_file_is_not_asked(city, desk):
    delivery = bring(city, FIRST)
    assert confirm(desk, delivery, Twekkelerveld="WK015300").status_code == 302
    assert (delivery.state, delivery.problems) == ("checked", [])
    assert (delivery.counts["left_out_rows"], delivery.counts["left_out_areas"]) == (1, 1)
    again = deliver(city, upload("eenzaam.csv", FIRST))
    assert again.pk == delivery.pk
    again.refresh_from_db()
    assert again.state == "current"
    assert stored(city, "lonely") == {"BU01530002": 41, "BU01530100": 42, "WK015300": 43}
    next_year = FIRST.replace("2024", "2025").replace("Boswinkl", "BOSWINKL")
    assert deliver(city, upload("eenzaam.csv", next_year)).state == "current"
    assert set(stored(city, "lonely", 2025)) == {"BU01530002", "BU01530100", "WK015300"}


def test_a_new_name_is_asked_the_next_time_and_one_of_elsewhere_is_told(city, desk):
    delivery = bring(city, FIRST)
    confirm(desk, delivery, Twekkelerveld="WK015300")
    elsewhere = bring(city, FIRST.replace("Hengelo", "Almelo").replace("2024", "2025"))
    assert elsewhere.state == "checked"
    assert [(p["code"], p["value"]) for p in elsewhere.problems] == [("unknown_area_name", "Almelo")]
    new = bring(city, FIRST.replace("Hengelo", "Bothoven").replace("2024", "2026"))
    assert new.state == "unmapped"
    assert {f.label: f.initial for f in form_of(desk, new).names.fields.values()} == {
        "Twekkelerveld": "WK015300",
        "Boswinkl": "BU01530100",
        "Bothoven": "BU01530101",
        "Zeggelt": "BU01530002",
    }


def test_an_area_that_is_gone_is_asked_anew(city, desk):
    delivery = bring(city, FIRST)
    confirm(desk, delivery, Twekkelerveld="WK015300")
    Area.objects.filter(code="BU01530100").update(code="BU01530177")
    again = bring(city, FIRST.replace("2024", "2025"))
    assert again.state == "unmapped"
    assert "BU01530177" in {f.initial for f in form_of(desk, again).names.fields.values()}


def test_a_load_that_finds_an_area_gone_since_its_check_changes_nothing(city, desk):
    delivery = bring(city, FIRST)
    confirm(desk, delivery, Twekkelerveld="WK015300")
    before = everything(city)
    Area.objects.filter(code="BU01530100").update(code="BU01530177")
    deliver(city, upload("eenzaam.csv", FIRST))
    delivery.refresh_from_db()
    assert (delivery.state, codes(delivery)) == ("refused", ["unknown_area_code"])
    assert everything(city) == before


def test_leaving_out_every_name_is_no_answer(city, desk):
    delivery = bring(city, HEADER + "Zeggelt;2024;41\nLaares;2024;42\n")
    response = confirm(desk, delivery, Zeggelt="-", Laares="-")
    assert response.status_code == 422
    assert "Choose an area for at least one name." in response.content.decode()


def test_an_area_of_somebody_else_is_no_choice(city, desk):
    delivery = bring(city, FIRST)
    response = confirm(desk, delivery, Twekkelerveld="BU03440000")
    assert (response.status_code, delivery.state) == (422, "unmapped")


def test_a_country_of_names_is_cut_to_those_that_are_held(city, desk):
    elsewhere = "".join(f"Dorp nummer {n} aan zee;2024;{n}\n" for n in range(150))
    delivery = bring(city, HEADER + elsewhere + "Laares;2024;41\n")
    assert (len(delivery.recognised["names"]), delivery.recognised["names_unlisted"]) == (101, 50)
    confirm(desk, delivery)
    assert (delivery.state, delivery.counts["left_out_rows"], delivery.preview["new"]) == ("checked", 150, 1)
    assert len([code for code in codes(delivery) if code == "unknown_area_name"]) == 50


def test_postcodes_with_names_beside_them_stay_refused(city):
    delivery = bring(city, "postcode;buurt;lonely;jaar\n7521;Laares;1;2024\n7522;Boswinkel;2;2024\n")
    assert (delivery.state, codes(delivery)) == ("refused", ["postcode_level"])
