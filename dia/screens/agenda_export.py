"""The table of an agenda as a file for Dutch Excel, in the units of the screen: what is copied from it can be pasted back."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _

from datasets import spreadsheets
from dia.screens.agenda_numbers import typed
from dia.screens.agenda_table import AgendaTable, Group, Row


def agenda_csv(table: AgendaTable) -> str:
    """One row per measure in the order of the page: thousands of euros, exact to the euro, or fte."""
    out = io.StringIO()
    writer = spreadsheets.writer(out)
    writer.writerow([_("Group"), _("Measure"), _("Party"), _("State"), *table.sums.years, _("Total"), _("Unfunded")])
    for group in table.groups:
        for row in group.rows:
            writer.writerow(_cells(table, group, row))
    return out.getvalue()


def _cells(table: AgendaTable, group: Group, row: Row) -> list[str | int]:
    """What lacks its money is always in thousands of euros."""
    named = [group.label, row.work.title, row.work.party.name, row.status_words]
    key = row.measure.pk
    sums = [typed(table.sums.rows[key], table.unit), typed(table.money.gaps[key], "euros")]
    return [*map(spreadsheets.harmless, named), *(cell.typed for cell in row.cells), *sums]
