"""The page that tells how a version works: its own numbers, and an example recomputed from what is displayed."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest import approx  # noqa: PT013 -- the numbers should stand out

from accounts.models import User
from datasets.models import AreaLink, Observation
from sia.models import ScoreModel
from sia.pages import method_words
from sia.pipeline.spread import Spread
from sia.pipeline.weighing import Weighing
from tests.datasets.tables import unprotected
from tests.factories import PartnershipFactory, deliver, member, run_jobs, upload
from tests.sia.six_squares import CODES, FIGURES, bring, results, six_squares
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db
DASH = "–"
LAST = 2e-3  # what rounding to the decimals on the page can do to a step


def read(reader: Client, partnership, area: str = "", version: int = 1) -> str:
    response = reader.get(reverse("method", args=[partnership.slug, version]), {"area": area} if area else {})
    assert response.status_code == 200
    return response.content.decode()


class Page:
    """The displayed numbers of the example: rows by name, in each row the cells by name, as a reader sees them."""

    def __init__(self, html: str, language: str) -> None:
        self.html, self.language = html, language

    def rows(self, name: str) -> list[dict[str, float]]:
        found = re.findall(rf'<(\w+)[^>]*data-row="{name}"[^>]*>(.*?)</(?:tr|p)>', self.html, re.S)
        return [self.cells(inside.split("data-row=")[0]) for _tag, inside in found]

    def row(self, name: str) -> dict[str, float]:
        [row] = self.rows(name)
        return row

    def cells(self, inside: str) -> dict[str, float]:
        return {key: self.number(text) for key, text in re.findall(r'data-n="(\w+)">([^<]*)<', inside)}

    def number(self, text: str) -> float:
        text = unescape(text).strip()
        plain = text.replace(".", "").replace(",", ".") if self.language == "nl" else text.replace(",", "")
        return math.nan if text == DASH else float(plain)

    def attribute(self, name: str, of: str) -> str:
        return re.search(rf'data-row="{name}"[^>]*data-{of}="([^"]*)"', self.html)[1]


def mean(page: Page, rows: str, sums: str, power: float) -> float:
    """The weighted mean of what the rows show, checked against the sums that are displayed; NaN without a score."""
    found, total = page.rows(rows), page.row(sums)
    for row in found:
        assert row["part"] == approx(row["weight"] * row["score"] ** power / 100, rel=1e-4, abs=LAST, nan_ok=True)
    assert sum(row["weight"] for row in found) == approx(100, abs=LAST)
    known = [row for row in found if not math.isnan(row["score"])]
    assert (total["weight"], total["part"]) == approx(
        (sum(row["weight"] for row in known), sum(row["part"] for row in known)), rel=1e-4, abs=LAST
    )
    return (100 * total["part"] / total["weight"]) ** (1 / power) if total["weight"] else math.nan


def follow(html: str, language: str = "en") -> dict[str, float]:
    """Every step from the displayed numbers; what they give must be what is displayed next."""
    page = Page(html, language)
    follow_theme(page)
    power = page.row("urgency").get("power", 1)
    urgency = mean(page, "urgency-theme", "urgency-sum", power)
    assert page.row("urgency")["score"] == approx(urgency, abs=LAST)
    others = page.rows("other")
    rank = page.row("rank")
    higher = sum(row["urgency"] > page.row("urgency")["score"] for row in others)
    assert (rank["higher"], rank["rank"]) == (higher, 1 + higher)
    assert rank["scored"] == sum(not math.isnan(row["urgency"]) for row in others)
    first = page.row("first")
    assert first["first"] == math.ceil(round(first["share"] / 100 * rank["scored"], 9))
    star = follow_potential(page)
    follow_advice(page, [row["potential"] for row in others])
    return {"urgency": urgency, "rank": rank["rank"], "star": star}


def follow_theme(page: Page) -> None:
    way = page.attribute("figure", "way")
    for row, less in zip(page.rows("indicator"), re.findall(r'data-less="(\d)"', page.html), strict=True):
        counts = row.get("scored", row["value"])
        if "parent" in row and row["kept"] < 1:
            pulled = row["kept"] * row["value"] + (1 - row["kept"]) * row["parent"]
            assert counts == approx(pulled, abs=LAST)
        if math.isnan(counts):
            assert math.isnan(row["score"])
            continue
        assert row["score"] == approx(worked_out(way, row, counts, less == "1"), abs=LAST)
    followed = page.row("figure")
    by = {key: followed[key] for key in followed.keys() & {"low", "high", "mean", "deviation", "place", "count"}}
    assert any(row["score"] == followed["score"] and by.items() <= row.items() for row in page.rows("indicator"))
    theme = mean(page, "indicator", "theme", 1)
    shown = page.row("theme-score")["score"]
    if math.isnan(shown):
        assert page.row("theme")["weight"] < 200 / 3
    else:
        assert shown == approx(theme, abs=LAST)
        assert shown in [row["score"] for row in page.rows("urgency-theme")]


def worked_out(way: str, row: dict[str, float], counts: float, less: bool) -> float:
    """The score of one figure from the two numbers beside it: ends, mean and deviation, or place and count."""
    if way in {"goalposts", "minmax"}:
        score = 100 * min(1, max(0, (counts - row["low"]) / (row["high"] - row["low"])))
        return 100 - score if less else score
    if way == "zscore":
        return 50 + (-10 if less else 10) * (counts - row["mean"]) / row["deviation"]
    if way == "percentile":
        return 100 * (row["place"] - 1) / (row["count"] - 1)
    return -23 * math.log(1 - row["place"] / row["count"] * (1 - math.exp(-100 / 23)))


def follow_potential(page: Page) -> float:
    own = mean(page, "potential-theme", "potential-sum", 1)
    assert page.row("potential")["score"] == approx(own, abs=LAST)
    star = page.row("star")
    gain = 0.0
    if page.rows("border"):
        total, rho = page.row("borders"), page.row("gain")["rho"]
        for row in page.rows("border"):
            known = np.nan_to_num(row["assets"])
            assert row["brings"] == approx(row["metres"] * row["open"] * known, rel=1e-4, abs=LAST)
            kept_out = rho * row["metres"] / total["metres"] * (1 - row["open"]) * known
            assert row["locked"] == approx(kept_out, abs=LAST)
        for name in ("metres", "brings", "locked"):
            beyond = sum(row["metres"] for row in page.rows("outside")) if name == "metres" else 0
            assert total[name] == approx(sum(row[name] for row in page.rows("border")) + beyond, rel=1e-4, abs=LAST)
        neighbours = page.row("neighbours")["neighbours"]
        assert neighbours == approx(total["brings"] / total["metres"], abs=LAST)
        gain = rho * neighbours
        assert page.row("gain")["gain"] == approx(gain, abs=LAST)
    assert star["own"] == page.row("potential")["score"]
    assert star["star"] == approx(min(100, star["own"] + gain), abs=LAST)
    return star["star"]


def follow_advice(page: Page, potentials: list[float]) -> None:
    gates = {name: page.row(f"gate-{name}") for name in ("data", "urgent", "corporation", "potential")}
    for name, gate in gates.items():
        assert page.attribute(f"gate-{name}", "open") == ("1" if gate["value"] >= gate["threshold"] else "0"), name
    urgent, homes, chance = (gates[name]["value"] >= gates[name]["threshold"] for name in list(gates)[1:])
    rules = [("dia", urgent and homes and chance), ("couple", chance), ("watch", urgent), ("regular", True)]
    assert page.attribute("by-gates", "class") == next(name for name, holds in rules if holds)
    assert gates["potential"]["threshold"] == approx(np.nanquantile(potentials, 0.5), abs=LAST)
    assert gates["data"]["value"] == approx(page.row("urgency-sum")["weight"] / 100, abs=LAST)
    assert gates["potential"]["value"] == page.row("star")["star"]
    quotient = page.row("quotient")
    assert quotient["quotient"] == approx(quotient["share"] / quotient["city"], abs=LAST)
    assert gates["corporation"]["value"] == quotient["quotient"]
    parts = page.row("priority")
    assert parts["urgency"] == max(1, page.row("urgency")["score"])
    assert parts["potential"] == max(1, page.row("star")["star"])
    assert parts["corporation"] == approx(max(1, 100 * min(2, quotient["quotient"]) / 2), abs=LAST)
    product = parts["urgency"] * parts["potential"] * parts["corporation"]
    assert parts["outcome"] == approx(product ** (1 / 3), abs=LAST)


@pytest.fixture
def reader(viewer: User) -> Client:
    client = Client()
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    return client


def test_the_example_of_area_a_is_what_a_person_works_out(city, reader):
    """A scores 100 on every theme; its own potential is (0 + 50) / 2, and B brings 0.25 × 0.4 × 100 / 2."""
    assert follow(read(reader, city, CODES["A"])) == approx({"urgency": 100, "rank": 1, "star": 27.5})


@pytest.mark.parametrize("letter", "ABCDE")
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_step_of_every_area_follows_from_the_numbers_on_the_page(city, reader, letter, language):
    reader.cookies["django_language"] = language
    followed = follow(read(reader, city, CODES[letter]), language)
    result = results(city)[letter]
    assert (followed["urgency"], followed["rank"], followed["star"]) == approx(
        (result.urgency, result.rank, result.potential), abs=LAST
    )


def test_an_area_that_misses_a_theme_is_followed_with_the_weight_that_is_known(city, reader):
    """F: half the weight scores 50 and a quarter 60, so (25 + 15) / 0.75."""
    html = read(reader, city, CODES["F"])
    assert follow(html)["urgency"] == approx(40 / 0.75, abs=LAST)
    assert Page(html, "en").row("urgency-sum") == {"weight": 75, "part": 40}


def test_the_first_area_by_code_with_a_rank_is_taken_unless_another_is_asked_for(city, reader):
    bring(city, {indicator: {**FIGURES[indicator], "A": ""} for indicator in ("poverty", "lonely", "feels_safe")})
    run_jobs(city)
    assert results(city)["A"].rank is None
    assert "Worked example: Buurt 01" in read(reader, city)
    html = read(reader, city, CODES["A"])
    assert "Worked example: Buurt 00" in html
    assert "Without urgency there is no rank." in html
    assert "This area has no figure of urgency at all." in html


def test_an_unknown_area_is_named_and_the_usual_one_shown(city, reader):
    html = read(reader, city, "BU99999999")
    assert "These scores hold no area with the code BU99999999." in html
    assert "Worked example: Buurt 00" in html


def test_a_wijk_is_worked_out_among_the_wijken(city, reader):
    html = read(reader, city, "WK015300")
    assert len(Page(html, "en").rows("other")) == 2
    assert "Worked example: Wijk 00" in html


def variant(city, **changes) -> ScoreModel:
    """Version 2: the same model with other switches, a draft that was never computed."""
    first = ScoreModel.objects.get(partnership=city, version=1)
    themes = [(theme, list(theme.indicators.all())) for theme in first.themes.all()]
    model = ScoreModel.objects.create(partnership=city, version=2, **changes)
    for theme, indicators in themes:
        theme.pk, theme.model = None, model
        theme.save()
        for indicator in indicators:
            indicator.pk, indicator.theme = None, theme
            indicator.save()
    return model


def test_a_draft_without_scores_is_worked_out_with_its_own_power(city, reader):
    """D scores 80, 50 and 80 with weights 1/2, 1/4, 1/4: the square root of 0.75 × 6400 + 0.25 × 2500."""
    variant(city, power=2)
    html = read(reader, city, CODES["D"], version=2)
    assert follow(html)["urgency"] == approx(math.sqrt(0.75 * 6400 + 0.25 * 2500), abs=LAST)
    assert "worked out now, not stored" in html
    assert "In this version p = 2." in html


def test_every_way_to_make_figures_comparable_is_followed_from_the_numbers_on_the_page(city, reader):
    """Of B poverty is the mean of the city: the middle in every way but the Scottish one."""
    model, poverty = variant(city), {}
    for way, label in ScoreModel.Normalisation.choices[1:]:
        ScoreModel.objects.filter(pk=model.pk).update(normalisation=way)
        follow(read(reader, city, CODES["D"], version=2))
        html = read(reader, city, CODES["B"], version=2)
        follow(html)
        poverty[way] = Page(html, "en").row("figure")["score"]
        with translation.override("en"):
            assert f"This version makes figures comparable {label}. This model measures the areas by each other" in html
        assert "Scores 0 to 100 between" not in html
        assert "Beyond a goalpost" not in html
    assert poverty == approx({"minmax": 50, "percentile": 50, "zscore": 50, "simd": 19.72}, abs=0.01)


def test_areas_that_do_not_differ_are_said_to_score_in_the_middle(city, reader):
    Observation.objects.filter(indicator__code="poverty").update(value=10)
    model = variant(city)
    for way in ("minmax", "zscore"):
        ScoreModel.objects.filter(pk=model.pk).update(normalisation=way)
        html = read(reader, city, CODES["A"], version=2)
        assert "The areas do not differ here, so each scores in the middle." in html
        assert Page(html, "en").row("figure") == {"score": 50}


def test_the_switches_of_the_version_are_told(city, reader):
    plain = read(reader, city)
    assert "This version does not do this: a figure counts as it is, however few people it is about." in plain
    assert "No first year is set, so no start years are given." in plain
    variant(
        city, shrink=True, tame_outliers=True, draw_errors=False, max_running=2, first_year=2027, assumed_spread=0.1
    )
    told = read(reader, city, version=2)
    for words in (
        "This version does this. The example and the area page show both figures.",
        "In these scores no indicator needed it.",
        "Errors of measurement are not drawn in this version.",
        "Agendas at once, at most: 2. Years of an agenda: 8. The first agenda starts in 2027.",
        "We assume that they differ by 10\u00a0% of each weight.",
    ):
        assert words in told


def test_a_small_number_that_is_pulled_to_the_wijk_is_followed(partnership, reader):
    """Both figures and the share that stays stand in the example."""
    six_squares(partnership)
    figures = FIGURES["poverty"]
    rows = [f"{CODES[letter]};poverty;2024;{value};4" for letter, value in figures.items()]
    rows += [f"WK01530{row};poverty;2024;{value};" for row, value in ((0, 10), (1, 10))]
    table = "\n".join(["gebiedscode;indicator;jaar;waarde;standaardfout", *rows])
    unprotected(partnership, "fouten")
    assert deliver(partnership, upload("fouten.csv", table)).state == "current"
    run_jobs(partnership)
    variant(partnership, shrink=True)
    html = read(reader, partnership, CODES["A"], version=2)
    row = Page(html, "en").rows("indicator")[0]
    assert (row["value"], row["parent"]) == (20, 10)
    assert 0 < row["kept"] < 1
    assert 10 < row["scored"] < 20
    follow(html)
    pulled = Page(html, "en").row("pull")
    assert pulled["pulled"] == row["scored"]


def test_an_indicator_on_a_logarithm_is_followed_with_the_posts_that_went_along(city, reader):
    """One of six areas at 100 % and the others at 0: too many to hold back, so the logarithm of x + 1 is taken."""
    bring(city, {"poverty": dict.fromkeys("BCDEF", 0) | {"A": 100}})
    run_jobs(city)
    variant(city, tame_outliers=True)
    html = read(reader, city, CODES["A"], version=2)
    follow_theme(Page(html, "en"))
    row = Page(html, "en").rows("indicator")[0]
    assert (row["value"], row["scored"]) == (100, approx(math.log(101), abs=LAST))
    assert (row["low"], row["high"]) == (0, approx(math.log(21), abs=LAST))
    assert "as a logarithm" in html
    assert "In these scores it was needed for: Poverty." in html


def test_a_version_without_potential_says_what_that_means(city, reader):
    variant(city).themes.filter(tree="potential").delete()
    html = read(reader, city, CODES["A"], version=2)
    assert "This version has no theme of potential. That gate is then unknown, and no class can be given." in html
    assert Page(html, "en").attribute("gate-potential", "open") == ""
    assert Page(html, "en").attribute("advice", "advice") == "insufficient"


def test_weights_that_were_voted_on_are_called_so(city):
    weighing = Weighing.of(ScoreModel.objects.get(partnership=city))
    voted = replace(weighing, spread={tree: Spread(8.0, None, 3) for tree in ("urgency", "potential")})
    with translation.override("en"):
        assert method_words.urgency(voted).here == "3 parties voted on these weights."
        assert method_words.urgency(weighing).here == "The parties have not voted on these weights."


def test_the_model_stands_there_with_weights_posts_and_sources(city, reader):
    html = read(reader, city)
    for words in ("Poverty", "50.0\u00a0%", "less counts more", "0 – 20\u00a0%", "2024", "in the first 25"):
        assert words in html, words
    assert "In this version urgency counts facts only" in html


def test_a_model_without_areas_or_figures_says_so(partnership, reader):
    ScoreModel.objects.create(partnership=partnership, version=1)
    html = read(reader, partnership)
    assert "There is no example yet" in html
    assert "No theme of this tree has figures yet" in html


def test_a_version_that_is_not_there_answers_404(city, reader):
    assert reader.get(reverse("method", args=[city.slug, 7])).status_code == 404


def test_more_areas_do_not_cost_more_queries(db):
    counts = []
    for columns in (3, 12):
        city, client = weighed_city(PartnershipFactory.create(), columns=columns), Client()
        client.force_login(member(city.partnership, "viewer"))
        read(client, city.partnership, version=city.model.version)
        with CaptureQueriesContext(connection) as asked:
            read(client, city.partnership, version=city.model.version)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 30


def test_a_border_with_a_barrier_is_in_the_example(city, reader):
    page = Page(read(reader, city, CODES["A"]), "en")
    assert AreaLink.objects.filter(a__code=CODES["A"], barrier="motorway").exists()
    [beside, behind] = page.rows("border")
    assert behind == {"metres": 1000, "open": 0.4, "assets": 100, "brings": 40_000, "locked": 3.75}
    assert page.row("outside") == {"metres": 2000}
    assert beside["assets"] == 0


@pytest.mark.full
def test_the_real_city_is_followed_with_the_decimals_on_the_page(partnership, reader, shared_data):
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    deliver(partnership, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    run_jobs(partnership)
    html = read(reader, partnership, version=ScoreModel.objects.in_use(partnership).version)
    page = Page(html, "en")
    follow_theme(page)
    assert page.row("urgency")["score"] == approx(mean(page, "urgency-theme", "urgency-sum", 1), abs=LAST)
