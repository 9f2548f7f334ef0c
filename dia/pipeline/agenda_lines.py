"""From the rows of an agenda to lines that can be summed, and to the household-days that its areas bear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Prefetch, Sum

from dia.models import Agenda, Commitment, Contribution, Measure
from dia.models.works import Work
from dia.pipeline.bundles import agreed_costs
from dia.pipeline.bundles_places import near_pairs, planned
from dia.pipeline.sums import Amount, Line
from dia.planning.nuisance import days_of_opening
from dia.planning.works import Assumptions, Site

type Unit = Literal["euros", "fte"]
OFF = {Work.State.SUSPENDED, Work.State.CANCELLED}


def measures_of(*agendas: Agenda) -> list[Measure]:
    """Read the measures in the order of the table, with all that their sums need.

    The places of works stay in the database.
    """
    gifts = Prefetch("contributions", Contribution.objects.select_related("pot"))
    found = Measure.objects.filter(agenda__in=agendas).select_related("work__party", "work__site")
    order = {group: place for place, group in enumerate(Measure.Group.values)}
    full = found.defer("work__place", "work__site__place").prefetch_related("years", gifts)
    return sorted(full, key=lambda each: (order[each.group], each.pk))


def line_of(measure: Measure, unit: Unit, agreed: Mapping[int, int] | None = None) -> Line:
    """Return the line of a measure.

    A cancelled or suspended work costs nothing: its cells stay in the table, and count for nothing.

    `agreed`: what works cost in bundles with everybody's consent, in the place of what they cost alone.
    """
    work, off = measure.work, measure.work.state in OFF
    registered = (agreed or {}).get(work.pk, work.planned_cost) if unit == "euros" else work.fte_years
    return Line(
        key=measure.pk,
        group=measure.group,
        party=work.party_id,
        cells={} if off else {cell.year: getattr(cell, unit) for cell in measure.years.all()},
        registered=0 if off else registered,
        given={(gift.pot.party_id, gift.pot.year): getattr(gift, unit) for gift in measure.contributions.all()},
    )


def lines_of(measures: Iterable[Measure], unit: Unit) -> list[Line]:
    found = list(measures)
    agreed = agreed_costs({measure.work_id for measure in found}) if unit == "euros" else {}
    return [line_of(measure, unit, agreed) for measure in found]


def frames_of(agenda: Agenda, unit: Unit) -> dict[tuple[int, int], Amount]:
    """Return per party and year what it committed or intends; what lapsed is gone."""
    standing = Commitment.objects.filter(pot__agenda=agenda, current=True).exclude(state=Commitment.State.LAPSED)
    found = standing.values_list("pot__party", "pot__year").annotate(sum=Sum(unit))
    return {(party, year): amount for party, year, amount in found}


@dataclass(frozen=True, slots=True)
class Burdens:
    """Household-days: `works` per measure and year as if each stood alone, `areas` per area and year as they stand.

    `area_of`: the area in which a measure hinders, that of the opening which it shares.
    """

    works: dict[int, dict[int, float]]
    areas: dict[str, dict[int, float]]
    area_of: dict[int, str]


def burdens_of(measures: Iterable[Measure], years: Iterable[int], assumptions: Assumptions | None = None) -> Burdens:
    """Return the household-days of works and areas.

    A work hinders in the years of its euros, in proportion to them; without euros in none.

    Works that lie together share the opening of a year, in the groups of the optimiser: set-up once, and days that
    partly coincide (dia.planning.nuisance). One with a confidential place lies with no other.
    """
    overlap, inside, found = (assumptions or Assumptions()).overlap, list(years), list(measures)
    members, sites = planned(
        [measure.work for measure in found], near_pairs(measure.work_id for measure in found), strict=True
    )
    places = {site.key: site for site in sites}
    at = {int(member.key): places[member.site] for member in members if member.site}
    works: dict[int, dict[int, float]] = {}
    shared: dict[tuple[str, int], list[float]] = defaultdict(list)
    for measure in found:
        site, days = at.get(measure.work_id), hindered_days(measure, inside)
        works[measure.pk] = (
            {year: _household_days(site, [part], overlap) for year, part in days.items()} if site else {}
        )
        if site:
            for year, part in days.items():
                shared[site.key, year].append(part)
    areas: dict[str, dict[int, float]] = defaultdict(lambda: dict.fromkeys(inside, 0.0))
    for (key, year), parts in shared.items():
        areas[places[key].area][year] += _household_days(places[key], parts, overlap)
    return Burdens(
        works, dict(areas), {measure.pk: at[measure.work_id].area for measure in found if measure.work_id in at}
    )


def _household_days(site: Site, parts: Iterable[float], overlap: float) -> float:
    return site.households * days_of_opening(site.setup_days, parts, overlap)


def hindered_days(measure: Measure, years: Iterable[int]) -> dict[int, float]:
    """Return days × severity of a work over the years in which it costs something."""
    work = measure.work
    if work.state in OFF or not work.days:
        return {}
    euros = {cell.year: cell.euros for cell in measure.years.all() if cell.euros and cell.year in years}
    total = sum(euros.values())
    return {year: work.days * work.severity * part / total for year, part in euros.items()}


def caps_of(agenda: Agenda) -> Mapping[tuple[str, int], tuple[int, bool]]:
    """Return per area and year the household-days that it bears, and whether more is refused."""
    return {(cap.area_code, cap.year): (cap.household_days, cap.refuses) for cap in agenda.caps.all()}
