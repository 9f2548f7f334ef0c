"""What people fill in at the data desk: a file, an asset, a border. For the columns of a table see mapping_forms."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party
from datasets.desk import Desk
from datasets.models import AreaLink, Asset, Delivery, Level, MappingProfile
from datasets.models.areas import RD_NEW
from datasets.problem_texts import TEXTS
from datasets.profile_forms import profile_choices

WGS84 = 4326
SQLITE, ZIP, BLANKS = b"SQLite format 3\x00", b"PK\x03\x04", b"\xef\xbb\xbf \t\r\n"
MAP_LAYERS = (".shp", ".gpkg", ".geojson")
THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")


class YearField(forms.IntegerField):
    """A year; a text box without a thousands separator and without arrows that change it by accident."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})
        super().__init__(widget=widget, min_value=1900, max_value=2100, **options)


class DecimalSignField(forms.FloatField):
    """A number with a comma or a point, as a Dutch or an English hand writes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}), **options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.7g}".replace(".", get_format("DECIMAL_SEPARATOR")) if isinstance(value, int | float) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(" ", "").replace(",", ".") if isinstance(value, str) else value)


class MetresField(DecimalSignField):
    """Shown in whole metres; 1.366 and 1,366 are both 1366, since nobody measures a border in millimetres."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(round(value) if isinstance(value, int | float) else value)

    def to_python(self, value: Any) -> Any:
        thousands = isinstance(value, str) and THOUSANDS.fullmatch(value.strip())
        return super().to_python(re.sub("[.,]", "", value) if thousands else value)


class PercentField(DecimalSignField):
    """Shown and typed as 0–100, kept as a share 0–1."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(100 * value if isinstance(value, int | float) else value)

    def clean(self, value: Any) -> float | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100


class UploadForm(forms.Form):
    """A file and, where the file itself does not tell, what it holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx), GeoPackage, GeoJSON or a zipped Shapefile; at most 50 MB."),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": TEXTS["empty_file"].what,
        },
    )
    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Recognise it for me")),
            (Delivery.Kind.STATISTICS, _("Figures")),
            (Delivery.Kind.BOUNDARIES, _("Boundaries")),
        ],
    )
    period = YearField(
        label=_("Year of the figures"),
        required=False,
        help_text=_("Only if the file does not say it. For example 2024."),
    )
    vintage = YearField(
        label=_("Year of the boundaries"),
        required=False,
        help_text=_("Only if the file does not say it. For example 2024."),
    )
    level = forms.ChoiceField(
        label=_("Level of the boundaries"),
        required=False,
        choices=[("", _("as the codes in the file say")), *Level.choices],
        help_text=_(
            "Choose “deelgebied” for areas that your partnership drew itself. They stand beside your newest buurten."
        ),
    )

    profile = forms.TypedChoiceField(
        label=_("Read it as"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A way of reading that your party keeps. Without one we read it as the last time."),
    )

    supplier = forms.ModelChoiceField(
        Party.objects.none(),
        label=_("On behalf of"),
        empty_label=None,
        error_messages={"required": _("Choose for which of your parties you deliver.")},
    )

    def __init__(
        self, *args: Any, profiles: Iterable[MappingProfile] = (), desk: Desk | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if desk is not None and len(desk.parties) > 1:
            field = cast(forms.ModelChoiceField, self.fields["supplier"])
            field.queryset, field.initial = Party.objects.filter(pk__in=desk.parties).order_by("name"), desk.usual
        else:
            del self.fields["supplier"]
        choices = profile_choices(profiles, _("as the last time"))
        if len(choices) > 1:
            cast(forms.ChoiceField, self.fields["profile"]).choices = choices
        else:
            del self.fields["profile"]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            text = TEXTS["too_large"]
            raise ValidationError([ValidationError(part, code="too_large") for part in (text.what, text.mend)])
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "file" in cleaned and not cleaned.get("kind"):
            layer = holds_map_layer(cleaned["file"])
            cleaned["kind"] = Delivery.Kind.BOUNDARIES if layer else Delivery.Kind.STATISTICS
        return cleaned

    @property
    def options(self) -> dict[str, Any]:
        """What the user chose besides the file, without what was left open."""
        names = ("period", "vintage", "level", "profile")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


def holds_map_layer(file: UploadedFile) -> bool:
    """Whether the content, not the name, is that of a map layer: GeoPackage, GeoJSON or a zip with one of them."""
    head = file.read(64)
    file.seek(0)
    if not head.startswith(ZIP):
        return head.startswith(SQLITE) or head.lstrip(BLANKS).startswith(b"{")
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        names = []
    file.seek(0)
    return any(name.lower().endswith(MAP_LAYERS) for name in names)


class AssetForm(forms.ModelForm):
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
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        owner.queryset = Party.objects.filter(partnerships=partnership).order_by("name")

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
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
        """What actions.add_asset wants to know."""
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


class LinkForm(forms.ModelForm):
    """What a map cannot know of a border: what stands in the way, and where one gets across."""

    border_m = MetresField(label=_("Shared border in metres"), min_value=0, max_value=100_000)
    barrier_share = PercentField(label=_("Part of the border that is a barrier (%)"), min_value=0, max_value=100)
    permeability = PercentField(
        label=_("How easily people get across (%)"),
        min_value=0,
        max_value=100,
        help_text=_("100: as if there were no border. 0: nobody gets across."),
    )
    crossings = forms.IntegerField(
        label=_("Number of crossings"),
        min_value=0,
        max_value=1000,
        help_text=_("Tunnels, bridges and level crossings for walkers and cyclists."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )

    class Meta:
        model = AreaLink
        fields = ["border_m", "barrier", "barrier_share", "crossings", "permeability", "note"]

    def clean_border_m(self) -> float:
        """Whole metres that nobody changed keep what the map measured."""
        measured, metres = self.instance.border_m, self.cleaned_data["border_m"]
        return metres if measured is None or round(measured) != metres else measured
