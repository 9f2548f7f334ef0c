"""The look-backs of an agenda, and the page of one year: what a meeting reads, and what each party fills in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import P, may
from dia.actions.lookbacks import TOO_EARLY, why_not_closed
from dia.forms.lookbacks import SayForm, SummaryForm
from dia.models import Agenda, LookBack, LookBackLine
from dia.pages.lookbacks_courses import Neighbourhood, neighbourhood
from dia.pages.lookbacks_words import courses, headline, in_short
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.pipeline.lookbacks import account_of
from dia.pipeline.lookbacks_account import Account, AreaEffect, MeasureLine, Outcome, PartyLine
from dia.pipeline.lookbacks_effect import as_shared, looked_at
from dia.words.amounts import euros, shown
from sia.charts import fixed

KINDS = {"kept": "ok", "late": "warn", "dropped": "stop"}  # of the chips
LABELS = dict(LookBackLine.Outcome.choices)


@dataclass(frozen=True, slots=True)
class Entry:
    """A year that has begun; `headline` only of a closed one."""

    year: int
    look_back: LookBack | None
    headline: str


@dataclass(frozen=True, slots=True)
class Row:
    """A measure; `form` for those who may say what became of it, open where it was not sent well."""

    line: MeasureLine
    difference: str
    form: SayForm | None
    opened: bool

    @property
    def kind(self) -> str:
        return KINDS.get(self.line.outcome, "")

    @property
    def label(self) -> str | Promise:
        return LABELS.get(self.line.outcome, "")

    @property
    def proposed(self) -> str | Promise:
        return LABELS[self.line.proposed]

    @property
    def is_plain(self) -> bool:
        """Return whether one press is enough: nothing has to be explained."""
        return not self.line.outcome and self.line.proposed == Outcome.KEPT

    @property
    def planned(self) -> str:
        return shown(self.line.planned.euros, "euros", "–")

    @property
    def spent(self) -> str:
        return shown(self.line.spent.euros, "euros", "0") if self.line.done else "–"

    @property
    def fte(self) -> tuple[str, str]:
        done = shown(self.line.spent.fte, "fte", "0") if self.line.done else "–"
        return shown(self.line.planned.fte, "fte", "–"), done


@dataclass(frozen=True, slots=True)
class Bar:
    """A width as text for an SVG 100 wide."""

    label: str
    width: str
    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A party with its measures, its sums and its bars."""

    mark: Mark
    party: PartyLine
    rows: list[Row]
    bars: list[Bar]

    @property
    def planned(self) -> str:
        return shown(self.party.planned.euros, "euros", "–")

    @property
    def spent(self) -> str:
        return shown(self.party.done.euros, "euros", "0")

    @property
    def difference(self) -> str:
        return signed(self.party.done.euros - self.party.planned.euros)


@dataclass(frozen=True, slots=True)
class Todo:
    """A measure that came later and still has to find its year; `measure` is 0 where it is on the agenda no more."""

    mark: Mark
    title: str
    measure: int
    euros: str
    mine: bool


