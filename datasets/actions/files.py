"""Files that are made for somebody, and tables that are fetched from their publisher: both in the background."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from accounts.models import Partnership, User
from datasets import jobs
from datasets.actions.deliveries import LOAD_ALL
from datasets.models import Export, Fetch


@transaction.atomic
def ask_export(*, partnership: Partnership, by: User, what: str, query: dict[str, str], form: str, name: str) -> Export:
    """Queue a file that is too large to wait for; who asks again for one that is being made gets that one."""
    language = get_language() or settings.LANGUAGE_CODE
    asked: dict[str, Any] = {"what": what, "query": query, "format": form, "language": language}
    asked |= {"partnership": partnership, "asked_by": by}
    waiting = Export.objects.kept().filter(**asked, file="").first()
    export = waiting or Export.objects.create(**asked, name=name)
    jobs.enqueue(partnership=partnership, kind="datasets.export", key=export.job_key)
    return export


@transaction.atomic
def ask_fetch(*, partnership: Partnership, by: User, publication: str, year: int, load: bool = False) -> Fetch:
    """Queue the fetch of a publisher's table; with `load` also its check and, if nothing is wrong, its load."""
    fetch = Fetch(partnership=partnership, asked_by=by, publication=publication, year=year)
    fetch.load_tries = 0 if load else None
    fetch.save()
    kind, key = (LOAD_ALL, "all") if load else ("datasets.fetch", fetch.job_key)
    jobs.enqueue(partnership=partnership, kind=kind, key=key)
    return fetch


@transaction.atomic
def load_rest(*, partnership: Partnership) -> None:
    """Go on with what waits to be loaded by itself: it was stopped, or failed."""
    jobs.enqueue(partnership=partnership, kind=LOAD_ALL, key="all")
