"""Fields for whole amounts, years and places, as a Dutch or an English hand types them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSGeometry, WKTReader, WKTWriter
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets.forms.sub_areas import LONGEST, UNREADABLE, places, read_geojson
from datasets.models import Area, Level
from datasets.pipeline.sub_areas import holders
from dia.actions.works_place import WGS84, in_rd
from dia.parsers.amounts import decimal, whole

DEGREES = 6  # decimals: a tenth of a metre
HIGHEST = 2_000_000_000


class WholeField(forms.Field):
    """A whole number of 0 or more with or without thousands signs; empty is `absent`, 0 unless said otherwise."""

    default_error_messages = {
        "invalid": _("Write a whole number, such as 1250 or 1.250."),
        "too_large": _("This number is larger than we can keep."),
    }

    def __init__(self, *, highest: int = HIGHEST, absent: int | None = 0, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}), **options)
        self.highest, self.absent = highest, absent

    def prepare_value(self, value: Any) -> Any:
        return number_format(value, 0, force_grouping=True) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None if self.required else self.absent
        found = whole(str(value))
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if found > self.highest:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != (whole(str(data)) if data not in self.empty_values else self.absent))


class EurosField(WholeField):
    default_error_messages = {"invalid": _("Write whole euros, such as 1250000 or 1.250.000.")}


class TenthsField(forms.Field):
    """A number of 0 or more with one decimal; empty is 0."""

    default_error_messages = {"invalid": _("Write a number, such as 2,5.")}

    def __init__(self, *, highest: float, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}), **options)
        self.highest = highest

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else number_format(value, 1)

    def to_python(self, value: Any) -> Decimal:
        if value in self.empty_values:
            return Decimal(0)
        found = decimal(str(value))
        if found is None or found > self.highest:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(f"{found:.1f}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != (decimal(str(data)) if data not in self.empty_values else 0))


class PlaceField(forms.Field):
    """A point, line or outline as GeoJSON or WKT, in longitude and latitude or in RD New.

    Gives it in RD New, or None.
    """

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return as_geojson(value) if isinstance(value, GEOSGeometry) else value

    def to_python(self, value: str | None) -> GEOSGeometry | None:
        text = (value or "").strip()
        if not text:
            return None
        if len(text) > LONGEST:
            raise ValidationError(_("The place has too many corners. Simplify it first."))
        try:
            shape = read_geojson(text) if text.startswith("{") else WKTReader().read(text)
        except UNREADABLE as fault:
            message = _("We cannot read this place. Draw it on the map, or paste it as GeoJSON or WKT.")
            raise ValidationError(message) from fault
        shape.srid = None  # GeoJSON is taken for WGS 84, but many files hold RD New
        return in_rd(shape)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()


def as_geojson(place: GEOSGeometry) -> str:
    """Return a place in longitude and latitude to a tenth of a metre, as the drawing map reads and writes it."""
    moved = place.transform(WGS84, clone=True)
    return GEOSGeometry(WKTWriter(dim=2, trim=True, precision=DEGREES).write(moved).decode()).json or ""


def area_choices(partnership: Partnership, standing: str = "") -> list[Any]:
    """Return each wijk as a group with its buurten, then the sub-areas.

    A code that stands but is on the map no more stays.
    """
    grouped = places(list(holders(partnership).order_by("code")))[1:]
    drawn = Area.objects.of(partnership).at(Level.DEELGEBIED).current().plain().order_by("name")
    own = [(area.code, area.name) for area in drawn]
    known = {
        code for value, label in grouped for code in ([c for c, _name in label] if isinstance(label, list) else [value])
    }
    gone = [(standing, standing)] if standing and standing not in known | {code for code, _name in own} else []
    return [("", _("to be found from the place")), *gone, *grouped, *([(_("Sub-areas"), own)] if own else [])]
