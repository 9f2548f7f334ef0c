"""The rhythm of a series in words."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from coregroup.models import Series

WEEKS: dict[int, str | Promise] = {
    1: pgettext_lazy("weekday of a month", "first"),
    2: pgettext_lazy("weekday of a month", "second"),
    3: pgettext_lazy("weekday of a month", "third"),
    4: pgettext_lazy("weekday of a month", "fourth"),
    5: pgettext_lazy("weekday of a month", "last"),
}


def rhythm_words(series: Series) -> str:
    """Return the rhythm in words, as "The second Thursday of the month"."""
    words = {"week": WEEKS[series.week], "weekday": WEEKDAYS[series.weekday]}
    return capfirst(_("the %(week)s %(weekday)s of the month") % words)
