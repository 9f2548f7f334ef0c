"""A bundle that is programmed: each condition met first, its works in its year in the table, its share to be brought."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from dia import actions
from dia.actions.money import Amounts
from dia.models import Agenda, Bundle, Measure, MeasureYear, Work
from dia.pipeline.agenda_lines import burdens_of, lines_of, measures_of
from dia.pipeline.bundles import cost_of
from dia.pipeline.sums import sum_up
from tests import factories
from tests.dia.agenda_steps import opened, write
from tests.dia.bundled import Street, consented, fresh, offered, say, street, work
from tests.dia.test_bundles_views import page, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(partnership) -> Street:
    factories.square_city(partnership)
    return street(partnership)


@pytest.fixture
def agenda(here: Street) -> Agenda:
    """The sewer costs € 1.300.000 in 2027, the heat grid € 700.000 in 2029."""
    made = opened(here.partnership, here.city, here.grid)
    for one, by in ((here.sewer, here.planner), (here.heat, here.operator)):
        actions.add_measure(agenda=made, work=Work.objects.get(pk=one.pk), by=by, group="street")
    return made


def move(found: Street, bundle: Bundle, to: str) -> Bundle:
    now = fresh(bundle)
    return actions.move_bundle(bundle=now, by=found.planner, to=to, version=now.version)


def table(agenda: Agenda) -> dict[str, dict[int, int]]:
    cells = MeasureYear.objects.filter(measure__agenda=agenda, euros__gt=0).select_related("measure__work")
    found: dict[str, dict[int, int]] = {}
    for cell in cells:
        found.setdefault(cell.measure.work.title, {})[cell.year] = cell.euros
    return found


def on_a_condition(found: Street) -> Bundle:
    """Everybody agreed; the operator on a condition."""
    bundle = offered(found)
    say(found, bundle, found.planner, found.city)
    say(found, bundle, found.operator, found.grid, "condition", condition="Na de bouwvak")
    return move(found, bundle, "consented")


def test_programming_brings_the_cost_of_its_works_to_its_year_with_a_line_of_history(here: Street, agenda: Agenda):
    bundle = consented(here)
    assert table(agenda) == {"Riool Lambertuslaan": {2027: 1_300_000}, "Warmtenet eerste deel": {2029: 700_000}}
    move(here, bundle, "programmed")
    assert table(agenda) == {"Riool Lambertuslaan": {2028: 1_300_000}, "Warmtenet eerste deel": {2028: 700_000}}
    noted = agenda.events.filter(kind="cell", subject="Warmtenet eerste deel", party=here.grid)
    assert {(one.year, (one.after or {}).get("euros")) for one in noted} == {(2029, 0), (2028, 700_000)}


def test_the_years_around_the_dearest_one_keep_their_distance_and_a_second_time_moves_nothing(
    here: Street, agenda: Agenda
):
    heat = Measure.objects.get(work=here.heat)
    write(heat, here.operator, 2031, 100_000, 0)
    bundle = consented(here)
    for state in ("programmed", "consented", "programmed"):
        move(here, bundle, state)
    assert table(agenda)["Warmtenet eerste deel"] == {2028: 700_000, 2030: 100_000}


def test_a_cell_that_cannot_go_along_keeps_the_bundle_as_it_was(here: Street, agenda: Agenda):
    write(Measure.objects.get(work=here.heat), here.operator, 2026, 1, 0)
    bundle, before = consented(here), table(agenda)
    with pytest.raises(ValidationError, match="2025"):
        move(here, bundle, "programmed")
    assert (fresh(bundle).state, table(agenda)) == ("consented", before)


def test_the_table_of_an_agreed_agenda_stays_and_then_the_bundle_waits(here: Street, agenda: Agenda):
    bundle = consented(here)
    Agenda.objects.filter(pk=agenda.pk).update(state="agreed")
    with pytest.raises(ValidationError, match="agenda"):
        move(here, bundle, "programmed")
    assert fresh(bundle).state == "consented"


def test_a_condition_is_met_before_the_bundle_is_programmed(here: Street):
    bundle = on_a_condition(here)
    with pytest.raises(ValidationError, match="Na de bouwvak"):
        move(here, bundle, "programmed")
    with pytest.raises(IntegrityError, match="dia_bundle_has_consent"), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(state="programmed")
    actions.meet_condition(bundle=bundle, party=here.grid, by=here.operator)
    assert move(here, bundle, "programmed").state == "programmed"


def test_a_condition_is_withdrawn_by_a_yes_without_it(here: Street):
    bundle = on_a_condition(here)
    say(here, bundle, here.operator, here.grid)
    assert move(here, bundle, "programmed").state == "programmed"


def test_only_the_party_that_set_a_condition_says_that_it_is_met(here: Street):
    bundle = on_a_condition(here)
    with pytest.raises(PermissionDenied):
        actions.meet_condition(bundle=bundle, party=here.grid, by=here.planner)
    with pytest.raises(ValidationError):
        actions.meet_condition(bundle=bundle, party=here.city, by=here.planner)
    viewer = factories.member(here.partnership, "viewer", party=here.grid)
    assert send(here, viewer, "bundle_condition", bundle.pk, party=here.grid.pk).status_code == 403
    assert send(here, here.planner, "bundle_condition", bundle.pk, party=here.grid.pk).status_code == 403


def test_the_page_says_who_waits_for_what(here: Street, agenda: Agenda):
    bundle = on_a_condition(here)
    told = page(here, here.planner, "bundle", bundle.pk)
    assert "The bundle waits for Netbeheerder: it says when its condition is met." in told
    assert "Netbeheerder agreed on a condition, and has not said yet that it is met" in told
    assert send(here, here.operator, "bundle_condition", bundle.pk, party=here.grid.pk).status_code == 302
    assert "The condition is met, says" in page(here, here.planner, "bundle", bundle.pk)
    assert agenda.events.filter(kind="bundle", party=here.grid, after__met=True).count() == 1


def test_a_work_in_an_agreed_bundle_costs_its_direct_cost_and_its_part(here: Street, agenda: Agenda):
    """Of the opening of € 300.000 the sewer pays three fifths, the heat grid two: as 300.000 is to 200.000."""
    assert [cost_of(one) for one in (here.sewer, here.heat)] == [1_300_000, 700_000]
    consented(here)
    assert [cost_of(one) for one in (here.sewer, here.heat)] == [1_180_000, 620_000]
    sums = sum_up(lines_of(measures_of(agenda), "euros"), agenda.years)
    assert sorted(sums.unspread.values()) == [-120_000, -80_000]
    told = page(here, here.operator, "bundle", Bundle.objects.get().pk).replace("\u00a0", " ")
    assert "together € 1,180,000" in told
    assert "together € 620,000" in told


def test_works_of_one_party_share_its_part_to_the_euro(here: Street):
    gas = work(here.partnership, here.grid, "Gas", east=20, **GAS)
    bundle = consented_with(here, gas)
    costs = {one.title: cost_of(one) - one.direct_cost for one in (here.sewer, here.heat, gas)}
    assert sum(costs.values()) == 300_000
    assert fresh(bundle).state == "consented"
    assert costs == {"Riool Lambertuslaan": 150_000, "Warmtenet eerste deel": 100_000, "Gas": 50_000}


GAS: dict[str, Any] = {"kind": "gas", "earliest": 2028, "latest": 2028, "preferred": 2028, "direct_cost": 1}
GAS |= {"common_cost": 100_000, "days": 1, "severity": 1.0, "households": 100}


def consented_with(found: Street, more: Work) -> Bundle:
    bundle = offered(found)
    now = fresh(bundle)
    actions.add_to_bundle(bundle=now, work=more, by=found.operator, version=now.version)
    say(found, bundle, found.planner, found.city)
    say(found, bundle, found.operator, found.grid)
    return move(found, bundle, "consented")


def test_what_it_costs_together_is_enough_to_programme_its_work(here: Street, agenda: Agenda):
    consented(here)
    measure = Measure.objects.select_related("work").get(work=here.sewer)
    gives(agenda, here, measure, 1_179_999)
    with pytest.raises(ValidationError, match="1.180.000"):
        actions.move_work(work=Work.objects.get(pk=here.sewer.pk), by=here.planner, to="programmed")
    gives(agenda, here, measure, 1_180_000)
    assert (
        actions.move_work(work=Work.objects.get(pk=here.sewer.pk), by=here.planner, to="programmed").state
        == "programmed"
    )


def gives(agenda: Agenda, found: Street, measure: Measure, euros: int) -> None:
    """All of it firm, in 2027, from the city."""
    pot = agenda.pots.select_related("agenda__partnership", "party").get(party=found.city, year=2027)
    if not pot.commitments.exists():
        terms = {"funding": "regular", "state": "committed", "amounts": Amounts(2_000_000), "seen": 0}
        actions.commit(pot=pot, by=found.planner, **terms)
    earlier = pot.contributions.filter(measure=measure).first()
    seen, given = {2027: Amounts(earlier.euros if earlier else 0)}, {2027: Amounts(euros)}
    actions.contribute(measure=measure, party=found.city, by=found.planner, given=given, seen=seen)


def test_works_within_a_hundred_metres_share_the_opening_of_a_year_in_what_an_area_bears(here: Street, agenda: Agenda):
    """Alone 60 and 50 × 0,5 days for 100 households; together the longer of 60 and 0,6 × 85."""
    assert burdens_of(measures_of(agenda), agenda.years).areas["BU01530000"][2027] == 6_000
    move(here, consented(here), "programmed")
    burdens = burdens_of(measures_of(agenda), agenda.years)
    assert burdens.areas["BU01530000"][2028] == 6_000
    assert sorted(days[2028] for days in burdens.works.values()) == [2_500, 6_000]
