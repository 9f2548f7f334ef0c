"""The problems of a delivery as a table to take along: each problem with its row, its column and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports.origin import origin_of
from datasets.exports.table import Column, Table, Value, file_name
from datasets.models import Delivery
from datasets.pipeline.access import may_see_file, may_see_values
from datasets.pipeline.problems import every_problem, rows_to_read, unlisted
from datasets.texts.problems import SEVERITY_NAMES, sentence


def problems(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return all problems of the delivery ?delivery=, also those that its page does not list.

    None for who may not see what is in it.
    """
    found = Delivery.objects.of(partnership).select_related("dataset").filter(pk=int(query["delivery"])).first()
    if found is None or not may_see_values(user, found) or not may_see_file(user, found):
        return None
    return Table(
        name=file_name(gettext_lazy("problems"), found.pk, get_valid_filename(Path(found.name).stem[:80] or "x")),
        title=found.name,
        columns=[
            Column("weight", _("weight"), "code", SEVERITY_NAMES),
            Column("code", _("code")),
            Column("row", _("row"), "whole"),
            Column("column", _("column")),
            Column("value", _("value")),
            Column("problem_label", _("what is wrong"), "words"),
            Column("repair_label", _("how to mend it"), "words"),
        ],
        rows=_rows(found),
        count=len(found.problems) + unlisted(found),
        rows_read=rows_to_read(found),
        origin=origin_of(partnership, [found.pk]),
    )


def _rows(delivery: Delivery) -> Iterator[Sequence[Value]]:
    """Yield the problems, found when they are asked for: pandas stays away from who only looks at the page."""
    for problem in map(sentence, every_problem(delivery)):
        what = f"{problem.what} ({problem.note})" if problem.note else problem.what
        yield [problem.severity, problem.code, problem.row, problem.column, problem.value, what, problem.mend]
