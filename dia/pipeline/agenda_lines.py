"""From the rows of an agenda to lines that can be summed, and to the household-days that its areas bear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Prefetch, Sum

from dia.models import Agenda, Commitment, Contribution, Measure
from dia.models.works import Site, Work
from dia.pipeline.sums import Amount, Line
from dia.planning.nuisance import days_of_opening
from dia.planning.works import Assumptions

type Unit = Literal["euros", "fte"]
OFF = {Work.State.SUSPENDED, Work.State.CANCELLED}


def measures_of(*agendas: Agenda) -> list[Measure]:
    """In the order of the table, with all that its sums need; the places of works stay in the database."""
    gifts = Prefetch("contributions", Contribution.objects.select_related("pot"))
    found = Measure.objects.filter(agenda__in=agendas).select_related("work__party", "work__site")
    order = {group: place for place, group in enumerate(Measure.Group.values)}
    full = found.defer("work__place", "work__site__place").prefetch_related("years", gifts)
    return sorted(full, key=lambda each: (order[each.group], each.pk))


def line_of(measure: Measure, unit: Unit) -> Line:
    """A cancelled or suspended work costs nothing: its cells stay in the table, and count for nothing."""
    work, off = measure.work, measure.work.state in OFF
    registered = work.planned_cost if unit == "euros" else work.fte_years
    return Line(
        key=measure.pk,
        group=measure.group,
        party=work.party_id,
        cells={} if off else {cell.year: getattr(cell, unit) for cell in measure.years.all()},
        registered=0 if off else registered,
        given={(gift.pot.party_id, gift.pot.year): getattr(gift, unit) for gift in measure.contributions.all()},
    )


def lines_of(measures: Iterable[Measure], unit: Unit) -> list[Line]:
    return [line_of(measure, unit) for measure in measures]


def frames_of(agenda: Agenda, unit: Unit) -> dict[tuple[int, int], Amount]:
    """Per party and year what it committed or intends; what lapsed is gone."""
    standing = Commitment.objects.filter(pot__agenda=agenda, current=True).exclude(state=Commitment.State.LAPSED)
    found = standing.values_list("pot__party", "pot__year").annotate(sum=Sum(unit))
    return {(party, year): amount for party, year, amount in found}


@dataclass(frozen=True, slots=True)
class Burdens:
    """Household-days: `works` per measure and year as if each stood alone, `areas` per area and year as they stand."""

    works: dict[int, dict[int, float]]
    areas: dict[str, dict[int, float]]


def burdens_of(measures: Iterable[Measure], years: Iterable[int], assumptions: Assumptions | None = None) -> Burdens:
    """A work hinders in the years of its euros, in proportion to them; without euros in none.

    Works at one site in one year share the opening: set-up once, and days that partly coincide (dia.planning.nuisance).
    A work without a site, or with a confidential place, hinders the households that it names itself.
    """
    overlap, inside = (assumptions or Assumptions()).overlap, list(years)
    works: dict[int, dict[int, float]] = {}
    areas: dict[str, dict[int, float]] = defaultdict(lambda: dict.fromkeys(inside, 0.0))
    shared: dict[tuple[Site, int], list[float]] = defaultdict(list)
    for measure in measures:
        days = hindered_days(measure, inside)
        site = measure.work.shared_site
        households, setup = (site.households, site.setup_days) if site else (measure.work.households, 0)
        works[measure.pk] = {year: households * days_of_opening(setup, [part], overlap) for year, part in days.items()}
        for year, part in days.items():
            if site:
                shared[site, year].append(part)
            else:
                areas[measure.work.area_code][year] += works[measure.pk][year]
    for (site, year), parts in shared.items():
        areas[site.area_code][year] += site.households * days_of_opening(site.setup_days, parts, overlap)
    return Burdens(works, dict(areas))


def hindered_days(measure: Measure, years: Iterable[int]) -> dict[int, float]:
    """Days × severity of a work over the years in which it costs something."""
    work = measure.work
    if work.state in OFF or not work.days:
        return {}
    euros = {cell.year: cell.euros for cell in measure.years.all() if cell.euros and cell.year in years}
    total = sum(euros.values())
    return {year: work.days * work.severity * part / total for year, part in euros.items()}


def caps_of(agenda: Agenda) -> Mapping[tuple[str, int], tuple[int, bool]]:
    """Per area and year the household-days that it bears, and whether more is refused."""
    return {(cap.area_code, cap.year): (cap.household_days, cap.refuses) for cap in agenda.caps.all()}
