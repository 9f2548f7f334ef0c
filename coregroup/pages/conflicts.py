"""Two people changed the same thing: what stands beside what the second one wanted to save."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format, time_format

from accounts.editing import Difference, stale_page


def conflict_page(
    mine: forms.BaseForm, theirs: forms.BaseForm, sent: QueryDict, stamp: str = "version"
) -> dict[str, Any]:
    """Return where two forms of the same kind differ, and all that was sent, to save it yet.

    `mine` is what was sent, `theirs` a form on what stands now. `stamp` is the hidden field that says on what the
    changes were made.
    """
    return stale_page(differences(mine, theirs), sent, theirs.initial[stamp], stamp)


def differences(mine: forms.BaseForm, theirs: forms.BaseForm) -> list[Difference]:
    found = []
    for box in mine.visible_fields():
        old = said(box.field, theirs.initial.get(box.name))
        new = said(box.field, mine.cleaned_data[box.name])
        if old != new:
            found.append(Difference(str(box.label), old, new))
    return found


def said(field: forms.Field, value: Any) -> str:
    """Return a value as the screen says it."""
    if isinstance(value, QuerySet | list):
        return ", ".join(sorted(said(field, each) for each in value)) or "–"
    if isinstance(value, Model):
        value = value.pk
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    if isinstance(value, dt.time):
        return time_format(value, "H:i")
    known = {str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))}
    text = "" if value is None else str(value)
    return known.get(text, text) or "–"


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [
        pair for value, label in choices for pair in (label if isinstance(label, list | tuple) else [(value, label)])
    ]
