"""Bring in all that was asked for at once: fetch it, check it and load what has nothing wrong.

One thing at a time, boundaries first, since figures can only be read for areas that are there. What asks for a person
keeps its own page.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from accounts.editing import StaleEdit
from accounts.models import Partnership
from datasets import actions, jobs
from datasets.fetching.job import fetch_delivery
from datasets.models import Delivery, Fetch
from datasets.pipeline import deliveries
from datasets.sources.published import PUBLICATIONS

type Item = Delivery | Fetch


def load_all(partnership: Partnership, key: str, progress: jobs.Progress) -> None:
    """Take what waits until nothing does; after a failure or a stop what is left waits for the next call.

    What was begun before goes last, so that one file on which the worker dies keeps no other waiting.
    """
    done = 0
    while waiting := waiting_items(partnership):
        progress(done, done + len(waiting))
        item = waiting[0]
        item.load_tries = (item.load_tries or 0) + 1
        item.save(update_fields=["load_tries"])
        _bring(item)
        item.load_tries = None
        item.save(update_fields=["load_tries"])
        done += 1


def waiting_items(partnership: Partnership) -> list[Item]:
    """Return what is loaded without a person who looks first, in the order in which it is."""
    asked = Fetch.objects.of(partnership).filter(load_tries__isnull=False).select_related("asked_by")
    brought = Delivery.objects.of(partnership).filter(load_tries__isnull=False)
    return sorted([*asked, *brought.select_related("partnership", "dataset", "created_by")], key=_turn)


def _turn(item: Item) -> tuple[int, bool, int, str, int]:
    if isinstance(item, Fetch):
        return item.load_tries or 0, bool(PUBLICATIONS[item.publication].source), item.year, item.publication, item.pk
    year = item.options.get("vintage") or item.options.get("period") or 0
    return item.load_tries or 0, item.kind != Delivery.Kind.BOUNDARIES, year, item.name, item.pk


def _bring(item: Item) -> None:
    if isinstance(item, Fetch):
        fetch_delivery(item.partnership, item.job_key, _quiet)
        return
    deliveries.check(item, _quiet)
    if item.state != Delivery.State.CHECKED:
        return
    try:
        actions.load(delivery=item, by=item.created_by)
    except (StaleEdit, PermissionDenied):  # somebody is at it, or it is another's to accept: its page says so
        return
    deliveries.load(item, _quiet)


def _quiet(done: int, total: int) -> None:
    """Tell nothing: what is told is how many of all are done."""
