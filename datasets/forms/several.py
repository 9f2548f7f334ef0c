"""Forms that ask for several things at once: tables of publishers, and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from datasets.forms.fetches import choices
from datasets.forms.uploads import check_size
from datasets.texts.problems import TEXTS

MOST_FILES = 40


class FetchesForm(forms.Form):
    table = forms.MultipleChoiceField(
        label=_("Table and year"),
        choices=choices,
        error_messages={
            "required": _("Tick at least one table."),
            "invalid_choice": _("Choose a table from the list."),
        },
    )

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Return what actions.ask_fetch wants to know of each table."""
        pairs = (value.partition(":") for value in self.cleaned_data["table"])
        return [{"publication": key, "year": int(year)} for key, _colon, year in pairs]


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleans to the list of all files that were chosen, each of which has to be right."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files: list[UploadedFile[bytes]] = [super(SeveralFilesField, self).clean(each) for each in data or [None]]
        for file in files:
            check_size(file)
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most %(n)s files at once."), params={"n": MOST_FILES})
        return files


class FilesForm(forms.Form):
    file = SeveralFilesField(
        label=_("Files"),
        widget=SeveralFilesInput,
        help_text=_("You may choose several at once: maps with boundaries and tables with figures, of any year."),
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "empty": TEXTS["empty_file"].what,
        },
    )
