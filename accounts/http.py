"""The type of a request that `accounts.access` let in, look-ups of the objects that it names, and two answers of refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import Partnership, User

# What was filled in cannot be taken as it is; it could, but somebody was first.
UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_KEY = 18  # digits that any key of the database can have


def key_of(text: str) -> int:
    """A key or a version that stands in an address or came with a form; 0, which nothing bears, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY else 0


class Request(HttpRequest):
    """For type checkers: somebody is logged in, the partnership is found, and htmx says what it asked for."""

    user: User
    partnership: Partnership
    htmx: HtmxDetails
