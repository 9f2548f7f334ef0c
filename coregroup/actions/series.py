"""The monthly rhythm, and the meetings that are planned by it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from coregroup.actions.items import put_expired_on_backlog
from coregroup.actions.locks import hold_partnership, once
from coregroup.actions.meetings import plan
from coregroup.models import Meeting, Series
from coregroup.pipeline.rhythm import days_from

MOST = 24  # meetings at once: two years


@transaction.atomic
def add_series(*, partnership: Partnership, by: User, **fields: Any) -> Series:
    """Add a series; `fields` are those of Series.

    Raises ValidationError for a name that is there already.
    """
    with _once():
        return Series.objects.create(partnership=partnership, **fields)


@transaction.atomic
def change_series(*, series: Series, by: User, **fields: Any) -> Series:
    """Change a series; meetings that are planned already stay on their day."""
    held = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    for name, value in fields.items():
        setattr(held, name, value)
    with _once():
        held.save(update_fields=list(fields))
    return held


@transaction.atomic
def plan_ahead(*, series: Series, by: User, count: int) -> list[Meeting]:
    """Plan meetings on the coming `count` days of the rhythm, today included.

    A day that has a meeting already gets no second one.
    """
    if not 1 <= count <= MOST:
        raise ValidationError(_("Choose a number from 1 to %(most)s.") % {"most": MOST})
    hold_partnership(series.partnership)
    days = list(islice(days_from(timezone.localdate(), series.week, series.weekday), count))
    taken = set(Meeting.objects.of(series.partnership).filter(on__in=days).values_list("on", flat=True))
    usual = {"series": series, "title": series.name, "begins": series.begins, "place": series.place}
    made = [plan(series.partnership, by, on=day, **usual) for day in days if day not in taken]
    put_expired_on_backlog(partnership=series.partnership, by=by)
    return made


def _once() -> AbstractContextManager[None]:
    return once("series_name_once", "name", _("There is a series with this name already. Choose another name."))
