"""Things the core group spoke of that may go with an undo of boundaries (RESTS_ON_AREAS). It knows areas by code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Partnership
from coregroup.models import Decision, Item, Spearhead


def rests(partnership: Partnership, areas: list[int], codes: list[str]) -> str:
    """Return a sentence on the first item, decision or spearhead about an area of which no other bears the code."""
    for subjects in (Decision, Item, Spearhead):
        found = subjects.objects.of(partnership).filter(area_code__in=codes).order_by("pk").first()
        if found:
            text = _("The core group speaks of %(area)s in “%(what)s”, so these boundaries stay.")
            return text % {"what": found, "area": found.area_code}
    return ""
