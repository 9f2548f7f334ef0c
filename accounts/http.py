"""What a request is once `accounts.access` has let it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from accounts.models import Partnership, User


class Request(HttpRequest):
    """For type checkers: somebody is logged in, the partnership is found, and htmx says what it asked for."""

    user: User
    partnership: Partnership
    htmx: HtmxDetails
