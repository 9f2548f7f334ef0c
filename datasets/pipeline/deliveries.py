"""The way of a delivery through the worker: check it and say what it would change; load it, all or nothing."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Partnership
from datasets import jobs
from datasets.models import Delivery, Level
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem, any_blocks
from datasets.pipeline import areas, figures, history
from datasets.registries import AFTER_DATA_CHANGE

PROBLEMS_KEPT = 1000
DONE_WITH = {
    Delivery.State.APPROVED,
    Delivery.State.RETURNED,
    Delivery.State.CURRENT,
    Delivery.State.SUPERSEDED,
    Delivery.State.WITHDRAWN,
    Delivery.State.UNDONE,
}


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


def check(delivery: Delivery, progress: Progress) -> None:
    """Read the file and store what was recognised, what is wrong and what loading would change; nothing else changes.

    A file that is refused as a whole is deleted: for the personal data in it, or because nobody could tell.
    """
    if delivery.state in DONE_WITH:
        return
    if not _is_refused_whole(delivery):
        with transaction.atomic():
            before = delivery.state
            found = _read(delivery)
            if isinstance(found, Problem):
                _refuse(delivery, [found])
            else:
                _room(delivery).check(delivery, found, progress)
            delivery.save()
            if delivery.state != before:
                history.note(delivery, before)
    _forget_refused(delivery)


def load(delivery: Delivery, progress: Progress) -> None:
    """Make an accepted delivery the current one, in one transaction; a second call finds it settled and does nothing.

    The partnership's row is locked first: loads of one partnership wait for each other; who only adds a row to the
    partnership does not wait. The file is judged again, since areas may have come and gone since its check, unless all
    that it was judged by is as it was.
    """
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=delivery.partnership_id)
        delivery.refresh_from_db()
        if delivery.state != Delivery.State.APPROVED or delivery.accepted_at is None:
            return
        before = delivery.state
        found = _as_checked(delivery) or _read(delivery)
        if isinstance(found, Problem):
            _refuse(delivery, [found])
        elif any_blocks(found.problems):
            note_problems(delivery, list(found.problems))
        if delivery.state == Delivery.State.REFUSED:
            delivery.save()
            history.note(delivery, before)
            transaction.on_commit(lambda: _forget_refused(delivery))
            return
        changed = _room(delivery).load(delivery, found, progress)
        delivery.state, delivery.loaded_at = Delivery.State.CURRENT, timezone.now()
        delivery.save()
        history.note(delivery, before)
        _supersede_others(delivery)
        if changed:
            data_changed(delivery.partnership)


def data_changed(partnership: Partnership) -> None:
    """Count the change and queue what depends on it, in the caller's transaction: no lost message can lose a recompute."""
    Partnership.objects.filter(pk=partnership.pk).update(data_version=F("data_version") + 1)
    for kind in AFTER_DATA_CHANGE:
        jobs.enqueue(partnership=partnership, kind=kind, key="all")


def note_problems(delivery: Delivery, problems: list[Problem]) -> None:
    """Keep the first thousand as they are shown, and the count of all by severity."""
    delivery.problems = [problem.plain for problem in problems[:PROBLEMS_KEPT]]
    counted = {"refusal": 0, "error": 0, "warning": 0}
    for problem in problems:
        counted[problem.severity] += 1
    delivery.counts["problems"] = counted
    blocked = counted["refusal"] or counted["error"]
    delivery.state = Delivery.State.REFUSED if blocked else Delivery.State.CHECKED


def _refuse(delivery: Delivery, problems: list[Problem]) -> None:
    delivery.counts, delivery.preview, delivery.recognised, delivery.quality = {}, {}, {}, {}
    note_problems(delivery, problems)


def _is_refused_whole(delivery: Delivery) -> bool:
    """Return whether nothing of it was recognised, so that no other way to read its columns can mend it."""
    return delivery.state == Delivery.State.REFUSED and not delivery.recognised


def _forget_refused(delivery: Delivery) -> None:
    """Delete the file after the refusal is kept.

    When the worker dies in between, the job is taken up again and ends here.
    """
    if _is_refused_whole(delivery) and delivery.file:
        delivery.file.delete()


def _read(delivery: Delivery) -> Any:
    path = Path(delivery.file.path)
    kind = sniff(path, delivery.name)
    return kind if isinstance(kind, Problem) else _room(delivery).read(delivery, path, FileKind(kind))


def _as_checked(delivery: Delivery) -> Any:
    return figures.as_checked(delivery) if delivery.kind == Delivery.Kind.STATISTICS else None


def _room(delivery: Delivery) -> Any:
    return areas if delivery.kind == Delivery.Kind.BOUNDARIES else figures


def _supersede_others(delivery: Delivery) -> None:
    """Mark the earlier releases of its dataset that speak of nothing else as superseded by this one."""
    scope = scope_of(delivery)
    for other in Delivery.objects.filter(dataset=delivery.dataset, state=Delivery.State.CURRENT).exclude(
        pk=delivery.pk
    ):
        if scope_of(other) <= scope:
            other.state = Delivery.State.SUPERSEDED
            other.save(update_fields=["state"])
            history.note(other, Delivery.State.CURRENT)


def scope_of(delivery: Delivery) -> set[tuple[str, ...]]:
    """Return what a loaded delivery of a file speaks of: years, indicators and levels, or areas."""
    recognised = delivery.recognised
    if "codes" in recognised:  # own areas: another file with other areas stands beside this one
        return {(Level.DEELGEBIED, code) for code in recognised["codes"]}
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        return {(str(recognised.get("vintage")), level) for level in recognised.get("levels", {})}
    return set(product(map(str, recognised["periods"]), recognised["indicators"], recognised["levels"]))
