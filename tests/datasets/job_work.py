"""Work for test_jobs: it notes that it was done, or fails."""

from accounts.models import Partnership
from datasets.jobs import Progress

DONE: list[str] = []


def note(partnership: Partnership, key: str, progress: Progress) -> None:
    progress(1, 2)
    DONE.append(key)


def fail(partnership: Partnership, key: str, progress: Progress) -> None:
    raise ZeroDivisionError("on purpose")
