"""Lines of the log name the request, partnership and job that they are about: identifiers only, no value of anybody."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
FIELDS = ("request", "partnership", "job")
UNKNOWN = "-"
FROM_A_PROXY = re.compile(r"[\w-]{1,64}", re.ASCII)
_context: ContextVar[dict[str, object] | None] = ContextVar("log context", default=None)


@contextmanager
def log_context(**fields: object) -> Iterator[None]:
    """Add these fields to every line that is logged inside, in this thread."""
    token = _context.set({**(_context.get() or {}), **fields})
    try:
        yield
    finally:
        _context.reset(token)


def add_to_log(**fields: object) -> None:
    """Add what is found only on the way to the context that stands; outside any nothing."""
    if (context := _context.get()) is not None:
        context.update(fields)


class ContextFilter(logging.Filter):
    """Give each record the fields of the context, so that the format can name them."""

    def filter(self, record: logging.LogRecord) -> bool:
        context = _context.get() or {}
        for field in FIELDS:
            setattr(record, field, context.get(field, UNKNOWN))
        return True


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Log route, status and time of each request, under a number (that which a proxy gave it, or a new one).

    The route, not the address: a query may hold what somebody searched for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if FROM_A_PROXY.fullmatch(given) else secrets.token_hex(8)
        begun = time.monotonic()
        with log_context(request=number):
            response = get_response(request)
            route = request.resolver_match.route if request.resolver_match else UNKNOWN
            spent = (time.monotonic() - begun) * 1000
            logger.info("%s %s %s %.0f ms", request.method, route, response.status_code, spent)
        response.headers["X-Request-ID"] = number
        return response

    return middleware
