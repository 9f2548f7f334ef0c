"""The yearly calendar: when each key date comes next, and which are so near that people are reminded of them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from accounts.models import Partnership
from coregroup.models import KeyDate


@dataclass(frozen=True, slots=True)
class Occurrence:
    key_date: KeyDate
    on: date
    days: int  # to go; 0 is today

    @property
    def is_near(self) -> bool:
        return self.days <= self.key_date.remind


def next_on(month: int, day: int, today: date) -> date:
    """Return the first such day from today on.

    A day that the month does not have in a year is its last one: 29 February is 28 February then, so that nobody is
    late.
    """
    this_year = _in_year(today.year, month, day)
    return this_year if this_year >= today else _in_year(today.year + 1, month, day)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def to_come(partnership: Partnership, today: date) -> list[Occurrence]:
    """Return every key date once, the next one first."""
    found = []
    for key_date in KeyDate.objects.filter(partnership=partnership):
        on = next_on(key_date.month, key_date.day, today)
        found.append(Occurrence(key_date, on, (on - today).days))
    return sorted(found, key=lambda each: (each.on, each.key_date.title))


def reminders(partnership: Partnership, today: date) -> list[Occurrence]:
    """Return the key dates that come within their own days of warning, the next one first."""
    return [each for each in to_come(partnership, today) if each.is_near]
