"""Whatever can make an opportunity or a clash appear or go away has them looked up again, in the transaction of the change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone

from dia import actions
from dia.actions.caps import caps_stamp
from dia.actions.sites import site_stamp
from dia.models import Agenda, JoinRequest, Measure, Scenario, Site
from dia.tasks import expire_overdue_requests, find_conflicts, find_opportunities
from tests import factories
from tests.days import in_days
from tests.dia.agenda_steps import committed, give, opened, write
from tests.dia.bundled import Street, fresh, joined, scenario_of, street, talking

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@dataclass(frozen=True, slots=True)
class Table:
    """The street, with its sewer on an agenda at a site; `lead` is of the core group."""

    here: Street
    agenda: Agenda
    sewer: Measure
    site: Site
    lead: factories.User


@pytest.fixture
def table(partnership) -> Table:
    here = street(partnership)
    agenda = opened(partnership, here.city, here.grid)
    sewer = actions.add_measure(agenda=agenda, work=here.sewer, by=here.planner, group="street")
    site = actions.add_site(partnership=partnership, by=here.planner, name="Laan", area_code="BU01530000")
    committed(agenda, here.city, here.planner, 2028, 500_000)
    return Table(here, agenda, sewer, site, factories.member(partnership, "secretary"))


def clear(table: Table) -> None:
    """As if everything that waited were done."""
    table.here.partnership.jobs.all().delete()


def start_talk(table: Table) -> None:
    find_opportunities(table.here.partnership, "all", lambda done, total: None)
    clear(table)
    actions.start_talk(opportunity=table.here.opportunity, by=table.here.planner, due=in_days(7))


def adopt(table: Table) -> None:
    found = scenario_of(table.agenda, table.here.sewer)
    problem = found.problem | {"versions": {str(table.here.sewer.pk): table.here.sewer.version}}
    Scenario.objects.filter(pk=found.pk).update(problem=problem)
    fresh_one = Scenario.objects.select_related("agenda__partnership").get(pk=found.pk)
    actions.respond_to_scenario(scenario=fresh_one, party=table.here.city, by=table.here.planner, agrees=True)
    clear(table)
    actions.adopt_scenario(scenario=fresh_one, by=table.lead)


def ask(table: Table) -> None:
    fields = {"partnership": table.here.partnership, "lead": table.here.city, "works": [table.here.sewer]}
    bundle = actions.create_bundle(by=table.here.planner, name="Straat", year=2028, **fields)
    clear(table)
    asked = {"work": table.here.heat, "sender": table.here.city, "due": in_days(7), "version": bundle.version}
    actions.ask_to_join(bundle=bundle, by=table.here.planner, **asked)


def answer(table: Table) -> None:
    request = talking(table.here).requests.get()
    clear(table)
    actions.answer_request(request=request, by=table.here.operator, answer="agreed")


def withdraw(table: Table) -> None:
    request = talking(table.here).requests.get()
    clear(table)
    actions.withdraw_request(request=request, by=table.here.planner)


def remove_from_bundle(table: Table) -> None:
    bundle = joined(table.here)
    clear(table)
    actions.remove_from_bundle(bundle=bundle, work=table.here.heat, by=table.here.operator, version=bundle.version)


def change_bundle(table: Table) -> None:
    bundle = joined(table.here)
    clear(table)
    actions.change_bundle(bundle=bundle, by=table.here.planner, version=bundle.version, year=2027)


def move_bundle(table: Table) -> None:
    bundle = joined(table.here)
    clear(table)
    actions.move_bundle(bundle=bundle, by=table.here.planner, to="dissolved", version=fresh(bundle).version)


def expire(table: Table) -> None:
    talking(table.here)
    JoinRequest.objects.update(due=timezone.localdate() - dt.timedelta(days=1))
    clear(table)
    expire_overdue_requests()


CHANGES: dict[str, Callable[[Table], object]] = {
    "open_agenda": lambda t: opened(t.here.partnership, t.here.city, name="Tweede"),
    "move_agenda": lambda t: actions.move_agenda(agenda=t.agenda, by=t.lead, to="drafting", version=t.agenda.version),
    "set_caps": lambda t: actions.set_caps(
        agenda=t.agenda, by=t.lead, caps={("BU01530000", 2028): (1, False)}, seen=caps_stamp(t.agenda)
    ),
    "add_measure": lambda t: actions.add_measure(agenda=t.agenda, work=t.here.heat, by=t.here.operator, group="street"),
    "remove_measure": lambda t: actions.remove_measure(measure=t.sewer, by=t.here.planner),
    "write_cells": lambda t: write(t.sewer, t.here.planner, 2028, 5, 0),
    "commit": lambda t: committed(t.agenda, t.here.city, t.here.planner, 2029, 5),
    "contribute": lambda t: give(t.sewer, t.here.city, t.here.planner, 2028, 5),
    "change_site": lambda t: actions.change_site(
        site=t.site, by=t.here.planner, stamp=site_stamp(t.site), households=5
    ),
    "change_work": lambda t: actions.change_work(work=t.here.heat, by=t.here.operator, version=1, site=t.site),
    "move_work": lambda t: actions.move_work(work=t.here.heat, by=t.here.operator, to="suspended"),
    "remove_work": lambda t: actions.remove_work(work=t.here.heat, by=t.here.operator),
    "start_talk": start_talk,
    "ask_to_join": ask,
    "answer_request": answer,
    "withdraw_request": withdraw,
    "expire_overdue_requests": expire,
    "remove_from_bundle": remove_from_bundle,
    "change_bundle": change_bundle,
    "move_bundle": move_bundle,
    "adopt_scenario": adopt,
}


MONEY = {"set_caps", "add_measure", "remove_measure", "write_cells", "commit", "contribute"}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_may_follow_from_a_change_is_looked_up_again(change: str, table: Table):
    """Cells, gifts and what areas bear change no opportunity; a day that passed changes no conflict."""
    clear(table)
    CHANGES[change](table)
    queued = set(table.here.partnership.jobs.filter(state="queued").values_list("kind", flat=True))
    assert ("dia.find_opportunities" in queued) == (change not in MONEY)
    assert ("dia.find_conflicts" in queued) == (change != "expire_overdue_requests")


def test_money_that_lacks_shows_as_soon_as_the_table_is_looked_at_again(table: Table):
    """€ 1.300.000 in 2027, for which nothing is committed; once the agenda has stopped it lacks nothing any more."""
    find_conflicts(table.here.partnership, "all", lambda done, total: None)
    conflicts = table.here.partnership.conflicts
    assert [(one.kind, one.year, one.facts["over"]) for one in conflicts.all()] == [("means", 2027, 1_300_000.0)]
    actions.move_agenda(agenda=table.agenda, by=table.lead, to="stopped", version=1, decision="Besloten.")
    factories.run_jobs(table.here.partnership, "dia.find_conflicts")
    assert not conflicts.exists()
