"""The knowledge of plans about areas that may go with an undo of boundaries (RESTS_ON_AREAS).

They know them by code.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Partnership
from dia.models import AgendaArea, Site, Work


def rests(partnership: Partnership, areas: list[int], codes: list[str]) -> str:
    """Return a sentence on the first work, site or agenda in an area of which no other bears the code."""
    for places in (Work, Site):
        found = places.objects.of(partnership).filter(area_code__in=codes).order_by("pk").first()
        if found:
            text = _("“%(what)s” lies in %(area)s, and that area would go. Give it another area first.")
            return text % {"what": found, "area": found.area_code}
    agenda = AgendaArea.objects.filter(agenda__partnership=partnership, area_code__in=codes).first()
    if agenda:
        text = _("Agenda “%(what)s” is about %(area)s, and that area would go. Take it out of the agenda first.")
        return text % {"what": agenda.agenda, "area": agenda.area_code}
    return ""
