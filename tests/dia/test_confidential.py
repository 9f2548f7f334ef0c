"""The place of a confidential work is known to its own party, and to who has a covenant about it, at every address.

Others see title, area, years, cost and hindrance: that is what the form promises. Not the place, nor what would tell of
it: the site, what is done, how far it lies from other works, and the figures of its site.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Partnership, User
from datasets.actions.covenants import draft_covenant, end_covenant, sign_covenant
from datasets.exports.making import may_fetch
from datasets.models import Covenant, Export
from datasets.models.areas import RD_NEW
from datasets.pipeline.covenants import covenant_stamp
from datasets.pipeline.grants import shown_places
from dia import actions
from dia.models import Agenda, Bundle, Measure, Scenario, Site, Work
from dia.pages.works_export import works
from dia.pipeline.agenda_lines import burdens_of, measures_of
from dia.pipeline.scenarios import Settings
from dia.tasks import find_conflicts, find_opportunities
from dia.urls import urlpatterns
from tests import factories
from tests.days import in_days
from tests.dia.agenda_steps import opened
from tests.dia.bundled import HEAT, Street, X, Y, street, work

pytestmark = pytest.mark.django_db

FORMS = ["?format=csv", "?format=data", "?format=xlsx", "?format=geojson", "?format=gpkg"]
FILES = {"works_file", "bundles_file", "scenario_file", "sites_file"}
VIEWS = {
    "agenda": ["?view=nuisance", "?view=fte", "?as=timeline", "?as=map"],
    "agenda_file": ["?view=fte", "?format=data", "?format=xlsx"],
    "coupling_list": ["?state=all", "?state=all&kind=area"],
    "opportunities_file": [f"{form}&state=all" for form in FORMS],
    **dict.fromkeys(FILES, FORMS),
}
SITE, WHAT = "Geheime Singel", "Kabel onder de Lindegracht"
# Of the site: no sum of other figures here gives these, and no key of a row comes this far.
HOUSEHOLDS, COMMON = 7_919_003, 104_729_011
WHERE = Point(X + 43.21, Y + 7.65, srid=RD_NEW)  # 43,88 m from the sewer


def secrets() -> list[str]:
    """Any of these on a screen or in a file tells where the work lies."""
    longitude, latitude = WHERE.transform(4326, clone=True).coords
    numbers = [WHERE.x, WHERE.y, f"{longitude:.6f}"[:-1], f"{latitude:.6f}"[:-1]]
    figures = [f"{figure:,}".replace(",", mark) for figure in (HOUSEHOLDS, COMMON) for mark in (",", ".", "")]
    return [SITE, WHAT, "44 m", *(str(number) for number in numbers), *figures]


@pytest.fixture
def here(partnership) -> Street:
    factories.square_city(partnership)
    return hidden_street(partnership)


def hidden_street(partnership: Partnership) -> Street:
    """The heat grid lies beside the sewer, at one site with it; the operator keeps that to itself."""
    found = street(partnership)
    figures = {"households": HOUSEHOLDS, "common_cost": COMMON, "setup_days": 3, "last_renewed": 2026}
    site = Site.objects.create(partnership=partnership, name=SITE, area_code="BU01530000", **figures)
    secret = {"place": WHERE, "site": site, "description": WHAT, "confidential": True, "common_cost": 0}
    Work.objects.filter(pk=found.heat.pk).update(**secret)
    return found


@pytest.fixture
def agenda(here: Street) -> Agenda:
    made = opened(here.partnership, here.city, here.grid)
    for one, by in ((here.sewer, here.planner), (here.heat, here.operator)):
        actions.add_measure(agenda=made, work=Work.objects.get(pk=one.pk), by=by, group="street")
    return made


@pytest.fixture
def bundle(here: Street, agenda: Agenda) -> Bundle:
    """The operator's work is asked to join that of the city; another of the operator is in it already."""
    gas = work(here.partnership, here.grid, "Gas", east=20, kind="gas", earliest=2028, preferred=2028, latest=2028, direct_cost=1)  # fmt: skip
    fields: dict[str, Any] = {"lead": here.grid, "name": "Straat", "year": 2028, "agenda": agenda}
    secret = Work.objects.get(pk=here.heat.pk)
    made = actions.create_bundle(partnership=here.partnership, by=here.operator, works=[gas, secret], **fields)
    asked = {"work": here.sewer, "sender": here.grid, "due": in_days(7), "version": made.version}
    actions.ask_to_join(bundle=made, by=here.operator, **asked)
    return made


