"""The problems of a file, grouped by how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from datasets.texts.problems import Lazy, Sentence

ROWS_SHOWN = 20
SEVERITIES = ("refusal", "error", "warning")


@dataclass(slots=True)
class Group:
    """Problems with the same way to mend them."""

    code: str
    what: str
    mend: str
    severity: str
    problems: list[Sentence] = field(default_factory=list)

    @property
    def shown(self) -> list[Sentence]:
        return [problem for problem in self.problems if problem.place][:ROWS_SHOWN]

    @property
    def has_notes(self) -> bool:
        return any(problem.note for problem in self.problems)

    @property
    def more(self) -> int:
        return max(0, len(self.problems) - ROWS_SHOWN)

    @property
    def readings(self) -> list[tuple[str, Lazy]]:
        """Return the readings of figures such as 1.234: each decimal sign, with what the first of them is then."""
        if self.code != "ambiguous_number":
            return []
        said = self.problems[0].value
        before, sign, after = said.partition("." if "." in said else ",")
        parts = {"said": said, "before": before, "after": after}
        decimals = (sign, _("“%(said)s” is %(before)s point %(after)s") % parts)
        thousands = ("," if sign == "." else ".", _("“%(said)s” is %(before)s%(after)s") % parts)
        return [thousands, decimals]


def grouped(sentences: Iterable[Sentence]) -> list[Group]:
    """Group the sentences by how to mend, worst first, then in the order of the file."""
    groups: dict[tuple[str, str, str], Group] = {}
    for each in sentences:
        key = (each.severity, each.what, each.mend)
        groups.setdefault(key, Group(each.code, each.what, each.mend, each.severity)).problems.append(each)
    return sorted(groups.values(), key=lambda group: SEVERITIES.index(group.severity))
