"""Work for test_jobs: it notes that it was done, or fails."""

from contextlib import closing

from django.db import connection, transaction

from accounts.models import Partnership
from datasets.jobs import Progress, Unfinished

DONE: list[str] = []


def note(partnership: Partnership, key: str, progress: Progress) -> None:
    progress(1, 2)
    DONE.append(key)


def fail(partnership: Partnership, key: str, progress: Progress) -> None:
    raise ZeroDivisionError("on purpose")


def part(partnership: Partnership, key: str, progress: Progress) -> None:
    """Three parts, one at each turn."""
    DONE.append(key)
    if len(DONE) < 3:
        raise Unfinished


def write(partnership: Partnership, key: str, progress: Progress) -> None:
    """Half-way somebody asks it to stop."""
    with transaction.atomic():
        Partnership.objects.filter(pk=partnership.pk).update(name="half")
        with closing(connection.copy()) as other, other.cursor() as cursor:
            cursor.execute("UPDATE datasets_job SET stop = TRUE WHERE kind = 'write'")
        progress(1, 2)
        DONE.append(key)
