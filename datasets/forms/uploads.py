"""A file and, where the file itself does not tell, what it holds. How its columns are read stands in `mapping`."""

from __future__ import annotations

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
from datasets.parsers.files import holds_map_layer
from datasets.texts.problems import TEXTS


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
        check_size(file)
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


def check_size(file: UploadedFile[bytes]) -> None:
    if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        text = TEXTS["too_large"]
        raise ValidationError([ValidationError(part, code="too_large") for part in (text.what, text.mend)])
