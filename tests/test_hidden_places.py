"""What an outsider gets does not depend on where a confidential work lies: not a word, number, order, count or refusal.

Three worlds are made from the same numbers on: the work lies beside works of others and at their site, elsewhere in its
area, or nowhere. Its own party looks at everything first, so that whatever is kept ready is. Then an administrator of
another party asks every address, deletes sites, brings works around it, and asks every address again.
"""

from __future__ import annotations

import io
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from openpyxl import load_workbook

from accounts.models import Partnership, User
from datasets.models.areas import RD_NEW
from dia import actions
from dia.models import CouplingOpportunity, Measure, Site, Work
from dia.urls import urlpatterns
from tests import factories
from tests.database import number_from, numbers
from tests.datasets.channels import text_of
from tests.days import in_days
from tests.dia.agenda_steps import opened
from tests.dia.bundled import HEAT, Street, X, Y, street, work
from tests.dia.test_confidential import VIEWS
from tests.test_authorisation_matrix import TABLE, address, addresses, parameters
from tests.weighed import City, weighed_city

pytestmark = pytest.mark.django_db
NAMED_FROM = 10_000  # parties and cities, which are numbered in their names
NEAR = Point(X + 43.21, Y + 7.65, srid=RD_NEW)  # 44 m from the sewer, and 20 m from works that are brought later
FAR = Point(X + 380, Y - 410, srid=RD_NEW)  # in the same buurt, and near to nothing
WORLDS: dict[str, dict[str, Any]] = {
    "here": {"place": NEAR, "site": "Singel"},
    "elsewhere": {"place": FAR, "site": "Achterweg"},
    "nowhere": {"place": None, "site": None},
}
LATER = [(-40, 0), (0, 0), (20, 0), (60, 30), (400, -400), (-400, 300)]  # metres from NEAR
# What differs at each moment, or each time it is asked.
PASSING = [
    r"[\w-]{20,}:[\w-]+:[\w-]{20,}",  # a signed note: first, since its signature may hold what looks like a time
    r'name="csrfmiddlewaretoken" value="[^"]+"',
    r'"X-CSRFToken": ?"[^"]+"',
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+\d\d:?\d\d)?",
    r"\d{1,2}:\d\d",
    r"nonce-[\w+/=-]+",
    r"\d+ (seconden?|seconds?|minuten|minutes?) (geleden|ago)",
]
ROOM = {pattern.name for pattern in urlpatterns} | {"map", "area", "api-map", "changes", "waiting", "api-ogc-features"}
NOT_ASKED = {"healthz"}  # which tells of workers
HEADERS = ("Content-Type", "Location", "ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Disposition")


@pytest.fixture
def worlds(settings: Any, tmp_path: Path) -> dict[str, dict[str, str]]:
    """All that the outsider got, by world and address."""
    found, kept = {}, numbers()
    for name, fields in WORLDS.items():
        settings.MEDIA_ROOT = tmp_path / name
        with transaction.atomic():
            number_from(kept)
            for each in (factories.PartnershipFactory, factories.PartyFactory, factories.IndicatorFactory):
                each.reset_sequence(NAMED_FROM, force=True)
            cache.clear()
            found[name] = dict(outsiders_answers(**fields))
            transaction.set_rollback(True)
    return found


@pytest.mark.full
def test_an_outsider_gets_the_same_wherever_a_confidential_work_lies(worlds: dict[str, dict[str, str]]):
    here = worlds["here"]
    assert len(here) > 200
    assert sum("Warmtenet eerste deel" in text for text in here.values()) > 20
    for name in ("elsewhere", "nowhere"):
        other = worlds[name]
        assert list(here) == list(other)
        assert {key: difference(here[key], other[key]) for key in here if here[key] != other[key]} == {}


def outsiders_answers(place: Point | None, site: str | None) -> Iterator[tuple[str, str]]:
    partnership = factories.PartnershipFactory.create(slug="stad")
    city, here = weighed_city(partnership), street(partnership)
    outsider = factories.member(partnership, "administrator", party=here.city)
    insider = factories.member(partnership, "administrator", party=here.grid)
    sites = [
        Site.objects.create(
            partnership=partnership, name=name, area_code="BU01530000", households=50, common_cost=9_000
        )
        for name in ("Singel", "Achterweg", "Derde")
    ]
    own = next((each for each in sites if each.name == site), None)
    Work.objects.filter(pk=here.heat.pk).update(place=place, site=own, confidential=True)
    given = meet(here)
    settle(partnership)
    named = paths(city, given)
    room = [path for name, path in named if name in ROOM]
    warm = browser(insider)
    for path in room:
        warm.get(path)
    yield from asked("before", outsider, [path for _name, path in named])
    client = browser(outsider)
    for each in sites:
        where = reverse("site_remove", args=[partnership.slug, each.pk])
        yield f"delete {each.name}", plain(client.post(where, follow=True))
    for number, (east, north) in enumerate(LATER):
        spot = Point(NEAR.x + east, NEAR.y + north, srid=RD_NEW)
        planned = {**HEAT, "kind": "renovation", "area_code": "BU01530000", "place": spot}
        actions.add_work(partnership=partnership, by=outsider, party=here.city, title=f"Eigen {number}", **planned)
    settle(partnership)
    yield from asked("after", outsider, room)


