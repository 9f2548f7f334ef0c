"""Fitting a sheet to what it can hold: lists and texts no longer than agreed, and what was cut is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_WORD = 25
ELLIPSIS = "…"
type Tell = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`counts`: rows per list; `lengths`: characters per text, a field that stands in a list or part is named with it.

    `part_of`: under whose label a cut is told, for fields that have no label of their own.
    """

    counts: Mapping[str, int]
    lengths: Mapping[str, int]
    part_of: Mapping[str, str]
    left_alone: Collection[str]

    def fit(self, sheet: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return the sheet within its limits, and what was cut: "Key figures 12/14" or, of texts, "Sources …".

        Labels are the caller's own words and stay as they are.
        """
        told: dict[str, list[str]] = {}

        def tell(part: str, what: str) -> None:
            marks = told.setdefault(sheet["labels"][self.part_of.get(part, part)], [])
            marks += [] if what in marks else [what]

        fitted = {key: self._fitted(key, value, tell) for key, value in sheet.items()}
        cut = [" ".join([label, *sorted(marks)]) for label, marks in told.items()]
        return {**fitted, "cut": cut}, cut

    def _fitted(self, key: str, value: Any, tell: Tell) -> Any:
        if key in self.left_alone:
            return value
        if isinstance(value, str):
            return self._shortened(key, value, tell)
        if isinstance(value, list):
            most = self.counts.get(key, len(value))
            if len(value) > most:
                tell(key, f"{most}/{len(value)}")
            return [self._fitted(key, item, tell) for item in value[:most]]
        if isinstance(value, dict):
            return {name: self._fitted(f"{key}.{name}", inside, tell) for name, inside in value.items()}
        return value

    def _shortened(self, key: str, text: str, tell: Tell) -> str:
        if len(text) > self.lengths[key]:
            tell(key.partition(".")[0], ELLIPSIS)
            text = text[: self.lengths[key] - 1].rstrip() + ELLIPSIS
        return breakable(text)


def breakable(text: str) -> str:
    """Give a word longer than any column places, unseen, where it may be broken.

    Usual words are hyphenated by the template.
    """
    return re.sub(rf"\S{{{LONGEST_WORD},}}", lambda found: "\u200b".join(re.findall(".{1,8}", found[0])), text)


def whole(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return all of a document that takes the pages it needs.

    Nothing is cut, but a word longer than a column may be broken.
    """
    return {key: value if key in {"created", "labels"} else _breakable(value) for key, value in document.items()}


def _breakable(value: Any) -> Any:
    if isinstance(value, str):
        return breakable(value)
    if isinstance(value, dict):
        return {key: _breakable(part) for key, part in value.items()}
    return [_breakable(part) for part in value] if isinstance(value, list) else value
