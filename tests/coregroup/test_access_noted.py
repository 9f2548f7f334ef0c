"""Whoever looks at a figure under a covenant leaves a line in the log, at every page that shows one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from coregroup.models import Bid
from datasets.models import AccessEvent
from dia.models import Work
from sia import pipeline
from tests.datasets.sealed import Sealed, covenant, sealed_city
from tests.datasets.test_covenant_channels import SHOWN
from tests.factories import member
from tests.test_authorisation_matrix import MEMBERS, TABLE, address, measure_of, parameters

pytestmark = pytest.mark.django_db
# Pages that show the figure, or of which it is a reason or a sum; a PDF is packed, so that no word of it is found in there.
TELL = {
    "area", "area_beside", "area_sheet", "map", "start", "in_short", "in_short_pdf", "look_back", "meeting_screen", "meeting_follow",
    "bid", "bid_pdf", "bid_figure",
}  # fmt: skip


@pytest.fixture
def here(partnership) -> Sealed:
    """The indicator under a covenant is one that bids tell of."""
    found = sealed_city(partnership)
    found.indicator.code = "energy_poverty"
    found.indicator.save()
    return found


def share_with_everybody(here: Sealed) -> None:
    """All that sit at the table may read it, so it is weighed."""
    everybody = [seat.party for seat in here.partnership.seats.select_related("party")]
    covenant(here.partnership, here.dataset, everybody)
    model = pipeline.refresh_starter(here.partnership)
    assert model is not None
    for level in ("wijk", "buurt"):
        pipeline.compute(here.partnership, model, level)


def bid_of(here: Sealed) -> Bid:
    """A draft of the reader's party, which works in the first buurt."""
    years = {"earliest": 2026, "preferred": 2027, "latest": 2028}
    Work.objects.create(
        partnership=here.partnership, party=here.town, title="Renovatie", kind="renovation",
        area_code=here.city.areas[0].code, direct_cost=400_000, **years,
    )  # fmt: skip
    return Bid.objects.create(partnership=here.partnership, party=here.town, year=2027, state="draft")


def pages(here: Sealed) -> Iterator[tuple[str, str]]:
    """Every page of the partnership that a member may open; the screens of the meeting with the first area chosen."""
    code = here.city.areas[0].code
    measure_of(here.city).agenda.areas.get_or_create(area_code=code)
    known: dict[str, Any] = {"bid": bid_of(here).pk}
    for name, (read, _write) in TABLE.items():
        if read == MEMBERS:
            if not parameters(name) <= known.keys():
                known = resolve(address(name, here.city, here.city)).kwargs | known
            path = reverse(name, kwargs={key: known[key] for key in parameters(name)})
            queries = {
                "meeting_screen": f"?area={code}",
                "meeting_follow": f"?area={code}",
                "bid_figure": "?of=own:energy_poverty",
            }
            yield name, path + queries.get(name, "")


def opened(reader: User, here: Sealed, client: Client, path: str) -> tuple[Any, bool]:
    """The answer, and whether it was noted; undone again, since each is noted once a day."""
    with transaction.atomic():
        answer = client.get(path)
        noted = AccessEvent.objects.filter(user=reader, dataset=here.dataset).exists()
        transaction.set_rollback(True)
    return answer, noted


@pytest.mark.full
def test_each_page_that_shows_such_a_figure_leaves_its_line(here: Sealed):
    found = list(pages(here))
    share_with_everybody(here)
    reader, client = member(here.partnership, "viewer", party=here.town), Client()
    client.force_login(reader)
    silent, told = set(), set()
    for name, path in found:
        answer, noted = opened(reader, here, client, path)
        if answer.status_code != 200 or answer.streaming:
            continue
        text = answer.content.decode(errors="replace")
        if noted:
            told.add(name)
        elif any(secret in text for secret in SHOWN):
            silent.add(name)
    assert silent == set()
    assert told >= TELL


def test_who_is_shown_none_of_it_is_not_noted(here: Sealed):
    share_with_everybody(here)
    reader, client = member(here.partnership, "viewer", party=here.town), Client()
    client.force_login(reader)
    for name in ("changes", "waiting", "meeting_list"):
        assert client.get(reverse(name, args=[here.partnership.slug])).status_code == 200
    assert not AccessEvent.objects.exists()
