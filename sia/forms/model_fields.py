"""Numbers in the form of a model: how they are shown, read back, and turned into shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from datasets.forms.fields import DecimalSignField, PercentField

MOST = 1e12  # larger than any figure of a city, small enough to reckon with
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class ShareField(PercentField):
    """A share in percents; what nobody changed keeps all decimals that are stored."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return is_other(self, initial, data)


class ShownField(DecimalSignField):
    """A number that is shown in few decimals; what nobody changed keeps all of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": -MOST, "max_value": MOST} | options)

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, int | float) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return is_other(self, initial, data)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and AMBIGUOUS.fullmatch(value.strip()):
            whole, exact = re.sub("[.,]", "", value.strip()), f"{value.strip()}0"
            raise ValidationError(
                _("Is ‘%(value)s’ a thousand or a fraction? Write %(whole)s or %(exact)s."),
                params={"value": value, "whole": whole, "exact": exact},
            )
        return super().to_python(value)


class WholeField(forms.IntegerField):
    """A small whole number in a text box: no arrows that change it by accident."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}), **options)


class WeightField(ShownField):
    """Shown and typed as points of a hundred, kept as a share; the points of a theme may sum to anything."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=1_000_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(100 * value if isinstance(value, int | float) else value)

    def clean(self, value: Any) -> float | None:
        points = super().clean(value)
        return None if points is None else points / 100


def is_other(field: forms.Field, initial: Any, data: Any) -> bool:
    """Return whether what was sent is something else than what was shown."""
    before = field.prepare_value(initial) if initial is not None else ""
    return str(data if data is not None else "").strip() != str(before)


def shown(value: float) -> str:
    """Format a number with at most two decimals, or four digits when it is small.

    Never with three decimals, which could be thousands.
    """
    text = f"{value:.2f}" if abs(value) >= 1 or value == 0 else f"{value:.4g}"
    short = text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
    return short.replace(".", get_format("DECIMAL_SEPARATOR"))


def number_in(form: forms.BaseForm, name: str) -> float | None:
    """Return what the field holds now, sent or not; None where it is no number."""
    field, value = form.fields[name], form[name].value()
    if not form.is_bound or not field.has_changed(form.initial.get(name), value):
        return cast("float | None", form.initial.get(name))
    try:
        return cast("float | None", field.clean(value))
    except ValidationError:
        return None


def shares_of(parts: Sequence[forms.BaseForm]) -> list[float | None]:
    """Return the shares of the weights as they are filled in now; None for all where one is no number, or all are 0."""
    weights = [number_in(part, "weight") for part in parts]
    known = [weight for weight in weights if weight is not None]
    total = sum(known)
    if len(known) < len(weights) or not total:
        return [None for _part in parts]
    return [weight / total for weight in known]


def errors_of(form: forms.BaseForm, about: str) -> Iterable[tuple[str, str]]:
    for name, messages in form.errors.items():
        field = form[name] if name in form.fields else None
        words = ", ".join(filter(None, [about, str(field.label) if field and not field.is_hidden else ""]))
        for message in messages:
            yield field.id_for_label if field else "", f"{words}: {message}" if words else str(message)
