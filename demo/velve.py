"""An earlier agenda, of Velve from 2025 on, whose first year the parties have looked back on and closed."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Partnership, Party
from demo.agenda import GROUPS, LEAD, PLANNERS, PURSES, commit_for, person
from dia import actions
from dia.actions.money import Amounts
from dia.models import Agenda, LookBack, Measure, Work

FIRST, LAST = 2025, 2032
BUURT = "BU01530100"
LEARNED = (
    "De meeste plannen zijn gelukt. Vergunningen vragen wij voortaan een half jaar eerder aan. "
    "Grond laten wij onderzoeken voordat het jaar begint."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Euros planned in 2025 and, of the whole work, from `FIRST` to `last`; what was spent, and what became of it."""

    title: str
    kind: str
    party: str
    last: int
    euros: int
    spent: int
    days: int
    outcome: str
    reason: str = ""
    later: int | None = None
    state: str = ""


PLANS = (
    Plan("Riool vervangen Velve, eerste deel", "sewer", "gemeente", 2025, 1_200_000, 1_310_000, 62, "kept",
         "De grond was vuiler dan gedacht.", state="finished"),
    Plan("Plein vergroenen Velve", "greening", "gemeente", 2025, 180_000, 176_000, 15, "kept",
         "De beplanting was goedkoper.", state="finished"),
    Plan("Renovatie 96 woningen Velve", "renovation", "woon_midden", 2027, 4_800_000, 1_500_000, 45, "kept",
         "Zes woningen volgen in januari."),
    Plan("Warmtenet Velve, eerste deel", "heat_grid", "netbeheerder", 2025, 1_400_000, 0, 0, "late",
         "De vergunning kwam een half jaar later.", later=2027),
    Plan("Liften in de flat aan de Velve", "renovation", "woon_noord", 2025, 650_000, 0, 0, "dropped",
         "De bewoners kozen voor trapliften.", state="cancelled"),
    Plan("Huiskamer van de Velve", "social", "welzijn", 2028, 240_000, 60_000, 0, "kept"),
)  # fmt: skip
NEXT = {"finished": ("planned", "programmed", "execution", "finished"), "cancelled": ("cancelled",)}


def draw_up(partnership: Partnership, parties: dict[str, Party]) -> None:
    agenda = actions.open_agenda(
        partnership=partnership,
        by=person(LEAD),
        name="Agenda Velve",
        areas=[BUURT],
        parties=[parties[key] for key in dict.fromkeys(plan.party for plan in PLANS)],
        first_year=FIRST,
        last_year=LAST,
        goals="Warme woningen en een plein waar mensen elkaar treffen.",
        reason="Kerngroep van 10 oktober 2024: begin in Velve, de plannen liggen er klaar.",
    )
    measures = {plan: _measure(agenda, parties, plan) for plan in PLANS}
    for key in dict.fromkeys(plan.party for plan in PLANS):
        _fund(agenda, parties[key], key, [measures[plan] for plan in PLANS if plan.party == key])
    for to in (Agenda.State.DRAFTING, Agenda.State.AGREED, Agenda.State.RUNNING):
        agenda = actions.move_agenda(
            agenda=agenda, by=person(LEAD), to=to, version=agenda.version, decision="Kerngroep van 12 december 2024."
        )
    for plan, measure in measures.items():
        _carry_out(plan, measure)
    _look_back(agenda, measures)


def _measure(agenda: Agenda, parties: dict[str, Party], plan: Plan) -> Measure:
    planner = person(PLANNERS[plan.party])
    work = actions.add_work(
        partnership=agenda.partnership,
        by=planner,
        party=parties[plan.party],
        title=plan.title,
        kind=plan.kind,
        area_code=BUURT,
        earliest=FIRST,
        preferred=FIRST,
        latest=max(plan.last, plan.later or 0),
        direct_cost=plan.euros,
        days=plan.days,
        households=120,
    )
    group = GROUPS.get(plan.kind, "other")
    measure = actions.add_measure(agenda=agenda, work=work, by=planner, group=group, evenly=plan.last > FIRST)
    return Measure.objects.select_related("agenda", "work__party", "work__partnership").get(pk=measure.pk)


def _fund(agenda: Agenda, party: Party, key: str, measures: list[Measure]) -> None:
    purse = person(PURSES[key])
    gifts = [{cell.year: Amounts(cell.euros, cell.fte) for cell in measure.years.all()} for measure in measures]
    commit_for(agenda, party, purse, gifts, "regular")
    for measure, given in zip(measures, gifts, strict=True):
        actions.contribute(measure=measure, party=party, by=purse, given=given, seen={})


def _carry_out(plan: Plan, measure: Measure) -> None:
    planner = person(PLANNERS[plan.party])
    if plan.outcome == "kept":
        amounts = Amounts(plan.spent)
        actions.record_actual(
            measure=measure, by=planner, year=FIRST, amounts=amounts, days=plan.days, reason=plan.reason
        )
    for state in NEXT.get(plan.state, ()):
        actions.move_work(work=Work.objects.get(pk=measure.work_id), by=planner, to=state)


def _look_back(agenda: Agenda, measures: dict[Plan, Measure]) -> LookBack:
    lead = person(LEAD)
    look_back = actions.open_look_back(agenda=agenda, by=lead, year=FIRST)
    for plan, measure in measures.items():
        actions.say_outcome(
            look_back=look_back,
            measure=measure,
            by=person(PLANNERS[plan.party]),
            outcome=plan.outcome,
            reason=plan.reason,
            later_year=plan.later,
        )
    written = actions.write_summary(look_back=look_back, by=lead, summary=LEARNED, version=look_back.version)
    return actions.close_look_back(look_back=written, by=lead, version=written.version)
