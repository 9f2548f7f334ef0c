"""The days on which a promised delivery is due, and which delivery fulfils each: dates to dates, without Django."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Literal

SOON = timedelta(days=30)
MONTHS = 12

type Standing = Literal["late", "soon", "later"]


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which something is due, and the day on which it came; None when it did not come, or not yet."""

    on: date
    came: date | None = None

    @property
    def days_late(self) -> int:
        """Return the days that it came late, 0 for what came in time; without a delivery ask `days_late_on`."""
        return self.days_late_on(self.came) if self.came else 0

    def days_late_on(self, day: date) -> int:
        return max(0, (day - self.on).days)


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or its last one: a month after 31 January is 28 February."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def dues(first: date, every_months: int, until: date) -> Iterator[date]:
    """Yield every day on which it is due up to `until`, and the first one after that."""
    for number in count():
        day = add_months(first, number * every_months)
        yield day
        if day > until:
            return


def matched(first: date, every_months: int, came: Iterable[date], today: date) -> list[Due]:
    """Return each due day with the delivery that fulfils it, oldest first; the last one lies ahead.

    In time is what came in the second half of the stretch before the day: what comes sooner corrects the former one.
    Late is what came before the next due day. One delivery fulfils one due day.
    """
    days = list(dues(first, every_months, today))
    left = sorted(came)
    found = []
    for number, on in enumerate(days):
        opens = on - (on - add_months(first, (number - 1) * every_months)) / 2
        closes = days[number + 1] if number + 1 < len(days) else date.max
        fits = next((day for day in left if opens < day <= closes), None)
        if fits is not None:
            left.remove(fits)
        found.append(Due(on, fits))
    return found


def standing(found: list[Due], today: date) -> tuple[Standing, Due]:
    """Return the due day that counts today, and its standing.

    It is the newest that passed and is still open, else the first that is open and ahead.
    """
    passed = [due for due in found if due.on < today]
    if passed and passed[-1].came is None:
        return "late", passed[-1]
    ahead = next((due for due in found if due.on >= today and due.came is None), found[-1])
    return ("soon" if ahead.on - today <= SOON else "later"), ahead
