"""The years × measures table of an agenda: what stands in every cell, and every sum around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Sum
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from accounts.permissions import P, may
from dia.actions.agendas import OPEN
from dia.models import Agenda, Commitment, Measure, MeasureYear, Pot
from dia.models.money import FIRM
from dia.models.works import Work
from dia.pages.agenda_astray import Stray, strays_of
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.pipeline.agenda_lines import OFF, Unit, frames_of, lines_of, measures_of
from dia.pipeline.sums import Amount, Sums, overspent, sum_up
from dia.words.amounts import euros, shown, typed, words

STATUS = {
    "idea": gettext_lazy("idea"),
    "intention": gettext_lazy("intention"),
    "decided": gettext_lazy("decided"),
    "done": gettext_lazy("carried out"),
    "off": gettext_lazy("off"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    year: int
    text: str
    typed: str
    version: int
    name: str  # what a screen reader says of it
    closed: bool


@dataclass(frozen=True, slots=True)
class Row:
    measure: Measure
    work: Work
    mark: Mark
    status: str
    cells: list[Cell]
    total: str
    gap: str
    registered: str  # beside the total, where the register says something else
    unspread: str
    editable: bool

    @property
    def status_words(self) -> str:
        return str(STATUS[self.status])


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: str
    rows: list[Row]
    sums: list[tuple[int, str]]
    total: str


@dataclass(frozen=True, slots=True)
class Share:
    """The load of a party in a year beside its frame; `filled` in % of the bar."""

    year: int
    borne: str
    frame: str
    filled: int
    over: str


@dataclass(frozen=True, slots=True)
class PartyRow:
    party: int
    mark: Mark
    shares: list[Share]
    total: str
    frame: str


class AgendaTable:
    """`unit` says what is counted; everything else follows from the rows of the database."""

    def __init__(self, agenda: Agenda, user: User, unit: Unit = "euros") -> None:
        self.agenda, self.user, self.unit = agenda, user, unit

    @property
    def span(self) -> int:
        """Return the number of columns beside the names: the years, the total, and for money what is unfunded."""
        return len(self.agenda.years) + (2 if self.unit == "euros" else 1)

    @property
    def decimal(self) -> str:
        return str(get_format("DECIMAL_SEPARATOR"))

    @cached_property
    def measures(self) -> list[Measure]:
        return measures_of(self.agenda)

    @cached_property
    def sums(self) -> Sums:
        return sum_up(lines_of(self.measures, self.unit), self.agenda.years)

    @cached_property
    def money(self) -> Sums:
        return self.sums if self.unit == "euros" else sum_up(lines_of(self.measures, "euros"), self.agenda.years)

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return marks(self.agenda.partnership)

    @cached_property
    def frames(self) -> dict[tuple[int, int], Amount]:
        return frames_of(self.agenda, self.unit)

    @cached_property
    def pots(self) -> list[Pot]:
        return list(self.agenda.pots.select_related("party"))

    @cached_property
    def my_parties(self) -> Collection[int]:
        return {party.pk for party in self.user.parties_in(self.agenda.partnership, P.PLAN)}

    @property
    def may_plan(self) -> bool:
        return bool(self.my_parties) and self.agenda.state in OPEN

    @property
    def may_commit(self) -> bool:
        return may(self.user, P.COMMIT, self.agenda.partnership)

    @property
    def may_lead(self) -> bool:
        return may(self.user, P.LEAD, self.agenda.partnership)

    @property
    def has_editable(self) -> bool:
        return any(row.editable for group in self.groups for row in group.rows)

    @cached_property
    def parties(self) -> list[Party]:
        """Return who takes part, in the order in which they came to the table."""
        taking = {pot.party_id: pot.party for pot in self.pots}
        return [taking[party] for party in self.marks if party in taking]

    @cached_property
    def firm(self) -> set[int]:
        """Return the pots of which what is committed or fulfilled covers all that they give."""
        standing = Commitment.objects.filter(pot__agenda=self.agenda, current=True, state__in=FIRM)
        held = {pot: had for pot, *had in standing.values_list("pot").annotate(Sum("euros"), Sum("fte"))}
        given: dict[int, list[Amount]] = defaultdict(lambda: [0, 0])
        for gift in (each for measure in self.measures for each in measure.contributions.all()):
            given[gift.pot_id] = [given[gift.pot_id][0] + gift.euros, given[gift.pot_id][1] + gift.fte]
        return {
            pot for pot, (euros, fte) in given.items() if pot in held and held[pot][0] >= euros and held[pot][1] >= fte
        }

    @cached_property
    def closed(self) -> set[tuple[int, int]]:
        return {(pot.party_id, pot.year) for pot in self.pots if pot.closed}

    @cached_property
    def groups(self) -> list[Group]:
        found = []
        for key, members in groupby(self.measures, key=lambda each: each.group):
            by_year = self.sums.groups[key]
            sums = [(year, shown(by_year[year], self.unit)) for year in self.sums.years]
            rows = [self._row(measure) for measure in members]
            label = Measure.Group(key).label
            found.append(Group(key, str(label), rows, sums, shown(self.sums.of_group(key), self.unit)))
        return found

    def _row(self, measure: Measure) -> Row:
        work, key = measure.work, measure.pk
        held = {cell.year: cell for cell in measure.years.all()}
        unspread = self.sums.unspread[key]
        return Row(
            measure=measure,
            work=work,
            mark=self.mark_of(work),
            status=self.status_of(measure),
            cells=[self._cell(measure, year, held.get(year)) for year in self.sums.years],
            total=shown(self.sums.rows[key], self.unit),
            gap=shown(self.money.gaps[key], "euros"),
            registered=f"/{shown(self._registered(key), self.unit, '0')}" if unspread else "",
            unspread=self.unspread_words(unspread),
            editable=work.party_id in self.my_parties and self.agenda.state in OPEN,
        )

    def mark_of(self, work: Work) -> Mark:
        """Return the mark of the party of a work; a party without a seat has no mark of its own."""
        return self.marks.get(work.party_id) or Mark(COLOURS, "?", work.party.name)

    def _cell(self, measure: Measure, year: int, held: MeasureYear | None) -> Cell:
        amount: Any = getattr(held, self.unit, 0)
        text = shown(amount, self.unit)
        return Cell(
            year=year,
            text=text,
            typed=typed(amount, self.unit),
            version=getattr(held, "version", 0),
            name=self._name(measure, year, amount),
            closed=(measure.work.party_id, year) in self.closed,
        )

    def _name(self, measure: Measure, year: int, amount: Amount) -> str:
        return f"{measure.work.title}, {year}: {words(amount, self.unit) if amount else _('empty')}"

    def _registered(self, key: int) -> Amount:
        return self.sums.rows[key] + self.sums.unspread[key]

    def unspread_words(self, amount: Amount) -> str:
        """Return how the years differ from the register; empty where they do not."""
        if not amount:
            return ""
        off = words(amount if amount > 0 else -amount, self.unit)
        text = _("%(amount)s not in a year yet") if amount > 0 else _("%(amount)s more than in the register")
        return text % {"amount": off}

    def status_of(self, measure: Measure) -> str:
        """Return the status of a measure from the state of its work.

        A planned one is decided once it is paid in full from committed money.
        """
        state = measure.work.state
        if state in OFF:
            return "off"
        if state in {Work.State.PROGRAMMED, Work.State.EXECUTION}:
            return "decided"
        if state != Work.State.PLANNED:
            return "done" if state == Work.State.FINISHED else "idea"
        gifts = [gift for gift in measure.contributions.all() if gift.euros]
        paid = bool(gifts) and not self.money.gaps[measure.pk]
        return "decided" if paid and all(gift.pot_id in self.firm for gift in gifts) else "intention"

    @cached_property
    def columns(self) -> list[tuple[int, str]]:
        return [(year, shown(amount, self.unit)) for year, amount in self.sums.columns.items()]

    @property
    def total(self) -> str:
        return shown(self.sums.total, self.unit, "0")

    @property
    def gap(self) -> str:
        return euros(self.money.gap) if self.money.gap else ""

    @cached_property
    def party_rows(self) -> list[PartyRow]:
        known = {party.pk for party in self.parties} | set(self.sums.borne)
        return [self._party_row(party, mark) for party, mark in self.marks.items() if party in known]

    def _party_row(self, party: int, mark: Mark) -> PartyRow:
        borne = self.sums.borne.get(party, {})
        shares = [self._share(party, year, borne.get(year, 0)) for year in self.sums.years]
        frame = sum(self.frames.get((party, year), 0) for year in self.sums.years)
        return PartyRow(party, mark, shares, shown(sum(borne.values()), self.unit, "–"), shown(frame, self.unit, "0"))

    def _share(self, party: int, year: int, borne: Amount) -> Share:
        frame = self.frames.get((party, year), 0)
        filled = min(100, int(100 * borne / frame)) if frame else (100 if borne > 0 else 0)
        over = self._too_much(party, year, borne - frame) if borne > frame else ""
        return Share(year, shown(borne, self.unit, "–"), shown(frame, self.unit, "0"), max(filled, 0), over)

    @cached_property
    def attention(self) -> list[str]:
        """Return who plans more than its frame, in sentences."""
        return [self._too_much(s.party, s.year, s.over) for s in overspent(self.sums.borne, self.frames)]

    @cached_property
    def strays(self) -> list[Stray]:
        return strays_of(self.agenda, self.measures, self.marks)

    def _too_much(self, party: int, year: int, over: Amount) -> str:
        mark = self.marks.get(party)
        names = {"party": mark.name if mark else "?", "over": words(over, self.unit), "year": year}
        return _("%(party)s plans %(over)s more than its frame in %(year)s.") % names
