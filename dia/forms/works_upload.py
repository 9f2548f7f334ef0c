"""A file with works of the own party."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Party
from datasets.texts.problems import TEXTS


class WorksUploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, Excel (.xlsx), OpenDocument (.ods), GeoJSON, GeoPackage or a zipped Shapefile; at most 5,000 works."
        ),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": TEXTS["empty_file"].what,
        },
    )
    party = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("Whose works are these?"), empty_label=None)

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        field = model_choice(self, "party")
        field.queryset = Party.objects.filter(pk__in=[party.pk for party in parties]).order_by("name")
        if len(parties) == 1:
            del self.fields["party"]

    @property
    def owner(self) -> Party:
        return self.parties[0] if len(self.parties) == 1 else self.cleaned_data["party"]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            text = TEXTS["too_large"]
            raise ValidationError([ValidationError(part, code="too_large") for part in (text.what, text.mend)])
        return file
