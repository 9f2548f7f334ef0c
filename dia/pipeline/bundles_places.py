"""From works as they stand to the sites that they open together: what lies close to each other shares an opening."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from dia.models import Site, Work
from dia.pipeline.coupling_rules import SITE_M, joined
from dia.planning import works as planning
from dia.planning.kinds import KINDS

NEAR = f"""
    SELECT a.id, b.id FROM dia_work a JOIN dia_work b ON a.id < b.id {joined("a.partnership_id")}
    WHERE a.id = ANY(%(works)s) AND b.id = ANY(%(works)s) AND NOT a.confidential AND NOT b.confidential
        AND (a.site_id = b.site_id OR ST_DWithin(a.place, b.place, {SITE_M}))
"""  # noqa: S608 -- parts of our own

type Near = Collection[frozenset[int]]


def near_pairs(works: Iterable[int]) -> set[frozenset[int]]:
    """Return pairs of these works at one site, or as near as their partnership's rule for opportunities says.

    A work with a confidential place is near to nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEAR, {"works": list(works)})
        return {frozenset(pair) for pair in cursor.fetchall()}


def planned(
    works: Sequence[Work], near: Near, *, strict: bool = False
) -> tuple[list[planning.Work], list[planning.Site]]:
    """Return the works with the sites that they open: one for each group that hangs together by `near`.

    A site stands under the first work of its group.

    `strict`, where nobody chose these works for each other: each is near to all others of its group, and no two
    registered sites are one. What takes up no site, such as a social measure, keeps its common cost as its own.
    """
    physical = [work for work in works if KINDS[work.kind].takes_a_site]
    groups = _tight_groups(physical, near) if strict else _groups(physical, near)
    sites = {f"site {group[0].pk}": group for group in groups}
    at = {work.pk: key for key, group in sites.items() for work in group}
    return [_work(work, at.get(work.pk)) for work in works], [_site(key, group) for key, group in sites.items()]


def common_cost(work: Work) -> int:
    """Return what a work pays for opening its site alone.

    Its own figure, or that of the site it takes up where it states none.
    """
    site = work.shared_site if KINDS[work.kind].takes_a_site else None
    return work.common_cost or (site.common_cost if site else 0)


def _groups(works: Sequence[Work], near: Near) -> list[list[Work]]:
    groups: list[list[Work]] = []
    for work in sorted(works, key=lambda work: work.pk):
        met = [group for group in groups if any(frozenset({work.pk, other.pk}) in near for other in group)]
        groups = [group for group in groups if group not in met]
        groups.append(sorted([work, *(other for group in met for other in group)], key=lambda work: work.pk))
    return sorted(groups, key=lambda group: group[0].pk)


def _tight_groups(works: Sequence[Work], near: Near) -> list[list[Work]]:
    """Group works so that all in a group are near; those at a registered site first, so that others join those."""
    groups: list[list[Work]] = []
    for work in sorted(works, key=lambda work: (work.site_id is None, work.pk)):
        fits = (
            group
            for group in groups
            if all(frozenset({work.pk, other.pk}) in near for other in group)
            and len({other.site_id for other in [*group, work] if other.site_id}) <= 1
        )
        group = next(fits, None)
        if group is None:
            groups.append([work])
        else:
            group.append(work)
    return groups


def _work(work: Work, site: str | None) -> planning.Work:
    common = common_cost(work)
    return planning.Work(
        key=str(work.pk),
        party=str(work.party_id),
        earliest=work.earliest,
        latest=work.latest,
        preferred=work.preferred,
        direct_cost=work.direct_cost if site else work.direct_cost + common,
        common_cost=common if site else None,
        site=site,
        days=work.days if site else 0,
        severity=work.severity,
        fte=float(work.fte_years),
        mandatory=work.mandatory,
        value=work.value,
    )


def _site(key: str, works: Sequence[Work]) -> planning.Site:
    """Return a site with the largest figures of registered ones that lie close together.

    Without one those of the works.
    """
    sites = [site for work in works if (site := work.shared_site)]
    return planning.Site(
        key=key,
        area=works[0].area_code,
        households=max((site.households for site in sites), default=0) or max(work.households for work in works),
        shops=max((site.shops for site in sites), default=0),
        common_cost=max((site.common_cost for site in sites), default=0) or max(map(common_cost, works)),
        setup_days=max((site.setup_days for site in sites), default=0),
        closed_until=max((year for site in sites if (year := closed_until(site))), default=None),
        rest_years=max((site.rest_years for site in sites), default=1),
    )


def closed_until(site: Site) -> int | None:
    """Return the last year in which a site stays closed; None without any.

    As was said of it, or by its years of rest after the last renewal.
    """
    rests = site.last_renewed + site.rest_years - 1 if site.last_renewed else None
    return max((year for year in (site.closed_until, rests) if year is not None), default=None)
