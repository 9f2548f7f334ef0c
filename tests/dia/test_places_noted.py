"""Whoever sees by a covenant where a confidential work lies leaves a line in the log; and says what a file is for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import make_token
from datasets.models import AccessEvent, Covenant
from datasets.pipeline.access import log_for, summary_of
from dia.models import Agenda, Work
from dia.tasks import find_opportunities
from tests import factories
from tests.dia.bundled import Street
from tests.dia.test_confidential import agenda, covenant, here  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


def look(user, name: str, *about: int | str, query: str = "") -> int:
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=about) + query).status_code


def test_every_page_that_shows_such_a_place_leaves_its_line(here: Street, agenda: Agenda, covenant: Covenant):  # noqa: F811
    find_opportunities(here.partnership, "all", lambda done, total: None)
    slug = here.partnership.slug
    opportunity = here.partnership.opportunities.get(first=here.sewer, confidential=True)
    pages = [
        ("work_list", [slug], ""),
        ("work", [slug, here.heat.pk], ""),
        ("site_list", [slug], ""),
        ("coupling_list", [slug], ""),
        ("coupling", [slug, opportunity.pk], ""),
        ("agenda", [slug, agenda.pk], "?as=map"),
    ]
    silent = [("work", [slug, here.sewer.pk], ""), ("agenda", [slug, agenda.pk], ""), ("bundle_list", [slug], "")]
    for name, about, query in [*silent, *pages]:
        reader = factories.member(here.partnership, "viewer", party=here.city)
        for _ in range(2 if name == "work" else 1):  # a second look on one day counts no more
            assert look(reader, name, *about, query=query) == 200
        noted = AccessEvent.objects.filter(user=reader).values_list("kind", "places_of", "party", "dataset")
        expected = [("seen", here.grid.pk, here.city.pk, None)] if (name, about, query) in pages else []
        assert (name, list(noted)) == (name, expected)


def test_the_own_places_are_not_noted_nor_those_that_nobody_shows(here: Street, covenant: Covenant):  # noqa: F811
    outsider = factories.member(here.partnership, "viewer")
    for user in (here.operator, outsider):
        assert look(user, "work", here.partnership.slug, here.heat.pk) == 200
        assert look(user, "site_list", here.partnership.slug) == 200
    assert not AccessEvent.objects.exists()


def test_a_file_with_such_places_asks_what_it_is_for(here: Street, covenant: Covenant):  # noqa: F811
    slug, query = here.partnership.slug, "?format=geojson"
    assert look(here.planner, "works_file", slug, query=query) == 422
    assert look(here.planner, "works_file", slug, query=query + "&purpose=") == 422
    assert not AccessEvent.objects.exists()
    assert look(here.planner, "works_file", slug, query=query + "&purpose=Graven") == 200
    assert look(here.operator, "works_file", slug, query=query) == 200
    lent, own = AccessEvent.objects.order_by("pk")
    assert (lent.places_of, lent.party, lent.purpose, lent.kind) == (here.grid, here.city, "Graven", "exported")
    assert (own.places_of, own.party, own.purpose, own.file) == (None, here.grid, "", lent.file)
    assert lent.file.endswith(".geojson")


def test_a_map_with_such_places_asks_it_too_and_a_token_says_it(here: Street, covenant: Covenant):  # noqa: F811
    about = [here.partnership.slug, "works-points"]
    assert look(here.planner, "api-ogc-features", *about) == 422
    assert look(here.planner, "api-ogc-feature", *about, here.heat.pk) == 422
    assert not AccessEvent.objects.exists()
    assert look(here.planner, "api-ogc-features", *about, query="?purpose=Graven") == 200
    usual = {"name": "QGIS", "purpose": "Kabels op de kaart", "until": timezone.localdate()}
    _made, token = make_token(by=here.planner, partnership=here.partnership, **usual)
    answer = Client().get(reverse("api-ogc-features", args=about), headers={"authorization": f"Bearer {token}"})
    shapes = {feature["id"]: feature["geometry"] for feature in answer.json()["features"]}
    assert shapes[here.heat.pk] is not None
    noted = AccessEvent.objects.order_by("pk").values_list("places_of", "party", "purpose")
    assert list(noted) == [(here.grid.pk, here.city.pk, said) for said in ("Graven", "Kabels op de kaart")]


def test_its_owner_and_the_review_of_the_covenant_read_who_looked(here: Street, covenant: Covenant):  # noqa: F811
    Work.objects.filter(pk=here.sewer.pk).update(confidential=True)
    look(here.planner, "work", here.partnership.slug, here.heat.pk)
    look(here.planner, "works_file", here.partnership.slug, query="?purpose=Graven")
    assert {event.user for event in log_for(here.operator, here.partnership)} == {here.planner}
    [own] = log_for(here.planner, here.partnership)
    assert own.kind == "exported"
    parties = {each.party: each for each in summary_of(covenant).parties}
    assert (parties[here.city].people, parties[here.city].looks, parties[here.city].taken) == (1, 1, 1)
    assert parties[here.grid].people == 0
    client = Client()
    client.force_login(here.operator)
    text = client.get(reverse("access_log", args=[here.partnership.slug])).content.decode()
    assert here.planner.name in text
    assert "Netbeheerder" in text
    assert "Graven" in text
