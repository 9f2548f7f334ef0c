"""What the optimiser proposes, agreed by those whose work moves, and adopted."""

from __future__ import annotations

from dia import actions
from dia.actions.scenarios import moving_parties
from dia.models import Scenario
from tests.days import this_year
from tests.dia.walk.people import Asking, People, step


@step()
def compute(here: People) -> Asking | None:
    """What the optimiser leaves behind: one or two works get another year."""
    agenda = here.agenda()
    if not agenda:
        return None
    to_come = {"preferred__gte": this_year()} if here.often() else {}
    works = list(here.works(measure__agenda=agenda, state__in=["idea", "planned"], **to_come))
    years = {str(work.pk): work.preferred for work in works}
    for work in here.some(works) if works else []:
        years[str(work.pk)] = work.preferred + here.random.choice([-1, 1, 1, 2])
    known = [{"key": str(work.pk), "party": str(work.party_id), "preferred": work.preferred} for work in works]
    problem = {"works": known, "versions": {str(work.pk): work.version for work in works}}
    named = {"name": f"Plan {here.next()}", "state": "done", "problem": problem, "outcome": {"plan": {"years": years}}}
    return works and (lambda: Scenario.objects.create(agenda=agenda, **named))


def _scenario(here: People) -> Scenario | None:
    found = Scenario.objects.of(here.partnership).select_related("agenda__partnership").order_by("-pk")
    return found.filter(state="done").first() if here.often(0.9) else here.one(found)


@step(3)
def respond_to_scenario(here: People) -> Asking | None:
    if not (scenario := _scenario(here)):
        return None
    unsaid = moving_parties(scenario) - set(scenario.consents.filter(agrees=True).values_list("party", flat=True))
    party = here.one([each for each in here.parties if each.pk in unsaid])
    if not party and here.often():
        return None
    party = party or here.random.choice(here.parties)
    said = {"agrees": here.often(), "reason": "Te vroeg." if here.often() else ""}
    return lambda: actions.respond_to_scenario(scenario=scenario, party=party, by=here.who(party, holder=True), **said)


@step(2)
def adopt_scenario(here: People) -> Asking | None:
    scenario = _scenario(here)
    return scenario and (lambda: actions.adopt_scenario(scenario=scenario, by=here.secretary))
