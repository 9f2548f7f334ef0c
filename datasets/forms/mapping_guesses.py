"""Initial values of a form about the columns of a table: what was said, what the file tells, what is to be chosen from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from datasets.models import Delivery, Indicator
from datasets.models.indicators import Theme
from datasets.pipeline.column_mapping import title_of
from datasets.sources import INDICATORS

NEW = "new"
SAMPLES = 3


def probable_use(column: str, known: dict[str, Indicator], said: dict[str, Any], delivery: Delivery) -> str:
    """Return what was said of the column.

    For a table that nobody spoke of yet the indicator of its name, or a new one.
    """
    chosen: str = said.get("indicators", {}).get(column, "")
    if chosen or delivery.mapping:
        return chosen
    names = {str(name).lower(): code for code, one in known.items() for name in (one.name_nl, one.name_en) if name}
    return names.get(column.lower(), NEW)


def first_guess(delivery: Delivery) -> dict[str, Any]:
    """Return what the file tells, for a table that was never mapped.

    Its dataset is called as the file, without the year.
    """
    guess = delivery.recognised.get("mapping") or {"shape": "wide"}
    return {
        **guess,
        "title": title_of(delivery.name),
        "period": delivery.options.get("period") or guess.get("period"),
    }


def figure_columns(recognised: dict[str, Any], said: dict[str, Any]) -> list[str]:
    mapped, largest = said.get("indicators", {}), said.get("largest_column")
    return [
        guess["column"]
        for guess in recognised.get("columns", [])
        if guess["column"] != largest
        and (guess["kind"] == "number" or guess.get("indicator") or guess["column"] in mapped)
    ]


def samples(recognised: dict[str, Any], column: str) -> list[str]:
    """Return the first values of the column that are not blank."""
    place = recognised["header"].index(column)
    cells = [
        str(row[place]) for row in recognised.get("first_rows", []) if len(row) > place and row[place] not in {None, ""}
    ]
    return cells[:SAMPLES]


def offered(indicators: Iterable[Indicator], said: dict[str, Any]) -> dict[str, Indicator]:
    """Return existing indicators, and those that this table's mapping speaks of though they are not stored yet."""
    known = {indicator.code: indicator for indicator in indicators}
    for code in set(said.get("indicators", {}).values()) - set(known):
        spec = INDICATORS.get(code)
        made = {**said.get("new_indicators", {}).get(code, {}), "code": code}
        made.pop("undivided", None)
        known[code] = Indicator(**(asdict(spec) if spec else made))
    return known


def uses(known: dict[str, Indicator]) -> list[Any]:
    """Return the choices for a column, indicators grouped by theme."""
    by_theme: dict[str, list[tuple[str, str]]] = {}
    for indicator in known.values():
        by_theme.setdefault(indicator.theme, []).append((indicator.code, indicator.name))
    groups = [
        (Theme(theme).label if theme else _("Other"), sorted(found, key=lambda pair: pair[1].lower()))
        for theme, found in by_theme.items()
    ]
    return [("", _("Do not use")), (NEW, _("A new indicator")), *groups]


def free_code(name: str, taken: set[str]) -> str:
    """Return an English-looking code that is not in use: `walks_a_lot`, then `walks_a_lot_2`."""
    stem = slugify(name).replace("-", "_")[:50] or "indicator"
    return next(code for code in (stem, *(f"{stem}_{number}" for number in range(2, 10_000))) if code not in taken)
