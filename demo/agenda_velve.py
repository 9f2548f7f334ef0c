"""An earlier agenda, of Velve, whose first year the parties have looked back on and closed.

Years count from the year in which it begins: 0 is that year.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Partnership, Party
from demo.agenda import GROUPS, LEAD, PLANNERS, PURSES, commit_for, person
from demo.story import Story
from dia import actions
from dia.actions.money import Amounts
from dia.models import Agenda, LookBack, Measure, Work

LAST = 7
BUURT = "BU01530100"
LEARNED = (
    "De meeste plannen zijn gelukt. Vergunningen vragen wij voortaan een half jaar eerder aan. "
    "Grond laten wij onderzoeken voordat het jaar begint."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Euros planned in the first year and, of the whole work, up to `last`; what was spent, and what became of it."""

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
    Plan("Riool vervangen Velve, eerste deel", "sewer", "gemeente", 0, 1_200_000, 1_310_000, 62, "kept",
         "De grond was vuiler dan gedacht.", state="finished"),
    Plan("Plein vergroenen Velve", "greening", "gemeente", 0, 180_000, 176_000, 15, "kept",
         "De beplanting was goedkoper.", state="finished"),
    Plan("Renovatie 96 woningen Velve", "renovation", "woon_midden", 2, 4_800_000, 1_500_000, 45, "kept",
         "Zes woningen volgen in januari."),
    Plan("Warmtenet Velve, eerste deel", "heat_grid", "netbeheerder", 0, 1_400_000, 0, 0, "late",
         "De vergunning kwam een half jaar later.", later=2),
    Plan("Liften in de flat aan de Velve", "renovation", "woon_noord", 0, 650_000, 0, 0, "dropped",
         "De bewoners kozen voor trapliften.", state="cancelled"),
    Plan("Huiskamer van de Velve", "social", "welzijn", 3, 240_000, 60_000, 0, "kept"),
)  # fmt: skip
AGREED = "Bestuurlijk overleg van {velve agreed}."
NEXT = {"finished": ("planned", "programmed", "execution", "finished"), "cancelled": ("cancelled",)}


def draw_up(partnership: Partnership, parties: dict[str, Party], story: Story) -> None:
    agenda = actions.open_agenda(
        partnership=partnership,
        by=person(LEAD),
        name="Agenda Velve",
        areas=[BUURT],
        parties=[parties[key] for key in dict.fromkeys(plan.party for plan in PLANS)],
        first_year=story.velve_begins,
        last_year=story.velve_begins + LAST,
        goals="Warme woningen en een plein waar mensen elkaar treffen.",
        reason=story.tell("Bestuurlijk overleg van {velve begun}: begin in Velve, de plannen liggen er klaar."),
    )
    measures = {plan: _measure(agenda, parties, plan) for plan in PLANS}
    for key in dict.fromkeys(plan.party for plan in PLANS):
        _fund(agenda, parties[key], key, [measures[plan] for plan in PLANS if plan.party == key])
    for to in (Agenda.State.DRAFTING, Agenda.State.AGREED, Agenda.State.RUNNING):
        agenda = actions.move_agenda(
            agenda=agenda, by=person(LEAD), to=to, version=agenda.version, decision=story.tell(AGREED)
        )
    for plan, measure in measures.items():
        _carry_out(plan, measure)
    _look_back(agenda, measures)


def _measure(agenda: Agenda, parties: dict[str, Party], plan: Plan) -> Measure:
    planner, first = person(PLANNERS[plan.party]), agenda.first_year
    work = actions.add_work(
        partnership=agenda.partnership,
        by=planner,
        party=parties[plan.party],
        title=plan.title,
        kind=plan.kind,
        area_code=BUURT,
        earliest=first,
        preferred=first,
        latest=first + max(plan.last, plan.later or 0),
        direct_cost=plan.euros,
        days=plan.days,
        households=120,
    )
    group = GROUPS.get(plan.kind, "other")
    measure = actions.add_measure(agenda=agenda, work=work, by=planner, group=group, evenly=plan.last > 0)
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
            measure=measure,
            by=planner,
            year=measure.agenda.first_year,
            amounts=amounts,
            days=plan.days,
            reason=plan.reason,
        )
    for state in NEXT.get(plan.state, ()):
        actions.move_work(work=Work.objects.get(pk=measure.work_id), by=planner, to=state)


def _look_back(agenda: Agenda, measures: dict[Plan, Measure]) -> LookBack:
    lead = person(LEAD)
    look_back = actions.open_look_back(agenda=agenda, by=lead, year=agenda.first_year)
    for plan, measure in measures.items():
        actions.say_outcome(
            look_back=look_back,
            measure=measure,
            by=person(PLANNERS[plan.party]),
            outcome=plan.outcome,
            reason=plan.reason,
            later_year=None if plan.later is None else agenda.first_year + plan.later,
        )
    written = actions.write_summary(look_back=look_back, by=lead, summary=LEARNED, version=look_back.version)
    return actions.close_look_back(look_back=written, by=lead, version=written.version)
