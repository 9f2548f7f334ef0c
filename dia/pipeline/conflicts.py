"""Conflicts: what dia.planning.conflicts finds in the works and agendas as they stand, kept as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from accounts.models import Partnership
from dia.models import Agenda, Conflict, Measure, Site, Work
from dia.pipeline.agenda_lines import OFF, Unit, burdens_of, caps_of, frames_of, lines_of, measures_of
from dia.pipeline.opportunities import lock_works
from dia.pipeline.sums import sum_up
from dia.planning import conflicts as planning
from dia.states import BUNDLE_AGREED

type Key = tuple[str, int, int | None, str, str, frozenset[int]]

TO_COME = ["planned", "programmed", "execution"]


def find_conflicts(partnership: Partnership) -> int:
    """Bring the conflicts up to date with works and agendas; a second call changes nothing. Returns how many there are.

    One that was there already stays the same row, with the day on which it was found. Nothing is held while it looks;
    whoever changes something meanwhile queues the next search, and of those one runs at a time.
    """
    found = {_key(row, works): (row, works) for row, works in _rows(partnership)}
    _write(partnership, found)
    return len(found)


@transaction.atomic
def _write(partnership: Partnership, found: dict[Key, tuple[Conflict, list[int]]]) -> None:
    standing_works = lock_works({work for _row, works in found.values() for work in works})
    standing = {_key(row, [w.pk for w in row.works.all()]): row for row in _stored(partnership)}
    Conflict.objects.filter(pk__in=[row.pk for key, row in standing.items() if key not in found]).delete()
    for key, (row, works) in found.items():
        if key not in standing:
            row.save()
            row.works.set(standing_works.intersection(works))
        elif standing[key].facts != row.facts:
            Conflict.objects.filter(pk=standing[key].pk).update(facts=row.facts)


def year_of(work: Work) -> int:
    """Return the planned year: that of the bundle if the work is in an agreed one, otherwise its own preferred year."""
    agreed = [each.bundle.year for each in work.bundlings.all() if each.live and each.bundle.state in BUNDLE_AGREED]
    return agreed[0] if agreed else work.preferred


def _stored(partnership: Partnership) -> Iterable[Conflict]:
    return Conflict.objects.of(partnership).prefetch_related(Prefetch("works", Work.objects.only("pk")))


def _key(row: Conflict, works: Iterable[int]) -> Key:
    where = f"{row.facts.get('site', '')} {row.facts.get('agenda', '')} {row.facts.get('unit', '')}"
    return row.kind, row.year, row.party_id, row.area_code, where, frozenset(works)


def _rows(partnership: Partnership) -> Iterator[tuple[Conflict, list[int]]]:
    clashes = at_sites(partnership)
    areas = dict(Site.objects.of(partnership).values_list("pk", "area_code"))
    for one in (each for each in clashes if int(each.who) in areas):  # a site may have gone meanwhile
        facts: dict[str, Any] = {**one.amounts, "site": int(one.who), "works": [int(key) for key in one.works]}
        row = Conflict(
            partnership=partnership, kind=one.kind, year=one.year, area_code=areas[int(one.who)], facts=facts
        )
        yield row, [int(key) for key in one.works]
    for agenda in Agenda.objects.of(partnership).live():
        for unit, one in on_agenda(agenda):
            whose = {"party_id": int(one.who)} if one.kind == "means" else {"area_code": one.who}
            facts = {**one.amounts, "agenda": agenda.pk, "unit": unit}
            row = Conflict(partnership=partnership, kind=one.kind, year=one.year, facts=facts, **whose)
            yield row, [int(key) for key in one.works]


def at_sites(partnership: Partnership) -> list[planning.Conflict]:
    """Return streets opened again too soon and works in the wrong order.

    A confidential work shares no site with others.
    """
    works = Work.objects.of(partnership).plain().filter(state__in=TO_COME, site__isnull=False, confidential=False)
    planned = [
        planning.Planned(
            key=str(work.pk),
            kind=work.kind,
            party=str(work.party_id),
            year=year_of(work),
            area=work.area_code,
            site=str(work.site_id),
        )
        for work in works.prefetch_related("bundlings__bundle")
    ]
    sites = [
        planning.SiteFacts(
            key=str(site.pk),
            renewed=site.last_renewed,
            households=site.households,
            rest_years=site.rest_years,
            closed_until=site.closed_until,
        )
        for site in Site.objects.of(partnership).plain()
    ]
    return [*planning.reopenings(planned, sites), *planning.wrong_orders(planned)]


def on_agenda(agenda: Agenda) -> list[tuple[str, planning.Conflict]]:
    """Return areas that bear more than was decided, and parties that lack euros or fte; with the unit that lacks."""
    measures = measures_of(agenda)
    works = _by_year(measures, agenda.years)
    caps: dict[str, dict[int, float]] = {}
    for (area, year), (days, _refuses) in caps_of(agenda).items():
        caps.setdefault(area, {})[year] = days
    overloads = planning.overloads(burdens_of(measures, agenda.years).areas, caps, works)
    return [("days", one) for one in overloads] + [
        (unit, one) for unit in ("euros", "fte") for one in _means(agenda, unit, measures, works)
    ]


def _means(
    agenda: Agenda, unit: Unit, measures: Sequence[Measure], works: Sequence[planning.Planned]
) -> list[planning.Conflict]:
    """Return what lacks, only of parties that said at all what they bring of this unit.

    A year that they left out is then 0.
    """
    frames = {key: float(amount) for key, amount in frames_of(agenda, unit).items()}
    said = {party for (party, _year), amount in frames.items() if amount}
    borne = sum_up(lines_of(measures, unit), agenda.years).borne
    used = {str(party): {year: float(part) for year, part in years.items()} for party, years in borne.items()}
    allowed = {str(party): {year: frames.get((party, year), 0.0) for year in agenda.years} for party in said}
    return planning.lacking_means(unit, used, allowed, works)


def _by_year(measures: Sequence[Measure], years: range) -> list[planning.Planned]:
    """Return each measure once for every year in which it costs something."""
    return [
        planning.Planned(
            key=str(measure.work_id),
            kind=measure.work.kind,
            party=str(measure.work.party_id),
            year=cell.year,
            area=measure.work.area_code,
        )
        for measure in measures
        if measure.work.state not in OFF
        for cell in measure.years.all()
        if cell.euros and cell.year in years
    ]
