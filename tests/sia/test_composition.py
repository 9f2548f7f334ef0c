"""What composition does not explain, from a run to the page of an area."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, User
from datasets.models import Dataset, Indicator, Observation
from sia import pipeline
from sia.models import ScoreRun
from tests import factories
from tests.html import markup
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
TRAITS = ("age_65_plus_share", "one_person_households_share", "corporation_share", "household_income")


def area_page(city: City, reader: User, place: int) -> str:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(reader)
    return markup(client.get(reverse("area", args=[city.partnership.slug, city.areas[place].code])))


def composed_city(partnership: Partnership, *, without: int = 0) -> City:
    """A city of 49 buurten with traits in which poverty follows income, but for the first buurt: it has far more."""
    city = weighed_city(partnership, columns=7, rows=7)
    rng = np.random.default_rng(11)
    traits = rng.normal(size=(49, 4))
    for column, code in enumerate(TRAITS[without:], start=without):
        indicator = factories.IndicatorFactory.create(
            partnership=partnership, code=code, name_nl=code, theme="population", role="context"
        )
        figures = zip(city.areas, 40 + 5 * traits[:, column], strict=True)
        Observation.objects.bulk_create(
            Observation(area=area, indicator=indicator, period=2024, value=value, delivery=city.delivery)
            for area, value in figures
        )
    poverty = 50 - 8 * traits[:, 3] + rng.normal(size=49)
    poverty[0] += 30
    rows = Observation.objects.filter(indicator__code="poverty", period=2024)
    for area, value in zip(city.areas[:-1], poverty, strict=False):
        rows.filter(area=area).update(value=value, standard_error=1.0)
    return city


def computed(city: City) -> ScoreRun:
    run = pipeline.compute(city.partnership, city.model, "buurt")
    assert run is not None
    return run


def test_a_figure_far_from_what_residents_and_dwellings_let_expect_is_told(partnership, viewer):
    city = composed_city(partnership)
    found = computed(city).findings["composition"]
    assert found["traits"] == ["elderly", "household", "tenure", "income"]
    areas, explained = found["figures"]["poverty"]
    assert areas == 48  # the last buurt has no figures
    assert 0.4 < explained < 0.9
    _compared, clear = found["areas"][str(city.areas[0].pk)]
    [(effect, error)] = [each[1:] for each in clear if each[0] == "poverty"]
    assert effect == pytest.approx(25, abs=5)  # a little is taken for composition
    assert 0 < error < 3
    shown = area_page(city, viewer, 0)
    assert "Worse than expected with these residents and dwellings:<strong>Poverty" in shown
    assert "share of elderly people, size of households, owned and rented dwellings and income" in shown
    assert 'href="#composition"' in shown
    assert 'id="composition"' not in area_page(city, viewer, 48)


def test_where_nothing_stands_out_the_page_says_so(partnership, viewer):
    city = composed_city(partnership)
    run = computed(city)
    run.findings["composition"]["areas"][str(city.areas[0].pk)] = [2, []]
    run.save()
    assert "No figure is clearly better or worse than expected" in area_page(city, viewer, 0)


def test_nothing_is_compared_with_two_traits(partnership, viewer):
    city = composed_city(partnership, without=2)
    assert computed(city).findings["composition"] == {}
    assert 'id="composition"' not in area_page(city, viewer, 0)


def test_neither_a_model_estimate_nor_a_trait_is_compared(partnership):
    city = composed_city(partnership)
    Dataset.objects.filter(partnership=partnership).update(key="rivm_health-2022")
    assert computed(city).findings["composition"] == {}  # neither traits nor figures are measured any more
    Dataset.objects.filter(partnership=partnership).update(key="own")
    Indicator.objects.filter(code="loneliness").update(code="welfare_rate")
    assert set(computed(city).findings["composition"]["figures"]) == {"poverty"}


def test_where_people_come_from_is_never_compared_with(partnership):
    city = composed_city(partnership)
    before = computed(city)
    Indicator.objects.filter(code="household_income").update(code="origin_outside_europe_share")
    after = computed(city)
    assert after.findings["composition"]["traits"] == ["elderly", "household", "tenure"]
    assert after.pk != before.pk


def test_the_run_rests_on_the_traits_too_and_new_ones_make_a_new_run(partnership):
    city = composed_city(partnership)
    run = computed(city)
    income = Indicator.objects.get(code="household_income")
    assert [city.delivery.dataset_id, "buurt", income.pk] in run.rests_on
    assert computed(city).pk == run.pk
    Observation.objects.filter(indicator=income, area=city.areas[0]).update(value=90)
    renewed = computed(city)
    assert renewed.pk != run.pk
    assert renewed.input_hash == run.input_hash
