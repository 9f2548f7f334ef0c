"""Answers that hold for the whole of one read request: asked of the database once, however many parts of a page need them.

Only requests that change nothing remember; what a change asks of the database is always what is true at that moment.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

SAFE = {"GET", "HEAD"}
_answers: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("answers of this request", default=None)


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


def once_per_request[**Asked, Answer](ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Remember what `ask` answers to the same arguments until the end of a read request; outside one ask each time.

    Rows are the same where their keys are. The answer is shared by all who ask: nobody may change it.
    """

    @wraps(ask)
    def remembered(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        answers = _answers.get()
        if answers is None:
            return ask(*args, **kwargs)
        key = (ask, *args, *sorted(kwargs.items()))
        if key not in answers:
            answers[key] = ask(*args, **kwargs)
        answer: Answer = answers[key]
        return answer

    return remembered
