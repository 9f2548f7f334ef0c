"""Money of an agenda by party: what is firm and what is intended, where it goes, and what was really spent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from accounts.models import Party, User
from accounts.permissions import P
from dia.actions.agendas import ALIVE
from dia.models import Agenda, Commitment, Contribution, Measure, Pot
from dia.models.money import FIRM
from dia.pages.agenda_table import AgendaTable
from dia.pages.works_parties import Mark
from dia.pipeline.agenda_lines import Unit, lines_of
from dia.pipeline.sums import Amount, Sums, sum_up
from dia.words.amounts import beside, euros, words

Funding, State = Commitment.Funding, Commitment.State


@dataclass(frozen=True, slots=True)
class Pledge:
    """One kind of money in one year; `standing` is None where nothing was committed."""

    pot: Pot
    funding: str
    standing: Commitment | None

    @property
    def is_firm(self) -> bool:
        return self.standing is not None and self.standing.state in FIRM

    @property
    def amount(self) -> str:
        return euros(self.standing.euros) if self.standing and self.standing.euros else ""

    @property
    def fte(self) -> str:
        return words(self.standing.fte, "fte") if self.standing and self.standing.fte else ""


@dataclass(frozen=True, slots=True)
class Balance:
    """A party in a year, in euros or in fte: firm, intended, given away, left to give, and what its plan asks."""

    unit: Unit
    firm: Amount
    intended: Amount
    given: Amount
    borne: Amount

    @property
    def left(self) -> Amount:
        return self.firm + self.intended - self.given

    @property
    def short(self) -> Amount:
        return max(self.borne - self.firm - self.intended, 0)

    @property
    def words(self) -> dict[str, str]:
        """Return each amount as it stands on the screen; of manpower only what there is."""
        names = ("firm", "intended", "given", "left", "borne", "short")
        amounts = {name: getattr(self, name) for name in names}
        return {name: words(each, self.unit) if each or self.unit == "euros" else "" for name, each in amounts.items()}


@dataclass(frozen=True, slots=True)
class YearBalance:
    pot: Pot
    money: Balance
    people: Balance


class MoneyPage:
    """`party` is whose money is looked at: one's own where there is one."""

    def __init__(self, agenda: Agenda, user: User, asked: str = "") -> None:
        self.agenda, self.user = agenda, user
        self.table = AgendaTable(agenda, user)
        mine = {party.pk for party in user.parties_in(agenda.partnership, P.COMMIT, P.PLAN)}
        wanted = [party for party in self.parties if str(party.pk) == asked]
        own = [party for party in self.parties if party.pk in mine]
        self.party = next(iter([*wanted, *own, *self.parties]), None)

    @property
    def parties(self) -> list[Party]:
        return self.table.parties

    @cached_property
    def purses(self) -> set[int]:
        """Return the parties that the user may commit money for."""
        return {party.pk for party in self.user.parties_in(self.agenda.partnership, P.COMMIT)}

    @property
    def may_commit(self) -> bool:
        return self.party is not None and self.party.pk in self.purses and self.agenda.state in ALIVE

    @property
    def mark(self) -> Mark | None:
        return self.table.marks.get(self.party.pk) if self.party else None

    @cached_property
    def pots(self) -> list[Pot]:
        return [pot for pot in self.table.pots if self.party and pot.party_id == self.party.pk]

    @cached_property
    def current(self) -> dict[tuple[int, str], Commitment]:
        found = Commitment.objects.filter(pot__agenda=self.agenda, current=True)
        return {(each.pot_id, each.funding): each for each in found}

    @cached_property
    def pledges(self) -> list[tuple[str, list[Pledge]]]:
        """Return per kind of money the years of this party."""
        return [
            (str(label), [Pledge(pot, key, self.current.get((pot.pk, key))) for pot in self.pots])
            for key, label in Funding.choices
        ]

    @cached_property
    def balances(self) -> list[YearBalance]:
        return [YearBalance(pot, self._balance(pot, "euros"), self._balance(pot, "fte")) for pot in self.pots]

    def _balance(self, pot: Pot, unit: Unit) -> Balance:
        mine = [each for (held, _funding), each in self.current.items() if held == pot.pk]
        sums = self.table.money if unit == "euros" else self.people
        return Balance(
            unit=unit,
            firm=sum(getattr(each, unit) for each in mine if each.state in FIRM),
            intended=sum(getattr(each, unit) for each in mine if each.state == State.INTENDED),
            given=sum(getattr(gift, unit) for gift in self._gifts[pot.pk]),
            borne=sums.borne.get(pot.party_id, {}).get(pot.year, 0),
        )

    @cached_property
    def people(self) -> Sums:
        return sum_up(lines_of(self.table.measures, "fte"), self.agenda.years)

    @cached_property
    def _gifts(self) -> dict[int, list[Contribution]]:
        found: dict[int, list[Contribution]] = defaultdict(list)
        for measure in self.table.measures:
            for gift in measure.contributions.all():
                found[gift.pot_id].append(gift)
        return found

    @property
    def firm(self) -> str:
        return self._together("firm")

    @property
    def intended(self) -> str:
        return self._together("intended")

    @property
    def given(self) -> str:
        return self._together("given")

    def _together(self, name: str) -> str:
        """Return a sum over all years, manpower beside money."""
        money = sum(getattr(each.money, name) for each in self.balances)
        return beside(money, sum(getattr(each.people, name) for each in self.balances))

    @cached_property
    def history(self) -> QuerySet[Commitment]:
        """Return every version of this party, newest first."""
        found = Commitment.objects.filter(pot__in=self.pots).select_related("pot", "by")
        return found.order_by("-at", "-pk")

    @cached_property
    def funds(self) -> list[Fund]:
        """Return the measures that this party plans or pays, with what they still lack."""
        mine = [measure for measure in self.table.measures if self._concerns(measure)]
        return [fund_of(self.table, self.people, measure, self.party) for measure in mine]

    def _concerns(self, measure: Measure) -> bool:
        gifts = measure.contributions.all()
        party = self.party.pk if self.party else None
        return measure.work.party_id == party or any(gift.pot.party_id == party for gift in gifts)


@dataclass(frozen=True, slots=True)
class Fund:
    """A measure: what it costs, what is given by all and by one party, with the manpower; and the euros that lack."""

    measure: Measure
    mark: Mark
    cost: str
    given: str
    mine: str
    gap: str


def fund_of(table: AgendaTable, people: Sums, measure: Measure, party: Party | None) -> Fund:
    key, money = measure.pk, table.money
    mine = [gift for gift in measure.contributions.all() if party and gift.pot.party_id == party.pk]
    return Fund(
        measure=measure,
        mark=table.mark_of(measure.work),
        cost=beside(money.rows[key], people.rows[key]),
        given=beside(money.given[key], people.given[key]),
        mine=beside(sum(gift.euros for gift in mine), sum(gift.fte for gift in mine)),
        gap=euros(money.gaps[key]) if money.gaps[key] else "",
    )


def versions_of(pot: Pot, funding: str) -> list[Commitment]:
    """Return the versions, newest first: the first one is current."""
    return list(pot.commitments.filter(funding=funding).select_related("by").order_by("-version"))
