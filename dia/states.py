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
# What a bundle in a state bears: its works and terms may change, parties may answer.
BUNDLE_CHANGEABLE = {Bundle.State.SKETCHED, Bundle.State.OFFERED, Bundle.State.CONSENTED}
BUNDLE_ASKED = {Bundle.State.OFFERED, Bundle.State.CONSENTED}
# A change makes a consent lapse; in execution it is too late for that.
BUNDLE_OPEN = BUNDLE_CHANGEABLE | {Bundle.State.PROGRAMMED}
BUNDLE_RESTS_ON_CONSENT = {Bundle.State.CONSENTED, Bundle.State.PROGRAMMED}
# Each condition is met.
BUNDLE_CARRIED_OUT = {Bundle.State.PROGRAMMED, Bundle.State.EXECUTION}
# Its year stands, and is still to come or going on.
BUNDLE_YEAR_STANDS = BUNDLE_RESTS_ON_CONSENT | BUNDLE_CARRIED_OUT
# The bundle has to be complete, and what it claims supported.
BUNDLE_SERIOUS = {Bundle.State.OFFERED} | BUNDLE_YEAR_STANDS
# Everybody agreed to its year and its split; also of one that is over its works cost what they cost together.
BUNDLE_AGREED = BUNDLE_YEAR_STANDS | {Bundle.State.EVALUATED}
LOOK_BACK: Allowed = {
    LookBack.State.OPEN: (LookBack.State.CLOSED,),
    LookBack.State.CLOSED: (),
}
