"""Forms for an area of one's own: a name, what it lies in, and an outline that a map drew or a hand pasted."""

from __future__ import annotations

import json
from typing import Any, cast

from django import forms
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, WKTReader
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets.models import Area, Level
from datasets.models.areas import RD_NEW
from datasets.pipeline.sub_areas import holders

WGS84, LARGEST_DEGREE = 4326, 180
LONGEST = 500_000  # signs: some ten thousand corners
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, RecursionError, GDALException, GEOSException)


class OutlineField(forms.Field):
    """GeoJSON or WKT, in longitude and latitude or in RD New; gives a geometry that knows its system, or None."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> GEOSGeometry | None:
        text = (value or "").strip()
        if not text:
            return None
        if len(text) > LONGEST:
            raise ValidationError(_("The outline has too many corners. Simplify it first."))
        try:
            shape = read_geojson(text) if text.startswith("{") else WKTReader().read(text)
        except UNREADABLE as fault:
            message = _("We cannot read this outline. Draw it on the map, or paste one polygon as GeoJSON or WKT.")
            raise ValidationError(message) from fault
        in_rd = not shape.empty and max(shape.extent) > LARGEST_DEGREE
        shape.srid = RD_NEW if in_rd else WGS84
        return shape


def read_geojson(text: str) -> GEOSGeometry:
    """Return the one shape of a geometry, a feature or a collection of a single feature."""
    found = json.loads(text)
    if found["type"] == "FeatureCollection":
        [found] = found["features"]
    return GEOSGeometry(json.dumps(found["geometry"] if found["type"] == "Feature" else found))


class SubAreaForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    inside = forms.ChoiceField(
        label=_("Lies in"),
        required=False,
        help_text=_("Leave it open, then we find the buurt or wijk that the outline lies in."),
    )
    outline = OutlineField(
        label=_("Outline"),
        error_messages={"required": _("Draw the outline on the map: at least three corners.")},
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.holders = list(holders(partnership).order_by("code"))
        cast(forms.ChoiceField, self.fields["inside"]).choices = places(self.holders)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Area.objects.of(self.partnership).at(Level.DEELGEBIED).filter(name=name).exists():
            raise ValidationError(_("There is already a sub-area with this name. Choose another name."))
        return name


def places(areas: list[Area]) -> list[Any]:
    """Return choices: each wijk as a group, first as a whole, then its buurten; what lies in no wijk comes last."""
    groups: dict[int | None, list[tuple[str, Any]]] = {}
    for area in areas:
        if area.level == Level.BUURT:
            groups.setdefault(area.parent_id, []).append((area.code, area.name))
    wijken = [area for area in areas if area.level == Level.WIJK]
    grouped = [(wijk.name, [(wijk.code, _("the whole wijk")), *groups.pop(wijk.pk, [])]) for wijk in wijken]
    return [("", _("to be found from the outline")), *grouped, *(pair for rest in groups.values() for pair in rest)]
