"""Answers to two questions: is this process alive, and is everything there that a user's upload needs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from redis import RedisError

from config import heartbeat

REMEMBERED_S = 5.0
MISSING_S = 1.0  # a site that is starting is ready as soon as its last part is
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")
State = dict[str, bool]


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 at once: this process is alive. Along go the last known states of worker and beat, null if unknown."""
    seen = signs.last()
    return JsonResponse({"web": True, "worker": seen.get("worker"), "beat": seen.get("beat")})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything is there, else 503 with what is missing; 404 for who asks from outside."""
    if not is_internal(request):
        raise Http404
    state = {**database.current(), **signs.current()}
    missing = [name for name, there in state.items() if not there]
    return JsonResponse({**state, "missing": missing}, status=503 if missing else 200)


def is_internal(request: HttpRequest) -> bool:
    """Return whether the request comes from this machine or brings the token.

    A proxy on this machine has a loopback address too, but says for whom it asks.
    """
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.READYZ_TOKEN and constant_time_compare(token, settings.READYZ_TOKEN):
        return True
    here = request.META.get("REMOTE_ADDR", "") in {"127.0.0.1", "::1"}
    return here and not any(name in request.META for name in FORWARDED)


class Remembered:
    """Remember a state for five seconds, for one while a part is missing, however many ask."""

    def __init__(self, look: Callable[[], State]) -> None:
        self._look, self._looking = look, threading.Lock()
        self.forget()

    def forget(self) -> None:
        with self._looking:
            self._seen: State = {}
            self._until = 0.0

    def current(self) -> State:
        with self._looking:
            if self._is_old():
                self._look_again()
            return self._seen

    def last(self) -> State:
        """Return what is known without waiting; what is old is looked up behind the answer."""
        seen = self._seen
        if self._is_old() and self._looking.acquire(blocking=False):
            threading.Thread(target=self._look_behind, daemon=True).start()
        return seen

    def _is_old(self) -> bool:
        return time.monotonic() >= self._until

    def _look_again(self) -> None:
        self._seen = self._look()
        self._until = time.monotonic() + (REMEMBERED_S if all(self._seen.values()) else MISSING_S)

    def _look_behind(self) -> None:
        try:
            self._look_again()
        finally:
            self._looking.release()


def _database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT postgis_lib_version()")
            return {"database": cursor.fetchone() is not None}
    except DatabaseError:
        return {"database": False}


def _redis_and_signs() -> State:
    try:
        return {"redis": True, **heartbeat.alive()}
    except RedisError:
        return {"redis": False, "worker": False, "beat": False}


database = Remembered(_database)
signs = Remembered(_redis_and_signs)
