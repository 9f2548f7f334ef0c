"""Areas that a partnership draws itself, and what it knows of the borders between areas."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from datasets.models import Area, AreaLink, Level, Observation, ObservationRevision
from datasets.pipeline import sub_areas
from datasets.pipeline.deliveries import data_changed
from datasets.pipeline.derived import observe_assets


@transaction.atomic
def correct_link(*, link: AreaLink, by: User | None, **fields: Any) -> AreaLink:
    """Correct a border or its barrier; a corrected border survives the next load of boundaries."""
    for name, value in fields.items():
        setattr(link, name, value)
    link.corrected = True
    link.save()
    data_changed(link.a.partnership)
    return link


@transaction.atomic
def draw_sub_area(
    *, partnership: Partnership, by: User | None, name: str, outline: GEOSGeometry, inside: str = ""
) -> Area:
    """Create an area of the partnership's own, under the next free code.

    `outline` may be in RD New or WGS84, `inside` is the code of the buurt or wijk that it must lie in. Raises
    ValidationError with a sentence where the outline will not do. No score rests on an own area, so nothing is
    recomputed.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    shape, parent = sub_areas.judge(partnership, outline, inside)
    vintage = Area.objects.values_list("vintage", flat=True).get(pk=parent)
    area = Area.objects.create(
        partnership=partnership,
        code=sub_areas.next_code(partnership),
        vintage=vintage,
        level=Level.DEELGEBIED,
        name=name,
        parent_id=parent,
        geometry=shape,
        surface_m2=shape.area,
    )
    sub_areas.redraw(partnership, vintage)
    observe_assets(partnership)
    return area


@transaction.atomic
def remove_sub_area(*, area: Area, by: User | None) -> None:
    """Delete an own area; ValidationError with a sentence where somebody's figures, notes or decisions rest on it."""
    if area.level != Level.DEELGEBIED:
        raise ValueError(f"{area} is not the partnership's own")
    Partnership.objects.select_for_update(no_key=True).get(pk=area.partnership_id)
    if sub_areas.has_figures(area):
        text = _("“%(area)s” stays: figures were loaded for it, and they would lose their place.")
        raise ValidationError(text % {"area": area.name})
    if sub_areas.is_spoken_of(area):
        text = _("“%(area)s” stays: notes or decisions of the partnership are about it.")
        raise ValidationError(text % {"area": area.name})
    for counted in (Observation, ObservationRevision):
        counted.objects.filter(area=area).delete()
    area.delete()
    sub_areas.redraw(area.partnership, area.vintage)
