"""Score and screen use one figure: numerator over denominator in the unit of the value; and what a theme rests on is told."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts.models import Partnership
from datasets.models import Area, Observation
from datasets.pipeline.grants import shared
from sia.pages import area as area_screen
from sia.pages import sheet
from sia.pages.why import averages, urgency_reasons
from sia.pipeline import explain, neighbourhood
from sia.pipeline.figures import Rate, read_figures
from tests import factories
from tests.sia.six_squares import CODES, newest, results, six_squares
from tests.weighed import delivered

UNITS = [
    ("%", 25.0),
    ("% van de woningen", 25.0),
    ("‰", 250.0),
    ("per 1000", 250.0),
    ("per 1.000 inwoners", 250.0),
    ("aantal per 10.000", 2500.0),
    ("Per 100.000 inwoners", 25_000.0),
    ("per inwoner", 0.25),
    ("aantal", 0.25),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "figure"), UNITS)
def test_a_rate_is_told_in_the_unit_of_the_indicator_by_score_and_screen_alike(partnership, viewer, unit, figure):
    area = factories.square_city(partnership)[0]
    indicator = factories.IndicatorFactory.create(partnership=partnership, unit=unit)
    delivery = delivered(partnership, "")
    Observation.objects.create(
        area=area, indicator=indicator, period=2024, value=999, numerator=5, denominator=20, delivery=delivery
    )
    scored = read_figures([area.pk], [indicator.pk], shared(partnership)).values[0, 0]
    [group] = area_screen.page(partnership, area, viewer)["groups"]
    assert (scored, group.figures[0].value, group.figures[0].city) == (figure, figure, figure)


@pytest.mark.django_db
def test_a_figure_without_both_parts_is_the_value(partnership):
    area = factories.square_city(partnership)[0]
    indicator = factories.IndicatorFactory.create(partnership=partnership, unit="%")
    delivery = delivered(partnership, "")
    for period, denominator in ((2023, None), (2024, 0)):
        Observation.objects.create(
            area=area,
            indicator=indicator,
            period=period,
            value=7,
            numerator=5,
            denominator=denominator,
            delivery=delivery,
        )
    found = Observation.objects.annotate(rate=Rate("numerator", "denominator", "indicator__unit", "value"))
    assert list(found.values_list("rate", flat=True)) == [7, 7]


@pytest.fixture
def city(transactional_db, partnership: Partnership) -> Partnership:
    six_squares(partnership)
    return partnership


def test_a_theme_that_rests_on_less_than_all_its_figures_says_so(city):
    """Nobody asked in F who is lonely: health has no score there."""
    told = {letter: known_of(city, letter) for letter in "AF"}
    assert told == {
        "A": {"social": "", "health": "", "safety": ""},
        "F": {"social": "", "health": "0 of 1", "safety": ""},
    }


def known_of(city: Partnership, letter: str) -> dict[str, str]:
    explanation = explain(newest(city))
    with translation.override("en"):
        found = urgency_reasons(explanation, results(city)[letter])
        return {reason.theme: reason.known.removesuffix(" figures known") for reason in found}


def test_the_flag_stands_on_page_and_paper(city, viewer):
    area = Area.objects.get(code=CODES["F"])
    with translation.override("en"):
        page = area_screen.page(city, area, viewer)
        steps = sheet.sheet(city, area, page)["steps"]
    assert [step.known for step in page["urgency_steps"] if step.known] == ["0 of 1 figures known"]
    assert [step["label"] for step in steps if "figures known" in step["label"]] == ["Health (0 of 1 figures known)"]


def test_if_one_figure_were_average_the_area_would_stand_elsewhere(city):
    """A scores 100, 100, 100. Mean of poverty 50: 0.5 · 50 + 50 = 75, still before D with 72.5. D: poverty 50 gives 57.5."""
    explanation = explain(newest(city))
    a, d = (results(city)[letter] for letter in "AD")
    assert averages(explanation, a) == []
    assert explanation.at_average(a.area_id) == {"poverty": 1, "lonely": 1, "feels_safe": 1}
    assert explanation.at_average(d.area_id)["poverty"] == 2
    f = {each.name: (each.now, each.then) for each in averages(explanation, results(city)["F"])}
    assert all(now == results(city)["F"].rank != then for now, then in f.values())


def test_an_area_knows_where_no_other_lies_and_whether_its_neighbours_are_known(city, viewer):
    """A is a square of 1 km a side in a corner of the city; all assets are known."""
    edge = area_screen.page(city, Area.objects.get(code=CODES["A"]), viewer)["edge"]
    assert edge == {"outside": pytest.approx(2000), "island": False, "uncertain": False}
    found = neighbourhood(explain(newest(city)))
    assert found is not None
    assert found.potential.tolist() == pytest.approx([10, 12.5, 50, 0, 50, 12.5])
