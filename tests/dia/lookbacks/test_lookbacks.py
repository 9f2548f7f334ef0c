"""The look-back on a year: each party says what became of its own measures; then the year is closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Party
from dia import actions
from dia.models import Agenda, LookBack, LookBackLine, MeasureYear, Pot, Work
from dia.pipeline.lookbacks import account_of, count_up
from dia.pipeline.lookbacks_account import read_account
from tests.days import last_year, this_year
from tests.dia.agenda_steps import address, browser, committed, measured, write
from tests.dia.lookback_steps import (
    close,
    lines,
    place,
    say,
    spent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


# Opening


def test_an_open_look_back_sets_planned_beside_done_and_proposes_an_outcome(look_back):
    assert lines(look_back) == {
        "Renovatie": (1_000_000, 950_000, "kept", ""),
        "Riool": (500_000, 0, "late", ""),
    }


def test_a_plan_that_changes_afterwards_does_not_change_what_is_looked_back_on(look_back, sewer, treasurer):
    write(sewer, treasurer, last_year(), 0, 1)
    write(sewer, treasurer, last_year() + 1, 500_000, 0)
    write(sewer, treasurer, last_year(), 0, 2, unit="fte")
    assert lines(look_back)["Riool"] == (500_000, 0, "late", "")


def test_a_year_of_which_a_part_was_moved_is_proposed_as_late(look_back, renovation, holder):
    write(renovation, holder, last_year(), 960_000, 1)
    assert lines(look_back)["Renovatie"][2] == "late"


@pytest.mark.parametrize(("state", "proposed"), [("finished", "kept"), ("cancelled", "dropped"), ("suspended", "late")])
def test_the_state_of_the_work_speaks_in_the_proposal(look_back, sewer, state, proposed):
    Work.objects.filter(pk=sewer.work_id).update(state=state)
    assert lines(look_back)["Riool"][2] == proposed


def test_what_was_spent_without_a_plan_is_looked_back_on_too(agenda, look_back, homes, holder):
    later = measured(agenda, homes, "Sloop", holder, earliest=this_year(), preferred=this_year(), latest=this_year())
    assert "Sloop" not in lines(look_back)
    spent(later, holder, 7_000)
    assert lines(look_back)["Sloop"] == (0, 7_000, "kept", "")


@pytest.mark.parametrize("years", [1, -2])
def test_only_a_year_of_the_agenda_that_has_begun_is_looked_back_on(agenda, secretary, years):
    with pytest.raises(ValidationError, match="Choose a year of this agenda that has begun"):
        actions.open_look_back(agenda=agenda, by=secretary, year=this_year() + years)


def test_an_agenda_that_is_being_drawn_up_is_not_looked_back_on(agenda, secretary):
    Agenda.objects.update(state="drafting")
    with pytest.raises(ValidationError, match="not agreed yet"):
        actions.open_look_back(agenda=agenda, by=secretary, year=last_year())


def test_a_year_is_looked_back_on_once(look_back, secretary):
    answer = browser(secretary).post(place("look_back_open", look_back))
    assert answer.status_code == 409
    assert f"There is a look-back on {last_year()} already." in answer.content.decode()


# Saying what became of it


def test_only_the_own_party_says_what_became_of_a_measure(look_back, renovation, treasurer, holder):
    with pytest.raises(PermissionDenied, match="is of Wonen Noord"):
        say(look_back, renovation, treasurer)
    url, kept = place("look_back_say", look_back, renovation.pk), {"outcome": "kept", "seen": 0}
    assert browser(treasurer).post(url, kept).status_code == 403
    assert browser(holder).post(url, kept).status_code == 302
    assert LookBackLine.objects.values_list("measure", "outcome", "by").get() == (renovation.pk, "kept", holder.pk)


@pytest.mark.parametrize("outcome", ["late", "dropped"])
def test_what_is_late_or_dropped_needs_a_reason(look_back, sewer, treasurer, outcome):
    url = place("look_back_say", look_back, sewer.pk)
    answer = browser(treasurer).post(url, {"outcome": outcome, "reason": " ", "seen": 0})
    assert answer.status_code == 422
    assert "Say in one sentence why." in answer.content.decode()
    assert browser(treasurer).post(url, {"outcome": outcome, "reason": "Ziek.", "seen": 0}).status_code == 302


def test_only_what_comes_later_has_a_year_and_that_lies_ahead(look_back, sewer, treasurer):
    with pytest.raises(ValidationError, match=f"after {last_year()}"):
        say(look_back, sewer, treasurer, "late", reason="Ziek.", later_year=last_year())
    assert say(look_back, sewer, treasurer, "dropped", reason="Ziek.", later_year=this_year()).later_year is None
    assert (
        say(look_back, sewer, treasurer, "late", reason="Ziek.", later_year=this_year(), seen=1).later_year
        == this_year()
    )


@pytest.mark.parametrize(
    "sent", [{}, {"outcome": "lost", "seen": 0}, {"outcome": "kept"}, {"outcome": "kept", "seen": "x"}]
)
def test_what_cannot_be_read_is_explained(look_back, renovation, holder, sent):
    assert browser(holder).post(place("look_back_say", look_back, renovation.pk), sent).status_code == 422
    assert not LookBackLine.objects.exists()


def test_a_colleague_who_was_first_is_shown_and_not_overwritten(look_back, sewer, treasurer):
    say(look_back, sewer, treasurer, "dropped", reason="Geen geld meer.")
    mine = {"outcome": "late", "reason": "Geen aannemer.", "seen": 0}
    answer = browser(treasurer).post(place("look_back_say", look_back, sewer.pk), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague answered in the meantime." in page
    assert "Geen geld meer." in page
    assert 'value="Geen aannemer."' in page
    assert LookBackLine.objects.get().outcome == "dropped"
    assert browser(treasurer).post(place("look_back_say", look_back, sewer.pk), mine | {"seen": 1}).status_code == 302


def test_a_measure_without_cost_in_the_year_is_not_in_it(agenda, look_back, homes, holder):
    later = measured(agenda, homes, "Sloop", holder, earliest=this_year(), preferred=this_year(), latest=this_year())
    answer = browser(holder).post(place("look_back_say", look_back, later.pk), {"outcome": "kept", "seen": 0})
    assert answer.status_code == 409
    assert f"“Sloop” cost nothing in {last_year()}" in answer.content.decode()


def test_what_was_learned_is_written_by_whoever_leads_and_never_over_a_colleague(look_back, secretary):
    url = place("look_back_summary", look_back)
    assert browser(secretary).post(url, {"summary": "Eerder aanbesteden.", "version": 1}).status_code == 302
    answer = browser(secretary).post(url, {"summary": "Niets.", "version": 1})
    assert answer.status_code == 409
    assert "Eerder aanbesteden." in answer.content.decode()
    assert "A colleague wrote in the meantime." in answer.content.decode()
    assert browser(secretary).post(url, {"summary": "Niets.", "version": 2}).status_code == 302
    assert LookBack.objects.get().summary == "Niets."


# Closing


def test_closing_names_all_that_stands_in_the_way(look_back, secretary):
    answer = browser(secretary).post(place("look_back_close", look_back), {"version": 1})
    assert answer.status_code == 409
    assert "Wonen Noord has not said yet what became of “Renovatie”." in answer.content.decode()
    assert "Gemeente has not said yet what became of “Riool”." in answer.content.decode()
    assert LookBack.objects.get().state == "open"


def test_a_year_that_is_not_over_and_a_year_after_an_open_one_are_not_closed(agenda, look_back, secretary):
    now = actions.open_look_back(agenda=agenda, by=secretary, year=this_year())
    with pytest.raises(ValidationError) as refusal:
        close(now, secretary)
    assert refusal.value.messages == [
        f"{this_year()} is not over yet. It can be closed in the new year.",
        f"{last_year()} is still open. Look back on that year first.",
    ]


def test_closing_on_an_old_page_is_told(look_back, secretary):
    actions.write_summary(look_back=look_back, by=secretary, summary="Eerder beginnen.", version=1)
    answer = browser(secretary).post(place("look_back_close", look_back), {"version": 1})
    assert answer.status_code == 409
    assert "Somebody changed this look-back in the meantime." in answer.content.decode()
    assert browser(secretary).post(place("look_back_close", look_back), {}).status_code == 422


def test_a_closed_look_back_shows_what_stood_there_whatever_happens_later(closed, sewer, secretary, holder):
    Work.objects.filter(pk=sewer.work_id).update(title="Anders")
    Party.objects.filter(pk=sewer.work.party_id).update(name="Nieuwe gemeente")
    page = browser(holder).get(place("look_back", closed)).content.decode()
    assert (
        "Of 2 measures: 1 was done as agreed, 1 comes later. €\u00a0950,000 of €\u00a01.5\u00a0mln was spent." in page
    )
    assert "Riool" in page
    assert "Anders" not in page
    assert "Geen aannemer." in page
    assert "look-backs/" not in page.split("<main")[1].split('id="measures"')[1]  # nothing left to send


def test_what_is_kept_of_a_year_is_all_that_was_counted(look_back, renovation, sewer, holder, treasurer, secretary):
    say(look_back, renovation, holder)
    say(look_back, sewer, treasurer, "dropped", reason="Geen geld.")
    counted = count_up(look_back)
    close(look_back, secretary)
    assert account_of(LookBack.objects.get(pk=look_back.pk)) == counted
    assert read_account(counted.to_plain()) == counted


def test_closing_closes_the_pots_of_that_year_only(closed):
    assert set(Pot.objects.filter(closed=True).values_list("year", flat=True)) == {last_year()}
    assert not Pot.objects.filter(year=last_year(), closed=False).exists()


def test_closing_changes_no_plan_and_afterwards_nobody_does(closed, agenda, sewer, homes, holder, treasurer):
    assert MeasureYear.objects.values_list("year", "euros").get(measure=sewer) == (last_year(), 500_000)
    with pytest.raises(ValidationError, match="is closed after its look-back"):
        write(sewer, treasurer, last_year(), 5, 1)
    with pytest.raises(ValidationError, match="is closed after its look-back"):
        committed(agenda, homes, holder, last_year(), 5)
    committed(agenda, homes, holder, this_year(), 5)


def test_what_is_said_after_closing_is_refused(closed, sewer, treasurer, secretary):
    late = {"outcome": "dropped", "reason": "Toch niet.", "seen": 1}
    answer = browser(treasurer).post(place("look_back_say", closed, sewer.pk), late)
    assert answer.status_code == 409
    assert "is closed, so it stays as it is." in answer.content.decode()
    for name, sent in (("look_back_summary", {"summary": "x"}), ("look_back_close", {})):
        assert browser(secretary).post(place(name, closed), {**sent, "version": 2}).status_code == 409


def test_what_comes_later_is_a_task_for_its_own_party(closed, sewer, treasurer, holder):
    edit, look = (address(name, sewer) for name in ("measure_edit", "measure"))
    mine, theirs = (browser(user).get(place("look_back", closed)).content.decode() for user in (treasurer, holder))
    assert 'Riool: <strong class="nowrap">€ 500,000</strong>' in mine
    assert (f'href="{edit}"' in mine, f'href="{edit}"' in theirs) == (True, False)
    assert f'class="end" href="{look}"' in theirs
