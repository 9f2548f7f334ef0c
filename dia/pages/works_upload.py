"""The page of a file of works on its way: its step, what is wrong grouped by how to mend it, and what loading changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.models import Area
from datasets.pages.deliveries import Step
from datasets.pages.problems import Group, grouped
from datasets.parsers.problems import Problem
from datasets.texts.problems import Lazy, Sentence, filled, place, sentence
from dia.actions.works_compare import WRITTEN, Change, Checked
from dia.actions.works_upload import Upload
from dia.models import Site, Work
from dia.words.works import COLUMN_NAMES, TEXTS

STEPS = (
    gettext_lazy("File"),
    gettext_lazy("Recognised"),
    gettext_lazy("Check"),
    gettext_lazy("Preview"),
    gettext_lazy("Load"),
)
READ, CHECKED, PREVIEWED = 1, 2, 3
SHOWN = 100
YEARS = {"earliest", "preferred", "latest"}


@dataclass(frozen=True, slots=True)
class Line:
    """A field of a changed work, old and new, or of a new work with its value."""

    label: Lazy
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Shown:
    row: int
    title: str
    lines: list[Line]


class UploadPage:
    def __init__(self, upload: Upload, checked: Checked) -> None:
        self.upload, self.checked = upload, checked
        partnership = upload.partnership
        self.areas = dict(Area.objects.of(partnership).order_by("vintage").values_list("code", "name"))
        self.sites = dict(Site.objects.of(partnership).values_list("pk", "name"))

    @property
    def notice(self) -> tuple[str, str]:
        if self.checked.read is None or self.checked.blocked:
            return "stop", _("The file is refused. Nothing has changed.")
        if not self.checked.changes:
            return "ok", _("Everything in this file is already there. Loading it changes nothing.")
        if self.checked.asks:
            return "warn", _("The file can be loaded, but some of it is unusual. See the remarks below first.")
        return "ok", _("The file is in order. See what changes, then load it.")

    @property
    def may_load(self) -> bool:
        return not self.checked.blocked and bool(self.checked.changes)

    @property
    def steps(self) -> list[Step]:
        at = READ if self.checked.read is None else CHECKED if self.checked.blocked else PREVIEWED
        here = "stop" if self.checked.blocked else "current"
        return [Step(label, "done" if n < at else here if n == at else "todo") for n, label in enumerate(STEPS)]

    @property
    def groups(self) -> list[Group]:
        """Return the problems in groups, worst first, then in the order of the file."""
        return grouped(sentences(self.checked.problems))

    @property
    def columns(self) -> list[tuple[str, Lazy]]:
        """Return what each column was read as."""
        read = self.checked.read
        return [(name, COLUMN_NAMES[key] if key else "") for name, key in read.columns] if read else []

    @property
    def first_rows(self) -> list[list[Any]]:
        return list(self.checked.read.sheet.first_rows) if self.checked.read else []

    @property
    def new(self) -> list[Shown]:
        return [self._shown(change) for change in self.checked.new[:SHOWN]]

    @property
    def changed(self) -> list[Shown]:
        return [self._shown(change) for change in self.checked.changed[:SHOWN]]

    @property
    def more_new(self) -> int:
        return max(0, len(self.checked.new) - SHOWN)

    @property
    def more_changed(self) -> int:
        return max(0, len(self.checked.changed) - SHOWN)

    def _shown(self, change: Change) -> Shown:
        names = [name for name in WRITTEN if name in change.values and (change.work or name != "title")]
        lines = [
            Line(COLUMN_NAMES[name], self._said(name, change.old), self._said(name, change.values)) for name in names
        ]
        return Shown(change.row, change.title, lines)

    def _said(self, name: str, values: Mapping[str, Any]) -> str:
        value = values.get(name)
        if value is None or value == "":
            return "–"
        if isinstance(value, GEOSGeometry):
            x, y = value.centroid.coords
            return _("around RD %(x)s, %(y)s") % {"x": round(x), "y": round(y)}
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        words: Mapping[str, Mapping[Any, Any]] = {
            "area_code": self.areas,
            "site_id": self.sites,
            "kind": dict(Work.Kind.choices),
            "state": dict(Work.State.choices),
        }
        if name in words:
            return str(words[name].get(value, value))
        return number_format(value) if isinstance(value, int | float) and name not in YEARS else str(value)


def sentences(problems: Iterable[Problem]) -> list[Sentence]:
    return [_sentence(problem) for problem in problems]


def _sentence(problem: Problem) -> Sentence:
    """Return a problem in a sentence with the texts of works.

    What is wrong with any file or table has its text at the data desk.
    """
    text = TEXTS.get(problem.code)
    if text is None:
        return sentence(asdict(problem) | {"params": dict(problem.params)})
    column, value = problem.column or "", problem.value or ""
    params = {**problem.params, "column": column, "value": value}
    said = [filled(part, params) for part in (text.what, text.mend, text.note)]
    return Sentence(
        problem.code, problem.severity, problem.row, column, value, place(problem.row, column, value), *said
    )
