"""Areas with their outlines, under names by which an upload of boundaries knows them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from datasets.exports.origin import origin_of
from datasets.exports.places import Places
from datasets.exports.style import Style
from datasets.exports.table import Column, Table
from datasets.models import Area, Level


def areas(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return the newest areas of one level (?level=), buurten if nothing else is asked; None without any."""
    level = query.get("level", Level.BUURT)
    found = Area.objects.of(partnership).current().at(level).select_related("parent").order_by("code")
    rows = list(found.defer("geometry", "parent__geometry"))
    if not rows:
        return None
    vintage = rows[0].vintage
    return Table(
        name=f"{level}-{partnership.slug}-{vintage}",
        title=_("Areas (%(level)s) of %(partnership)s, %(year)s")
        % {"level": level, "partnership": partnership, "year": vintage},
        columns=_columns(),
        rows=[_row(area) for area in rows],
        count=len(rows),
        origin=origin_of(partnership, {area.delivery_id for area in rows}),
        keys=[area.pk for area in rows],
        places=Places(found.select_related(None), "geometry", Style()),
    )


def _columns() -> list[Column]:
    return [
        Column("code", _("code")),
        Column("name", _("name")),
        Column("level", _("level")),
        Column("year", _("year of the boundaries"), "whole"),
        Column("parent", _("code of the area around it")),
        Column("surface_m2", _("surface in m²"), "number"),
        Column("population", _("inhabitants"), "whole"),
        Column("dwelling_total", _("dwellings"), "whole"),
        Column("corporation_dwellings", _("corporation dwellings"), "whole"),
    ]


def _row(area: Area) -> list[str | float | int | None]:
    numbers = [area.surface_m2, area.inhabitants, area.dwellings, area.corporation_dwellings]
    return [area.code, area.name, area.level, area.vintage, area.parent.code if area.parent else None, *numbers]
