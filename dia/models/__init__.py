"""The planned works and agendas of the parties: when, with whom, for how much."""

from dia.models.agendas import Agenda, AgendaArea, Measure, MeasureYear, NuisanceCap
from dia.models.bundles import Bundle, BundleWork, Conflict, Consent, CouplingOpportunity, JoinRequest
from dia.models.coupling_rules import CouplingRule
from dia.models.history import AgendaEvent
from dia.models.lookbacks import LookBack, LookBackLine
from dia.models.money import Actual, Commitment, Contribution, Pot
from dia.models.scenarios import CarryOver, Scenario, ScenarioConsent
from dia.models.works import SearchMark, Site, Work, WorkRelation

__all__ = [
    "Actual",
    "Agenda",
    "AgendaArea",
    "AgendaEvent",
    "Bundle",
    "BundleWork",
    "CarryOver",
    "CouplingOpportunity",
    "Commitment",
    "Conflict",
    "Consent",
    "Contribution",
    "CouplingRule",
    "JoinRequest",
    "LookBack",
    "LookBackLine",
    "Measure",
    "MeasureYear",
    "NuisanceCap",
    "Pot",
    "Scenario",
    "ScenarioConsent",
    "SearchMark",
    "Site",
    "Work",
    "WorkRelation",
]
