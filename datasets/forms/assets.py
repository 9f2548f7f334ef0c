"""An asset of a neighbourhood and where it lies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party
from datasets.forms.fields import DecimalSignField
from datasets.models import Asset
from datasets.models.areas import RD_NEW

WGS84 = 4326


class AssetForm(forms.ModelForm[Asset]):
    """An asset with its place, in the coordinates that people have at hand: RD or latitude and longitude."""

    x = DecimalSignField(label=_("RD x"), required=False, min_value=0, max_value=300_000)
    y = DecimalSignField(label=_("RD y"), required=False, min_value=289_000, max_value=629_000)
    latitude = DecimalSignField(label=_("Latitude"), required=False, min_value=50.7, max_value=53.7)
    longitude = DecimalSignField(label=_("Longitude"), required=False, min_value=3.2, max_value=7.3)

    class Meta:
        model = Asset
        fields = ["name", "kind", "owner", "reach_m", "could_carry"]
        help_texts = {
            "reach_m": _("How far people come from, as the crow flies. For example 800."),
            "could_carry": _("For example: homework help, a walk-in morning, swimming lessons."),
        }

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        owner = model_choice(self, "owner")
        owner.queryset = Party.objects.filter(partnerships=partnership).order_by("name")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Asset.objects.of(self.partnership).filter(name=name).exists():
            raise ValidationError(_("There is already an asset with this name. Choose another name."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not {"x", "y", "latitude", "longitude"} & set(self.errors):
            cleaned["point"] = self._point(cleaned)
        return cleaned

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("x", "y", "latitude", "longitude")]

    @property
    def asset(self) -> dict[str, Any]:
        """Return what actions.add_asset wants to know."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "point")}

    def _point(self, cleaned: dict[str, Any]) -> Point | None:
        rd, degrees = (cleaned["x"], cleaned["y"]), (cleaned["longitude"], cleaned["latitude"])
        given = [pair for pair in (rd, degrees) if any(number is not None for number in pair)]
        if len(given) != 1 or None in given[0]:
            self.add_error("x", _("Fill in RD x and y, or latitude and longitude; not both and not half."))
            return None
        point = Point(*given[0], srid=RD_NEW if given[0] is rd else WGS84)
        point.transform(RD_NEW)
        return point
