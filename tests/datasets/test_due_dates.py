"""When a promised delivery is due and which one fulfils it, with days that a person can count."""

from __future__ import annotations

from datetime import date

import pytest

from datasets.due_dates import Due, add_months, matched, standing

pytestmark = pytest.mark.dated

FIRST = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 1), -12, date(2025, 3, 1)),
        (date(2026, 1, 31), 24, date(2028, 1, 31)),
    ],
)
def test_the_same_day_of_a_later_month(day, months, then):
    assert add_months(day, months) == then


def test_days_do_not_creep_forward_over_short_months():
    found = matched(FIRST, 1, [], date(2026, 3, 30))
    assert [due.on for due in found] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_what_comes_before_its_day_is_in_time_and_after_it_late():
    found = matched(FIRST, 12, [date(2026, 1, 20), date(2027, 2, 10)], date(2027, 6, 1))
    assert [(due.came, due.days_late) for due in found] == [
        (date(2026, 1, 20), 0),
        (date(2027, 2, 10), 10),
        (None, 0),
    ]


def test_a_late_delivery_is_not_also_the_next_one():
    found = matched(FIRST, 1, [date(2026, 2, 3)], date(2026, 3, 1))
    assert [due.came for due in found] == [date(2026, 2, 3), None, None]
    assert standing(found, date(2026, 3, 1)) == ("late", Due(date(2026, 2, 28)))


def test_a_correction_soon_after_does_not_fulfil_the_next_due_day():
    found = matched(FIRST, 12, [date(2026, 1, 20), date(2026, 2, 20)], date(2026, 6, 1))
    assert [due.came for due in found] == [date(2026, 1, 20), None]


def test_what_came_long_before_the_first_day_fulfils_nothing():
    assert matched(FIRST, 12, [date(2024, 6, 1)], date(2026, 1, 1))[0].came is None


@pytest.mark.parametrize(
    ("today", "came", "says", "on"),
    [
        (date(2025, 11, 1), [], "later", FIRST),
        (date(2026, 1, 2), [], "soon", FIRST),
        (date(2026, 1, 31), [], "soon", FIRST),
        (date(2026, 2, 1), [], "late", FIRST),
        (date(2026, 2, 1), [date(2026, 1, 30)], "later", date(2027, 1, 31)),
    ],
)
def test_how_it_stands_today(today, came, says, on):
    kind, due = standing(matched(FIRST, 12, came, today), today)
    assert (kind, due.on) == (says, on)


def test_how_late_it_is_grows_by_the_day():
    assert Due(FIRST).days_late_on(date(2026, 2, 10)) == 10
