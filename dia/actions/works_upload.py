"""Works of one party out of a file: kept for a day, compared with what stands, and loaded all or nothing.

No row in the database stands for a file on its way: it lies under its hash in a room of its party, the address of its
preview is a signed note of which file that is, and checking is cheap enough (MAX_WORKS rows) to be done anew at each look.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core import signing
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.edits import Overtaken
from accounts.models import Partnership, Party, User
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.personal import PERSONAL
from datasets.parsers.problems import Problem
from dia.actions.caps import within_caps
from dia.actions.works import changed, check_own, title_once
from dia.actions.works_compare import Change, Checked, Comparison
from dia.actions.works_paid import check_promise
from dia.models import Agenda, Work
from dia.parsers.works import read_works
from dia.parsers.works_tables import read_sheet

KEPT = timedelta(days=1)
ROOM = "works"


class PersonalDataError(Exception):
    """The file was not kept; `problem` names its columns."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is kept: whose works it holds, and what its user called it."""

    partnership: Partnership
    party: Party
    sha256: str
    name: str

    @property
    def path(self) -> Path:
        return Path(default_storage.path(f"{ROOM}/{self.partnership.pk}-{self.party.pk}-{self.sha256}"))

    @property
    def token(self) -> str:
        return signing.dumps([self.party.pk, self.sha256, self.name], salt=_salt(self.partnership), compress=True)


def keep(*, partnership: Partnership, party: Party, by: User, upload: File) -> Upload:
    """Store the file and sweep out what is older than a day. PermissionDenied for another party, PersonalDataError for
    a file with personal data, which does not stay."""
    check_own(by, partnership, party)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    kept = Upload(partnership, party, digest.hexdigest(), (upload.name or "")[-100:])
    _sweep()
    if not kept.path.exists():
        upload.seek(0)
        default_storage.save(f"{ROOM}/{kept.path.name}", upload)
    personal = _personal(kept)
    if personal:
        kept.path.unlink(missing_ok=True)
        raise PersonalDataError(personal)
    return kept


def find(partnership: Partnership, token: str) -> Upload | None:
    """The upload that the token speaks of; None for a token that is none, is of another partnership or is too old."""
    try:
        party, sha256, name = signing.loads(token, salt=_salt(partnership), max_age=KEPT)
    except signing.BadSignature:
        return None
    return Upload(partnership, Party.objects.get(pk=party), sha256, name)


def check(upload: Upload) -> Checked:
    """Read the file and compare it with what stands; changes nothing."""
    kind = sniff(upload.path, upload.name)
    if isinstance(kind, Problem):
        return Checked(None, [kind], [])
    others = upload.partnership.parties.exclude(pk=upload.party.pk).values_list("name", flat=True)
    found = read_works(upload.path, FileKind(kind), upload.party.name, list(others))
    if isinstance(found, Problem):
        return Checked(None, [found], [])
    return Comparison(upload.partnership, upload.party, found).outcome()


@transaction.atomic
def load(*, upload: Upload, by: User, stamp: str) -> Checked:
    """Load what was shown under `stamp`, all or nothing; Overtaken where the outcome is another by now.

    Loads of one partnership wait for each other. PermissionDenied for another party's works; ValidationError with a
    sentence where an area cannot bear it, or a programmed work gets another cost than the parties bring.
    """
    check_own(by, upload.partnership, upload.party)
    with within_caps(Agenda.objects.of(upload.partnership)):
        Partnership.objects.select_for_update(no_key=True).get(pk=upload.partnership.pk)
        checked = check(upload)
        if checked.blocked or checked.stamp != stamp:
            raise Overtaken
        _write(upload, checked, by)
    if checked.changes:
        changed(upload.partnership)
    upload.path.unlink(missing_ok=True)
    return checked


def _write(upload: Upload, checked: Checked, by: User) -> None:
    fields = {"partnership": upload.partnership, "party": upload.party, "changed_by": by}
    with title_once():
        Work.objects.bulk_create(Work(**fields, **change.values) for change in checked.new)
        for change in checked.changed:
            _change(change, by)


def _change(change: Change, by: User) -> None:
    """The work is held first, so that a form that was opened before finds another version."""
    held = Work.objects.select_for_update(no_key=True).get(pk=change.work or 0)
    state, cost = held.state, held.planned_cost
    for name, value in change.values.items():
        setattr(held, name, value)
    check_promise(held, state, cost)
    held.version += 1
    held.changed_by = by
    held.save()


def _personal(upload: Upload) -> Problem | None:
    kind = sniff(upload.path, upload.name)
    found = read_sheet(upload.path, kind) if isinstance(kind, FileKind) else None
    return found if isinstance(found, Problem) and found.code == PERSONAL else None


def _salt(partnership: Partnership) -> str:
    return f"works-upload:{partnership.pk}"


def _sweep() -> None:
    if not default_storage.exists(ROOM):
        return
    for name in default_storage.listdir(ROOM)[1]:
        if default_storage.get_modified_time(f"{ROOM}/{name}") < timezone.now() - KEPT:
            default_storage.delete(f"{ROOM}/{name}")
