"""Shared by views: the type of a request that `accounts.access` let in, what it sends, and the answer with a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import Partnership, User

# What was filled in cannot be taken as it is; it could, but somebody was first.
UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_KEY = 18  # digits that any key of the database can have


def key_of(text: str) -> int:
    """Return a key or a version that stands in an address or came with a form.

    0, which nothing bears, for what is none.
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY else 0


class Request(HttpRequest):
    """For type checkers: somebody is logged in, the partnership is found, and htmx says what it asked for."""

    user: User
    partnership: Partnership
    htmx: HtmxDetails


def sent(request: HttpRequest) -> QueryDict | None:
    """Return the data that a form is bound to: those that were posted; None where the form is only opened."""
    return request.POST if request.method == "POST" else None


def form_page(request: HttpRequest, template: str, form: BaseForm, **page: Any) -> HttpResponse:
    """Answer with a page around a form: 422 where it has errors.

    A form that was sent without any is not saved yet either: `unsaved` is for the page that says so.
    """
    page = {"form": form, "unsaved": form.is_bound and not form.errors, **page}
    return render(request, template, page, status=UNPROCESSABLE if form.errors else 200)
