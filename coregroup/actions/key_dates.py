"""Key dates of the yearly calendar: put down, mended and taken off by who leads the core group."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.editing import check_unchanged, stamp_of
from accounts.models import Partnership, User
from coregroup.actions.locks import check_lead, hold_partnership, once
from coregroup.models import KeyDate

FIELDS = ("title", "month", "day", "remind")
# Title, month, day and days of warning. 1 July and 15 December are those of the Dutch housing act.
USUAL: tuple[tuple[str | Promise, int, int, int], ...] = (
    (gettext_lazy("Figures of the past year delivered"), 2, 1, 30),
    (gettext_lazy("Bid to the municipality"), 7, 1, 60),
    (gettext_lazy("Performance agreements signed"), 12, 15, 60),
)


@transaction.atomic
def add_key_date(*, partnership: Partnership, by: User, **fields: Any) -> KeyDate:
    """Add a key date; `fields` are those of KeyDate.

    Raises ValidationError for a title that is there already.
    """
    check_lead(by, partnership)
    with _title_once():
        return KeyDate.objects.create(partnership=partnership, **fields)


@transaction.atomic
def change_key_date(*, key_date: KeyDate, by: User, seen: str, **fields: Any) -> KeyDate:
    """Change a key date; `seen` is its stamp when the form was opened: StaleEdit where it is another by now."""
    check_lead(by, key_date.partnership)
    held = KeyDate.objects.select_for_update(no_key=True).get(pk=key_date.pk)
    check_unchanged(key_date_stamp(held), seen)
    for name, value in fields.items():
        setattr(held, name, value)
    with _title_once():
        held.save(update_fields=[*fields])
    return held


@transaction.atomic
def remove_key_date(*, key_date: KeyDate, by: User, seen: str) -> None:
    """Remove a key date, as change_key_date; one that is gone already needs nothing more."""
    check_lead(by, key_date.partnership)
    held = KeyDate.objects.select_for_update().filter(pk=key_date.pk).first()
    if held is None:
        return
    check_unchanged(key_date_stamp(held), seen)
    held.delete()


@transaction.atomic
def add_usual_dates(*, partnership: Partnership, by: User) -> int:
    """Add the usual dates that are not there yet, in the language of the partnership; return how many came."""
    check_lead(by, partnership)
    hold_partnership(partnership)  # two who press at once add them once
    missing = missing_dates(partnership)
    KeyDate.objects.bulk_create(missing)
    return len(missing)


def missing_dates(partnership: Partnership) -> list[KeyDate]:
    """Return the usual dates of which neither the title nor the day is on the calendar, not stored."""
    standing = KeyDate.objects.filter(partnership=partnership)
    titles = {each.title for each in standing}
    days = {(each.month, each.day) for each in standing}
    with override(partnership.language):
        return [
            KeyDate(partnership=partnership, title=str(title), month=month, day=day, remind=remind)
            for title, month, day, remind in USUAL
            if str(title) not in titles and (month, day) not in days
        ]


def key_date_stamp(key_date: KeyDate) -> str:
    return stamp_of({name: getattr(key_date, name) for name in FIELDS})


def _title_once() -> AbstractContextManager[None]:
    return once("key_date_once", "title", _("There is a key date with this title already. Choose another title."))
