"""The form that asks which table of which year is to be fetched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from datasets.sources.published import PUBLICATIONS, Publication


def title_of(publication: Publication) -> str:
    return publication.title_en if get_language() == "en" else publication.title_nl


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a group for each publication, newest year first."""
    return [
        (
            f"{title_of(each)} ({each.publisher})",
            [(f"{each.key}:{year}", f"{title_of(each)} {year}") for year in each.years],
        )
        for each in PUBLICATIONS.values()
    ]


class FetchForm(forms.Form):
    table = forms.ChoiceField(
        label=_("Table and year"),
        choices=choices,
        help_text=_("Begin with the boundaries. Figures can only be read for areas that are there."),
        error_messages={"required": _("Choose a table."), "invalid_choice": _("Choose a table from the list.")},
    )

    def clean_table(self) -> dict[str, Any]:
        key, _colon, year = self.cleaned_data["table"].partition(":")
        return {"publication": key, "year": int(year)}

    @property
    def asked(self) -> dict[str, Any]:
        """Return what actions.ask_fetch wants to know."""
        choice: dict[str, Any] = self.cleaned_data["table"]
        return choice
