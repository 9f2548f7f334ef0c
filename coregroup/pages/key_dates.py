"""The yearly calendar: what comes next, and in how many days."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.actions.key_dates import key_date_stamp, missing_dates
from coregroup.pipeline.calendar import next_on, to_come


def list_page(partnership: Partnership, user: User) -> dict[str, Any]:
    may_lead, today = may(user, P.LEAD, partnership), timezone.localdate()
    missing = missing_dates(partnership) if may_lead else []
    return {
        "lines": [(each, key_date_stamp(each.key_date)) for each in to_come(partnership, today)],
        "missing": [(each.title, next_on(each.month, each.day, today)) for each in missing],
        "may_lead": may_lead,
    }
