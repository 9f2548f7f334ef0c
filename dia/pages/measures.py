"""The page of one measure: what it costs per year, who pays, and what was really spent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.permissions import P
from datasets.models import Area
from dia.actions.agendas import ALIVE
from dia.actions.money import Amounts
from dia.models import Actual, Agenda, Contribution, Measure, MeasureYear, Pot, Work
from dia.pages.agenda_table import STATUS, AgendaTable
from dia.pages.money import Fund, fund_of
from dia.pages.works_parties import Mark
from dia.pipeline.agenda_lines import line_of
from dia.pipeline.sums import Sums, sum_up
from dia.words.amounts import beside, euros, words


@dataclass(frozen=True, slots=True)
class Spent:
    """A year of a measure: planned beside what was really spent, each with its manpower."""

    year: int
    planned: tuple[str, str]
    spent: tuple[str, str]
    difference: str
    more: bool
    actual: Actual | None


class MeasurePage:
    """One measure: what it costs, who pays, what was spent."""

    def __init__(self, measure: Measure, user: User) -> None:
        self.measure, self.user, self.agenda = measure, user, measure.agenda
        self.table = AgendaTable(measure.agenda, user)

    @cached_property
    def row(self) -> Measure:
        return next(each for each in self.table.measures if each.pk == self.measure.pk)

    @cached_property
    def fund(self) -> Fund:
        return fund_of(self.table, self.people, self.row, None)

    @cached_property
    def people(self) -> Sums:
        return sum_up([line_of(self.row, "fte")], self.agenda.years)

    @property
    def unspread(self) -> str:
        return self.table.unspread_words(self.table.sums.unspread[self.row.pk])

    @property
    def status(self) -> str:
        return str(STATUS[self.table.status_of(self.row)])

    @property
    def may_plan(self) -> bool:
        return self.table.may_plan and self.measure.work.party_id in self.table.my_parties

    @property
    def may_record(self) -> bool:
        return self.measure.work.party_id in self.table.my_parties

    @cached_property
    def purses(self) -> list[Party]:
        """Return the parties for which the user may give, as far as they take part."""
        if self.agenda.state not in ALIVE:
            return []
        mine = list(self.user.parties_in(self.agenda.partnership, P.COMMIT))
        return [party for party in mine if party in self.table.parties]

    @cached_property
    def givers(self) -> list[tuple[Mark, list[tuple[str, str]], str]]:
        """Return per party that gives the euros and the manpower of each year, and both sums."""
        gifts: dict[int, dict[int, Contribution]] = defaultdict(dict)
        for gift in self.row.contributions.all():
            gifts[gift.pot.party_id][gift.pot.year] = gift
        return [
            (mark, [_both(gifts[party].get(year)) for year in self.agenda.years], _all(gifts[party].values()))
            for party, mark in self.table.marks.items()
            if party in gifts
        ]

    @cached_property
    def spent(self) -> list[Spent]:
        cells = {cell.year: cell for cell in self.row.years.all()}
        actuals = {actual.year: actual for actual in self.row.actuals.select_related("by")}
        return [_spent(year, cells.get(year), actuals.get(year)) for year in self.agenda.years]


def _spent(year: int, cell: MeasureYear | None, actual: Actual | None) -> Spent:
    planned = _both(cell)
    if actual is None:
        return Spent(year, planned, _both(None), "", False, None)
    off = actual.euros - (cell.euros if cell else 0)
    sign = "+" if off > 0 else "−"
    difference = f"{sign} {euros(abs(off))}" if off else str(_("as planned"))
    return Spent(year, planned, (euros(actual.euros), _people(actual.fte)), difference, off > 0, actual)


def _both(row: MeasureYear | Contribution | None) -> tuple[str, str]:
    return (_or_dash(row.euros), _people(row.fte)) if row else ("–", "")


def _people(fte: Decimal) -> str:
    return words(fte, "fte") if fte else ""


def _all(gifts: Collection[Contribution]) -> str:
    return beside(sum(gift.euros for gift in gifts), sum(gift.fte for gift in gifts))


def _or_dash(amount: int) -> str:
    return number_format(amount, 0, force_grouping=True) if amount else "–"


def given_by(measure: Measure, party: Party) -> dict[int, Amounts]:
    """Return by year what the pots of a party give to a measure now."""
    found = Contribution.objects.filter(measure=measure, pot__party=party).values_list("pot__year", "euros", "fte")
    return {year: Amounts(amount, Decimal(fte)) for year, amount, fte in found}


def pots_of(agenda: Agenda, party: Party) -> list[Pot]:
    return list(agenda.pots.filter(party=party).order_by("year"))


def works_to_add(agenda: Agenda, user: User) -> QuerySet[Work]:
    """Return works of the own parties in the areas of the agenda that stand on none yet.

    Of a wijk also those in its buurten.
    """
    codes = [area.area_code for area in agenda.areas.all()]
    inside = Q(area_code__in=codes) | Q(area_code__in=_parts_of(agenda, codes))
    mine = list(user.parties_in(agenda.partnership, P.PLAN))
    found = Work.objects.of(agenda.partnership).to_come().filter(inside, party__in=mine, measure__isnull=True)
    return found.plain().order_by("title")


def _parts_of(agenda: Agenda, codes: Iterable[str]) -> QuerySet[Area, Any]:
    parts = Area.objects.of(agenda.partnership).current()
    return parts.filter(parent__code__in=list(codes)).values("code")