class LookBackPage:
    """`sent` is what somebody sent of a measure and has to mend, `summary` the same of the year."""

    def __init__(
        self, look_back: LookBack, user: User, *, sent: SayForm | None = None, summary: SummaryForm | None = None
    ) -> None:
        self.look_back, self.user, self.agenda = look_back, user, look_back.agenda
        self.sent = sent
        self.summary = summary or SummaryForm(look_back=look_back)

    @cached_property
    def account(self) -> Account:
        return account_of(self.look_back)

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return marks(self.agenda.partnership)

    @cached_property
    def mine(self) -> set[int]:
        return {party.pk for party in self.user.parties_in(self.agenda.partnership, P.PLAN)}

    @property
    def may_lead(self) -> bool:
        return may(self.user, P.LEAD, self.agenda.partnership)

    @property
    def headline(self) -> str:
        return headline(self.account, self.look_back.year)

    @cached_property
    def obstacles(self) -> list[str]:
        return [] if self.look_back.is_closed else why_not_closed(self.look_back, self.account)

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Return what was done, beside what was planned; without what was neither."""
        account, street = self.account, self.account.street
        found = [
            (_("Spent"), in_short(account.done.euros), in_short(account.planned.euros)),
            (_("Manpower (fte)"), shown(account.done.fte, "fte", "0"), shown(account.planned.fte, "fte", "0")),
            (_("Works finished"), str(street.finished), str(street.to_finish)),
            (_("Household-days"), whole(street.done_days), whole(street.planned_days)),
        ]
        return [fact for fact in found if fact[1:] != ("0", "0")]

    @cached_property
    def groups(self) -> list[Group]:
        """Return a group per party, in the order in which the parties came to the table.

        Who has neither a measure nor money is left out.
        """
        parties = {party.party: party for party in self.account.parties}
        order = [*(key for key in self.marks if key in parties), *(key for key in parties if key not in self.marks)]
        most = max((amount for party in parties.values() for amount in amounts(party)), default=0)
        found = [self._group(parties[key], most) for key in order]
        return [group for group in found if group.rows or any(amounts(group.party))]

    def _group(self, party: PartyLine, most: int) -> Group:
        rows = [self._row(line) for line in self.account.lines if line.party == party.party]
        return Group(self._mark(party.party, party.name), party, rows, bars(party, most))

    def _mark(self, party: int, name: str) -> Mark:
        return self.marks.get(party) or Mark(COLOURS, "?", name)

    def _row(self, line: MeasureLine) -> Row:
        sent = self.sent if self.sent and self.sent.measure == line.measure else None
        may = line.party in self.mine and not self.look_back.is_closed
        form = (sent or SayForm.of(self.look_back, line)) if may else None
        return Row(line, signed(line.deviation) if line.done else "", form, sent is not None)

    @cached_property
    def on_agenda(self) -> set[int]:
        return set(self.agenda.measures.values_list("pk", flat=True))

    @property
    def todos(self) -> list[Todo]:
        names = {party.party: party.name for party in self.account.parties}
        return [
            Todo(
                mark=self._mark(line.party, names[line.party]),
                title=line.title,
                measure=line.measure if line.measure in self.on_agenda else 0,
                euros=euros(line.left),
                mine=line.party in self.mine,
            )
            for line in self.account.lines
            if line.left
        ]

    @property
    def courses(self) -> str:
        return courses(self._shared)

    @property
    def effects(self) -> list[Neighbourhood]:
        return [neighbourhood(effect) for effect in self._shared]

    @property
    def looked(self) -> frozenset[tuple[int, str]]:
        """Return what it shows of datasets under a covenant, for the access log."""
        return looked_at(self.agenda.partnership, self._shared)

    @cached_property
    def _shared(self) -> list[AreaEffect]:
        return as_shared(self.agenda.partnership, self.account.effects)


def look_back_list(agenda: Agenda, user: User) -> dict[str, object]:
    """Return the years that have begun, the newest first."""
    held = {each.year: each for each in agenda.look_backs.all()}
    begun = [year for year in agenda.years if year <= timezone.localdate().year]
    agreed = agenda.state not in TOO_EARLY
    return {
        "agenda": agenda,
        "entries": [_entry(year, held.get(year)) for year in reversed(begun)],
        "agreed": agreed,
        "may_open": agreed and may(user, P.LEAD, agenda.partnership),
    }


def _entry(year: int, look_back: LookBack | None) -> Entry:
    closed = look_back is not None and look_back.is_closed
    return Entry(year, look_back, headline(account_of(look_back), year) if look_back and closed else "")


def amounts(party: PartyLine) -> tuple[int, int, int, int]:
    return party.planned.euros, party.committed, party.given, party.done.euros


def bars(party: PartyLine, most: int) -> list[Bar]:
    """Return the bars of one party; `most` euros fill the box, so that bars of all parties can be compared."""
    labels = [_("planned"), _("committed"), _("contributed"), _("spent")]
    return [
        Bar(label, fixed(100 * amount / most) if most else "0", shown(amount, "euros", "0"), place == len(labels) - 1)
        for place, (label, amount) in enumerate(zip(labels, amounts(party), strict=True))
    ]


def signed(amount: int) -> str:
    """Write an amount with its sign in thousands of euros; a dash where there is no difference."""
    if not amount:
        return "–"
    return f"{'+' if amount > 0 else '−'}{shown(abs(amount), 'euros')}"


def whole(amount: float) -> str:
    return number_format(round(amount), 0, force_grouping=True)
