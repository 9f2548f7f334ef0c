"""The form of which area each name of a table means: proposed where it is clear, asked where it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.models import Area

LEAVE_OUT = "-"
CHOOSE = ("", _("Choose"))
LEFT_OUT = (LEAVE_OUT, _("– leave out –"))
ORDER = ("several", "near", "none", "same")


class NamesForm(forms.Form):
    """One choice for each name; `said` is what was chosen before, by the key of the name."""

    def __init__(
        self, data: Any = None, *, names: list[dict[str, Any]], areas: Iterable[Area], said: Mapping[str, str]
    ) -> None:
        super().__init__(data, prefix="area")
        self.names = sorted(names, key=lambda named: ORDER.index(named["sure"]))
        labels = {area.code: f"{area.name} ({area.level}, {area.code})" for area in areas}
        by_level: dict[str, list[tuple[str, str]]] = {}
        for area in areas:
            by_level.setdefault(area.level, []).append((area.code, labels[area.code]))
        every = [(level, sorted(found, key=lambda pair: pair[1].lower())) for level, found in by_level.items()]
        for number, named in enumerate(self.names):
            meant = [(code, labels[code]) for code in named["codes"] if code in labels]
            chosen = said.get(named["key"], _proposed(named))
            sure = named["sure"] == "same" and chosen in named["codes"]
            self.fields[str(number)] = forms.ChoiceField(
                label=named["name"],
                initial=LEAVE_OUT if chosen == "" and named["key"] in said else chosen,
                choices=[LEFT_OUT, *meant] if sure else _choices(meant, every),
                error_messages={"required": _("Choose the area that is meant, or leave it out.")},
            )

    @property
    def to_see(self) -> list[forms.BoundField]:
        """Return the names that a person must look at."""
        return [self[str(n)] for n, named in enumerate(self.names) if named["sure"] != "same"]

    @property
    def same(self) -> list[forms.BoundField]:
        """Return the names that are those of an area of the map."""
        return [self[str(n)] for n, named in enumerate(self.names) if named["sure"] == "same"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and set(cleaned.values()) <= {LEAVE_OUT}:
            self.add_error("0", _("Choose an area for at least one name."))
        return cleaned

    def areas(self) -> dict[str, str]:
        """Return the code by the key of the name; "" where it is left out."""
        chosen = (self.cleaned_data[str(number)] for number in range(len(self.names)))
        return {named["key"]: "" if code == LEAVE_OUT else code for named, code in zip(self.names, chosen, strict=True)}


def _proposed(named: dict[str, Any]) -> str:
    if named["sure"] == "none":
        return LEAVE_OUT
    return "" if named["sure"] == "several" else named["codes"][0]


def _choices(meant: list[tuple[str, str]], every: list[Any]) -> list[Any]:
    """Return what is probably meant on top, then all areas by level."""
    return [CHOOSE, LEFT_OUT, *([(_("Probably"), meant)] if meant else []), *every]
