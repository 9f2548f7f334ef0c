"""Where urgency lies together, from a run to the page of its advice."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership, User
from datasets.models import Area
from sia.models import AreaResult, ScoreRun
from sia.pages.advice_clusters import clusters
from tests.html import markup
from tests.sia.six_squares import newest
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db


def results(run: ScoreRun) -> list[AreaResult]:
    return list(AreaResult.objects.filter(run=run).select_related("area").order_by("rank"))


def advice_page(partnership: Partnership, reader: User) -> str:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(reader)
    return markup(client.get(reverse("advice", args=[partnership.slug]), {"level": "buurt"}))


def test_a_run_keeps_where_urgency_lies_together(partnership, viewer):
    """Figures that rise from one corner to the other: the most urgent buurten lie in the last rows."""
    city = weighed_city(partnership, columns=5, rows=5)
    found = city.run.findings["clusters"]
    assert (found["areas"], found["expected"]) == (24, pytest.approx(-1 / 23))  # the last buurt has no figures
    assert found["moran"] > 0.5
    assert found["chance"] < 0.001
    assert found["high"]
    assert set(found["high"]) <= {result.area_id for result in results(city.run)[:12]}
    shown = advice_page(partnership, viewer)
    assert "neighbours are more alike than by chance" in shown
    assert f"Moran’s I over 24 areas is {found['moran']:.2f}" in shown


def test_areas_with_a_joint_agenda_that_adjoin_are_named_together(city, viewer):
    run = newest(city)
    B, C, F = (Area.objects.of(city).get(code=code) for code in ("BU01530001", "BU01530002", "BU01530102"))
    run.findings = {"clusters": {"adjoining": [[B.pk, C.pk, F.pk]]}}
    run.save()
    shown = advice_page(city, viewer)
    names = [f'<a href="{reverse("area", args=[city.slug, area.code])}">{area.name}</a>' for area in (B, C, F)]
    assert f"<li>{names[0]},{names[1]}and{names[2]}</li>" in shown
    assert "Moran" not in shown  # six areas are too few


def test_a_pattern_that_chance_makes_easily_is_not_called_one(city):
    run = newest(city)
    run.findings = {
        "clusters": {"moran": 0.1, "expected": -0.05, "chance": 0.2, "high": [], "areas": 21, "adjoining": []}
    }
    assert not clusters(run, results(run)).alike
    run.findings["clusters"] |= {"chance": 0.001}
    assert clusters(run, results(run)).alike
    run.findings["clusters"] |= {"moran": -0.6}  # neighbours unlike each other
    assert not clusters(run, results(run)).alike


def test_a_run_that_found_nothing_shows_no_card(city, viewer):
    run = newest(city)
    run.findings = {}  # as runs from before it looked
    run.save()
    assert clusters(run, results(run)) is None
    assert 'id="clusters"' not in advice_page(city, viewer)
