"""The catalogue, the assets and the borders: what stands there, and how it is added to."""

import pytest
from django.urls import reverse

from datasets.models import AreaLink, Asset, Job
from datasets.pages.catalogue import catalogue
from tests.factories import IndicatorFactory, PartyFactory, deliver, square_city, upload

LONG = "code;jaar;indicator;waarde\n"


@pytest.fixture
def desk(client, analyst):
    client.force_login(analyst)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def url(partnership):
    return lambda name, **kwargs: reverse(name, kwargs={"partnership": partnership.slug, **kwargs})


def figures(partnership, *codes, year=2024, areas=2):
    """A long table with a figure per area for each indicator, loaded."""
    rows = "".join(f"BU015300{area:02};{year};{code};{area + 1}\n" for code in codes for area in range(areas))
    return deliver(partnership, upload(f"metingen {year}.csv", LONG + rows))


def body(response):
    return " ".join(response.content.decode().split())


def test_an_empty_partnership_is_told_to_begin_with_boundaries(desk, url):
    page = body(desk.get(url("data")))
    assert page.index("Load the boundaries") < page.index("Load figures")
    assert "Upload boundaries" in page
    assert "Upload figures" not in page


def test_with_boundaries_the_next_step_is_figures(desk, url, partnership):
    square_city(partnership)
    page = body(desk.get(url("data")))
    assert "Upload figures" in page
    assert "6 × buurt" in page


def test_the_catalogue_says_of_each_indicator_how_new_it_is_and_where_it_comes_from(desk, url, partnership):
    square_city(partnership)
    for code in ("walks", "reads"):
        IndicatorFactory.create(partnership=partnership, code=code)
    figures(partnership, "walks", "reads", year=2022)
    figures(partnership, "walks", year=2024)
    found = catalogue(partnership)
    assert [(line.indicator.code, line.period, line.figures) for line in found.indicators] == [
        ("reads", 2022, 2),
        ("walks", 2024, 4),
    ]
    [dataset] = found.datasets
    assert (dataset.period, dataset.figures, dataset.newest) == (2024, 6, found.deliveries[0])
    assert str(dataset.dataset) in body(desk.get(url("data")))


def test_indicators_can_be_narrowed_to_a_theme(desk, url, partnership):
    IndicatorFactory.create(partnership=partnership, code="walks", name_nl="Wandelt", theme="health")
    IndicatorFactory.create(partnership=partnership, code="rent", name_nl="Huur", theme="housing")
    page = body(desk.get(url("data"), {"theme": "health"}))
    assert ("Wandelt" in page, "Huur" in page) == (True, False)


def test_the_catalogue_takes_the_same_queries_for_one_indicator_or_many(
    desk, url, partnership, django_assert_num_queries, django_assert_max_num_queries
):
    square_city(partnership)
    IndicatorFactory.create(partnership=partnership, code="walks")
    figures(partnership, "walks")
    with django_assert_max_num_queries(12) as few:
        desk.get(url("data"))
    codes = [f"measure_{number}" for number in range(20)]
    for code in codes:
        IndicatorFactory.create(partnership=partnership, code=code)
    for year in range(2015, 2024):
        figures(partnership, *codes, year=year)
    with django_assert_num_queries(len(few)):
        desk.get(url("data"))


def test_an_asset_is_added_in_rd_and_the_scores_follow(desk, url, partnership):
    square_city(partnership)
    owner = PartyFactory.create()
    owner.seats.create(partnership=partnership)
    place = {"x": "255500", "y": "470500"}
    asset = {"name": "Zwembad", "kind": "pool", "reach_m": "900", "owner": owner.pk, "could_carry": "Zwemles", **place}
    answer = desk.post(url("asset_add"), asset)
    made = Asset.objects.get()
    assert (answer.status_code, answer.url) == (302, url("asset_list"))
    assert (made.point.coords, made.point.srid, made.owner) == ((255500, 470500), 28992, owner)
    assert Job.objects.filter(kind="sia.recompute", state="queued").exists()
    assert "Zwembad" in body(desk.get(url("asset_list")))


def test_an_asset_without_a_place_comes_back_with_422(desk, url):
    page = desk.post(url("asset_add"), {"name": "Zwembad", "kind": "pool", "reach_m": "900"})
    assert page.status_code == 422
    assert 'href="#id_x"' in body(page)
    assert not Asset.objects.exists()


def test_an_owner_from_outside_the_partnership_cannot_be_chosen(desk, url):
    outsider = PartyFactory.create()
    page = desk.post(
        url("asset_add"),
        {"name": "A", "kind": "pool", "reach_m": "900", "owner": outsider.pk, "x": "255500", "y": "470500"},
    )
    assert page.status_code == 422


def test_without_assets_the_list_says_what_to_add(desk, url):
    assert "Add what is there: a football club" in body(desk.get(url("asset_list")))


@pytest.fixture
def link(partnership):
    square_city(partnership)
    return AreaLink.objects.filter(a__code="BU01530000", border_m__gt=0).select_related("a", "b").first()


CORRECTION = {"border_m": "1000", "barrier": "motorway", "barrier_share": "80", "crossings": "1", "permeability": "25"}


def test_a_border_is_corrected_in_percentages_and_kept_as_shares(desk, url, link):
    answer = desk.post(url("link_edit", code=link.a.code, link=link.pk), CORRECTION | {"note": "Snelweg"})
    link.refresh_from_db()
    assert answer.url == url("area", code=link.a.code)
    assert (link.barrier, link.barrier_share, link.permeability, link.corrected) == ("motorway", 0.8, 0.25, True)


def test_a_border_is_seen_from_the_area_in_the_address(desk, url, link):
    page = body(desk.get(url("link_edit", code=link.b.code, link=link.pk)))
    assert f"Border between {link.b.name} and {link.a.name}" in page


def test_a_border_with_a_fault_comes_back_with_422_and_stays_as_it_was(desk, url, link):
    page = desk.post(url("link_edit", code=link.a.code, link=link.pk), CORRECTION | {"permeability": "130"})
    link.refresh_from_db()
    assert (page.status_code, link.permeability, link.corrected) == (422, 1, False)


def test_a_border_of_another_area_or_partnership_answers_404(desk, client, stranger, url, link):
    assert desk.get(url("link_edit", code="BU01530102", link=link.pk)).status_code == 404
    client.force_login(stranger)
    own = stranger.memberships.get().partnership.slug
    assert client.get(reverse("link_edit", args=[own, link.a.code, link.pk])).status_code == 404
