"""Amounts as people type or paste them into the table: thousands of euros, or fte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dia.actions.cells import Edit
from dia.forms.asking import AskingForm
from dia.forms.left_out import refuse_left_out
from dia.models import Measure
from dia.pipeline.agenda_lines import Unit
from dia.pipeline.sums import Amount
from dia.words.amounts import typed

SIGNS = re.compile(r"[€\s\u00a0\u202f']")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
MOST = {"euros": Decimal(1_000_000_000), "fte": Decimal(10_000)}
LONGEST, LARGEST_BLOCK = 40, 500
LABELS: dict[Unit, Any] = {"euros": gettext_lazy("%(year)s in k€"), "fte": gettext_lazy("%(year)s in fte")}


def amount_of(text: str, unit: Unit) -> Amount:
    """Return whole euros for a number of thousands, or fte with one decimal; empty or a dash is 0.

    The decimal mark of the language is never a thousands sign; the other one is, before exactly three digits.
    ValidationError with a sentence for anything else.
    """
    plain = SIGNS.sub("", text)
    if plain in {"", "-", "–"}:
        return 0 if unit == "euros" else Decimal(0)
    number = _plain_number(plain)
    if len(text) > LONGEST or not NUMBER.fullmatch(number):
        raise ValidationError(_("“%(text)s” is not a number of 0 or more.") % {"text": text[:LONGEST]})
    amount = Decimal(number) * (1000 if unit == "euros" else 1)
    if amount > MOST[unit]:
        raise ValidationError(
            _("“%(text)s” is too much. Amounts are in thousands of euros (k€), or in fte.") % {"text": text}
        )
    if amount % (1 if unit == "euros" else Decimal("0.1")):
        raise ValidationError(
            _("“%(text)s” has too many decimals. Use whole euros, or tenths of an fte.") % {"text": text}
        )
    return int(amount) if unit == "euros" else amount


def _plain_number(text: str) -> str:
    """Return the text with a point for decimals and no thousands signs."""
    mark = get_format("DECIMAL_SEPARATOR")
    other = "," if mark == "." else "."
    if re.fullmatch(rf"\d{{1,3}}(\{other}\d{{3}})+(\{mark}\d*)?", text):
        text = text.replace(other, "")
    elif mark not in text:
        text = text.replace(other, mark, 1)
    return text.replace(mark, ".", 1).removesuffix(".")


def read_block(content: Any) -> tuple[list[Edit], set[str]]:
    """Return the edits of what the page sends, and the questions that were answered with yes.

    It sends {"unit": …, "cells": [{"measure", "year", "value", "version"}, …], "meant": [key, …]}.

    ValidationError with a sentence for each cell that is no number; nothing is taken of a block with a fault.
    """
    if (
        not isinstance(content, Mapping)
        or content.get("unit") not in MOST
        or not isinstance(content.get("cells"), list)
    ):
        raise ValidationError(_("This request cannot be read. Load the page again."))
    cells = content["cells"]
    if not 0 < len(cells) <= LARGEST_BLOCK:
        raise ValidationError(_("Change from 1 to %(most)s cells at a time.") % {"most": LARGEST_BLOCK})
    edits, faults = [], []
    for cell in cells:
        try:
            edits.append(_edit(cell, content["unit"]))
        except ValidationError as fault:
            faults += fault.messages
    if faults:
        raise ValidationError(faults)
    meant = content.get("meant")
    return edits, set(map(str, meant)) if isinstance(meant, list) else set()


def _edit(cell: Any, unit: Unit) -> Edit:
    try:
        measure, year, version = (int(cell[name]) for name in ("measure", "year", "version"))
        text = str(cell["value"])
    except (KeyError, TypeError, ValueError) as fault:
        raise ValidationError(_("This request cannot be read. Load the page again.")) from fault
    return Edit(measure, year, unit, amount_of(text, unit), version)


class AmountField(forms.Field):
    """`unit` is euros (in thousands) or fte."""

    def __init__(self, *, unit: Unit, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})
        super().__init__(widget=widget, required=False, **options)
        self.unit = unit

    def to_python(self, value: str | None) -> Amount:
        return amount_of(value or "", self.unit)

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class RowForm(AskingForm):
    """All cells of one measure, and the group that it stands under: the way to edit without a script."""

    group = forms.ChoiceField(label=gettext_lazy("Group"), choices=Measure.Group)

    def __init__(self, data: Any = None, *, measure: Measure, closed: set[int]) -> None:
        super().__init__(data, initial={"group": measure.group})
        self.measure, self.closed = measure, closed
        held = {cell.year: cell for cell in measure.years.all()}
        for year in measure.agenda.years:
            cell = held.get(year)
            for unit, label in LABELS.items():
                amount = getattr(cell, unit, 0)
                field = AmountField(unit=unit, label=str(label) % {"year": year}, initial=typed(amount, unit))
                field.disabled = year in closed
                self.fields[f"{unit}-{year}"] = field
            version = forms.IntegerField(widget=forms.HiddenInput, initial=getattr(cell, "version", 0), required=False)
            self.fields[f"version-{year}"] = version
        self.theirs: dict[int, Any] = {}

    def clean(self) -> dict[str, Any]:
        refuse_left_out(self, *LABELS)
        return self.cleaned_data

    @property
    def edits(self) -> list[Edit]:
        """Return only what was changed, so that the rest is not in anybody's way."""
        return [
            Edit(self.measure.pk, year, unit, self.cleaned_data[f"{unit}-{year}"], self._seen(year))
            for year in self.measure.agenda.years
            if year not in self.closed
            for unit in LABELS
            if f"{unit}-{year}" in self.changed_data
        ]

    @property
    def row(self) -> dict[str, Any]:
        """Return the arguments of actions.write_row."""
        return {"group": self.cleaned_data["group"], "edits": self.edits, "meant": self.answered}

    def _seen(self, year: int) -> int:
        return self.cleaned_data[f"version-{year}"] or 0

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "year": year,
                "euros": self[f"euros-{year}"],
                "fte": self[f"fte-{year}"],
                "version": self[f"version-{year}"],
                "theirs": self.theirs.get(year),
                "closed": year in self.closed,
            }
            for year in self.measure.agenda.years
        ]

    def once_more(self, theirs: Mapping[int, Any]) -> RowForm:
        """Return a form with the same answers beside what a colleague wrote: sent again, they count."""
        data = {**dict(self.data.items()), **{f"version-{year}": cell.version for year, cell in theirs.items()}}
        fresh = type(self)(data, measure=self.measure, closed=self.closed)
        fresh.theirs = dict(theirs)
        return fresh
