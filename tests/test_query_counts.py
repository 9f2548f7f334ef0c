"""A page asks the database as often for sixty areas as for six, and nothing in a loop."""

from __future__ import annotations

from typing import Any

import pytest
import zeal
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal.apps import ZealConfig

from accounts.models import User
from dia.models import Site, Work, WorkRelation
from sia.models import Interpretation, Snapshot
from tests import factories
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db

# Per page how many queries it may cost at most, with what every page asks: session, person, partnership.
PAGES: dict[str, tuple[str, str, int]] = {
    "home": ("home", "", 4),
    "start": ("start", "", 20),
    "map": ("map", "", 30),
    "map of the wijken": ("map", "?level=wijk", 30),
    "map with an area": ("map", "?area=BU01530001&layer=both", 40),
    "map by advice": ("map", "?layer=advice&sort=-rank", 30),
    "map by theme": ("map", "?layer=health", 30),
    "ranking as a file": ("ranking_csv", "", 8),
    "advice": ("advice", "", 14),
    "advice as a file": ("advice_csv", "", 8),
    "what would change the advice": ("advice_flip", "", 14),
    "snapshots": ("snapshot_list", "", 8),
    "snapshot": ("snapshot", "", 20),
    "list of areas": ("area_list", "", 12),
    "search in the list": ("area_list", "?q=buurt", 12),
    "area": ("area", "", 40),
    "wijk": ("wijk", "", 40),
    "two areas": ("area_beside", "", 20),
    "pockets": ("pocket_list", "", 14),
    "model": ("model", "", 20),
    "version of the model": ("model_version", "", 40),
    "works": ("work_list", "", 20),
    "work": ("work", "", 24),
    "works as a file": ("works_csv", "", 12),
    "works of an area": ("area_works", "", 14),
    "sites": ("site_list", "", 12),
    "data": ("data", "", 20),
    "delivery": ("delivery", "", 15),
    "assets": ("asset_list", "", 8),
    "upload": ("upload", "", 6),
    "border": ("link_edit", "", 10),
    "outlines": ("api-map", "", 6),
    "scores": ("api-run", "", 10),
}


@pytest.fixture(scope="session")
def _zeal() -> None:
    """Not among the installed apps: it wraps every relation of every model."""
    ZealConfig("zeal", zeal).ready()


@pytest.fixture
def cities(db: None) -> tuple[City, City]:
    """Six areas in two wijken, and sixty in two."""
    few, many = factories.PartnershipFactory.create(slug="klein"), factories.PartnershipFactory.create(slug="groot")
    return weighed_city(few, columns=3), weighed_city(many, columns=30)


def address(screen: str, city: City) -> str:
    name, query, _ = PAGES[screen]
    slug, code = city.partnership.slug, city.areas[1].code
    arguments: dict[str, list[Any]] = {
        "home": [],
        "area": [slug, code],
        "wijk": [slug, "WK015300"],
        "area_beside": [slug, code, city.areas[0].code],
        "delivery": [slug, city.delivery.pk],
        "model_version": [slug, city.model.version],
        "advice_flip": [slug, code],
        "snapshot": [slug, snapshot_of(city).pk],
        "work": [slug, works_of(city)[0].pk] if name.startswith(("work", "site", "area_works")) else [],
        "area_works": [slug, "WK015300"],
        "link_edit": [slug, city.areas[0].code, city.link.pk],
        "api-map": [slug, city.map.sha256],
        "api-run": [slug, city.run.pk],
    }
    return reverse({"wijk": "area"}.get(name, name), args=arguments.get(name, [slug])) + query


def snapshot_of(city: City) -> Snapshot:
    """In which every area got another class, and has a reading."""
    fields = {"partnership": city.partnership, "run": city.run, "title": "Maart", "state": "interpreting"}
    snapshot, new = Snapshot.objects.get_or_create(**fields)
    if new:
        party = factories.PartyFactory.create()
        for area in city.areas:
            snapshot.deviations.create(area=area, advice="watch", reason="Loopt al.", party=party)
            Interpretation.objects.create(area=area, party=party, kind="confirm", text="Klopt.")
    return snapshot


def works_of(city: City) -> list[Work]:
    """One on a site of its own in every area, the first before all others."""
    party = factories.Party.objects.get_or_create(name=f"Werken {city.partnership.slug}", kind="other")[0]
    city.partnership.seats.get_or_create(party=party)
    years = {"earliest": 2028, "preferred": 2028, "latest": 2028, "direct_cost": 1000}
    made = []
    for area in city.areas:
        named = {"partnership": city.partnership, "name": area.code, "area_code": area.code}
        fields = {"party": party, "area_code": area.code, "site": Site.objects.create(**named), "place": area.geometry}
        made.append(Work.objects.create(partnership=city.partnership, title=area.code, kind="sewer", **fields, **years))
        if len(made) > 1:
            WorkRelation.objects.create(kind="sequence", first=made[0], second=made[-1])
    return made


def queries(user: User, path: str) -> list[str]:
    browser = Client()
    browser.force_login(user)
    browser.get(path)  # what a process asks once and then knows, such as the systems of coordinates
    with CaptureQueriesContext(connection) as asked, zeal.zeal_context():
        assert browser.get(path).status_code in {200, 302}
    return [query["sql"] for query in asked]


@pytest.mark.usefixtures("_zeal")
@pytest.mark.parametrize("role", ["viewer", "administrator"])
@pytest.mark.parametrize("screen", PAGES)
def test_ten_times_the_areas_cost_no_query_more(screen: str, role: str, cities: tuple[City, City]):
    if role == "viewer" and screen in {"upload", "border"}:
        role = "analyst"
    few, many = (queries(factories.member(city.partnership, role), address(screen, city)) for city in cities)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= PAGES[screen][2], "\n".join(many)
