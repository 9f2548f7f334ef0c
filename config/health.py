"""Whether all that a user's upload needs is there: web, database, Redis and a worker."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from config.celery import app


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all are there, else 503 naming what is missing; no secrets, so no login."""
    state = {"web": True, "database": _database(), **_redis_and_worker()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT postgis_lib_version()")
            return cursor.fetchone() is not None
    except DatabaseError:
        return False


def _redis_and_worker() -> dict[str, bool]:
    try:
        return {"redis": True, "worker": bool(app.control.inspect(timeout=1).ping())}
    except (OperationalError, OSError):
        return {"redis": False, "worker": False}
