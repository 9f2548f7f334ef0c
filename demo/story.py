"""The one place from which the demo takes its day and its years: all that it tells lies around the day of loading.

Works, sites, agendas and figures count their years from `year`; texts name a year as "{year+2}", a month as
"{month of meeting 4}". No other module of the demo asks the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from coregroup.pipeline.rhythm import days_from, nth_weekday

SECOND, THURSDAY = 2, 3  # of the month
LONGEST_MONTH = 31
MEETINGS = 6  # of the core group that have been
LEARNED_FROM_VELVE, ADVICE_ADOPTED = 3, 4  # in which of these
OCTOBER, DECEMBER = 10, 12
YEARS_TOLD = 10


@dataclass(frozen=True, slots=True)
class Story:
    """A story told on `today`, the day of loading."""

    today: date

    @property
    def year(self) -> int:
        """Return the first year of the plans: works, sites, figures and agendas count from it."""
        return self.today.year

    @property
    def meetings(self) -> list[date]:
        """Return the days of the core group's meetings, the first one first; all are over."""
        return past_days(self.today, MEETINGS)

    @property
    def rules_agreed_on(self) -> date:
        """Return the day on which the rules were agreed on, a month before the first meeting."""
        return past_days(self.today, MEETINGS + 1)[0]

    @property
    def agreed_year(self) -> int:
        """Return the year of the agreements of the last meeting; in early January that is the year that just ended."""
        return self.meetings[-1].year

    @property
    def velve_begins(self) -> int:
        """Return a year that was over when the core group learned from it."""
        return self.meetings[LEARNED_FROM_VELVE - 1].year - 1

    def tell(self, told: Any) -> Any:
        """Return a text, or a tuple, mapping or dataclass of texts, with its years and months filled in."""
        if isinstance(told, str):
            return told.format_map(self._names())
        if isinstance(told, tuple):
            return tuple(self.tell(each) for each in told)
        if isinstance(told, Mapping):
            return {key: self.tell(value) for key, value in told.items()}
        if is_dataclass(told) and not isinstance(told, type):
            return replace(told, **{field.name: self.tell(getattr(told, field.name)) for field in fields(told)})
        return told

    def _names(self) -> dict[str, str | int]:
        months = {f"month of meeting {n}": _dutch(day, "F") for n, day in enumerate(self.meetings, start=1)}
        decided = {
            f"velve {word}": _dutch(nth_weekday(self.velve_begins - 1, month, SECOND, THURSDAY), "j F Y")
            for word, month in (("begun", OCTOBER), ("agreed", DECEMBER))
        }
        years = {f"year+{n}": self.year + n for n in range(YEARS_TOLD)}
        return {"next agreement": self.agreed_year + 1, **years, **months, **decided}


def past_days(today: date, count: int) -> list[date]:
    """Return the last days of the core group's rhythm before today, the first one first."""
    begin = today - timedelta(days=LONGEST_MONTH * (count + 1))
    return list(takewhile(lambda day: day < today, days_from(begin, SECOND, THURSDAY)))[-count:]


def clock(day: date, at: time) -> datetime:
    """Return that time of that day in the time zone of the demo."""
    return timezone.make_aware(datetime.combine(day, at))


def _dutch(day: date, form: str) -> str:
    with override("nl"):
        return date_format(day, form)
