"""The table of an agenda to take along, in the units of the screen: what is copied from it can be pasted back."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports import Column, Table, origin_of
from datasets.exports.table import Value, file_name
from dia.models import Agenda, Measure
from dia.pages.agenda_page import AgendaPage
from dia.pages.agenda_table import STATUS, AgendaTable, Group, Row
from dia.pipeline.agenda_lines import Unit
from dia.pipeline.sums import Amount


def agenda(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return one row per measure in the order of the page; None without the agenda.

    In thousands of euros, exact to the euro, or in fte.
    """
    visible = Agenda.objects.of(partnership).visible_to(user).select_related("partnership", "snapshot")
    found = visible.prefetch_related("areas", "caps").filter(pk=query["agenda"]).first()
    if found is None:
        return None
    page = AgendaPage(found, user, QueryDict(urlencode(query)))
    rows = [_cells(page.table, group, row) for group in page.table.groups for row in group.rows]
    return Table(
        name=file_name(gettext_lazy("agenda"), found.pk, page.view, timezone.localdate().isoformat()),
        title=found.name,
        columns=_columns(page.table),
        rows=rows,
        count=len(rows),
        origin=origin_of(partnership, ()),
    )


def _columns(table: AgendaTable) -> list[Column]:
    return [
        Column("group", _("Group"), "code", dict(Measure.Group.choices)),
        Column("measure", _("Measure")),
        Column("party", _("Party")),
        Column("state", _("State"), "code", STATUS),
        *(Column(str(year), str(year), "number") for year in table.sums.years),
        Column("total", _("Total"), "number"),
        Column("unfunded", _("Unfunded"), "number"),
        Column("price_year", _("Price level"), "whole", {table.agenda.price_year: table.agenda.price_level}),
    ]


def _cells(table: AgendaTable, group: Group, row: Row) -> list[Value]:
    """Return the cells of a row; what lacks its money is always in thousands of euros."""
    key, held = row.measure.pk, {cell.year: getattr(cell, table.unit) for cell in row.measure.years.all()}
    years = [_exact(held.get(year), table.unit) for year in table.sums.years]
    sums = [_exact(table.sums.rows[key], table.unit), _exact(table.money.gaps[key], "euros")]
    whose = [group.key, row.work.title, row.work.party.name, row.status]
    return [*whose, *years, *sums, table.agenda.price_year]


def _exact(amount: Amount | None, unit: Unit) -> Decimal | None:
    if not amount:
        return None
    return (Decimal(amount) / 1000 if unit == "euros" else Decimal(amount)).normalize()
