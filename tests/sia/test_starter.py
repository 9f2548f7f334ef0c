"""The model that is proposed from what is loaded, until the parties agree on their own."""

from __future__ import annotations

import pytest

from accounts.models import Partnership
from sia.models import ScoreIndicator, ScoreModel, ScoreRun
from sia.pipeline import propose_model, refresh_starter
from sia.pipeline.starter import left_out_themes
from tests.datasets.tables import SQUARES, unprotected, wide
from tests.factories import IndicatorFactory, deliver, run_jobs, square_city
from tests.sia.six_squares import agreed_model

pytestmark = pytest.mark.django_db
RISING = {code: 10 * place for place, code in enumerate(SQUARES)}  # 0, 10 … 50


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    unprotected(module_partnership, "lonely", "smokers", "inhabitants", "volunteers")
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
        "housing",
        "safety",
        "living_environment",
        "climate",
        "assets",
        "investment_window",
        "organised_residents",
    ]


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
