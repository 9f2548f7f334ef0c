"""The making of a file: which table an address means, and the large ones, by a worker."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from django.core.files import File
from django.utils import translation

from accounts.models import Partnership, Party, User
from datasets.exports.formats import FORMATS
from datasets.exports.table import Table
from datasets.models import Export
from datasets.pipeline.grants import granted, lent, places_lent, shown_places
from datasets.registries import EXPORT_TABLES


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


def table_of(what: str, partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return the table as this user may see it; None where there is nothing to show."""
    return EXPORT_TABLES[what](partnership, user, query)


def lent_in(
    table: Table, partnership: Partnership, user: User
) -> tuple[dict[tuple[int, str], Party | None], dict[int, Party | None]]:
    """Return what it holds of others under a covenant, and for which party of this user.

    Of datasets, and of confidential places.
    """
    figures = lent(user, partnership, {(dataset, level) for dataset, level, _indicator in table.closed})
    return figures, places_lent(user, partnership, table.places_of)


def make(export: Export, progress: Progress) -> None:
    """Write the file; one that is there stays, so that it can be asked twice. Rights are those of this moment."""
    if export.file or not export.partnership.memberships.current().filter(user=export.asked_by).exists():
        return
    with translation.override(export.language):
        table = table_of(export.what, export.partnership, export.asked_by, export.query)
    if table is None:
        return
    with translation.override(export.language), TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        with path.open("wb") as out:
            FORMATS[export.format].write(table.with_progress(progress), out)
        with path.open("rb") as file:
            export.closed = sorted([*each] for each in {*map(tuple, table.closed), *map(tuple, table.rests_on())})
            export.places_of = list(table.places_of)
            export.file.save(export.name, File(file))


def may_fetch(export: Export, user: User) -> bool:
    """Return whether all that the file was made of may be read today.

    It goes with a covenant that ends, and with a dataset that is closed.
    """
    if export.places_of and set(export.places_of) - shown_places(user, export.partnership):
        return False
    if not export.closed:
        return True
    grant = granted(user, export.partnership)
    return all(grant.allows(dataset, level, indicator) for dataset, level, indicator in export.closed)


def sweep() -> None:
    """Throw away what was kept long enough."""
    for export in Export.objects.kept_long_enough():
        export.file.delete(save=False)
        export.delete()
