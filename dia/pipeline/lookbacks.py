"""From the rows of an agenda to the account of one of its years: the plan as it was opened beside what was really done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from dia.models import Actual, Agenda, LookBack, LookBackLine, Measure
from dia.models.works import Site, Work
from dia.pipeline.agenda_lines import burdens_of, frames_of, measures_of
from dia.pipeline.lookbacks_account import (
    Account,
    Effort,
    MeasureLine,
    Plain,
    Street,
    propose,
    read_account,
    sum_parties,
)
from dia.pipeline.lookbacks_effect import effects_of
from dia.planning.nuisance import days_of_opening
from dia.planning.works import Assumptions


@dataclass(frozen=True, slots=True)
class Planned:
    """The cost of a measure in the year; `ends` where it costs nothing in a later one."""

    effort: Effort
    ends: bool


def account_of(look_back: LookBack) -> Account:
    """Return the account as it was shown when it closed, or as it stands now."""
    return read_account(look_back.shown) if look_back.is_closed else count_up(look_back)


def plan_of(agenda: Agenda, year: int) -> Plain:
    """Return what is kept when a look-back opens.

    That is the measures of the year, and the household-days that they would cost.
    """
    measures = measures_of(agenda)
    burden = burdens_of(measures, agenda.years)
    return {
        "measures": {str(pk): asdict(planned) for pk, planned in planned_in(measures, year).items()},
        "household_days": sum(days.get(year, 0) for days in burden.areas.values()),
    }


def planned_in(measures: Iterable[Measure], year: int) -> dict[int, Planned]:
    """Return what is planned by measure, also of works that are cancelled or suspended.

    Dropping them is what a look-back tells.
    """
    found = {}
    for measure in measures:
        costs = {cell.year: effort for cell in measure.years.all() if (effort := Effort(cell.euros, cell.fte))}
        if year in costs:
            found[measure.pk] = Planned(costs[year], max(costs) == year)
    return found


def kept_plan(look_back: LookBack) -> dict[int, Planned]:
    """Return the plan as it stood when the look-back was opened."""
    held = look_back.plan.get("measures", {})
    return {int(pk): Planned(Effort.read(plain["effort"]), plain["ends"]) for pk, plain in held.items()}


def count_up(look_back: LookBack) -> Account:
    agenda, year = look_back.agenda, look_back.year
    measures = measures_of(agenda)
    actuals = {actual.measure_id: actual for actual in Actual.objects.filter(measure__agenda=agenda, year=year)}
    said = {line.measure_id: line for line in look_back.lines.all()}
    now, kept = planned_in(measures, year), kept_plan(look_back)
    concerned = [each for each in measures if each.pk in now.keys() | kept.keys() | actuals.keys() | said.keys()]
    lines = tuple(
        _line(each, kept.get(each.pk), now.get(each.pk), actuals.get(each.pk), said.get(each.pk)) for each in concerned
    )
    names = {pot.party_id: pot.party.name for pot in agenda.pots.filter(year=year).select_related("party")}
    names |= {each.work.party_id: each.work.party.name for each in concerned}
    committed = {party: int(amount) for (party, at), amount in frames_of(agenda, "euros").items() if at == year}
    street = _street(concerned, actuals, now | kept, look_back.plan.get("household_days", 0))
    return Account(lines, sum_parties(lines, names, committed, _given(measures, year)), street, effects_of(agenda))


def concerns(look_back: LookBack, measure: Measure) -> bool:
    """Return whether the look-back has a line for this measure of its agenda."""
    return (
        measure.pk in kept_plan(look_back)
        or measure.pk in planned_in([measure], look_back.year)
        or measure.actuals.filter(year=look_back.year).exists()
        or measure.look_backs.filter(look_back=look_back).exists()
    )


def _line(
    measure: Measure, kept: Planned | None, now: Planned | None, actual: Actual | None, said: LookBackLine | None
) -> MeasureLine:
    """Return the line of a measure.

    The plan is the one that was kept; of a measure that came after the opening the one that stands.
    """
    planned, stands = (kept or now or Planned(Effort(), False)).effort, now.effort if now else Effort()
    done = Effort(actual.euros, actual.fte) if actual else None
    shifted = stands.euros < planned.euros or stands.fte < planned.fte
    return MeasureLine(
        measure=measure.pk,
        title=measure.work.title,
        party=measure.work.party_id,
        planned=planned,
        done=done,
        days=actual.days if actual else None,
        differs=actual.reason if actual else "",
        proposed=propose(planned, done, state=measure.work.state, shifted=shifted),
        outcome=said.outcome if said else "",
        reason=said.reason if said else "",
        later_year=said.later_year if said else None,
        version=said.version if said else 0,
    )


def _given(measures: Iterable[Measure], year: int) -> dict[int, int]:
    """Return by party what its pot of the year gave."""
    found: dict[int, int] = defaultdict(int)
    for measure in measures:
        for gift in measure.contributions.all():
            if gift.pot.year == year:
                found[gift.pot.party_id] += gift.euros
    return found


def _street(
    measures: Iterable[Measure], actuals: Mapping[int, Actual], plan: Mapping[int, Planned], planned_days: float
) -> Street:
    measures = list(measures)
    days = {each.pk: actual.days for each in measures if (actual := actuals.get(each.pk)) and actual.days is not None}
    ending = [each for each in measures if each.pk in plan and plan[each.pk].ends]
    return Street(
        planned_days=planned_days,
        done_days=household_days(measures, days),
        unsaid=sum(bool(each.work.days) and each.pk not in days for each in measures),
        to_finish=len(ending),
        finished=sum(each.work.state == Work.State.FINISHED for each in ending),
    )


def household_days(measures: Iterable[Measure], days: Mapping[int, int]) -> float:
    """Return what the days that were really hindered cost the households.

    Works at one site shared its opening, as in the plan.
    """
    opened: dict[Site | Work, list[float]] = defaultdict(list)
    for measure in measures:
        if days.get(measure.pk):
            opened[measure.work.site or measure.work].append(days[measure.pk] * measure.work.severity)
    overlap = Assumptions().overlap
    return sum(
        place.households * days_of_opening(getattr(place, "setup_days", 0), parts, overlap)
        for place, parts in opened.items()
    )
