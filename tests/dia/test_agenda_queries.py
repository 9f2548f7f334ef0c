"""A table of twenty measures costs no query more than one of two."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dia.models import Agenda
from tests import factories
from tests.dia.agenda_steps import address, browser, committed, give, measured, opened, party

pytestmark = pytest.mark.django_db
# Per page how many queries it may cost at most, with what every page asks: session, person, partnership.
PAGES = {
    "agenda_list": 16,
    "agenda": 24,
    "agenda?view=fte": 24,
    "agenda?view=nuisance": 24,
    "agenda?as=timeline": 24,
    "agenda?as=map": 30,
    "agenda?as=map&year=2028": 30,
    "agenda_history": 16,
    "agenda_edit": 20,
    "agenda_money": 24,
    "measure": 26,
}


@pytest.fixture(scope="module")
def agendas(module_db: None) -> tuple[Agenda, Agenda]:
    return filled("klein", 2), filled("groot", 20)


def filled(slug: str, number: int) -> Agenda:
    """With as many parties as measures, of which each committed and gave something in two years."""
    partnership = factories.PartnershipFactory.create(slug=slug)
    parties = [party(partnership, f"{slug} {place}") for place in range(number)]
    agenda = opened(partnership, *parties)
    for place, owner in enumerate(parties):
        user = factories.member(partnership, "administrator", party=owner)
        measure = measured(agenda, owner, f"Werk {place}", user, group=["street", "social"][place % 2])
        for year in (2028, 2029):
            committed(agenda, owner, user, year, 500_000)
            give(measure, owner, user, year, 100_000)
    return agenda


def queries(agenda: Agenda, screen: str) -> list[str]:
    user = agenda.partnership.memberships.filter(role="administrator").order_by("pk")[0].user
    name, _mark, query = screen.partition("?")
    if name == "agenda_list":
        path = reverse(name, args=[agenda.partnership.slug])
    else:
        path = address(name, agenda.measures.order_by("pk")[0] if name == "measure" else agenda)
    client = browser(user)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{path}?{query}").status_code == 200
    return [each["sql"] for each in asked]


@pytest.mark.parametrize("screen", PAGES)
def test_ten_times_the_measures_cost_no_query_more(screen: str, agendas: tuple[Agenda, Agenda], db: None):
    few, many = (queries(agenda, screen) for agenda in deepcopy(agendas))
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= PAGES[screen], "\n".join(many)
