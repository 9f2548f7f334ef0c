"""May I? The first thing every view asks: the partnership of the URL, and a permission where one is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.log_context import add_to_log
from accounts.models import Partnership
from accounts.permissions import Permission, may

View = Callable[..., HttpResponse]


def in_partnership(*permissions: Permission) -> Callable[[View], View]:
    """Log in first (302); a partnership that is not the user's answers 404; who holds none of the permissions gets 403.

    The view gets the Partnership in place of the slug; `request.partnership` serves the page's frame.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def wrapped(request: HttpRequest, partnership: str, **kwargs: Any) -> HttpResponse:
            found = find_partnership(request, partnership)
            if permissions and not any(may(request.user, each, found) for each in permissions):
                raise PermissionDenied
            return view(request, found, **kwargs)

        return wrapped

    return decorate


def find_partnership(request: HttpRequest, slug: str) -> Partnership:
    found = get_object_or_404(Partnership.objects.visible_to(request.user), slug=slug)
    request.partnership = found  # type: ignore[attr-defined]
    add_to_log(partnership=found.slug)
    return found
