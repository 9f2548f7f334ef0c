"""Middleware for every request: refuse unreadable addresses, choose the language, compress, keep data out of caches."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]
TEXTS = ("text/", "application/json", "application/geo+json", "application/vnd.oai.openapi")


def readable_address(get_response: Answer) -> Answer:
    """Refuse an address with a NUL (400).

    PostgreSQL cannot even look for one: such an address is nobody's, and would answer with an error.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return get_response(request)

    return middleware


def language(get_response: Answer) -> Answer:
    """Choose the language of the answer: as chosen on this screen, else the person's own, else Dutch.

    A browser's setting says little in a meeting room.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", None)
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return middleware


def private_by_default(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


class CompressText(GZipMiddleware):
    """Compress what is text: workbooks, archives and PDFs are compressed already, and of those the length stays known.

    Django adds a random number of bytes to each answer, so that its length tells nothing of a secret in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
