"""Works of one party out of a file: read once, compared with what is stored, and loaded all or nothing.

The file itself is not kept. A child reads it (docs/decisions/0041), and what it read is kept for a day, as JSON under
the hash of the file in a folder of its party. No row in the database stands for it: the address of its preview is a
signed note of which file that is, and comparing is cheap enough (MAX_WORKS rows) to be done anew at each look.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.editing import StaleEdit
from accounts.models import Partnership, Party, User
from datasets.parsers.personal import PERSONAL
from datasets.parsers.problems import Problem
from dia.actions.caps import within_caps
from dia.actions.works import changed, check_own, title_once
from dia.actions.works_compare import Change, Checked, Comparison
from dia.actions.works_paid import check_promise
from dia.models import Agenda, Work
from dia.parsers.works import read_works
from dia.parsers.works_sheet import Sheet, as_json, from_json, read_apart

KEPT = timedelta(days=1)
ROOM = "works"
READING = 0x574F524B  # the advisory lock of whoever reads a file of works


class PersonalDataError(Exception):
    """The file was not kept; `problem` names its columns."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class ReaderBusyError(Exception):
    """Another file of works is being read."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of which is kept what was read: whose works it holds, and what its user called it."""

    partnership: Partnership
    party: Party
    sha256: str
    name: str

    @property
    def path(self) -> Path:
        return Path(default_storage.path(f"{ROOM}/{self.partnership.pk}-{self.party.pk}-{self.sha256}.json"))

    @property
    def token(self) -> str:
        return signing.dumps([self.party.pk, self.sha256, self.name], salt=_salt(self.partnership), compress=True)


def keep(*, partnership: Partnership, party: Party, by: User, upload: File[bytes]) -> Upload:
    """Have the file read, keep what was read, and sweep out what is older than a day.

    PermissionDenied for another party; ReaderBusyError while another file is read; PersonalDataError for a file with
    personal data, of which nothing is kept.
    """
    check_own(by, partnership, party)
    name = (upload.name or "")[-100:]
    kept = Upload(partnership, party, _digest(upload, PurePosixPath(name).suffix.lower()), name)
    _sweep()
    found = _read(upload, name)
    if isinstance(found, Problem) and found.code == PERSONAL:
        raise PersonalDataError(found)
    _store(kept, found)
    return kept


def find(partnership: Partnership, token: str) -> Upload | None:
    """Return the upload of a token; None for a token that is none, is of another partnership or is too old."""
    try:
        party, sha256, name = signing.loads(token, salt=_salt(partnership), max_age=KEPT)
    except signing.BadSignature:
        return None
    return Upload(partnership, Party.objects.get(pk=party), sha256, name)


def check(upload: Upload) -> Checked:
    """Compare what was read of the file with what is stored; changes nothing."""
    sheet = from_json(upload.path.read_text(encoding="utf-8"))
    others = upload.partnership.parties.exclude(pk=upload.party.pk).values_list("name", flat=True)
    found = sheet if isinstance(sheet, Problem) else read_works(sheet, upload.party.name, list(others))
    if isinstance(found, Problem):
        return Checked(None, [found], [])
    return Comparison(upload.partnership, upload.party, found).outcome()


@transaction.atomic
def load(*, upload: Upload, by: User, stamp: str, meant: bool = False) -> Checked:
    """Load what was shown under `stamp`, all or nothing; StaleEdit where the outcome is another by now.

    Loads of one partnership wait for each other. PermissionDenied for another party's works; ValidationError with a
    sentence where an area cannot bear it, a programmed work gets another cost than the parties bring, or what is asked
    about the file is not `meant`.
    """
    check_own(by, upload.partnership, upload.party)
    with within_caps(Agenda.objects.of(upload.partnership)):
        Partnership.objects.select_for_update(no_key=True).get(pk=upload.partnership.pk)
        checked = check(upload)
        if checked.blocked or checked.stamp != stamp:
            raise StaleEdit
        if checked.asks and not meant:
            raise ValidationError(_("Nothing is loaded. Look at the remarks below. Tick that this is what you mean."))
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
    """Write a change of a work, which is held first: a form that was opened before finds another version."""
    held = Work.objects.select_for_update(no_key=True).get(pk=change.work or 0)
    state, cost = held.state, held.planned_cost
    for name, value in change.values.items():
        setattr(held, name, value)
    check_promise(held, state, cost)
    held.version += 1
    held.changed_by = by
    held.save()


def _digest(upload: File[bytes], suffix: str) -> str:
    """Return the hash of the content and of the ending of its name, by which the content is judged too."""
    digest = hashlib.sha256(suffix.encode())
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _read(upload: File[bytes], name: str) -> Sheet | Problem:
    """Read the file, one at a time.

    Whoever brings heavy files keeps one web process waiting, and never all.
    """
    with transaction.atomic(), connection.cursor() as cursor, NamedTemporaryFile(prefix="works-") as copy:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [READING])
        if not cursor.fetchone()[0]:
            raise ReaderBusyError
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        return read_apart(Path(copy.name), name)


def _store(kept: Upload, found: Sheet | Problem) -> None:
    """Store what was read in one move.

    Whoever looks at the preview of the same file sees the one reading or the other.
    """
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.path.with_suffix(".part")
    unfinished.write_text(as_json(found), encoding="utf-8")
    unfinished.replace(kept.path)


def _salt(partnership: Partnership) -> str:
    return f"works-upload:{partnership.pk}"


def _sweep() -> None:
    if not default_storage.exists(ROOM):
        return
    for name in default_storage.listdir(ROOM)[1]:
        if default_storage.get_modified_time(f"{ROOM}/{name}") < timezone.now() - KEPT:
            default_storage.delete(f"{ROOM}/{name}")
