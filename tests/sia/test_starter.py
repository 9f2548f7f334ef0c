"""The model that is proposed from what is loaded, until the parties agree on their own."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse

from accounts.models import Partnership
from datasets.models import Area, Indicator
from datasets.sources import INDICATORS
from sia.models import ScoreIndicator, ScoreModel, ScoreRun
from sia.pipeline import propose_model, refresh_starter
from sia.pipeline.inputs import read
from sia.pipeline.kinds import estimates_in
from sia.pipeline.model_figures import countable, figures_of, usual_posts
from sia.pipeline.starter import THEMES, left_out_themes
from sia.pipeline.starter_core import CORE
from sia.pipeline.weigh import score
from sia.pipeline.weighing import Branch, Counted, Weighing
from sia.scoring.legs import spearman
from sia.scoring.shares import cap
from sia.scoring.tree import Floats
from tests.datasets.tables import SQUARES, unprotected, wide
from tests.factories import IndicatorFactory, deliver, member, run_jobs, square_city
from tests.sia.six_squares import agreed_model, bring

pytestmark = pytest.mark.django_db
RISING = {code: 10 * place for place, code in enumerate(SQUARES)}  # 0, 10 … 50


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    unprotected(module_partnership, "lonely", "smokers", "inhabitants", "volunteers", "zes_vierkanten")
    unprotected(module_partnership, "severely_lonely", "socially_lonely", "emotionally_lonely")
    return module_partnership


def load(partnership, indicator: str, figures: dict[str, float], **options) -> None:
    assert deliver(partnership, wide(indicator, figures, name=f"{indicator}.csv", **options)).state == "current"
    run_jobs(partnership)


def scored(model: ScoreModel) -> set[str]:
    return set(ScoreIndicator.objects.filter(theme__model=model).values_list("indicator__code", flat=True))


def versions() -> list[tuple[int, str]]:
    return list(ScoreModel.objects.order_by("version").values_list("version", "state"))


def test_the_first_figures_propose_a_model_with_the_themes_that_have_figures(city):
    load(city, "lonely", RISING)
    load(city, "smokers", RISING)
    model = ScoreModel.objects.in_use(city)
    weights = {(t.tree, t.theme): t.weight for t in model.themes.all()}
    assert weights == {("urgency", "social"): 0.5, ("urgency", "health"): 0.5}
    assert left_out_themes(model) == [
        "income",
        "housing",
        "safety",
        "living_environment",
        "climate",
        "assets",
        "investment_window",
        "organised_residents",
    ]


def test_a_known_figure_that_is_counted_with_another_theme_is_not_missing_from_its_own(city):
    load(city, "lonely", RISING)
    model = ScoreModel.objects.in_use(city)
    assert "income" in left_out_themes(model)
    Indicator.objects.filter(code="lonely").update(code="around_social_minimum")
    assert "income" not in left_out_themes(model)


def test_goalposts_are_the_fifth_and_ninety_fifth_percentile_of_the_buurten(city):
    load(city, "lonely", RISING)
    post = ScoreIndicator.objects.get()
    assert (post.low, post.high, post.direction) == (pytest.approx(2.5), pytest.approx(47.5), 1)


def test_a_new_indicator_makes_a_new_version_and_retires_the_old(city):
    load(city, "lonely", RISING)
    load(city, "smokers", RISING)
    assert versions() == [(1, "retired"), (2, "draft")]
    assert scored(ScoreModel.objects.in_use(city)) == {"lonely", "smokers"}
    assert ScoreRun.objects.newest(city, "buurt").model.version == 2


def test_new_figures_of_known_indicators_keep_the_version_and_its_goalposts(city):
    load(city, "lonely", RISING)
    load(city, "lonely", {code: value + 30 for code, value in RISING.items()}, year=2025)
    assert versions() == [(1, "draft")]
    assert ScoreIndicator.objects.get().high == pytest.approx(47.5)


def test_an_agreed_model_is_never_replaced(city):
    agreed = agreed_model(city)
    load(city, "smokers", RISING)
    assert (refresh_starter(city), versions()) == (agreed, [(1, "agreed")])


def test_a_draft_that_the_parties_drew_up_is_not_replaced_either(city):
    load(city, "lonely", RISING)
    own = propose_model(city, starter=False)
    load(city, "smokers", RISING)
    assert refresh_starter(city) == own
    assert versions()[-1] == (2, "draft")


def test_context_never_counts(city):
    load(city, "inhabitants", RISING)
    assert versions() == []
    load(city, "lonely", RISING)
    assert scored(ScoreModel.objects.in_use(city)) == {"lonely"}


def test_potential_alone_makes_no_model(city):
    load(city, "volunteers", RISING)
    assert (versions(), ScoreRun.objects.count()) == ([], 0)


@pytest.mark.parametrize("area", ["GM0153", "WK015300"])
def test_an_indicator_of_a_coarser_level_only_is_left_out_and_makes_no_version_at_every_recompute(city, area):
    load(city, "lonely", RISING)
    load(city, "smokers", {area: 20})
    load(city, "smokers", {area: 21})
    assert versions() == [(1, "draft")]
    assert scored(ScoreModel.objects.get()) == {"lonely"}


def test_an_indicator_whose_theme_is_not_in_its_tree_is_left_out_and_makes_no_version_at_every_recompute(city):
    IndicatorFactory.create(partnership=city, code="smokers", theme="population", role="urgency")
    load(city, "lonely", RISING)
    load(city, "smokers", RISING)
    load(city, "smokers", {code: value + 1 for code, value in RISING.items()})
    assert versions() == [(1, "draft")]


def test_without_buurten_the_model_is_made_on_wijken(partnership, shared_data):
    deliver(partnership, shared_data / "enschede/cbs_wijken_2022_enschede.gpkg", "boundaries")
    deliver(partnership, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    run_jobs(partnership)
    assert ScoreModel.objects.in_use(partnership).reference == f"{partnership.name}, wijk"
    assert ScoreRun.objects.newest(partnership, "wijk").results.exclude(rank=None).count() == 10
    assert ScoreRun.objects.newest(partnership, "buurt") is None


def test_where_all_areas_are_equal_all_score_fifty(city):
    load(city, "lonely", dict.fromkeys(SQUARES, 40))
    assert set(ScoreRun.objects.newest(city, "buurt").results.values_list("urgency", "rank")) == {(50, 1)}


# The core


def test_the_core_is_declared_by_the_sources_with_the_same_direction():
    for code, core in CORE.items():
        spec = INDICATORS[code]
        assert (spec.role, spec.direction) == ("urgency", core.direction), code
        assert str(core.reason), code
    assert {INDICATORS[code].theme for code in CORE} == set(THEMES["urgency"])
    assert 10 <= len(CORE) <= 16


def test_beside_the_core_nothing_of_its_theme_counts(city):
    load(city, "socially_lonely", RISING)
    load(city, "lonely", RISING)
    assert scored(ScoreModel.objects.in_use(city)) == {"lonely"}


def test_without_any_of_the_core_one_figure_stands_in_that_of_most_areas_and_then_the_first(city):
    load(city, "severely_lonely", {code: 10 * place for place, code in enumerate(SQUARES[:4])})
    load(city, "socially_lonely", RISING)
    load(city, "emotionally_lonely", RISING)
    assert scored(ScoreModel.objects.in_use(city)) == {"socially_lonely"}


def test_of_potential_all_counts(city):
    IndicatorFactory.create(
        partnership=city, code="neighbourhood_groups", theme="organised_residents", role="potential", direction=1
    )
    load(city, "lonely", RISING)
    load(city, "volunteers", RISING)
    bring(city, {"neighbourhood_groups": RISING})
    run_jobs(city)
    assert scored(ScoreModel.objects.in_use(city)) == {"lonely", "volunteers", "neighbourhood_groups"}


def test_the_model_page_says_why_each_figure_counts_and_what_stands_in(city, client):
    load(city, "lonely", RISING)
    load(city, "long_term_condition", RISING)
    load(city, "volunteers", RISING)
    client.force_login(member(city, "viewer"))
    client.cookies["django_language"] = "en"
    page = client.get(reverse("model", args=[city.slug])).content.decode()
    assert "It counts a core of the figures that are loaded" in page
    assert "Too few people around to rely on." in page
    assert "Stands in: of this theme nothing of the core is loaded." in page


@pytest.fixture
def real_city(partnership, shared_data) -> Partnership:
    deliver(partnership, shared_data / "enschede/cbs_buurten_2021_enschede.gpkg", "boundaries")
    deliver(partnership, shared_data / "enschede/rivm_gezondheid_2020_18plus_enschede.csv")
    return partnership


def everything_of(partnership: Partnership) -> Weighing:
    """Equal weights over the themes and inside them, over everything that is loaded: the proposal of before the core."""
    indicators = [i for i in countable(partnership) if i.role == "urgency"]
    figures = figures_of(partnership, [i.pk for i in indicators])
    found = {i: usual_posts(figures[i.pk]) for i in indicators}
    branches = []
    for theme in sorted({i.theme for i, posts in found.items() if posts}):
        inside = [(i, posts) for i, posts in found.items() if posts and i.theme == theme]
        rows = [Counted(i.pk, i.code, i.unit, i.nature, 1.0, *posts, i.direction) for i, posts in inside]
        branches.append(Branch("urgency", theme, 1.0, tuple(rows)))
    model = ScoreModel.objects.in_use(partnership)
    assert model is not None
    return replace(Weighing.of(model), branches=tuple(branches))


def urgency(partnership: Partnership, weighing: Weighing) -> tuple[list[int], Floats]:
    reading = read(partnership, weighing, "buurt")
    assert reading is not None
    return reading.areas, score(reading.inputs, weighing).urgency.total


@pytest.mark.parametrize("more", [(), ("enschede/cbs_buurten_2021_enschede.gpkg",)])
def test_the_core_of_the_real_city_gives_the_order_of_everything_that_is_loaded(real_city, shared_data, more):
    for name in more:
        deliver(real_city, shared_data / name)
    run_jobs(real_city)
    model = ScoreModel.objects.in_use(real_city)
    core, everything = Weighing.of(model), everything_of(real_city)
    assert len(everything.counted) >= 29
    assert len([c for c in core.counted if c.code != "volunteers"]) <= 10
    assert spearman(urgency(real_city, core)[1], urgency(real_city, everything)[1]) >= 0.98
    run = ScoreRun.objects.newest(real_city, "buurt")
    assert estimates_in(run) == {c.code for c in core.counted if not c.code.startswith("distance")}
    weights = core.tree("urgency").effective_weights
    assert weights.max() <= cap(weights.size) + 1e-9


def test_the_core_of_the_real_city_agrees_with_the_leefbaarometer(real_city, shared_data):
    """A check from outside: its scores are no part of urgency. The figure stands in docs/method.md."""
    run_jobs(real_city)
    with (shared_data / "more/leefbaarometer3_scores_buurten_2020_2024_enschede.csv").open(encoding="utf-8") as file:
        scores = {row["bu_code"]: float(row["lbm"]) for row in csv.DictReader(file) if row["jaar"] == "2020"}
    areas, total = urgency(real_city, Weighing.of(ScoreModel.objects.in_use(real_city)))
    codes = Area.objects.in_bulk(areas)
    liveable = np.array([scores[codes[area].code] for area in areas])
    rho = spearman(total, -liveable)
    assert np.count_nonzero(~np.isnan(total)) == 69
    assert rho == pytest.approx(0.91, abs=0.005)
