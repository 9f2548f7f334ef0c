"""Whoever looks at a figure under a covenant leaves a line in the log, at every page that shows one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from coregroup.models import Bid
from datasets.models import AccessEvent
from dia.models import Work
from sia import pipeline
from tests.datasets.sealed import Sealed, covenant, sealed_city
from tests.datasets.test_covenant_channels import SHOWN
from tests.factories import member
from tests.test_authorisation_matrix import MEMBERS, TABLE, address, measure_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Sealed:
    """Everybody at the table may read the table, so it is weighed; its indicator is one that bids tell of."""
    found = sealed_city(partnership)
    found.indicator.code = "energy_poverty"
    found.indicator.save()
    everybody = [seat.party for seat in partnership.seats.select_related("party")]
    covenant(partnership, found.dataset, everybody)
    model = pipeline.refresh_starter(partnership)
    assert model is not None
    for level in ("wijk", "buurt"):
        pipeline.compute(partnership, model, level)
    return found


def bid_of(here: Sealed) -> Bid:
    """A draft of the reader's party, which works in the first buurt."""
    years = {"earliest": 2026, "preferred": 2027, "latest": 2028}
    Work.objects.create(
        partnership=here.partnership, party=here.town, title="Renovatie", kind="renovation",
        area_code=here.city.areas[0].code, direct_cost=400_000, **years,
    )  # fmt: skip
    return Bid.objects.create(partnership=here.partnership, party=here.town, year=2027, state="draft")


def pages(here: Sealed) -> Iterator[tuple[str, str]]:
    """Every page of the partnership that a member may open."""
    measure_of(here.city).agenda.areas.get_or_create(area_code=here.city.areas[0].code)
    for name, (read, _write) in TABLE.items():
        if read == MEMBERS:
            yield name, address(name, here.city, here.city)
    for name in ("meeting_screen", "meeting_follow"):
        yield name, f"{address(name, here.city, here.city)}?area={here.city.areas[0].code}"


def test_each_page_that_shows_such_a_figure_leaves_its_line(here: Sealed):
    silent, told = set(), set()
    for name, path in pages(here):
        reader, client = member(here.partnership, "viewer", party=here.town), Client()
        client.force_login(reader)
        answer = client.get(path)
        if answer.status_code != 200 or answer.streaming:
            continue
        text = answer.content.decode(errors="replace")
        noted = AccessEvent.objects.filter(user=reader, dataset=here.dataset).exists()
        if noted:
            told.add(name)
        elif any(secret in text for secret in SHOWN):  # not in a PDF, which is packed: those are named below
            silent.add(name)
    assert silent == set()
    assert {"area", "area_sheet"} <= told


@pytest.mark.parametrize("name", ["start", "in_short", "bid", "bid_pdf", "bid_figure"])
def test_a_page_of_the_core_group_that_rests_on_such_a_figure_is_noted(here: Sealed, name: str):
    which = [bid_of(here).pk] if name.startswith("bid") else []
    reader, client = member(here.partnership, "viewer", party=here.town), Client()
    client.force_login(reader)
    address = reverse(name, args=[here.partnership.slug, *which])
    assert client.get(address, {"of": "own:energy_poverty"}).status_code == 200
    assert AccessEvent.objects.filter(user=reader, dataset=here.dataset).exists()


def test_who_is_shown_none_of_it_is_not_noted(here: Sealed):
    reader, client = member(here.partnership, "viewer", party=here.town), Client()
    client.force_login(reader)
    for name in ("changes", "waiting", "meeting_list"):
        assert client.get(reverse(name, args=[here.partnership.slug])).status_code == 200
    assert not AccessEvent.objects.exists()