@pytest.fixture
def scenario(here: Street, agenda: Agenda) -> Scenario:
    """It moves the confidential work to 2028, beside the sewer."""
    asked = Settings(seconds=10.0, pins={here.heat.pk: 2028, here.sewer.pk: 2028})
    made = actions.ask_scenario(agenda=agenda, by=here.planner, name="Samen", settings=asked)
    factories.run_jobs(here.partnership, "dia.optimise")
    return made


@pytest.fixture
def channels(here: Street, bundle: Bundle, scenario: Scenario) -> dict[str, Any]:
    """All that an address may ask for, each about the confidential work."""
    work(here.partnership, here.city, "Renovatie", east=30, **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership, "all", lambda done, total: None)
    measure = Measure.objects.get(work=here.heat)
    return {
        "partnership": here.partnership.slug,
        "work": here.heat.pk,
        "code": "BU01530000",
        "agenda": measure.agenda_id,
        "measure": measure.pk,
        "coupling": here.partnership.opportunities.get(first=here.heat, confidential=False).pk,
        "bundle": bundle.pk,
        "asking": bundle.requests.get().pk,
        "scenario": scenario.pk,
        "pot": measure.agenda.pots.get(party=here.city, year=2028).pk,
        "funding": "regular",
        "parties": [here.city.pk, here.grid.pk],
    }


