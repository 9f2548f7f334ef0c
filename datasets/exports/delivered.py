"""A delivered table as it came, with two columns more: what is wrong in each row, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets import states
from datasets.desk import desk_of
from datasets.exports.origin import origin_of
from datasets.exports.table import Column, Table, Value
from datasets.models import Delivery
from datasets.parsers.files import WORKBOOKS, FileKind
from datasets.parsers.problems import Problem
from datasets.pipeline.access import may_see_file, may_see_values
from datasets.pipeline.problems import every_problem
from datasets.texts.problems import sentence


def delivered(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return the table of the delivery ?delivery= with its problems.

    None for who may not mend it, and where nothing of the file can be read.
    """
    found = Delivery.objects.of(partnership).select_related("dataset").filter(pk=int(query["delivery"])).first()
    if found is None or not found.file or not found.recognised.get("header") or not may_take(user, found):
        return None
    notes = [Column("problem_label", _("problem"), "words"), Column("repair_label", _("repair"), "words")]
    return Table(
        name=format_lazy("{}-{}", Path(found.name).stem[:80], gettext_lazy("problems")),
        title=found.name,
        columns=[*(Column(name, name) for name in found.recognised["header"]), *notes],
        rows=_rows(found),
        count=found.counts.get("rows", 0),
        origin=origin_of(partnership, [found.pk]),
    )


def may_take(user: User, delivery: Delivery) -> bool:
    mends = states.may(desk_of(user, delivery.partnership), delivery, states.RECEIVED)
    return mends and may_see_file(user, delivery) and may_see_values(user, delivery)


def _rows(delivery: Delivery) -> Iterator[Sequence[Value]]:
    """Read when they are asked for: pandas stays away from who only looks at the page."""
    from datasets.parsers.tables import read_table

    recognised = delivery.recognised
    sheet = recognised.get("sheet") if recognised["file_kind"] in WORKBOOKS else ""
    table = read_table(Path(delivery.file.path), FileKind(recognised["file_kind"]), sheet or "")
    if isinstance(table, Problem):
        return
    wrong: dict[int, list[tuple[str, str]]] = {}
    for problem in map(sentence, every_problem(delivery)):
        if problem.row is not None:
            said = f"{problem.column}: {problem.what}" if problem.column else problem.what
            wrong.setdefault(problem.row, []).append((said, problem.note or problem.mend))
    for row, *cells in table.frame.itertuples(name=None):
        notes = wrong.get(row, [])
        yield [*map(_plain, cells), "; ".join(what for what, _mend in notes), "; ".join(mend for _what, mend in notes)]


def _plain(cell: object) -> Value:
    if cell is None or cell != cell:  # noqa: PLR0124 -- NaN
        return None
    return cell if isinstance(cell, (str, int, float)) else str(cell)
