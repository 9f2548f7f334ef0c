"""Answers that hold for the whole of one read request: asked of the database once, however many parts of a page need them.

Only requests that change nothing remember; what a change asks of the database is always what is true at that moment.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from accounts.models import Partnership

SAFE = {"GET", "HEAD"}
_answers: ContextVar[dict[tuple[Any, int], Any] | None] = ContextVar("answers of this request", default=None)


def remember_answers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Start an empty memory for each read request, and drop it with the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return get_response(request)
        token = _answers.set({})
        try:
            return get_response(request)
        finally:
            _answers.reset(token)

    return middleware


def once_per_request[Answer](ask: Callable[[Partnership], Answer]) -> Callable[[Partnership], Answer]:
    """Remember what `ask` answers of a partnership until the end of a read request; outside one ask each time."""

    @wraps(ask)
    def remembered(partnership: Partnership) -> Answer:
        answers = _answers.get()
        if answers is None:
            return ask(partnership)
        key = (ask, partnership.pk)
        if key not in answers:
            answers[key] = ask(partnership)
        return answers[key]

    return remembered
