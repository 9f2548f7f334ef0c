"""Cells that could not be read: one line for all that are alike, to be mended together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from datasets.models import Delivery
from datasets.parsers.periods import parse_period
from datasets.parsers.repairs import GROUPED, Repair
from datasets.pipeline.repair_suggestions import CODES, FIGURES, MENDABLE
from datasets.texts.problems import Lazy, sentence

LINES_SHOWN = 50
ROWS_NAMED = 3


@dataclass(slots=True)
class Line:
    """All cells of one column with one text, and what is wrong with them."""

    code: str
    column: str
    value: str
    what: str
    suggestion: str
    rows: list[int]

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.column}\0{self.value}".encode()).hexdigest()[:12]

    @property
    def first_rows(self) -> list[int]:
        return self.rows[:ROWS_NAMED]

    @property
    def out_label(self) -> Lazy:
        return _("no figure here") if self.code in FIGURES else _("leave these rows out")

    @property
    def nothing(self) -> str | None:
        """Return what an empty answer makes of it: an empty cell, or no row at all."""
        return "" if self.code in FIGURES else None


def lines_of(delivery: Delivery) -> list[Line]:
    """Return the lines by kind of problem, most cells first within one kind, then in the order of the file."""
    found: dict[tuple[str, str], Line] = {}
    for problem in delivery.problems:
        params = problem.get("params") or {}
        if problem["code"] in MENDABLE and problem["severity"] == "error" and params.get("cell"):
            line = Line(
                problem["code"],
                problem["column"],
                params["cell"],
                sentence(problem).what,
                params.get("suggestion") or "",
                [],
            )
            found.setdefault((line.column, line.value), line).rows.append(problem["row"])
    return sorted(found.values(), key=lambda line: (line.code, -len(line.rows)))


class MendingForm(forms.Form):
    """The meaning of each line. A line that is left open stays as it is, and so does its problem."""

    def __init__(self, data: Any = None, *, delivery: Delivery, areas: Collection[str]) -> None:
        super().__init__(data)
        self.areas = areas
        every = lines_of(delivery)
        self.lines, self.more = every[:LINES_SHOWN], max(0, len(every) - LINES_SHOWN)
        for line in self.lines:
            label = _("“%(value)s” is to be read as") % {"value": line.value}
            widget = forms.TextInput(attrs={"size": 14, "autocomplete": "off"})
            self.fields[f"into-{line.key}"] = forms.CharField(
                label=label, required=False, max_length=60, widget=widget, initial=line.suggestion
            )
            self.fields[f"out-{line.key}"] = forms.BooleanField(label=line.out_label, required=False)

    @property
    def asked(self) -> Iterator[tuple[Line, forms.BoundField, forms.BoundField]]:
        for line in self.lines:
            yield line, self[f"into-{line.key}"], self[f"out-{line.key}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.repairs = []
        for line in self.lines:
            try:
                self.repairs += self._answer(line, cleaned)
            except ValidationError as refused:
                self.add_error(f"into-{line.key}", refused)
        if not self.repairs and not self.errors:
            raise ValidationError(_("Say of at least one line what it means."))
        return cleaned

    def _answer(self, line: Line, cleaned: dict[str, Any]) -> list[Repair]:
        said = (cleaned.get(f"into-{line.key}") or "").strip()
        if cleaned.get(f"out-{line.key}"):
            return [Repair(line.column, line.value, line.nothing)]
        return [Repair(line.column, line.value, self._read(line.code, said))] if said else []

    def _read(self, code: str, said: str) -> str | float:
        if code in CODES:
            if said.upper() not in self.areas:
                raise ValidationError(_("“%(code)s” is not on your map.") % {"code": said})
            return said.upper()
        if code == "wrong_period":
            if parse_period(said) is None:
                raise ValidationError(_("Write a year, such as 2024."))
            return said
        return _number(said)


def _number(said: str) -> float:
    if GROUPED.fullmatch(said):
        whole = said.replace(".", "").replace(",", "")
        text = _("Is this %(whole)s? Then write it without point or comma. If not, put a 0 behind it: %(said)s0.")
        raise ValidationError(text % {"whole": whole, "said": said})
    try:
        number = float(said.replace(" ", "").replace(",", "."))
    except ValueError:
        number = float("nan")
    if not abs(number) < float("inf"):
        raise ValidationError(_("Write a figure, such as 12,5."))
    return number
