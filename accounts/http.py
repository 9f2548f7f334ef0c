"""What a request is once `accounts.access` has let it in, and the two answers to what cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import Partnership, User

# What was filled in cannot be taken as it is; it could, but somebody was first.
UNPROCESSABLE, CONFLICT = 422, 409


class Request(HttpRequest):
    """For type checkers: somebody is logged in, the partnership is found, and htmx says what it asked for."""

    user: User
    partnership: Partnership
    htmx: HtmxDetails
