"""What PostgreSQL refuses of meetings, decisions, agreements and what residents see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from coregroup.models import (
    Agreement,
    Answer,
    Article,
    Attendance,
    Bid,
    BidText,
    Decision,
    Item,
    KeyDate,
    Meeting,
    Release,
    Series,
    Signatory,
    Spearhead,
    StandingItem,
    Task,
)
from dia.models import Work
from tests.constraints import named, refused_by
from tests.coregroup.table import HASH, Table, laid

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(partnership) -> Table:
    return laid(partnership)


def again(row: Any) -> None:
    row.pk = None
    row.save(force_insert=True)


def changed(row: Any, **values: Any) -> int:
    return type(row)._base_manager.filter(pk=row.pk).update(**values)


def decision(table: Table, meeting: Meeting | None = None) -> Decision:
    meeting = meeting or table.partnership.meetings.first() or table.meeting("open")
    return Decision.objects.create(partnership=table.partnership, meeting=meeting, text="Wij beginnen in Oost.")


def numbered(table: Table) -> Decision:
    made = decision(table)
    changed(made, state="taken", year=2026, number=1, answered_at=timezone.now())
    return made


def answer(table: Table) -> Answer:
    return Answer.objects.create(decision=decision(table), party=table.parties["Gemeente"], kind="yes")


def agreement(table: Table) -> Agreement:
    return Agreement.objects.create(partnership=table.partnership, year=2027, title="Prestatieafspraken")


def signatory(table: Table) -> Signatory:
    return Signatory.objects.create(agreement=agreement(table), party=table.parties["Gemeente"])


def bid(table: Table) -> Bid:
    return Bid.objects.create(partnership=table.partnership, party=table.parties["Woonnoord"], year=2027)


def spearhead(table: Table) -> Spearhead:
    party = table.parties["Gemeente"]
    return Spearhead.objects.create(
        partnership=table.partnership, title="Warmte", text="Nu.", party=party, first_year=2027
    )


def release(table: Table) -> Release:
    party = table.parties["Gemeente"]
    work = Work.objects.create(
        partnership=table.partnership, party=party, area_code="BU01530000", title="Riool", kind="sewer",
        earliest=2026, latest=2030, preferred=2027, direct_cost=1,
    )  # fmt: skip
    return Release.objects.create(work=work, title="Nieuw riool", first_year=2027, last_year=2028)


def series(table: Table) -> Series:
    return Series.objects.create(partnership=table.partnership, name="Kerngroep", begins=dt.time(9))


def key_date(table: Table) -> KeyDate:
    return KeyDate.objects.create(partnership=table.partnership, title="Bod", month=7, day=1)


def standing(table: Table) -> StandingItem:
    return StandingItem.objects.create(partnership=table.partnership, position=1, title="Opening")


def article(table: Table) -> Article:
    """Of an agreement that runs, when an outcome may be said."""
    made = Article.objects.create(agreement=agreement(table), subject="supply", text="50 woningen")
    changed(made.agreement, state="running")
    return made


def item(table: Table) -> Item:
    return Item.objects.create(partnership=table.partnership, title="Oost")


def attendance(table: Table) -> Attendance:
    return Attendance.objects.create(meeting=table.meeting(), party=table.parties["Gemeente"])


def numbered_twice(table: Table) -> None:
    numbered(table)
    changed(decision(table), state="taken", year=2026, number=1, answered_at=timezone.now())


def bid_text_twice(table: Table) -> None:
    text = BidText.objects.create(bid=bid(table), subject="supply")
    again(text)


def replaces_itself(table: Table) -> None:
    made = decision(table)
    changed(made, replaces=made)


def task(table: Table) -> Task:
    return Task.objects.create(
        meeting=table.meeting("open"), text="Bellen", party=table.parties["Gemeente"], due=dt.date(2026, 12, 1)
    )


WRONG: dict[str, Callable[[Table], object]] = {
    "rules_of_play_version_once": lambda t: again(t.rules()),
    "rules_of_play_have_text": lambda t: t.rules(text=""),
    "rules_of_play_quorum": lambda t: t.rules(quorum=0),
    "series_name_once": lambda t: again(series(t)),
    "series_has_a_day": lambda t: changed(series(t), week=6),
    "meeting_title_once_a_day": lambda t: again(t.meeting()),
    "meeting_closed_with_hash": lambda t: t.meeting("closed", sha256=""),
    "meeting_one_in_session": lambda t: (t.meeting("open"), t.meeting("open", title="Nog een")),
    "attendance_once": lambda t: again(attendance(t)),
    "standing_item_once": lambda t: again(standing(t)),
    "item_has_title": lambda t: changed(item(t), title=""),
    "item_about_one_thing": lambda t: changed(item(t), area_code="BU01530000", agreement=agreement(t)),
    "decision_number_once_a_year": numbered_twice,
    "decision_has_text": lambda t: changed(decision(t), text=""),
    "decision_deviates_with_reason": lambda t: changed(decision(t), deviates=True),
    "decision_numbered_when_answered": lambda t: changed(decision(t), state="taken"),
    "decision_replaces_another": replaces_itself,
    "answer_once_per_party": lambda t: again(answer(t)),
    "answer_says_why": lambda t: changed(answer(t), kind="no"),
    "task_has_text": lambda t: changed(task(t), text=""),
    "agreement_once_a_year": lambda t: again(agreement(t)),
    "signatory_once": lambda t: again(signatory(t)),
    "article_has_text": lambda t: Article.objects.create(agreement=agreement(t), subject="supply", text=""),
    "article_outcome_with_moment": lambda t: changed(article(t), outcome="kept"),
    "article_outcome_says_why": lambda t: changed(article(t), outcome="late", said_at=timezone.now()),
    "bid_once_a_year": lambda t: again(bid(t)),
    "bid_offered_with_hash": lambda t: changed(bid(t), state="offered"),
    "bid_absorbed_in_an_agreement": lambda t: changed(bid(t), state="absorbed", sha256=HASH, offered_at=timezone.now()),
    "bid_text_once": bid_text_twice,
    "key_date_once": lambda t: again(key_date(t)),
    "key_date_in_a_year": lambda t: changed(key_date(t), month=13),
    "spearhead_once": lambda t: again(spearhead(t)),
    "spearhead_years": lambda t: changed(spearhead(t), last_year=2026),
    "spearhead_dropped_with_reason": lambda t: changed(spearhead(t), state="dropped"),
    "release_one_standing": lambda t: again(release(t)),
    "release_years": lambda t: changed(release(t), last_year=2026),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_database_itself_refuses_what_breaks_a_rule(table: Table, name: str):
    assert refused_by(lambda: WRONG[name](table)) == name


def test_every_named_rule_has_its_case_here():
    assert named("coregroup") == set(WRONG)


def test_two_meetings_of_other_days_may_be_called_the_same(table: Table):
    table.meeting()
    assert table.meeting(on=dt.date(2026, 12, 10)).pk
