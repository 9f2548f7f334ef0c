"""A file and, where the file itself does not tell, what it holds. How its columns are read stands in `mapping`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Party
from datasets.desk import Desk
from datasets.forms.fields import YearField
from datasets.forms.profiles import profile_choices
from datasets.models import Delivery, Level, MappingProfile
from datasets.texts.problems import TEXTS

SQLITE, ZIP, BLANKS = b"SQLite format 3\x00", b"PK\x03\x04", b"\xef\xbb\xbf \t\r\n"
MAP_LAYERS = (".shp", ".gpkg", ".geojson")


class UploadForm(forms.Form):
    """A file and, where the file itself does not tell, what it holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, Excel (.xlsx), OpenDocument (.ods), GeoPackage, GeoJSON, TopoJSON or a zipped Shapefile; at most 50 MB."
        ),
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
            field = model_choice(self, "supplier")
            field.queryset, field.initial = Party.objects.filter(pk__in=desk.parties).order_by("name"), desk.usual
        else:
            del self.fields["supplier"]
        choices = profile_choices(profiles, _("as the last time"))
        if len(choices) > 1:
            cast(forms.ChoiceField, self.fields["profile"]).choices = choices
        else:
            del self.fields["profile"]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
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
        """Return what the user chose besides the file, without what was left open."""
        names = ("period", "vintage", "level", "profile")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


def holds_map_layer(file: UploadedFile[bytes]) -> bool:
    """Return whether the content, not the name, is that of a map layer: GeoPackage, GeoJSON or a zip with one of them."""
    head = file.read(64)
    file.seek(0)
    if not head.startswith(ZIP):
        return bool(head.startswith(SQLITE) or head.lstrip(BLANKS).startswith(b"{"))
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        names = []
    file.seek(0)
    return any(name.lower().endswith(MAP_LAYERS) for name in names)
