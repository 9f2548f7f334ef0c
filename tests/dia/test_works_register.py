"""The register: everybody of the partnership sees all works; a confidential place stays with its party."""

from __future__ import annotations

import json

import pytest

from dia import actions
from dia.models import Work, WorkRelation
from tests.dia.works_city import WIJK, A, B, City, at, browser, point, registered, said, works_city
from tests.html import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(partnership) -> City:
    return works_city(partnership)


@pytest.fixture
def works(city: City) -> list[Work]:
    return [
        registered(city.partnership, city.city, "Riool Laan", place=point(), common_cost=200_000, fte_years=2),
        registered(city.partnership, city.grid, "Warmtenet Laan", kind="heat_grid", area_code=B, earliest=2029, preferred=2031, latest=2032),  # fmt: skip
        registered(city.partnership, city.homes, "Spreekuur", kind="social", area_code=WIJK, state="idea", direct_cost=5_000),
    ]  # fmt: skip


def titles(user, city: City, query: str = "") -> list[str]:
    page = browser(user).get(at("work_list", city.partnership) + query)
    assert page.status_code == 200
    return [row.work.title for row in page.context["rows"]]


def test_a_viewer_of_any_party_sees_the_works_of_all(city, works):
    assert titles(city.viewer, city) == ["Riool Laan", "Spreekuur", "Warmtenet Laan"]
    page = markup(browser(city.viewer).get(at("work_list", city.partnership)))
    for words in ("Gemeente Stad", "€\u00a01,000,000", "heat grid", "2027–2030, preferred 2028", "3 works of 3 parties", "€\u00a01,805,000"):  # fmt: skip
        assert words in page, words
    assert "Add a work" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?party={grid}", ["Warmtenet Laan"]),
        ("?kind=sewer", ["Riool Laan"]),
        (f"?area={A}", ["Riool Laan"]),
        (f"?area={WIJK}", ["Riool Laan", "Spreekuur", "Warmtenet Laan"]),
        ("?year=2031", ["Warmtenet Laan"]),
        ("?year=2029&state=planned", ["Riool Laan", "Warmtenet Laan"]),
        ("?state=idea", ["Spreekuur"]),
        ("?sort=cost", ["Spreekuur", "Warmtenet Laan", "Riool Laan"]),
        ("?sort=-cost", ["Riool Laan", "Warmtenet Laan", "Spreekuur"]),
        ("?sort=-title", ["Warmtenet Laan", "Spreekuur", "Riool Laan"]),
        ("?kind=gas", []),
        ("?party=x&year=x&sort=x&page=99", ["Riool Laan", "Spreekuur", "Warmtenet Laan"]),
        ("?party=99999999999999999999999&year=99999", []),
    ],
)
def test_the_address_says_which_works_and_in_which_order(city, works, query, shown):
    assert titles(city.viewer, city, query.format(grid=city.grid.pk)) == shown


def test_a_choice_without_works_and_a_register_without_works_say_what_to_do(city):
    empty = browser(city.planner).get(at("work_list", city.partnership)).content.decode()
    assert "No works yet" in empty
    assert at("work_add", city.partnership) in empty
    registered(city.partnership, city.city)
    assert "No work fits this choice" in browser(city.planner).get(at("work_list", city.partnership) + "?kind=gas").content.decode()  # fmt: skip


def test_a_long_register_has_pages_and_totals_of_all(city):
    for number in range(205):
        registered(city.partnership, city.city, f"Werk {number:03}", direct_cost=1_000)
    page = browser(city.viewer).get(at("work_list", city.partnership) + "?page=2")
    assert len(page.context["rows"]) == 5
    assert "Page 2 of 2" in page.content.decode()
    assert page.context["totals"]["cost"] == 205_000


def test_a_confidential_place_never_leaves_for_another_party(city):
    """Not on the list, the page, the file, the list of sites, or a form."""
    site = actions.add_site(partnership=city.partnership, by=city.planner, name="Geheime Laan", area_code=A, place=None)
    work = registered(city.partnership, city.city, "Gebouw", place=point(123, 456), confidential=True, site=site)
    addresses = [
        at("work_list", city.partnership),
        at("work", city.partnership, work.pk),
        at("works_file", city.partnership),
    ]
    addresses.append(at("area_works", city.partnership, A))
    for user, sees in ((city.planner, True), (city.gridder, False), (city.viewer, False)):
        texts = [browser(user).get(address).content.decode() for address in addresses]
        assert ("52.2" in texts[0], "52.2" in texts[1], "255123 470456" in texts[2]) == (sees, sees, sees)
        assert ("Geheime Laan" in texts[1], "Geheime Laan" in texts[2]) == (sees, sees)
        assert all("Gebouw" in text for text in texts)
        listed = browser(user).get(at("site_list", city.partnership)).context["sites"]
        assert listed[0]["site"].count == (1 if sees else 0)