def answers(user: User, channels: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every address of this room that this user may read, with what it answers."""
    client = Client()
    client.force_login(user)
    views = VIEWS | {"agenda_money": [f"?party={party}" for party in channels["parties"]]}
    for pattern in urlpatterns:
        wanted = set(pattern.pattern.converters)
        if pattern.name == "site_list" or not wanted <= channels.keys():
            continue
        given = {key: channels[key] for key in wanted}
        for view in ["", *views.get(pattern.name, [])]:
            purpose = f"{'&' if view else '?'}purpose=Graven" if pattern.name.endswith("_file") else ""
            answer = client.get(reverse(pattern.name, kwargs=given) + view + purpose)
            if answer.status_code == 200:
                yield f"{pattern.name}{view}", text_of(answer)


def text_of(answer: Any) -> str:
    """All that can be read in it: of a workbook its cells, of a map for QGIS also where it draws."""
    kind, content = answer["Content-Type"], b"".join(answer) if answer.streaming else answer.content
    if "spreadsheetml" in kind:
        sheets = load_workbook(io.BytesIO(content)).worksheets
        return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row)
    drawn = "geopackage" in kind and struct.pack("<dd", WHERE.x, WHERE.y) in content
    return content.decode(errors="replace") + (f" {WHERE.x} " if drawn else "")


@pytest.fixture
def covenant(here: Street) -> Covenant:
    """The grid operator shows the municipality where its confidential works lie; the secretary of another party drew it up."""
    parties, today = [here.city, here.grid], timezone.localdate()
    by = factories.member(here.partnership, "secretary")
    terms = {"title": "Kabels", "purpose": "Samen graven.", "since": today, "review_on": today + timedelta(days=365)}
    made = draft_covenant(partnership=here.partnership, by=by, parties=parties, showing=[here.grid], **terms)
    for party, signer in ((here.city, here.planner), (here.grid, here.operator)):
        sign_covenant(covenant=made, party=party, by=signer, seen=covenant_stamp(made))
    return Covenant.objects.get(pk=made.pk)


def stands(secret: str, text: str) -> bool:
    """As a number of its own: 7919 stands not in the microseconds of a day."""
    return bool(re.search(r"(?<![\d.,])" + re.escape(secret), text))


def places_told(user: User, channels: dict[str, Any]) -> set[str]:
    """At which addresses this user reads where the confidential work lies."""
    return {
        address
        for address, text in answers(user, channels)
        if any(stands(secret, text) and not allowed(address, secret) for secret in secrets())
    }


@pytest.mark.full
def test_a_covenant_shows_the_place_to_its_parties_and_to_nobody_else_until_it_ends(
    here: Street, channels: dict[str, Any], covenant: Covenant
):
    reader, outsider = (
        factories.member(here.partnership, "viewer", party=here.city),
        factories.member(here.partnership, "viewer"),
    )
    told = {**channels, "coupling": here.partnership.opportunities.get(first=here.sewer, confidential=True).pk}
    found = places_told(reader, told)
    assert {"work", "work_list", "works_file", "works_file?format=geojson", "agenda?as=map"} <= found
    assert {"coupling", "coupling_list"} <= found
    assert places_told(outsider, told) == set()
    end_covenant(covenant=covenant, by=here.operator, reason="Gestopt.")
    assert places_told(reader, told) == set()


def test_a_covenant_shows_no_places_of_who_did_not_say_so(here: Street, covenant: Covenant):
    Work.objects.filter(pk=here.sewer.pk).update(confidential=True)
    assert shown_places(here.planner, here.partnership) == {here.city.pk, here.grid.pk}
    assert shown_places(here.operator, here.partnership) == {here.grid.pk}


def test_an_opportunity_from_a_confidential_place_is_of_who_sees_it_only(here: Street):
    find_opportunities(here.partnership, "all", lambda done, total: None)
    opportunity = here.partnership.opportunities.get(first=here.sewer, confidential=True)
    address = reverse("coupling", args=[here.partnership.slug, opportunity.pk])
    client = Client()
    client.force_login(here.planner)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}decline/", {"reason": "Nee"}).status_code == 404
    client.force_login(here.operator)
    assert client.get(address).status_code == 200


def test_the_opportunity_of_two_areas_stays_at_its_address_for_who_sees_the_places_too(here: Street):
    work(here.partnership, here.city, "Renovatie", east=30, **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership, "all", lambda done, total: None)
    client = Client()
    client.force_login(here.operator)
    for opportunity in here.partnership.opportunities.filter(first=here.heat):
        assert client.get(reverse("coupling", args=[here.partnership.slug, opportunity.pk])).status_code == 200


def test_a_file_with_places_under_a_covenant_goes_with_it(here: Street, covenant: Covenant):
    reader = factories.member(here.partnership, "viewer", party=here.city)
    table = works(here.partnership, reader, {})
    assert table.places_of == [here.grid.pk]
    export = Export(partnership=here.partnership, asked_by=reader, places_of=table.places_of)
    assert may_fetch(export, reader)
    end_covenant(covenant=covenant, by=here.operator, reason="Gestopt.")
    assert not may_fetch(export, reader)


@pytest.mark.parametrize("role", ["viewer", pytest.param("administrator", marks=pytest.mark.full)])
def test_another_party_finds_the_place_at_no_address(here: Street, channels: dict[str, Any], role: str):
    reader = factories.member(here.partnership, role, party=here.city)
    told, met = [], set()
    for address, text in answers(reader, channels):
        plain = text.replace(" ", " ")
        told += [(address, secret) for secret in secrets() if stands(secret, plain) and not allowed(address, secret)]
        met |= {address.partition("?")[0]} if here.heat.title in text else set()
    assert told == []
    assert met >= {"work_list", "works_file", "work", "area_works", "agenda", "agenda_file", "measure", "agenda_money"}
    assert met >= {
        "coupling_list",
        "coupling",
        "bundle",
        "scenario",
        "bundles_file",
        "opportunities_file",
        "scenario_file",
    }
    assert role == "viewer" or "request_answer" in met


def allowed(address: str, secret: str) -> bool:
    """The register of sites is everybody's: who registers a work may choose any of them."""
    name, figures = address.partition("?")[0], {SITE, *map(str, (HOUSEHOLDS, COMMON))}
    return name == "work_add" and secret == SITE or name == "sites_file" and secret in figures


@pytest.mark.full
def test_its_own_party_finds_it_where_it_belongs(here: Street, channels: dict[str, Any]):
    """So that the search above is known to find what is there."""
    found = {address for address, text in answers(here.operator, channels) if any(one in text for one in secrets())}
    assert {"work", "work_list", "works_file", "work_edit"} <= found
    assert {f"{name}{form}" for name in ("works_file", "bundles_file", "scenario_file") for form in FORMS} <= found


def test_a_work_with_a_confidential_place_shares_no_opening_in_any_sum(here: Street, agenda: Agenda):
    """50 days × 0,5 × 100 households, as if alone; with the site it would be 28 × 7.919, or less beside the sewer."""
    Work.objects.filter(pk=here.sewer.pk).update(site=Site.objects.get(), preferred=2028)
    Measure.objects.get(work=here.sewer).years.update(year=2029)
    heat = Measure.objects.get(work=here.heat)
    burdens = burdens_of(measures_of(agenda), agenda.years)
    assert burdens.works[heat.pk][2029] == 2_500
    assert burdens.areas["BU01530000"][2029] == 2_500 + (3 + 60) * HOUSEHOLDS


def test_what_was_found_before_is_told_no_more_as_soon_as_the_place_is_confidential(here: Street):
    """Both works at one site, in 2027 and 2029: the street opens again too soon."""
    Site.objects.update(last_renewed=None)
    Work.objects.filter(pk__in=[here.heat.pk, here.sewer.pk]).update(site=Site.objects.get(), confidential=False)
    find_opportunities(here.partnership, "all", lambda done, total: None)
    find_conflicts(here.partnership, "all", lambda done, total: None)
    address = reverse("coupling_list", args=[here.partnership.slug])
    client = Client()
    client.force_login(here.planner)
    assert SITE in client.get(address).content.decode()
    Work.objects.filter(pk=here.heat.pk).update(confidential=True)
    text = client.get(address).content.decode()
    assert here.heat.title in text
    assert [secret for secret in secrets() if secret in text] == []


def test_a_declined_opportunity_of_two_areas_does_not_come_back_when_a_confidential_place_moves(here: Street):
    """That would tell that it moved; what its own party sees of the places does come back."""
    work(here.partnership, here.city, "Renovatie", east=30, **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership, "all", lambda done, total: None)
    public, hidden = (
        here.partnership.opportunities.get(second__title="Renovatie", first=here.heat, confidential=confidential)
        for confidential in (False, True)
    )
    actions.decline(opportunity=public, by=here.planner, reason="Te vol.")
    actions.decline(opportunity=hidden, by=here.operator, reason="Te vol.")
    Work.objects.filter(pk=here.heat.pk).update(place=Point(WHERE.x + 5, WHERE.y, srid=RD_NEW), site=None)
    find_opportunities(here.partnership, "all", lambda done, total: None)
    states = [here.partnership.opportunities.get(pk=each.pk).state for each in (public, hidden)]
    assert states == ["declined", "detected"]


def test_keys_of_opportunities_tell_neither_their_order_nor_what_lies_between_them(here: Street):
    for number in range(8):
        work(here.partnership, here.city, f"Renovatie {number}", east=30, **{**HEAT, "kind": "renovation"})
    find_opportunities(here.partnership, "all", lambda done, total: None)
    public = here.partnership.opportunities.filter(confidential=False).order_by("first", "second")
    keys = [each.pk.int for each in public]
    assert len(keys) > 7
    assert keys != sorted(keys)
    assert min(abs(one - other) for one, other in zip(keys, keys[1:], strict=False)) > 2**64
