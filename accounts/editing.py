"""Optimistic locking: a form carries what it was opened on, and a change of another row raises StaleEdit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

View = Callable[..., HttpResponse]
FIRST = _("Somebody was first")

LENGTH = 16


class StaleEdit(Exception):  # noqa: N818 -- nothing is wrong: somebody was first
    """The row changed since the form was opened; nothing was saved."""


class Versioned(models.Model):
    """A row that counts its changes."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def save_changes(self, **fields: Any) -> None:
        """Save these fields, and no others, as the next version."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.version += 1
        self.save(update_fields=[*fields, "version"])


def stamp_of(content: Mapping[str, Any]) -> str:
    """Return a short hash of these values, which is another one whenever a value is; a row counts by its key."""
    plain = json.dumps(content, sort_keys=True, default=lambda value: str(getattr(value, "pk", value)))
    return hashlib.sha256(plain.encode()).hexdigest()[:LENGTH]


def check_unchanged(current: object, seen: object) -> None:
    """Raise StaleEdit where the version or the stamp is no longer the one that the form was opened on."""
    if current != seen:
        raise StaleEdit


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people filled in differently."""

    label: str
    theirs: str
    mine: str


def stale_page(
    differences: Sequence[Difference], sent: QueryDict, stamp: object, name: str = "version"
) -> dict[str, Any]:
    """Return the context of `_components/stale_edit.html`: what differs, and all that was sent, to save it yet.

    `stamp` is the version or stamp that stands now, `name` the hidden field that carries it.
    """
    own = {"csrfmiddlewaretoken", name}
    again = [(field, value) for field, values in sent.lists() if field not in own for value in values]
    return {"differences": differences, "sent": again, "stamp": stamp, "stamp_name": name}


def show_refusal(show: View, stale: str | Promise = FIRST) -> Callable[[View], View]:
    """Re-render the page with the refusal when an action raises ValidationError or StaleEdit.

    `show` is called as the view is, with the sentence as `refused`; `stale` is the one for who comes second.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except StaleEdit:
                refused = str(stale)
            except ValidationError as refusal:
                refused = " ".join(refusal.messages)
            return show(request, *args, refused=refused, **kwargs)

        return wrapped

    return decorate