def meet(here: Street) -> dict[str, Any]:
    """The confidential work on an agenda, in a bundle and as an opportunity of two areas; what addresses about these ask for."""
    agenda = opened(here.partnership, here.city, here.grid)
    for one, by in ((here.sewer, here.planner), (here.heat, here.operator)):
        actions.add_measure(agenda=agenda, work=Work.objects.get(pk=one.pk), by=by, group="street")
    gas = work(here.partnership, here.grid, "Gas", east=20, kind="gas", earliest=2028, preferred=2028, latest=2028, direct_cost=1)  # fmt: skip
    fields: dict[str, Any] = {"lead": here.grid, "name": "Straat", "year": 2028, "agenda": agenda}
    secret = Work.objects.get(pk=here.heat.pk)
    bundle = actions.create_bundle(partnership=here.partnership, by=here.operator, works=[gas, secret], **fields)
    asking = {"work": here.sewer, "sender": here.grid, "due": in_days(7), "version": bundle.version}
    actions.ask_to_join(bundle=bundle, by=here.operator, **asking)
    work(here.partnership, here.city, "Renovatie", east=30, **{**HEAT, "kind": "renovation"})
    return {
        "partnership": here.partnership.slug,
        "work": here.heat.pk,
        "code": "BU01530000",
        "agenda": agenda.pk,
        "measure": Measure.objects.get(work=here.heat).pk,
        "bundle": bundle.pk,
        "asking": bundle.requests.get().pk,
        "feature": here.heat.pk,
        "collection": "works-without-place",
        "room": "plans",
    }


def settle(partnership: Partnership) -> None:
    """All work in the background, and what follows from it."""
    while partnership.jobs.open().exclude(kind="sia.diagnose").exists():
        factories.run_jobs(partnership)


def paths(city: City, given: dict[str, Any]) -> list[tuple[str, str]]:
    """Every address that can be read, with its name: of whatever the city holds, and of the confidential work."""
    public = (
        CouplingOpportunity.objects.of(city.partnership).filter(confidential=False).order_by("first_id", "second_id")
    )
    known = given | {"coupling": next(each.pk for each in public if given["work"] in {each.first_id, each.second_id})}
    found: dict[str, str] = {}
    for name, _pattern in addresses(get_resolver().url_patterns):
        if name in NOT_ASKED or TABLE.get(name, (None, None))[0] is None:
            continue
        of_all = [address(name, city, city)]
        if parameters(name) & (known.keys() - {"partnership"}) and parameters(name) <= known.keys():
            of_all.append(reverse(name, kwargs={each: known[each] for each in parameters(name)}))
        of_all += [of_all[-1] + view for view in VIEWS.get(name, [])]
        found |= {path + ("&" if "?" in path else "?") + "purpose=Graven": name for path in of_all}
    return [(name, path) for path, name in found.items()]


def asked(when: str, user: User, addresses_: list[str]) -> Iterator[tuple[str, str]]:
    client, names = browser(user), keys_of()
    for path in addresses_:
        yield f"{when} {lasting(without_keys(path, names))}", without_keys(plain(client.get(path)), names)


def browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def keys_of() -> dict[str, str]:
    """Random keys of what everybody may know, each with a name that is the same in every world."""
    public = CouplingOpportunity.objects.filter(confidential=False)
    return {str(one.pk): f"chance of {one.first_id} and {one.second_id}" for one in public}


def without_keys(text: str, names: dict[str, str]) -> str:
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lambda key: names.get(key[0], key[0]), text)


def plain(answer: Any) -> str:
    """Status, headers and content, without what differs at each moment."""
    content = b"".join(answer) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    if "spreadsheetml" in kind:
        sheets = load_workbook(io.BytesIO(content)).worksheets
        text = "\n".join(str(row) for sheet in sheets for row in sheet.values)
    elif "geopackage" in kind:
        text = "\n".join(dump(content))
    elif "pdf" in kind:
        text = text_of(answer, papers=True)
    else:
        text = content.decode(errors="replace")
    head = "\n".join(f"{name}: {answer[name]}" for name in HEADERS if name in answer)
    return lasting(f"{answer.status_code}\n{head}\n{text}")


def lasting(text: str) -> str:
    for passing in PASSING:
        text = re.sub(passing, "…", text)
    return text


def dump(content: bytes) -> Iterator[str]:
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as file:
        file.write(content)
        file.flush()
        with sqlite3.connect(file.name) as base:
            tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'rtree%'")
            for (table,) in tables.fetchall():
                yield table
                yield from map(str, base.execute(f'SELECT * FROM "{table}"').fetchall())
        base.close()


def difference(one: str, other: str) -> list[tuple[str, str]]:
    """The first lines that differ."""
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    found = [(left[:300], right[:300]) for left, right in pairs if left != right][:3]
    return found or [(f"{len(one)} long", f"{len(other)} long")]
