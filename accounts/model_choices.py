"""The fields of a form whose choices depend on who fills it in."""

from __future__ import annotations

from typing import Any, cast

from django import forms


def model_choice(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """Return the field of this name, to set its queryset; KeyError where the form has none."""
    return cast("forms.ModelChoiceField[Any]", form.fields[name])
