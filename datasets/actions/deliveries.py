"""A file that somebody brings: received, its columns named, mended, brought anew.

What follows its check is in workflow.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.editing import StaleEdit
from accounts.models import Partnership, Party, User
from datasets import jobs, states
from datasets.actions.workflow import hold
from datasets.models import Delivery, Level, MappingProfile, ObservationRevision
from datasets.parsers.repairs import Repair, merged, of_plain
from datasets.pipeline import history

CHECK, LOAD_ALL = "datasets.check", "datasets.load_all"
CHUNK = 1024 * 1024
SINCE = ("repairs", "shares", "accepted", "leave_out_unknown")  # options that were not said when the file was brought
LOCK_SPACE = jobs.LOCK_SPACE + 1  # first half of the advisory lock's key: uploads
BEFORE_LOAD = (Delivery.State.RECEIVED, Delivery.State.CHECKED)
SIGNED = ("approved_by", "approved_at", "accepted_by", "accepted_at")


@transaction.atomic
def receive_file(
    *,
    partnership: Partnership,
    by: User | None,
    upload: File[bytes],
    kind: str,
    options: dict[str, Any],
    supplier: Party | None = None,
    load: bool = False,
) -> Delivery:
    """Keep the file and queue its check; with `load` that it is checked and, if nothing is wrong, loaded as well.

    The same file with the same options while it is current changes nothing: the earlier delivery comes back with
    `already_loaded` set. Without a supplier it is the stewards' own.
    """
    sha256 = _sha256(upload)
    options = {name: value for name, value in options.items() if value is not None and value != ""}
    _lock_upload(partnership, sha256)
    earlier = next((each for each in _duplicates(partnership, sha256, kind) if _is_asked_as(each, options)), None)
    if earlier is not None and _is_intact(earlier):
        earlier.already_loaded = earlier.state == Delivery.State.CURRENT
        if load and earlier.state in BEFORE_LOAD:
            _queue_load(earlier)
        elif earlier.state == Delivery.State.RECEIVED:  # its check may have failed three times
            _queue_check(earlier)
        return earlier
    delivery = Delivery(
        partnership=partnership, kind=kind, sha256=sha256, options=options, created_by=by, supplier=supplier
    )
    _keep(delivery, upload)
    delivery.save()
    history.note(delivery, "", by=by)
    if load:
        _queue_load(delivery)
    else:
        _queue_check(delivery)
    return delivery


@transaction.atomic
def map_columns(*, delivery: Delivery, by: User | None, mapping: dict[str, Any]) -> None:
    """Say how the columns of an own table are read, and have it checked again."""
    held = hold(delivery, states.RECEIVED, by)
    held.mapping = mapping
    _read_again(held, by, ["mapping"])


@transaction.atomic
def read_with_sign(*, delivery: Delivery, by: User | None, sign: str) -> None:
    """Read figures that may be read in two ways with this decimal sign.

    Raises StaleEdit where nobody said yet how it is read.
    """
    held = hold(delivery, states.RECEIVED, by)
    if not held.mapping:
        raise StaleEdit
    held.mapping = {**held.mapping, "decimal": sign}
    _read_again(held, by, ["mapping"])


@transaction.atomic
def read_as(*, delivery: Delivery, by: User | None, profile: MappingProfile) -> None:
    """Read the table in a way that was kept under a name."""
    held = hold(delivery, states.RECEIVED, by)
    held.mapping, held.options = {}, {**held.options, "profile": profile.pk}
    _read_again(held, by, ["mapping", "options"])


@transaction.atomic
def mend(*, delivery: Delivery, by: User | None, repairs: list[Repair]) -> None:
    """Record cells that are to be read as something else, on top of what was said before.

    The file itself stays as it came.
    """
    held = hold(delivery, states.RECEIVED, by)
    said = merged(of_plain(held.options.get("repairs", [])), repairs)
    held.options = {**held.options, "repairs": [repair.to_plain() for repair in said]}
    _read_again(held, by, ["options"])


@transaction.atomic
def answer_questions(*, delivery: Delivery, by: User | None, answers: dict[str, Any]) -> None:
    """Keep what was said of the file, and have it checked again.

    That is: sheet, column of codes, shares, what is accepted, and codes to leave out.

    It comes on top of what was said before.
    """
    held = hold(delivery, states.RECEIVED, by)
    before = held.options
    merged_answers = {
        "shares": {**before.get("shares", {}), **answers.get("shares", {})},
        "accepted": sorted({*before.get("accepted", []), *answers.get("accepted", [])}),
        "sheet": answers.get("sheet") or before.get("sheet"),
        "code_column": answers.get("code_column") or before.get("code_column"),
        "leave_out_unknown": answers.get("leave_out_unknown") or before.get("leave_out_unknown"),
    }
    held.options = before | {name: value for name, value in merged_answers.items() if value}
    _read_again(held, by, ["options"])


@transaction.atomic
def discard_repairs(*, delivery: Delivery, by: User | None) -> None:
    """Read the file as it came."""
    held = hold(delivery, states.RECEIVED, by)
    held.options = _chosen(held)
    _read_again(held, by, ["options"])


@transaction.atomic
def replace_file(*, delivery: Delivery, by: User | None, upload: File[bytes]) -> None:
    """Put a corrected file in the place of the one that was brought.

    Its options and how its columns are read stay.
    """
    held = hold(delivery, states.RECEIVED, by)
    former, storage = held.file.name, held.file.storage
    held.sha256 = _sha256(upload)
    held.options = _chosen(held)
    _keep(held, upload)
    _read_again(held, by, ["file", "name", "size", "sha256", "options"])
    if former:
        transaction.on_commit(lambda: storage.delete(former))


def _read_again(held: Delivery, by: User | None, fields: list[str]) -> None:
    """Send the delivery to the worker once more; what was approved was another reading."""
    before, held.state, held.reason = held.state, Delivery.State.RECEIVED, ""
    held.approved_by = held.approved_at = held.accepted_by = held.accepted_at = None
    held.save(update_fields=["state", "reason", *SIGNED, *fields])
    history.note(held, before, by=by)
    _queue_check(held)


def _queue_check(delivery: Delivery) -> None:
    jobs.enqueue(partnership=delivery.partnership, kind=CHECK, key=f"delivery:{delivery.pk}")


def _queue_load(delivery: Delivery) -> None:
    """Have the worker check and load it, after what waits already."""
    delivery.load_tries = 0
    delivery.save(update_fields=["load_tries"])
    jobs.enqueue(partnership=delivery.partnership, kind=LOAD_ALL, key="all")


def _keep(delivery: Delivery, upload: File[bytes]) -> None:
    delivery.name, delivery.size = (upload.name or "")[-200:], upload.size
    delivery.file.save(upload.name or "upload", upload, save=False)


def _chosen(delivery: Delivery) -> dict[str, Any]:
    """Return what was said when the file was brought, without what was mended since."""
    return {name: value for name, value in delivery.options.items() if name not in SINCE}


def _is_asked_as(earlier: Delivery, options: dict[str, Any]) -> bool:
    """Return whether the same was chosen with the file; earlier answers stay unless something else is answered now."""
    answered = {name: value for name, value in options.items() if name in SINCE}
    same = all(earlier.options.get(name) == value for name, value in answered.items())
    return same and {**_chosen(earlier), **answered} == options


def _is_intact(delivery: Delivery) -> bool:
    """Return whether all that a delivery brought is still there: own areas can be deleted, or replaced one by one."""
    current = delivery.state == Delivery.State.CURRENT
    if not current or delivery.options.get("level") != Level.DEELGEBIED:
        return True
    return bool(delivery.areas.count() == delivery.counts.get("areas"))


def _duplicates(partnership: Partnership, sha256: str, kind: str) -> QuerySet[Delivery]:
    """Return deliveries of the same file that are under way, or current with none of their figures replaced."""
    replaced = ObservationRevision.objects.filter(delivery=OuterRef("pk"), replaced_by__state__in=states.LIVE)
    return (
        Delivery.objects.of(partnership)
        .filter(sha256=sha256, kind=kind)
        .filter(Q(state__in=states.WAITING) | Q(~Exists(replaced), state=Delivery.State.CURRENT))
        .order_by("-pk")
    )


def _lock_upload(partnership: Partnership, sha256: str) -> None:
    """Lock the upload of this file until the transaction ends, so that two uploads at once make one delivery."""
    with connection.cursor() as cursor:
        about = f"{partnership.pk} {sha256}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, about])


def _sha256(upload: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
