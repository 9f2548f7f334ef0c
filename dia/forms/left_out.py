"""Find what a form was sent but would not save, because a year closed or left the page after somebody opened it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def refuse_left_out(form: forms.Form, *kinds: str) -> None:
    """Add an error for each amount that was sent and is no field of the form any more, or one that is closed.

    `kinds` are the beginnings of the names that hold amounts: euros of euros-2028. What equals the amount that stands,
    and what is empty or 0, is in nobody's way.
    """
    for name, text in _sent(form, kinds):
        field = form.fields.get(name)
        place = name.split("-", 1)[1].replace("-", " ")
        if field is None and text.strip(" 0.,"):
            words = _("%(year)s is no longer on this page. “%(sent)s” cannot be saved. Nothing is saved.")
            form.add_error(None, words % {"year": place, "sent": text})
        elif field is not None and field.disabled and _is_other(field, form.get_initial_for_field(field, name), text):
            words = _(
                "%(year)s is closed after its look-back. “%(sent)s” cannot be saved; “%(stays)s” stays. "
                "Choose a year that is open. Nothing is saved."
            )
            form.add_error(None, words % {"year": place, "sent": text, "stays": form[name].value() or 0})


def _sent(form: forms.Form, kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    starts = tuple(f"{kind}-" for kind in kinds)
    return ((name, text) for name, text in form.data.items() if name.startswith(starts))


def _is_other(field: forms.Field, stands: Any, text: str) -> bool:
    try:
        return bool(field.to_python(text) != field.to_python(stands))
    except ValidationError:
        return True
