"""An agenda in its second year, for tests of look-backs: a renovation that went nearly as planned, a sewer that did not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Partnership, Party, User
from dia import actions
from dia.actions.money import Amounts
from dia.models import Agenda, LookBack, LookBackLine, Measure
from dia.pipeline.lookbacks import account_of
from tests import factories
from tests.days import last_year
from tests.dia.agenda_steps import address, measured, opened, party


@dataclass(frozen=True, slots=True)
class Past:
    """Last year € 1.000.000 and € 500.000 were planned, with 2 fte each; € 950.000 was spent, all by the corporation."""

    agenda: Agenda
    homes: Party
    town: Party
    holder: User  # budget holder of the corporation
    treasurer: User  # budget holder of the municipality
    secretary: User
    renovation: Measure
    sewer: Measure


def past(partnership: Partnership) -> Past:
    homes, town = party(partnership, "Wonen Noord"), party(partnership, "Gemeente", "municipality")
    holder, treasurer = (factories.member(partnership, "budget_holder", party=each) for each in (homes, town))
    secretary = factories.member(partnership, "secretary", party=town)
    agenda = running(opened(partnership, homes, town, first_year=last_year(), last_year=last_year() + 7))
    renovation = of_last_year(agenda, homes, "Renovatie", holder)
    spent(renovation, holder, 950_000, days=40)
    sewer = of_last_year(agenda, town, "Riool", treasurer, direct_cost=400_000)
    return Past(agenda, homes, town, holder, treasurer, secretary, renovation, sewer)


def running(agenda: Agenda) -> Agenda:
    Agenda.objects.filter(pk=agenda.pk).update(state=Agenda.State.RUNNING)
    agenda.refresh_from_db()
    return agenda


def of_last_year(agenda: Agenda, owner: Party, title: str, by: User, **fields: Any) -> Measure:
    """€ 1.000.000 and 2 fte last year unless said otherwise; 100 households, 20 days at half severity."""
    return measured(
        agenda, owner, title, by, earliest=last_year(), preferred=last_year(), latest=last_year() + 3, **fields
    )


def spent(measure: Measure, by: User, euros: int, *, days: int | None = None) -> None:
    amounts = Amounts(euros, Decimal(2))
    actions.record_actual(measure=measure, by=by, year=last_year(), amounts=amounts, days=days, reason="Viel mee.")


def looking_back(found: Past) -> LookBack:
    return actions.open_look_back(agenda=found.agenda, by=found.secretary, year=last_year())


def say(look_back: LookBack, measure: Measure, by: User, outcome: str = "kept", **more: Any) -> LookBackLine:
    return actions.say_outcome(look_back=look_back, measure=measure, by=by, outcome=outcome, **more)


def close(look_back: LookBack, by: User) -> LookBack:
    return actions.close_look_back(look_back=look_back, by=by, version=look_back.version)


def closed_year(found: Past) -> LookBack:
    """The renovation kept, the sewer two years late."""
    look_back = looking_back(found)
    say(look_back, found.renovation, found.holder)
    say(look_back, found.sewer, found.treasurer, "late", reason="Geen aannemer.", later_year=last_year() + 2)
    return close(look_back, found.secretary)


def place(name: str, look_back: LookBack, *more: int) -> str:
    return address(name, look_back.agenda, look_back.year, *more)


def lines(look_back: LookBack) -> dict[str, tuple[int, int, str, str]]:
    """Planned, spent, proposed and said by title."""
    found = account_of(LookBack.objects.get(pk=look_back.pk)).lines
    return {each.title: (each.planned.euros, each.spent.euros, each.proposed, each.outcome) for each in found}
