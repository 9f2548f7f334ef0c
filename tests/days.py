"""The day on which a test runs, asked for when it runs: a run that crosses midnight, or New Year, goes on in the new day."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

today = timezone.localdate


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def this_year() -> int:
    return today().year


def last_year() -> int:
    return this_year() - 1
