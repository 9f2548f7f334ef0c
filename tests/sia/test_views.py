"""The screens of this room, each over a square city whose figures rise from the south-west."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Partnership, User
from datasets.models import Area, Delivery, Job, Observation
from sia.charts import group_letter
from sia.models import ScoreModel, ScoreRun
from sia.words.figures import interval
from tests import factories
from tests.html import markup
from tests.shared_city import fresh_copy
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def made(module_db: None) -> City:
    """Once for all tests of this file."""
    return weighed_city(factories.PartnershipFactory.create())


@pytest.fixture
def city(made: City, db: None) -> City:
    return fresh_copy(made)


@pytest.fixture
def partnership(city: City) -> Partnership:
    return city.partnership


@pytest.fixture
def look(client: Client, partnership: Partnership, viewer: User):
    client.force_login(viewer)
    client.cookies["django_language"] = "en"

    def get(name: str, *args: object, headers: dict | None = None, **query: object) -> str:
        response = client.get(reverse(name, args=[partnership.slug, *args]), query, headers=headers or {})
        assert response.status_code == 200
        return markup(response)

    return get


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr data-area="(\w+)"', page)


def chosen(page: str) -> set[str]:
    return set(re.findall(r'data-area="(\w+)"[^>]*aria-current="true"', page))


def test_the_list_stands_in_order_of_rank_and_areas_without_a_score_come_last(look, city):
    codes = [area.code for area in city.areas]
    assert rows_of(look("map")) == [*codes[4::-1], codes[5]]


def test_every_row_tells_the_map_its_colour_and_its_spoken_name(look, city):
    page = look("map")
    assert (
        'data-fill="u5" data-rank="1" data-group="A" data-label="Buurt 01, rank 1, between 1 and 2, group A, '
        "urgency 100, potential" in page
    )
    assert 'data-fill="none" data-rank="" data-group="" data-label="Buurt 02, insufficient data"' in page


def test_without_a_choice_the_first_in_rank_is_explained(look, city):
    assert chosen(look("map")) == {city.areas[4].code}


def test_the_chosen_area_stands_in_the_address_and_is_marked_in_list_and_chart(look, city):
    page = look("map", area=city.areas[1].code)
    assert page.count('aria-current="true"') >= 2
    assert chosen(page) == {city.areas[1].code}


def test_the_shown_points_add_up_to_score_less_mean(look, city):
    page = look("map", area=city.areas[4].code)
    points = [float(text.replace("−", "-")) for text in re.findall(r"<b>([+−]?\d+\.\d)</b><span", page)]
    mean = float(re.search(r"mean (\d+\.\d)", page)[1])
    score = float(re.search(r"urgency<b>(\d+\.\d)</b>", page)[1])
    assert len(points) == 2
    assert round(mean + sum(points), 1) == score


def test_the_panel_alone_is_sent_to_htmx_and_the_answer_varies_by_it(client, look, city):
    part = look("map", area=city.areas[0].code, headers=HTMX | {"HX-Target": "why"})
    assert part.strip().startswith('<section class="why"')
    assert "Buurt 00" in part
    assert "HX-Request" in client.get(reverse("map", args=[city.partnership.slug])).headers["Vary"]


def test_going_back_in_the_history_gets_the_whole_page(look, city):
    headers = HTMX | {"HX-Target": "why", "HX-History-Restore-Request": "true"}
    assert "<!doctype html>" in look("map", headers=headers)


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "BU01530100"), ("-rank", "BU01530000"), ("-urgency", "BU01530101"), ("nonsense", "BU01530101")],
)
def test_a_click_on_a_head_sorts_and_what_has_no_value_stays_last(look, city, sort, first):
    codes = rows_of(look("map", sort=sort))
    assert codes[0] == first
    if sort != "name":
        assert codes[-1] == city.areas[5].code


def test_a_theme_on_the_map_brings_its_score_into_the_list(look, city):
    page = look("map", layer="health", sort="-second")
    assert (
        'aria-sort="descending"><a href="?layer=health&amp;sort=second" title="Health" data-keeps-area>Health</a>'
        in page
    )
    assert "Health 100" in page


@pytest.mark.parametrize("layer", ["urgency", "potential", "both", "advice", "social", "assets", "nonsense"])
@pytest.mark.parametrize("level", ["wijk", "buurt", "nonsense"])
def test_every_layer_of_every_level_is_shown(look, city, layer, level):
    assert 'class="legend"' in look("map", layer=layer, level=level)


def test_links_keep_what_was_chosen_before(look, city):
    page = look("map", layer="advice", area=city.areas[1].code)
    assert f"?layer=advice&amp;sort=name&amp;area={city.areas[1].code}" in page


def test_a_stale_run_says_so_and_asks_for_news(look, city, partnership):
    Partnership.objects.filter(pk=partnership.pk).update(data_version=99)
    Job.objects.create(partnership=partnership, kind="sia.recompute", key="all", state="running", done=1, total=2)
    page = look("map")
    assert "Recompute running 50 %" in page
    assert f'hx-get="?seen={city.run.pk}"' in page


def test_the_chips_offer_the_newer_scores_once_they_are_there(look, city):
    chips = look("map", seen=city.run.pk - 1, headers=HTMX | {"HX-Target": "chips"})
    assert chips.strip().startswith('<ul class="chips"')
    assert "New scores are ready" in chips
    assert "New scores are ready" not in look("map", seen=city.run.pk, headers=HTMX | {"HX-Target": "chips"})


def test_a_failed_recompute_is_told(look, city, partnership):
    Job.objects.create(partnership=partnership, kind="sia.recompute", key="all", state="failed", error="x")
    assert "Recompute failed" in look("map")


def test_old_sources_and_left_out_themes_are_counted_on_the_map_and_named_with_the_model(look, city, partnership):
    ScoreRun.objects.filter(pk=city.run.pk).update(sources=[s | {"period": 2001} for s in city.run.sources])
    page = look("map")
    assert "3 sources older than 2 years" in page
    assert "7 themes left out" in page
    model = look("model")
    assert model.count("older than 2 years") == 3
    for theme in ("Housing", "Safety", "Living environment", "Climate", "Investment window", "Organised residents"):
        assert f"<b>{theme}</b>" in model


def test_made_up_figures_are_announced_on_every_page(look, city, partnership):
    assert "Made-up figures." not in look("map")
    Partnership.objects.filter(pk=partnership.pk).update(fictitious=True)
    for name, args in {"start": [], "map": [], "area_list": [], "area": [city.areas[0].code], "model": []}.items():
        assert "Made-up figures." in look(name, *args)


def test_an_empty_partnership_is_shown_the_first_three_steps(client):
    empty = factories.PartnershipFactory.create()
    client.cookies["django_language"] = "en"

    def look(name: str, role: str) -> str:
        client.force_login(factories.member(empty, role))
        return client.get(reverse(name, args=[empty.slug])).content.decode()

    assert "No scores yet" in look("map", "viewer")
    assert "No model yet" in look("model", "viewer")
    assert "No areas yet" in look("area_list", "viewer")
    assert "An analyst or the administrator" in look("start", "viewer")
    assert f"{reverse('upload', args=[empty.slug])}?kind=boundaries" in look("start", "analyst")


def test_the_page_of_an_area_adds_up_by_hand(look, city):
    page = look("area", city.areas[4].code)
    waterfall = page[page.index("waterfall--u") : page.index("waterfall--p")]
    numbers = [float(n.replace("−", "-")) for n in re.findall(r'class="num">([+−]?\d+\.\d)<', waterfall)]
    assert round(sum(numbers[:-1]), 1) == numbers[-1]
    assert numbers[-1] == 100.0


def test_the_potential_adds_up_with_what_the_neighbours_bring(look, city):
    page = look("area", city.areas[1].code)
    waterfall = page[page.index("waterfall--p") :]
    waterfall = waterfall[: waterfall.index("</table>")]
    numbers = [float(n.replace("−", "-")) for n in re.findall(r'class="num">([+−]?\d+\.\d)<', waterfall)]
    assert "Assets of the neighbours" in waterfall
    assert round(sum(numbers[:-1]), 1) == numbers[-1]


def test_an_area_without_figures_says_so_and_shows_no_score(look, city):
    page = look("area", city.areas[5].code)
    assert "There are too few figures to advise." in page
    assert "waterfall" not in page
    assert "There are no figures of this area yet." in page


def test_the_city_itself_has_a_page_without_scores(look, city):
    assert "This area has no scores" in look("area", "GM0153")


def test_a_figure_stands_beside_the_citys_with_trend_period_and_source(look, city):
    page = look("area", city.areas[0].code)
    assert "<title>2023: 12.0; 2024: 12.0</title>" in page
    assert re.search(r"Poverty.*?12\u00a0%", page, re.S)
    assert "Kerncijfers" in page


def test_an_asset_is_found_where_its_reach_comes(look, city):
    assert "Sportclub" in look("area", city.areas[0].code)
    assert "Sportclub" in look("area", city.areas[1].code)
    assert "Sportclub" not in look("area", city.areas[2].code)


def test_only_the_data_desk_may_correct_a_border(look, client, city, analyst):
    link = reverse("link_edit", args=[city.partnership.slug, city.areas[0].code, city.link.pk])
    assert link not in look("area", city.areas[0].code)
    client.force_login(analyst)
    assert link in look("area", city.areas[0].code)


def test_the_list_of_areas_finds_by_name_and_code(look, city):
    assert look("area_list").count("<tr") == 1 + 2 + 6
    found = look("area_list", q="buurt 0001")
    assert "BU01530001" in found
    assert "BU01530000" not in found
    assert "No area has" in look("area_list", q="nergens")


def test_an_area_that_is_not_there_answers_404_with_a_way_back(client, city, viewer):
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    response = client.get(reverse("area", args=[city.partnership.slug, "BU99999999"]))
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()
    assert reverse("room", args=[city.partnership.slug, "areas"]) in response.content.decode()


def test_recomputing_is_queued_and_told(client, city, analyst):
    client.force_login(analyst)
    response = client.post(reverse("recompute", args=[city.partnership.slug]), follow=True)
    assert Job.objects.filter(kind="sia.recompute", state="queued").count() == 1
    assert 'class="messages"' in response.content.decode()


def test_a_starter_model_is_called_a_proposal(look, city):
    assert "This model is a proposal" in look("model")
    ScoreModel.objects.filter(pk=city.model.pk).update(starter=False)
    assert "This model is a proposal" not in look("model")


@pytest.mark.parametrize("name", ["start", "map", "area_list", "area", "model", "ranking_file"])
def test_more_areas_do_not_cost_more_queries(look, partnership, name, django_assert_max_num_queries):
    counts = []
    for columns in (3, 8):
        Observation.objects.all().delete()
        ScoreRun.objects.all().delete()
        ScoreModel.objects.all().delete()
        partnership.assets.all().delete()
        partnership.indicators.all().delete()
        Area.objects.all().delete()
        Delivery.objects.all().delete()
        partnership.datasets.all().delete()
        city = weighed_city(partnership, columns=columns)
        with django_assert_max_num_queries(60) as captured:
            look(name, *([city.areas[1].code] if name == "area" else []))
        # PostGIS tells each process once what RD New is.
        counts.append(sum("spatial_ref_sys" not in query["sql"] for query in captured.captured_queries))
    assert counts[0] == counts[1]


def test_areas_stand_in_groups_with_the_ranks_they_may_have(look, city):
    page = look("map")
    assert page.count('class="tranche"') >= 2
    assert "Group A" in page
    assert re.search(r"between \d+ and \d+|clearly first|rarely another place", page)


def test_another_order_has_no_groups(look):
    assert 'class="tranche"' not in look("map", sort="name")


def test_the_page_names_whose_borders_it_shows(look, city):
    city.partnership.datasets.filter(key="boundaries").delete()
    assert "Borders of neighbourhoods" not in look("start")
    boundaries = city.partnership.datasets.create(
        key="boundaries", title="Kaart", publisher="Kadaster", licence="CC BY 4.0"
    )
    Delivery.objects.create(
        partnership=city.partnership,
        dataset=boundaries,
        kind="boundaries",
        state="current",
        name="kaart.gpkg",
        sha256="0" * 64,
        size=1,
        loaded_at="2026-01-01T00:00Z",
    )
    assert "Borders of neighbourhoods: Kadaster, CC BY 4.0" in " ".join(look("start").split()).replace("</span> ,", ",")


def test_an_area_says_between_which_ranks_it_may_stand(look, city):
    for result in city.run.results.exclude(rank=None):
        with translation.override("en"):
            words = interval(result.rank, result.rank_low, result.rank_high)
        assert f", {words}, group {group_letter(result.tranche)}</small>" in look("area", result.area.code)
