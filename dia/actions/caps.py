"""Caps on the nuisance of an area.

Whatever raises the load of an agenda passes here, and is refused where that was decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.editing import stamp_of
from datasets.models import Area
from dia.models import Agenda
from dia.pipeline.agenda_lines import Burdens, burdens_of, caps_of, measures_of
from dia.querysets import AgendaQuerySet


@contextmanager
def within_caps(agendas: AgendaQuerySet) -> Iterator[None]:
    """Hold these agendas; what is done inside may bring no area above what it bears.

    Raises ValidationError where an area then bears more than was decided, and more than before, and that is refused.
    Agendas that are over refuse nothing any more.
    """
    held = list(agendas.live().select_for_update(no_key=True).order_by("pk"))
    before = {each.pk: _load(each) for each in held if each.caps.filter(refuses=True).exists()}
    yield
    for each in held:
        if each.pk in before:
            _check(each, before[each.pk])


def caps_stamp(agenda: Agenda) -> str:
    """Return the stamp of what its areas bear; it changes with each of them."""
    return stamp_of({f"{code} {year}": cap for (code, year), cap in caps_of(agenda).items()})


def _load(agenda: Agenda) -> Burdens:
    return burdens_of(measures_of(agenda), agenda.years)


def _check(agenda: Agenda, before: Burdens) -> None:
    now = _load(agenda)
    for (code, year), (most, refuses) in caps_of(agenda).items():
        days, earlier = (load.areas.get(code, {}).get(year, 0) for load in (now, before))
        if refuses and days > most and days > earlier:
            text = _(
                "%(area)s would bear %(days)s household-days in %(year)s. At most %(most)s was decided. "
                "Nothing is changed."
            )
            numbers = {"days": number_format(days, 0), "most": number_format(most, 0), "year": year}
            raise ValidationError(text % {"area": _name_of(agenda, code), **numbers})


def _name_of(agenda: Agenda, code: str) -> str:
    area = Area.objects.of(agenda.partnership).current().filter(code=code).plain().first()
    return area.name if area else code
