"""No page, file or answer of the other rooms tells somebody without a covenant where a confidential work lies either.

Every address of the joint agenda is walked in tests/dia/test_confidential.py.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from datasets.ogc.asked import RD
from dia.models import Agenda, Measure, Work
from tests import factories
from tests.dia.test_confidential import hidden_street, secrets, stands, text_of
from tests.test_authorisation_matrix import address, measure_of, meeting_of
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db
ROOMS = [
    "start", "waiting", "changes", "in_short", "releases", "area", "area_list", "map", "meeting", "meeting_screen",
    "meeting_follow", "meeting_close", "minutes_txt", "figures_file", "areas_file", "api-map", "api-run",
    "api-ogc-collections",
]  # fmt: skip


def test_other_rooms_do_not_tell_where_it_lies(partnership):
    """The work is on an agenda that is met about, and beside a work of another party."""
    city = weighed_city(partnership)
    here = hidden_street(partnership)
    agenda = Agenda.objects.get(pk=measure_of(city).agenda_id)
    for work in (here.heat, here.sewer):
        made = Measure.objects.create(agenda=agenda, work=Work.objects.get(pk=work.pk), group="street")
        made.years.create(year=2028, euros=100_000)
    meeting_of(city).items.create(partnership=partnership, title="Nu", position=1, area_code="BU01530000")
    outsider, client = factories.member(partnership, "administrator", party=here.city), Client()
    client.force_login(outsider)
    told, met = [], set()
    layers = [f"works-{drawn}" for drawn in ("points", "lines", "areas", "without-place")]
    maps = {layer: reverse("api-ogc-features", args=[partnership.slug, layer]) for layer in layers}
    maps |= {f"{layer} in metres": f"{path}?crs={RD}" for layer, path in maps.items()}
    for name, path in ({room: address(room, city, city) for room in ROOMS} | maps).items():
        answer = client.get(path)
        text = text_of(answer).replace("\xa0", " ")
        told += [(name, secret) for secret in secrets() if stands(secret, text)]
        met |= {name} if here.heat.title in text else set()
        assert (name, answer.status_code) == (name, 200)
    assert told == []
    assert {"changes", "works-without-place"} <= met
