"""Which states follow which, and who may move them on: one table for each thing that has states."""

from __future__ import annotations

from collections.abc import Mapping

from dia.models import Agenda, Bundle, Work

type Allowed = Mapping[str, Mapping[str, str]]  # state now → state to come → who: owner, lead

WORK: Allowed = {
    Work.State.IDEA: {Work.State.PLANNED: "owner", Work.State.CANCELLED: "owner"},
    Work.State.PLANNED: {
        Work.State.PROGRAMMED: "owner",
        Work.State.SUSPENDED: "owner",
        Work.State.CANCELLED: "owner",
        Work.State.IDEA: "owner",
    },
    Work.State.PROGRAMMED: {
        Work.State.EXECUTION: "owner",
        Work.State.PLANNED: "owner",
        Work.State.SUSPENDED: "owner",
        Work.State.CANCELLED: "owner",
    },
    Work.State.EXECUTION: {Work.State.FINISHED: "owner", Work.State.SUSPENDED: "owner"},
    Work.State.SUSPENDED: {Work.State.PLANNED: "owner", Work.State.CANCELLED: "owner"},
    Work.State.FINISHED: {},
    Work.State.CANCELLED: {Work.State.IDEA: "owner"},
}
AGENDA: Allowed = {
    Agenda.State.OPENED: {Agenda.State.DRAFTING: "lead", Agenda.State.STOPPED: "lead"},
    Agenda.State.DRAFTING: {Agenda.State.AGREED: "lead", Agenda.State.STOPPED: "lead"},
    Agenda.State.AGREED: {Agenda.State.RUNNING: "lead", Agenda.State.DRAFTING: "lead", Agenda.State.STOPPED: "lead"},
    Agenda.State.RUNNING: {Agenda.State.COMPLETED: "lead", Agenda.State.STOPPED: "lead"},
    Agenda.State.COMPLETED: {},
    Agenda.State.STOPPED: {},
}
BUNDLE: Allowed = {
    Bundle.State.SKETCHED: {Bundle.State.OFFERED: "lead", Bundle.State.DISSOLVED: "lead"},
    Bundle.State.OFFERED: {
        Bundle.State.CONSENTED: "lead",
        Bundle.State.SKETCHED: "lead",
        Bundle.State.DISSOLVED: "lead",
    },
    Bundle.State.CONSENTED: {
        Bundle.State.PROGRAMMED: "lead",
        Bundle.State.OFFERED: "lead",
        Bundle.State.DISSOLVED: "lead",
    },
    Bundle.State.PROGRAMMED: {
        Bundle.State.EXECUTION: "lead",
        Bundle.State.CONSENTED: "lead",
        Bundle.State.DISSOLVED: "lead",
    },
    Bundle.State.EXECUTION: {Bundle.State.EVALUATED: "lead"},
    Bundle.State.EVALUATED: {},
    Bundle.State.DISSOLVED: {},
}


def may_follow(table: Allowed, now: str, to: str) -> bool:
    return to in table.get(now, {})
