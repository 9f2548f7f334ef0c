"""Agendas: opened, moved on, changed by decisions, bounded, and filled with measures and what these cost."""

from __future__ import annotations

from typing import Any

from dia import actions, states
from dia.actions.agendas_changed import terms_of
from dia.actions.caps import caps_stamp
from dia.actions.cells import Edit
from dia.models import Agenda
from tests.days import this_year
from tests.dia.walk.people import A, Asking, B, People, step


@step()
def open_agenda(here: People) -> Asking | None:
    if Agenda.objects.of(here.partnership).live().count() > 1 and here.often():
        return None
    first = this_year() - 2
    last = first + here.random.choice([3, 4, 6, 9, 10])
    terms = {"name": f"Agenda {here.next()}", "first_year": first, "last_year": last, "reason": "Besloten."}

    def ask() -> Agenda:
        Agenda(partnership=here.partnership, **terms).full_clean(exclude=["opened_by"])  # as the form does
        named = {"areas": [A, B], "parties": here.some(here.parties, 3)}
        return actions.open_agenda(partnership=here.partnership, by=here.secretary, **named, **terms)

    return ask


@step()
def move_agenda(here: People) -> Asking | None:
    if not (agenda := here.agenda()):
        return None
    going = [to for to in states.AGENDA[agenda.state] if to not in {"stopped", "completed"}]
    alone = Agenda.objects.of(here.partnership).live().count() < 2
    to = here.random.choice(going if going and (alone or here.often()) else list(states.AGENDA)[: 4 if alone else 6])
    words = {"decision": "Kerngroep." if here.often() else "", "with_gaps": here.often()}
    version = here.seen(agenda.version)
    return lambda: actions.move_agenda(agenda=agenda, by=here.secretary, to=to, version=version, **words)


@step()
def change_agenda(here: People) -> Asking | None:
    if not (agenda := here.agenda()):
        return None
    terms, version = terms_of(agenda), here.seen(agenda.version)
    other: dict[str, Any] = here.one(
        [
            {"last_year": agenda.last_year + here.random.choice([-1, 1, 1, 2, 5])},
            {"first_year": agenda.first_year + here.random.choice([-1, 1])},
            {"parties": here.some(here.parties, 3)},
            {"areas": here.random.choice([[A], [A, B], []])},
            {"price_year": this_year() + here.random.randint(-2, 2), "goals": "Samen."},
        ]
    )
    decision = "Kerngroep." if here.often() else ""
    ask = {"agenda": agenda, "by": here.secretary, "version": version, "decision": decision, **terms, **other}
    return lambda: actions.change_agenda(**ask)


@step()
def set_caps(here: People) -> Asking | None:
    if not (agenda := here.agenda()):
        return None
    days, seen = here.random.choice([500, 5_000, 50_000]), here.seen(caps_stamp(agenda))
    area, refuses = here.random.choice([A, A, B]), here.often(0.7)
    caps = {(area, year): (days, refuses) for year in agenda.years}
    return lambda: actions.set_caps(agenda=agenda, by=here.secretary, caps=caps, seen=seen)


@step()
def add_measure(here: People) -> Asking | None:
    agenda = here.agenda()
    work = here.one(here.works(measure=None) if here.often() else here.works())
    if not (agenda and work):
        return None
    how = {"group": "street", "evenly": here.often(0.4)}
    return lambda: actions.add_measure(agenda=agenda, work=work, by=here.who(work.party), **how)


@step()
def remove_measure(here: People) -> Asking | None:
    measure = here.one(here.measures(contributions=None, actuals=None) if here.often() else here.measures())
    return measure and (lambda: actions.remove_measure(measure=measure, by=here.who(measure.work.party)))


@step(2)
def write_cells(here: People) -> Asking | None:
    sure = here.one(here.measures(work__state="programmed")) if here.often(0.4) else None
    if not (measure := sure or here.one(here.measures())):
        return None
    standing = {cell.year: cell.version for cell in measure.years.all()}
    edits = []
    for year in {here.year(measure.agenda) for _ in range(2)}:
        unit = "euros" if here.often(0.7) else "fte"
        amount = here.euros(measure.work.planned_cost) if unit == "euros" else here.fte()
        edits.append(Edit(measure.pk, year, unit, amount, here.seen(standing.get(year, 0))))
    by = here.who(measure.work.party)
    return lambda: actions.write_cells(agenda=measure.agenda, by=by, edits=edits)
