"""The states that may follow each state: one table for each thing that has states.

Who may ask is in the actions.
"""

from __future__ import annotations

from accounts.states import Allowed
from dia.models import Agenda, Bundle, LookBack, Work

WORK: Allowed = {
    Work.State.IDEA: (
        Work.State.PLANNED,
        Work.State.CANCELLED,
    ),
    Work.State.PLANNED: (
        Work.State.PROGRAMMED,
        Work.State.SUSPENDED,
        Work.State.CANCELLED,
        Work.State.IDEA,
    ),
    Work.State.PROGRAMMED: (
        Work.State.EXECUTION,
        Work.State.PLANNED,
        Work.State.SUSPENDED,
        Work.State.CANCELLED,
    ),
    Work.State.EXECUTION: (
        Work.State.FINISHED,
        Work.State.SUSPENDED,
    ),
    Work.State.SUSPENDED: (
        Work.State.PLANNED,
        Work.State.CANCELLED,
    ),
    Work.State.FINISHED: (),
    Work.State.CANCELLED: (Work.State.IDEA,),
}
AGENDA: Allowed = {
    Agenda.State.OPENED: (
        Agenda.State.DRAFTING,
        Agenda.State.STOPPED,
    ),
    Agenda.State.DRAFTING: (
        Agenda.State.AGREED,
        Agenda.State.STOPPED,
    ),
    Agenda.State.AGREED: (
        Agenda.State.RUNNING,
        Agenda.State.DRAFTING,
        Agenda.State.STOPPED,
    ),
    Agenda.State.RUNNING: (
        Agenda.State.COMPLETED,
        Agenda.State.STOPPED,
    ),
    Agenda.State.COMPLETED: (),
    Agenda.State.STOPPED: (),
}
BUNDLE: Allowed = {
    Bundle.State.SKETCHED: (
        Bundle.State.OFFERED,
        Bundle.State.DISSOLVED,
    ),
    Bundle.State.OFFERED: (
        Bundle.State.CONSENTED,
        Bundle.State.SKETCHED,
        Bundle.State.DISSOLVED,
    ),
    Bundle.State.CONSENTED: (
        Bundle.State.PROGRAMMED,
        Bundle.State.OFFERED,
        Bundle.State.DISSOLVED,
    ),
    Bundle.State.PROGRAMMED: (
        Bundle.State.EXECUTION,
        Bundle.State.CONSENTED,
        Bundle.State.DISSOLVED,
    ),
    Bundle.State.EXECUTION: (Bundle.State.EVALUATED,),
    Bundle.State.EVALUATED: (),
    Bundle.State.DISSOLVED: (),
}
LOOK_BACK: Allowed = {
    LookBack.State.OPEN: (LookBack.State.CLOSED,),
    LookBack.State.CLOSED: (),
}
