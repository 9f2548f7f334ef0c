"""What to find out next, from a run to the page of its advice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, User
from datasets.models import Flag, Observation
from sia import pipeline
from sia.models import ScoreRun
from tests import factories
from tests.html import markup
from tests.sia.six_squares import newest
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db


def advice_page(partnership: Partnership, reader: User) -> str:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(reader)
    return markup(client.get(reverse("advice", args=[partnership.slug]), {"level": "buurt"}))


def computed(city: City) -> ScoreRun:
    run = pipeline.compute(city.partnership, city.model, "buurt")
    assert run is not None
    return run


def uncertain_city(partnership: Partnership) -> City:
    """Twenty-five buurten of which poverty is uncertain in the one on the border of the first six."""
    city = weighed_city(partnership, columns=5, rows=5)
    Observation.objects.filter(area=city.areas[17], indicator__code="poverty").update(standard_error=3.0)
    return city


def test_the_figure_that_most_hangs_on_comes_first(partnership, viewer):
    city = uncertain_city(partnership)
    first, *rest = computed(city).findings["figures"]
    assert (first["area"], first["code"], first["missing"]) == (city.areas[17].pk, "poverty", False)
    assert 0.02 < first["gain"] < 0.5
    assert len(rest) <= 4
    gains = [first["gain"], *(each["gain"] for each in rest)]
    assert gains == sorted(gains, reverse=True)
    shown = advice_page(partnership, viewer)
    assert 'href="#figures"' in shown
    assert f"<strong>Poverty</strong>in<strong>{city.areas[17].name}</strong>" in shown
    assert f"right in {round(100 * first['gain'])} more of 100 calculations" in shown


def test_a_missing_figure_is_told_but_not_one_that_is_withheld(partnership, viewer):
    city = uncertain_city(partnership)
    core = [
        factories.IndicatorFactory.create(partnership=partnership, code=code)
        for code in ("lonely", "youth_care_share", "hard_to_make_ends_meet")
    ]
    noise = np.random.default_rng(4).normal(scale=6, size=24)
    for indicator in core:
        Observation.objects.bulk_create(
            Observation(area=area, indicator=indicator, period=2024, value=value, delivery=city.delivery)
            for area, value in zip(city.areas[:-1], 10 + np.arange(24) + noise * (indicator == core[0]), strict=True)
        )
    here = {"area": city.areas[17], "indicator": core[0], "period": 2024}
    Observation.objects.filter(**here).delete()
    model = pipeline.refresh_starter(partnership)
    assert model is not None
    city = replace(city, model=model)
    [found] = [each for each in computed(city).findings["figures"] if each["missing"]]
    assert (found["area"], found["code"]) == (city.areas[17].pk, "lonely")
    assert "not known" in advice_page(partnership, viewer)
    Observation.objects.create(**here, flag=Flag.WITHHELD, delivery=city.delivery)
    ScoreRun.objects.all().delete()
    assert not [each for each in computed(city).findings["figures"] if each["missing"]]


def test_areas_of_which_another_gate_is_shut_gain_nothing(partnership):
    city = uncertain_city(partnership)
    share = factories.IndicatorFactory.create(partnership=partnership, code="corporation_share", role="context")
    Observation.objects.bulk_create(
        Observation(area=area, indicator=share, period=2024, value=40 if place != 17 else 5, delivery=city.delivery)
        for place, area in enumerate(city.areas)
    )
    assert city.areas[17].pk not in {each["area"] for each in computed(city).findings["figures"]}


def test_a_run_that_found_nothing_shows_no_card(city, viewer):
    run = newest(city)
    run.findings = {}  # as runs from before it looked
    run.save()
    assert 'id="figures"' not in advice_page(city, viewer)