def test_the_map_gets_shapes_in_degrees_and_names_what_has_none(city, works):
    page = browser(city.viewer).get(at("work_list", city.partnership))
    marks = {mark["title"]: mark for mark in page.context["on_map"]}
    assert marks["Riool Laan"]["shape"]["type"] == "Point"
    assert marks["Riool Laan"]["shape"]["coordinates"] == pytest.approx(
        [*point().transform(4326, clone=True).coords], abs=1e-6
    )
    assert (marks["Spreekuur"]["shape"], marks["Spreekuur"]["area"]) == (None, WIJK)
    assert marks["Riool Laan"]["letters"] == "GS"
    json.dumps(page.context["on_map"])


def test_the_file_holds_the_chosen_works_for_excel(city, works):
    text = (
        browser(city.viewer, "nl").get(at("works_file", city.partnership) + "?kind=sewer").content.decode("utf-8-sig")
    )
    head, row, *rest = text.split("\r\n")
    assert head.startswith("samenwijk-nummer;partij;titel;soort;stand;gebiedscode")
    assert row.startswith(
        f"{works[0].pk};Gemeente Stad;Riool Laan;riool;gepland;{A};;2027;2028;2030;0;800000;200000;2,0"
    )
    assert rest == [""]


def test_a_page_of_a_work_offers_only_what_its_reader_may(city, works):
    mine = browser(city.planner).get(at("work", city.partnership, works[0].pk)).content.decode()
    theirs = browser(city.gridder).get(at("work", city.partnership, works[0].pk)).content.decode()
    for words in ("/edit/", "/delete/", "Suspend it", "Add a relation"):
        assert (words in mine, words in theirs) == (True, False), words
    assert "Programme it" in mine
    assert "Finish it" not in mine


def test_the_works_of_an_area_come_as_a_section_or_as_a_page(city, works):
    desk, address = browser(city.viewer), at("area_works", city.partnership, WIJK)
    section, page = desk.get(address, headers={"HX-Request": "true"}), desk.get(address)
    assert ("<html" in section.content.decode(), "<html" in page.content.decode()) == (False, True)
    assert "HX-Request" in section["Vary"]
    for answer in (section, page):
        text = answer.content.decode()
        for words in ("Riool Laan", "Warmtenet Laan", "Spreekuur", "3 works here"):
            assert words in text
    assert (
        "No party has registered a work" in desk.get(at("area_works", city.partnership, "BU01530101")).content.decode()
    )
    assert desk.get(at("area_works", city.partnership, "BU99999999")).status_code == 404


def relate(city: City, work: Work, user=None, **fields):
    return browser(user or city.planner).post(at("relation_add", city.partnership, work.pk), fields)


def test_an_own_work_is_related_to_any_other(city, works):
    sewer, heat, social = works
    assert relate(city, sewer, how="before", other=heat.pk).status_code == 302
    assert relate(city, sewer, how="after", other=social.pk).status_code == 302
    assert relate(city, sewer, how="together", other=social.pk).status_code == 302
    assert relate(city, sewer, how="together", other=social.pk).status_code == 302  # saying it twice is saying it once
    stands = set(WorkRelation.objects.values_list("kind", "first", "second"))
    assert stands == {
        ("sequence", sewer.pk, heat.pk),
        ("sequence", social.pk, sewer.pk),
        ("together", sewer.pk, social.pk),
    }
    page = browser(city.viewer).get(at("work", city.partnership, heat.pk)).content.decode()
    assert "after" in page
    assert "Riool Laan" in page


def test_relations_that_cannot_be_are_refused_with_the_reason(city, works):
    sewer, heat, social = works
    relate(city, sewer, how="before", other=social.pk)
    WorkRelation.objects.create(kind="sequence", first=social, second=heat)
    circle = relate(city, sewer, how="after", other=heat.pk)
    assert circle.status_code == 422
    assert "already comes after “Riool Laan”" in said(circle)
    relate(city, sewer, how="apart", other=social.pk)
    assert "opposite relation" in said(relate(city, sewer, how="together", other=social.pk))
    Work.objects.filter(pk=heat.pk).update(earliest=2032, preferred=2032)
    assert "2027–2030 and 2032–2032 do not meet" in said(relate(city, sewer, how="together", other=heat.pk))
    assert "begins only in 2032" in said(relate(city, sewer, how="after", other=heat.pk))
    assert "Choose the other work." in said(relate(city, sewer, how="after", other=sewer.pk))
    assert "Choose the other work." in said(relate(city, sewer, how="after"))


def test_a_party_relates_and_unrelates_only_where_it_has_a_work(city, works):
    sewer, heat, social = works
    assert relate(city, heat, how="before", other=social.pk).status_code == 403
    relate(city, sewer, how="before", other=heat.pk)
    relation = WorkRelation.objects.get()
    outsider, other_side = browser(city.viewer), browser(city.gridder)
    address = at("relation_remove", city.partnership, sewer.pk, relation.pk)
    assert outsider.post(address).status_code == 403
    assert other_side.post(at("relation_remove", city.partnership, social.pk, relation.pk)).status_code == 302
    assert WorkRelation.objects.exists()  # that is no relation of this work
    assert other_side.post(address).status_code == 302
    assert not WorkRelation.objects.exists()
