"""Numbers as people type them: a year, a decimal comma or point, metres, percent. And the choice of a dataset."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.formats import get_format

from datasets.models import Dataset

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


class DatasetField(forms.ModelChoiceField[Dataset]):
    """A dataset by its title and whose it is: two parties may have one of the same title."""

    def label_from_instance(self, obj: Dataset) -> str:
        return f"{obj} ({obj.owner})" if obj.owner else str(obj)
