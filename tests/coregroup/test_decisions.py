"""Decisions: proposed, answered by each party for itself or noted in the room, settled by the rules of play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

from accounts.editing import StaleEdit
from coregroup.actions import decisions as actions
from coregroup.actions.answers import AnswersStand, Said, answer
from coregroup.models import Answer, Decision, Item, Meeting
from coregroup.pages import decisions as screen
from tests.coregroup.sitting import (
    agreed,
    all_for,
    at,
    browser_of,
    close,
    decided,
    in_session,
    proposal,
    said,
    say,
    settle,
)  # fmt: skip
from tests.coregroup.table import Table, laid

pytestmark = pytest.mark.django_db
RACES = 10


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


@pytest.fixture
def meeting(table: Table) -> Meeting:
    return in_session(table)


def fresh(decision: Decision) -> Decision:
    return Decision.objects.get(pk=decision.pk)


def kinds(decision: Decision) -> dict[str, tuple[str, bool]]:
    return {answer.party.name: (answer.kind, answer.by_itself) for answer in decision.answers.select_related("party")}


# Proposing


def test_a_proposal_has_no_number(table: Table, meeting: Meeting):
    assert (proposal(table, meeting).state, proposal(table, meeting).reference) == ("proposed", "")


def test_who_changes_a_proposal_that_changed_is_told(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    actions.change_proposal(decision=made, by=table.people["secretary"], version=1, text="Anders.")
    with pytest.raises(StaleEdit):
        actions.change_proposal(decision=made, by=table.people["secretary"], version=1, text="Nog anders.")
    assert fresh(made).text == "Anders."


def test_another_text_is_answered_anew(table: Table, meeting: Meeting):
    made = all_for(table, proposal(table, meeting))
    actions.change_proposal(decision=made, by=table.people["secretary"], version=1, text="Anders.")
    assert not made.answers.exists()


def test_a_withdrawn_proposal_leaves_its_action_under_the_item(table: Table, meeting: Meeting):
    item = Item.objects.create(partnership=table.partnership, meeting=meeting, title="Oost")
    made = proposal(table, meeting, item=item)
    task = agreed(table, meeting, decision=made)
    actions.withdraw(decision=made, by=table.people["secretary"], version=made.version)
    task.refresh_from_db()
    assert (task.decision, task.item) == (None, item)


def test_what_is_settled_is_not_changed_and_not_withdrawn(table: Table, meeting: Meeting):
    made = decided(table, meeting)
    for change in (
        lambda: actions.change_proposal(decision=made, by=table.people["secretary"], version=1, text="Anders."),
        lambda: actions.withdraw(decision=made, by=table.people["secretary"], version=1),
        lambda: say(table, made, "tenant", Huurdersbelang="no"),
        lambda: settle(table, made),
    ):
        with pytest.raises(ValidationError, match="as number 2026-1"):
            change()


# Answering


def test_a_party_answers_for_itself_and_the_secretary_notes_what_was_said(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    say(table, made, "tenant", Huurdersbelang="condition")
    say(table, made, "secretary", Gemeente="yes", Woonnoord="abstain")
    assert kinds(made) == {
        "Gemeente": ("yes", True), "Huurdersbelang": ("condition", True), "Woonnoord": ("abstain", False),
    }  # fmt: skip


def test_nobody_answers_for_another_party(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    for who in ("tenant", "manager", "viewer"):
        with pytest.raises(PermissionDenied):
            say(table, made, who, Gemeente="yes")
    assert not made.answers.exists()


def test_a_viewer_does_not_answer_for_the_own_party(table: Table, meeting: Meeting):
    with pytest.raises(PermissionDenied):
        say(table, proposal(table, meeting), "viewer", Huurdersbelang="yes")


def test_an_answer_of_who_is_not_there_is_not_noted_but_may_be_given(table: Table):
    made = proposal(table, in_session(table, present=("Gemeente", "Woonnoord")))
    with pytest.raises(ValidationError, match="is not there"):
        say(table, made, "secretary", Huurdersbelang="yes")
    say(table, made, "tenant", Huurdersbelang="yes")
    assert kinds(made) == {"Huurdersbelang": ("yes", True)}


def test_a_party_without_a_vote_does_not_answer(table: Table, meeting: Meeting):
    meeting.attendance.filter(party=table.parties["Huurdersbelang"]).update(votes=False)
    with pytest.raises(ValidationError, match="no vote"):
        say(table, proposal(table, meeting), "tenant", Huurdersbelang="yes")


@pytest.mark.parametrize("kind", ["no", "condition"])
def test_an_objection_and_a_condition_are_in_words(table: Table, meeting: Meeting, kind: str):
    made = proposal(table, meeting)
    with pytest.raises(ValidationError, match="condition or the objection of Huurdersbelang"):
        answer(decision=made, by=table.people["tenant"], version=1, said=[said(table, made, "Huurdersbelang", kind)])


def test_an_answer_is_to_the_text_that_was_read(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    line = said(table, made, "Huurdersbelang")
    actions.change_proposal(decision=made, by=table.people["secretary"], version=1, text="Anders.")
    with pytest.raises(StaleEdit):
        answer(decision=made, by=table.people["tenant"], version=1, said=[line])


def test_a_partys_own_answer_is_never_put_aside_unseen(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    say(table, made, "tenant", Huurdersbelang="no")
    unseen = [Said(table.parties["Huurdersbelang"], "yes", "", ""), said(table, made, "Woonnoord")]
    with pytest.raises(AnswersStand) as clash:
        answer(decision=made, by=table.people["secretary"], version=1, said=unseen)
    assert [found.words for found in clash.value.standing.values()] == ["Omdat."]
    assert kinds(made) == {"Huurdersbelang": ("no", True)}  # and nothing of the others is written


def test_before_the_meeting_a_party_may_answer_and_nothing_is_settled(table: Table):
    table.rules()
    made = proposal(table, table.meeting())
    say(table, made, "tenant", Huurdersbelang="yes")
    with pytest.raises(ValidationError, match="Open the meeting first"):
        settle(table, made)


# Settling


def test_a_decision_gets_the_next_number_of_the_year_of_its_meeting(table: Table, meeting: Meeting):
    assert [decided(table, meeting).reference for _ in range(3)] == ["2026-1", "2026-2", "2026-3"]
    close(table, meeting)
    later = in_session(table, on=dt.date(2027, 1, 14))
    assert decided(table, later).reference == "2027-1"


def test_what_is_not_taken_has_a_number_too(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    say(table, made, "secretary", Gemeente="no", Woonnoord="no", Huurdersbelang="yes")
    assert (settle(table, made, "rejected").reference, fresh(made).state) == ("2026-1", "rejected")


def test_the_same_answers_give_another_outcome_under_other_rules(table: Table):
    made = proposal(table, in_session(table, way="consent"))
    say(table, made, "secretary", Gemeente="yes", Woonnoord="yes", Huurdersbelang="no")
    with pytest.raises(ValidationError, match="Another answer came"):
        settle(table, made, "taken")
    assert settle(table, made, "rejected").state == "rejected"


def test_nothing_is_settled_without_the_quorum_or_without_an_answer_of_all_that_are_there(table: Table):
    made = proposal(table, in_session(table, present=("Gemeente",), quorum=2))
    say(table, made, "secretary", Gemeente="yes")
    with pytest.raises(ValidationError, match="2 parties with a vote must be there to decide, and 1 are"):
        settle(table, made)
    made.meeting.attendance.update(present=True)
    with pytest.raises(ValidationError, match=r"has answered: Huurdersbelang, Woonnoord\."):
        settle(table, made)
    assert fresh(made).number is None


def test_a_decision_that_is_taken_replaces_an_earlier_one_and_one_that_is_not_does_not(table: Table, meeting: Meeting):
    first = decided(table, meeting)
    failed = proposal(table, meeting, replaces=first)
    say(table, failed, "secretary", Gemeente="no", Woonnoord="no", Huurdersbelang="no")
    settle(table, failed, "rejected")
    newer = decided(table, meeting, replaces=first)
    first.refresh_from_db()
    assert first.replaced_by == newer


def test_two_proposals_do_not_replace_one_decision(table: Table, meeting: Meeting):
    first = decided(table, meeting)
    proposal(table, meeting, replaces=first)
    with pytest.raises(ValidationError, match="replaces that decision already"):
        proposal(table, meeting, replaces=first)


# Races


def race(*tries: Callable[[], object]) -> list[str]:
    """Each at the same moment in a connection of its own: done, overtaken, refused, or what failed."""
    start = Barrier(len(tries))

    def one(what: Callable[[], object]) -> str:
        start.wait()
        try:
            with translation.override("en"):
                what()
            return "done"
        except StaleEdit:
            return "overtaken"
        except ValidationError as refusal:
            return refusal.messages[0]
        except Exception as failure:  # noqa: BLE001 -- a deadlock is what the test looks for
            return repr(failure)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        return [each.result(timeout=30) for each in [pool.submit(one, what) for what in tries]]


@pytest.mark.django_db(transaction=True)
def test_decisions_settled_at_one_moment_get_numbers_without_a_gap_or_a_double(table: Table):
    meeting = in_session(table)
    made = [all_for(table, proposal(table, meeting)) for _ in range(6)]
    outcomes = race(*(lambda one=one: settle(table, one) for one in made))
    assert outcomes == ["done"] * 6
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_an_answer_counts_or_is_refused_but_never_comes_after_the_outcome(table: Table):
    meeting = in_session(table)
    for _ in range(RACES):
        made = proposal(table, meeting)
        say(table, made, "secretary", Gemeente="yes", Woonnoord="no", Huurdersbelang="yes")
        outcomes = race(
            lambda made=made: say(table, made, "tenant", Huurdersbelang="no"), lambda made=made: settle(table, made)
        )
        against = made.answers.filter(kind=Answer.Kind.NO).count()
        if fresh(made).state == "taken":
            assert against == 1
            assert outcomes[0].startswith("This decision is taken")
        else:
            assert (fresh(made).state, against) == ("proposed", 2)
            assert outcomes[1].startswith("Another answer came")


# The page


def sent_answers(decision: Decision, version: int = 1, **fields: str) -> dict[str, str]:
    return {f"d{decision.pk}-version": str(version)} | {
        f"d{decision.pk}-{name}": value for name, value in fields.items()
    }


def test_the_page_says_how_it_stands_and_why(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    say(table, made, "secretary", Gemeente="yes", Huurdersbelang="condition")
    text = browser_of(table.people["viewer"]).get(at("decision", table, made.pk)).content.decode()
    assert (
        "So far 1 for, 1 on a condition: taken by the rules of play, since more parties are for than against." in text
    )
    assert "Still to answer: Woonnoord." in text
    say(table, made, "manager", Woonnoord="no")
    text = browser_of(table.people["viewer"]).get(at("decision", table, made.pk)).content.decode()
    assert "1 for, 1 on a condition, 1 against: taken by the rules of play" in text
    assert "the objection is written down" in text


def test_a_party_sees_the_form_for_itself_and_the_secretary_for_all_that_are_there(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    fields = {
        who: sum(bool(row.kind) for row in screen.by_item(meeting, table.people[who])[None].decisions[0].rows)
        for who in ("viewer", "tenant", "secretary")
    }
    assert fields == {"viewer": 0, "tenant": 1, "secretary": 3}
    assert made.pk


def test_everybody_else_is_for_with_one_button(table: Table, meeting: Meeting):
    made = proposal(table, meeting)
    say(table, made, "tenant", Huurdersbelang="no")
    answer = browser_of(table.people["secretary"]).post(
        at("decision_answer", table, made.pk), sent_answers(made) | {"rest": "yes"}
    )
    assert answer.status_code == 302
    assert kinds(made) == {
        "Gemeente": ("yes", True), "Huurdersbelang": ("no", True), "Woonnoord": ("yes", False),
    }  # fmt: skip


def test_who_notes_another_answer_than_the_partys_own_sees_both_and_may_send_again(table: Table, meeting: Meeting):
    made, party = proposal(table, meeting), table.parties["Huurdersbelang"]
    say(table, made, "tenant", Huurdersbelang="no")
    browser, where = browser_of(table.people["secretary"]), at("decision_answer", table, made.pk)
    first = browser.post(where, sent_answers(made, **{f"kind_{party.pk}": "yes", f"words_{party.pk}": "Toch wel"}))
    text = first.content.decode()
    assert first.status_code == 409
    assert "Omdat." in text
    assert "Yours: for: Toch wel" in text
    assert kinds(made)["Huurdersbelang"] == ("no", True)
    [row] = [row for row in first.context["card"].rows if row.party == party]
    again = {row.kind.html_name: "yes", row.words.html_name: "Toch wel", row.stamp.html_name: row.stamp.value()}
    assert browser.post(where, sent_answers(made) | again).status_code == 302
    assert kinds(made)["Huurdersbelang"] == ("yes", False)


def test_what_was_not_touched_is_not_sent_on(table: Table, meeting: Meeting):
    made, tenants, city = proposal(table, meeting), table.parties["Huurdersbelang"], table.parties["Gemeente"]
    say(table, made, "tenant", Huurdersbelang="no")
    untouched = {f"kind_{tenants.pk}": "no", f"words_{tenants.pk}": "Omdat.", f"seen_{tenants.pk}": ""}
    answer = browser_of(table.people["secretary"]).post(
        at("decision_answer", table, made.pk), sent_answers(made, **untouched, **{f"kind_{city.pk}": "yes"})
    )
    assert answer.status_code == 302
    assert kinds(made) == {"Gemeente": ("yes", True), "Huurdersbelang": ("no", True)}


def test_an_objection_without_words_is_asked_for_at_its_field(table: Table, meeting: Meeting):
    made, party = proposal(table, meeting), table.parties["Huurdersbelang"]
    answer = browser_of(table.people["tenant"]).post(
        at("decision_answer", table, made.pk), sent_answers(made, **{f"kind_{party.pk}": "no"})
    )
    assert answer.status_code == 422
    assert f'href="#id_d{made.pk}-words_{party.pk}"' in answer.content.decode()


def test_settling_on_the_page_needs_what_was_seen(table: Table, meeting: Meeting):
    made = all_for(table, proposal(table, meeting))
    browser, where = browser_of(table.people["secretary"]), at("decision_settle", table, made.pk)
    assert browser.post(where, {"seen": "rejected"}).status_code == 409
    assert fresh(made).is_proposed
    assert browser.post(where, {"seen": "taken", "from": "meeting"})["Location"].endswith(f"#decision-{made.pk}")
    assert fresh(made).reference == "2026-1"


def test_decisions_without_an_item_stand_at_the_end(table: Table, meeting: Meeting):
    item = Item.objects.create(partnership=table.partnership, meeting=meeting, title="Oost")
    under, loose = proposal(table, meeting, item=item), proposal(table, meeting)
    task = agreed(table, meeting, item=item)
    found = screen.by_item(meeting, table.people["viewer"])
    assert [[card.decision for card in found[key].decisions] for key in (item.pk, None)] == [[under], [loose]]
    assert [line.task for line in found[item.pk].tasks] == [task]
    assert found[None].may_add is False
