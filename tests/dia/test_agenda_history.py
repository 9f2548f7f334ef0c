"""Every change of an agenda gets a line that stays: who, of which party, when, and how it stood before and after."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import Partnership
from dia import actions
from dia.actions.caps import caps_stamp
from dia.actions.money import Amounts
from dia.models import Agenda, AgendaEvent, Measure
from tests import factories
from tests.days import in_days, last_year
from tests.dia.agenda_steps import AREA, address, browser, committed, give, measured, opened, party, write
from tests.dia.bundled import Street, consented, joined, scenario_of, street
from tests.dia.lookback_steps import closed_year, past

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def homes(partnership: Partnership):
    return party(partnership, "Wonen Noord")


@pytest.fixture
def agenda(partnership: Partnership, homes) -> Agenda:
    factories.square_city(partnership)
    return opened(partnership, homes)


@pytest.fixture
def holder(partnership: Partnership, homes):
    return factories.member(partnership, "budget_holder", party=homes)


@pytest.fixture
def measure(agenda, homes, holder) -> Measure:
    return measured(agenda, homes, "Riool Laan", holder)


def last(agenda: Agenda, kind: str) -> AgendaEvent:
    return agenda.events.filter(kind=kind)[0]


def shown(agenda: Agenda, user, query: str = "") -> str:
    answer = browser(user).get(address("agenda_history", agenda) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def amounts(euros: int, fte: str = "0.0") -> dict:
    return {"euros": euros, "fte": fte}


def test_opening_and_moving_on_are_told_with_the_decision(agenda):
    secretary = factories.member(agenda.partnership, "secretary")
    actions.move_agenda(agenda=agenda, by=secretary, to="stopped", version=1, decision="Kerngroep 12 maart.")
    begun, moved = last(agenda, "opened"), last(agenda, "moved")
    assert (begun.before, begun.after["areas"], begun.after["parties"]) == (None, [AREA], ["Wonen Noord"])
    assert (moved.before, moved.after) == (
        {"state": "opened"},
        {"state": "stopped", "decision": "Kerngroep 12 maart."},
    )
    assert (moved.by, moved.party) == (secretary, secretary.memberships.get().party)


def test_a_cell_keeps_what_stood_there_and_who_wrote_over_it(agenda, measure, holder, homes):
    write(measure, holder, 2028, 600_000, 1)
    line = last(agenda, "cell")
    assert (line.by, line.party, line.measure, line.year, line.subject) == (holder, homes, measure, 2028, "Riool Laan")
    assert (line.before, line.after) == (amounts(1_000_000, "2.0"), amounts(600_000, "2.0"))


def test_a_cell_that_was_empty_had_nothing_before(agenda, measure, holder):
    write(measure, holder, 2029, Decimal("1.5"), 0, unit="fte")
    assert (last(agenda, "cell").before, last(agenda, "cell").after) == (None, amounts(0, "1.5"))


def test_writing_what_stands_there_already_is_no_change(agenda, measure, holder):
    write(measure, holder, 2028, 1_000_000, 1)
    assert not agenda.events.filter(kind="cell").exists()


def test_a_block_that_is_refused_leaves_no_line(agenda, measure, holder):
    with pytest.raises(actions.StaleCells):
        write(measure, holder, 2028, 600_000, 7)
    assert not agenda.events.filter(kind="cell").exists()


def test_of_a_measure_that_went_every_year_is_still_known(agenda, measure, holder, homes):
    actions.remove_measure(measure=measure, by=holder)
    came, went = last(agenda, "added"), last(agenda, "removed")
    assert came.after == went.before == {"2028": amounts(1_000_000, "2.0")}
    assert (came.measure, came.subject, went.party) == (None, "Riool Laan", homes)


def test_another_group_is_told(agenda, measure, holder):
    actions.write_row(measure=measure, by=holder, group="green", edits=[])
    assert (last(agenda, "group").before, last(agenda, "group").after) == ({"group": "street"}, {"group": "green"})


def test_commitments_gifts_and_what_was_spent_keep_what_stood_before(agenda, measure, holder, homes):
    committed(agenda, homes, holder, 2028, 800_000)
    committed(agenda, homes, holder, 2028, 700_000, seen=1, note="Minder huur.")
    give(measure, homes, holder, 2028, 500_000)
    give(measure, homes, holder, 2028, 0, seen=500_000)
    for seen, euros in enumerate((10, 20)):
        year, amounts = agenda.first_year, Amounts(euros)
        actions.record_actual(measure=measure, by=holder, year=year, amounts=amounts, reason="Meerwerk.", seen=seen)
    pledge, gift, spent = (last(agenda, kind) for kind in ("commitment", "contribution", "actual"))
    assert (pledge.before["euros"], pledge.after["euros"], pledge.after["note"]) == (800_000, 700_000, "Minder huur.")
    assert (gift.before["euros"], gift.after, gift.year) == (500_000, None, 2028)
    assert (spent.before["euros"], spent.after["euros"], spent.measure) == (10, 20, measure)


def test_a_limit_is_told_by_area_and_year_and_only_where_it_changes(agenda):
    secretary = factories.member(agenda.partnership, "secretary")
    actions.set_caps(
        agenda=agenda,
        by=secretary,
        caps={(AREA, 2028): (900, False), (AREA, 2029): (500, True)},
        seen=caps_stamp(agenda),
    )
    actions.set_caps(agenda=agenda, by=secretary, caps={(AREA, 2028): (900, False)}, seen=caps_stamp(agenda))
    lines = agenda.events.filter(kind="cap")
    assert [(line.subject, line.year, line.after) for line in lines] == [
        (AREA, 2029, None),
        (AREA, 2029, {"household_days": 500, "refuses": True}),
        (AREA, 2028, {"household_days": 900, "refuses": False}),
    ]
    assert lines[0].before == {"household_days": 500, "refuses": True}


@pytest.fixture
def here(partnership: Partnership) -> Street:
    return street(partnership)


@pytest.fixture
def joint(here: Street) -> Agenda:
    """Holds the sewer of the street; the heat grid is on none."""
    found = opened(here.partnership, here.city, here.grid, name="Samen")
    actions.add_measure(agenda=found, work=here.sewer, by=here.planner, group="street")
    return found


def test_what_happens_in_a_bundle_is_told_on_the_agenda_of_its_works(here, joint):
    other = opened(here.partnership, here.city, name="Elders")
    consented(here)
    lines = joint.events.filter(kind__in=["bundle", "request"]).order_by("pk")
    assert [(line.kind, line.party, (line.after or {}).get("state")) for line in lines] == [
        ("bundle", here.city, "sketched"),
        ("bundle", here.city, None),
        ("request", here.city, None),
        ("request", here.grid, "agreed"),
        ("bundle", here.grid, None),
        ("bundle", here.city, "offered"),
        ("bundle", here.city, None),
        ("bundle", here.grid, None),
        ("bundle", here.city, "consented"),
    ]
    assert (lines[6].before, lines[6].after) == (None, {"consent": "yes", "condition": ""})
    assert lines[2].after["due"] == in_days(7).isoformat()
    assert not other.events.exclude(kind="opened").exists()


def test_states_days_and_yes_or_no_are_said_in_words(here, joint):
    consented(here)
    made = scenario_of(joint, here.sewer)
    actions.respond_to_scenario(scenario=made, party=here.city, by=here.planner, agrees=False, reason="Te vroeg.")
    committed(joint, here.city, here.planner, 2028, 800_000)
    page = shown(joint, here.planner)
    day = date_format(in_days(7), "j M Y")
    for words in (
        "<del>sketched</del>",
        "<ins>offered</ins>",
        f"<ins>{day}</ins>",
        "<ins>no</ins>",
        "regular",
        "9.0 fte",
    ):
        assert words in page, words


def test_a_work_that_leaves_and_other_terms_are_told(here, joint):
    bundle = actions.change_bundle(bundle=joined(here), by=here.planner, version=joined_version(joint), year=2029)
    actions.remove_from_bundle(bundle=bundle, work=here.heat, by=here.operator, version=bundle.version)
    left, moved = joint.events.filter(kind="bundle")[:2]
    assert (moved.before, moved.after) == ({"year": 2028}, {"year": 2029})
    assert (left.before, left.after, left.party) == ({"work": "Warmtenet eerste deel"}, None, here.grid)


def joined_version(agenda: Agenda) -> int:
    return agenda.partnership.bundles.get().version


def test_a_scenario_is_told_with_the_voices_and_the_years_that_moved(here, joint):
    made = scenario_of(joint, here.sewer)
    made.problem["versions"] = {str(here.sewer.pk): here.sewer.version}
    made.save()
    for agrees, reason in ((False, "Te vroeg."), (True, "")):
        actions.respond_to_scenario(scenario=made, party=here.city, by=here.planner, agrees=agrees, reason=reason)
    actions.adopt_scenario(scenario=made, by=here.planner)
    adopted, moved, voice = joint.events.filter(kind="scenario")[:3]
    assert (voice.before["agrees"], voice.after["agrees"], voice.party) == (False, True, here.city)
    assert (adopted.before, adopted.after) == ({"state": "done"}, {"state": "adopted"})
    assert (moved.subject, moved.before, moved.after) == ("Riool Lambertuslaan", {"year": 2027}, {"year": 2029})


@pytest.mark.parametrize("change", ["update", "by another", "delete"])
def test_the_database_lets_nobody_change_or_remove_a_line(agenda, measure, holder, change):
    line = agenda.events.filter(kind="added")
    tried = {
        "update": lambda: line.update(after={}),
        "by another": lambda: line.update(by=factories.member(agenda.partnership, "viewer")),
        "delete": line.delete,
    }
    with pytest.raises(DatabaseError, match="history of an agenda"), transaction.atomic():
        tried[change]()
    assert line.get().by == holder


def test_a_line_outlives_who_wrote_it(agenda, measure, holder):
    holder.delete()
    assert (last(agenda, "added").by, last(agenda, "added").subject) == (None, "Riool Laan")


def test_only_the_agenda_of_a_made_up_city_goes_with_its_history(agenda, measure):
    with pytest.raises(DatabaseError), transaction.atomic():
        agenda.delete()
    Partnership.objects.filter(pk=agenda.partnership_id).update(fictitious=True)
    agenda.delete()
    assert not AgendaEvent.objects.exists()


def test_the_page_says_it_in_words_newest_first(agenda, measure, holder):
    write(measure, holder, 2028, 600_000, 1)
    secretary = factories.member(agenda.partnership, "secretary")
    actions.set_caps(agenda=agenda, by=secretary, caps={(AREA, 2028): (1_900, True)}, seen=caps_stamp(agenda))
    page = shown(agenda, secretary)
    for words in (
        "<del>€ 1,000,000</del>",
        "<ins>€ 600,000</ins>",
        "<ins>1,900, refuses what comes above</ins>",
        "Buurt 00",
        "Wonen Noord",
    ):
        assert words in page, words
    assert page.index("1,900") < page.index("600,000") < page.index("measure added</span>")
    assert address("measure", measure) in page


def test_the_address_chooses_party_and_kind(agenda, measure, holder, homes):
    write(measure, holder, 2028, 600_000, 1)
    browsed = browser(holder).get(address("agenda_history", agenda) + f"?party={homes.pk}&kind=cell")
    assert [line.event.kind for line in browsed.context["page"].lines] == ["cell"]
    assert "No change fits this choice" in shown(agenda, holder, "?kind=scenario")
    assert "measure added" in shown(agenda, holder, "?kind=nonsense&party=x&page=99")
    assert "No change fits this choice" in shown(agenda, holder, "?party=999999999999999999999")


@pytest.mark.full
def test_fifty_lines_stand_on_a_page(agenda, measure, holder):
    for version in range(1, 53):
        write(measure, holder, 2028, version, version)
    first, second = (browser(holder).get(address("agenda_history", agenda) + f"?page={n}") for n in (1, 2))
    assert (len(first.context["page"].lines), len(second.context["page"].lines)) == (50, 4)
    assert "?page=2" in first.content.decode()


def test_an_agenda_from_before_there_was_a_history_says_so(partnership, holder):
    old = Agenda.objects.create(
        partnership=partnership, name="Oud", first_year=2026, last_year=2033, reason="Besloten."
    )
    assert "From now on every change of this agenda gets a line here." in shown(old, holder)


def test_another_citys_history_is_not_there(agenda):
    stranger = factories.member(factories.PartnershipFactory.create(), "administrator")
    assert browser(stranger).get(address("agenda_history", agenda)).status_code == 404


def test_the_agenda_links_to_its_history(agenda, measure, holder):
    assert address("agenda_history", agenda) in browser(holder).get(address("agenda", agenda)).content.decode()


def test_a_year_that_was_looked_back_on_is_told(partnership):
    found = past(partnership)
    closed_year(found)
    lines = found.agenda.events.filter(kind="look_back").order_by("pk")
    assert [(line.year, line.before, line.after) for line in lines] == [
        (last_year(), None, {"state": "open"}),
        (last_year(), {"state": "open"}, {"state": "closed"}),
    ]
