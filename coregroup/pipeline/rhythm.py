"""The rhythm of a series: which day of each month. No database."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

DAYS_OF_A_WEEK, MONTHS = 7, 12
LAST_WEEK = 5


def nth_weekday(year: int, month: int, week: int, weekday: int) -> date:
    """Return the first, second … `weekday` (0 is Monday) of a month.

    `week` 5 is the last one, be it the fourth or the fifth.
    """
    first, days = monthrange(year, month)
    day = 1 + (weekday - first) % DAYS_OF_A_WEEK + DAYS_OF_A_WEEK * (week - 1)
    return date(year, month, day if day <= days else day - DAYS_OF_A_WEEK)


def days_from(start: date, week: int, weekday: int) -> Iterator[date]:
    """Yield that day of every month, from `start` on (which counts), without end."""
    year, month = start.year, start.month
    while True:
        day = nth_weekday(year, month, week, weekday)
        if day >= start:
            yield day
        year, month = (year + 1, 1) if month == MONTHS else (year, month + 1)
