"""Answers to the table on a screen after a change: versions, sums and the parts around it, or both values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.http import Request
from dia.actions.cells import Conflict, Edit, StaleCells
from dia.models import Agenda
from dia.pages.agenda_table import AgendaTable
from dia.words.amounts import shown, typed, words


def written(request: Request, agenda: Agenda, edits: Iterable[Edit]) -> dict[str, Any]:
    edits = list(edits)
    table = AgendaTable(agenda, request.user, edits[0].unit)
    changed = {edit.key for edit in edits}
    rows = [row for group in table.groups for row in group.rows]
    cells = [
        {
            "measure": row.measure.pk,
            "year": c.year,
            "text": c.text,
            "typed": c.typed,
            "version": c.version,
            "name": c.name,
        }
        for row in rows
        for c in row.cells
        if (row.measure.pk, c.year) in changed
    ]
    said = _("Saved. Total %(total)s.") % {"total": table.total}
    return {"cells": cells, "said": said, **_around(request, table)}


def _around(request: Request, table: AgendaTable) -> dict[str, Any]:
    """Return the sums and the parts of the page that follow from the cells."""
    parts = {
        "parties": render_to_string("dia/_agenda_parties.html", {"table": table}, request),
        "attention": render_to_string("dia/_agenda_attention.html", {"table": table}, request),
        "alerts": render_to_string("dia/_agenda_alerts.html", {"table": table}, request),
    }
    return {"sums": sums_of(table), "parts": parts}


def sums_of(table: AgendaTable) -> dict[str, str]:
    """Return the sums by the name that each has on the page."""
    found = {f"year-{year}": text for year, text in table.columns} | {"total": table.total}
    for group in table.groups:
        found[f"group-{group.key}"] = group.total
        found |= {f"group-{group.key}-{year}": text for year, text in group.sums}
        for row in group.rows:
            found |= {f"row-{row.measure.pk}": row.total, f"gap-{row.measure.pk}": row.gap}
            found |= {f"registered-{row.measure.pk}": row.registered, f"unspread-{row.measure.pk}": row.unspread}
    return found


def conflicts(request: Request, agenda: Agenda, overtaken: StaleCells) -> dict[str, Any]:
    """Return for each cell what one wanted to write and what a colleague wrote meanwhile.

    With the sums as they are by now.
    """
    unit = overtaken.conflicts[0].edit.unit
    found = [_conflict(each) for each in overtaken.conflicts]
    return {"conflicts": found, **_around(request, AgendaTable(agenda, request.user, unit))}


def _conflict(conflict: Conflict) -> dict[str, Any]:
    edit, theirs = conflict.edit, conflict.theirs
    amount = getattr(theirs, edit.unit)
    return {
        "measure": edit.measure,
        "year": edit.year,
        "version": theirs.version,
        "where": f"{conflict.title}, {edit.year}",
        "mine": words(edit.amount, edit.unit),
        "theirs": words(amount, edit.unit),
        "text": shown(amount, edit.unit),
        "typed": typed(amount, edit.unit),
        "by": str(theirs.changed_by or _("a colleague")),
    }
