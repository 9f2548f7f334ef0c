"""Standing items: what every meeting begins and ends with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from coregroup.actions.locks import hold_partnership, once
from coregroup.models import StandingItem
from coregroup.pipeline.reorder import shift

# Offered where there is no template yet: title, minutes, whether it shows what changed.
USUAL = (
    (gettext_lazy("Opening and announcements"), 5, False),
    (gettext_lazy("Minutes and actions of last time"), 10, False),
    (gettext_lazy("What changed"), 15, True),
    (gettext_lazy("Advice and areas"), 30, False),
    (gettext_lazy("Agendas and bundles"), 30, False),
    (gettext_lazy("Any other business"), 10, False),
)


@transaction.atomic
def add_standing_item(*, partnership: Partnership, by: User, **fields: Any) -> StandingItem:
    """Add a standing item, last in the order; raise ValidationError for a title that is there already."""
    hold_partnership(partnership)
    last = partnership.standing_items.aggregate(last=Max("position"))["last"] or 0
    with _once():
        return StandingItem.objects.create(partnership=partnership, position=last + 1, **fields)


@transaction.atomic
def change_standing_item(*, standing: StandingItem, by: User, **fields: Any) -> StandingItem:
    for name, value in fields.items():
        setattr(standing, name, value)
    with _once():
        standing.save(update_fields=list(fields))
    return standing


@transaction.atomic
def move_standing_item(*, standing: StandingItem, by: User, up: bool) -> None:
    """Move a standing item one place earlier or later; the first does not rise and the last does not fall."""
    hold_partnership(standing.partnership)
    rows = shift(list(standing.partnership.standing_items.all()), standing, up=up)
    StandingItem.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_standing_item(*, standing: StandingItem, by: User) -> None:
    """Delete a standing item; meetings that are planned already keep it."""
    standing.delete()


@transaction.atomic
def begin_with_usual(*, partnership: Partnership, by: User) -> int:
    """Add the usual order, in the language of the partnership, where there is none yet; return how many came."""
    hold_partnership(partnership)
    if partnership.standing_items.exists():
        return 0
    with translation.override(partnership.language):
        rows = [
            StandingItem(
                partnership=partnership, position=place, title=str(title), minutes=minutes, shows_changes=shows
            )
            for place, (title, minutes, shows) in enumerate(USUAL, start=1)
        ]
    return len(StandingItem.objects.bulk_create(rows))


def _once() -> AbstractContextManager[None]:
    return once(
        "standing_item_once", "title", _("There is a standing item with this title already. Choose another title.")
    )
