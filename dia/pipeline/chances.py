"""Coupling chances: pairs of works found in the database, judged by dia.planning.chances, kept one row for each pair.

A pair with a confidential place has a second row, for who may see both places: what they tell. The first tells of areas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Partnership
from dia.models import Agenda, Chance, Work
from dia.models.agendas import LONGEST
from dia.pipeline.bundles import sheet_of
from dia.pipeline.bundles_places import common_cost
from dia.pipeline.coupling_rules import GAP_YEARS, SITE_M, joined, rules_of
from dia.planning import chances as planning
from dia.planning.kinds import COMPATIBLE, READINESS

State = Chance.State
BY_BUNDLE = {"sketched": State.TALK, "offered": State.TALK}  # later ones are taken
PAIRS = f"""
    WITH w AS (
        SELECT id, kind, area_code, confidential, site_id, place, earliest, latest, flexibility FROM dia_work
        WHERE partnership_id = %(partnership)s AND state = ANY(%(ready)s)
    ), newest AS (
        SELECT a.id, a.code FROM datasets_area a WHERE a.partnership_id = %(partnership)s AND a.vintage = (
            SELECT max(b.vintage) FROM datasets_area b WHERE b.partnership_id = a.partnership_id AND b.level = a.level)
    ), touching AS (
        SELECT x.code AS one, y.code AS other FROM datasets_arealink l
        JOIN newest x ON x.id = l.a_id JOIN newest y ON y.id = l.b_id WHERE l.border_m > 0
    ), pairs AS (
        SELECT a.id AS first, b.id AS second FROM w a JOIN w b ON a.id < b.id {joined("%(partnership)s")}
        WHERE (a.site_id = b.site_id OR ST_DWithin(a.place, b.place, {SITE_M}))
            AND greatest(a.earliest, b.earliest) - least(a.latest, b.latest) <= greatest({GAP_YEARS}, a.flexibility + b.flexibility)
        UNION
        SELECT a.id, b.id FROM w a JOIN w b ON a.id < b.id
            AND least(a.kind, b.kind) || ' ' || greatest(a.kind, b.kind) = ANY(%(compatible)s)
            AND (a.area_code = b.area_code OR a.area_code = 'WK' || substr(b.area_code, 3, 6) OR b.area_code = 'WK' || substr(a.area_code, 3, 6)
                OR EXISTS (SELECT FROM touching WHERE (one, other) IN ((a.area_code, b.area_code), (b.area_code, a.area_code))))
    )
    SELECT p.first, p.second,
        ST_Distance(a.place, b.place),
        CASE WHEN ST_Dimension(a.place) < 2 OR ST_Dimension(b.place) < 2 THEN NULL
            ELSE ST_Area(ST_Intersection(a.place, b.place)) / least(ST_Area(a.place), ST_Area(b.place)) END,
        coalesce(a.site_id = b.site_id, false),
        CASE WHEN a.area_code = b.area_code OR a.area_code = 'WK' || substr(b.area_code, 3, 6) OR b.area_code = 'WK' || substr(a.area_code, 3, 6)
            THEN 'same' WHEN EXISTS (SELECT FROM touching WHERE (one, other) IN ((a.area_code, b.area_code), (b.area_code, a.area_code)))
            THEN 'adjacent' ELSE 'apart' END,
        md5(coalesce(ST_AsEWKB(a.place), '')), md5(coalesce(ST_AsEWKB(b.place), '')), a.confidential OR b.confidential
    FROM pairs p JOIN w a ON a.id = p.first JOIN w b ON b.id = p.second
"""  # noqa: S608 -- parts of our own


@dataclass(frozen=True, slots=True)
class Pair:
    """Two works as the database sees them: `first` < `second`; without metres where a place is unknown.

    `confidential`: one of the places is; what it tells is not for everybody.
    """

    first: int
    second: int
    distance_m: float | None
    shared_surface: float | None
    same_site: bool
    area: Any
    places: tuple[str, str]
    confidential: bool

    @property
    def by_area(self) -> Pair:
        """What everybody may know of it."""
        return replace(self, distance_m=None, shared_surface=None, same_site=False)


def find_chances(partnership: Partnership) -> int:
    """Bring the chances up to date with the works; a second call changes nothing. Returns how many stand.

    Runs in the caller's transaction. What people said of a chance stays, unless one of its works is another by now.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    works = {work.pk: work for work in Work.objects.of(partnership).plain().filter(state__in=READINESS)}
    periods, bundled, rules = _periods(partnership), _bundled(partnership), rules_of(partnership)
    known = {_key(one): one for one in Chance.objects.of(partnership).select_for_update()}
    found = {
        _key(chance): chance
        for pair in pairs_of(partnership)
        for chance in chances_in(works[pair.first], works[pair.second], pair, periods, rules)
    }
    fresh = [_fresh(chance, known.get(key), bundled.get(key[:2])) for key, chance in found.items()]
    Chance.objects.bulk_create([one for one in fresh if one.pk is None])
    Chance.objects.bulk_update(
        [one for one in fresh if one.pk], ["kind", "score", "facts", "fingerprint", "state", "reason"]
    )
    _expire([one for key, one in known.items() if key not in found], set(works))
    return len(found)


def pairs_of(partnership: Partnership) -> list[Pair]:
    """Every two works that may gain from each other, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            PAIRS,
            {
                "partnership": partnership.pk,
                "ready": list(READINESS),
                "compatible": [" ".join(sorted(pair)) for pair in COMPATIBLE],
            },
        )
        return [
            Pair(first, second, distance_m, shared, same_site, area, (one, other), confidential)
            for first, second, distance_m, shared, same_site, area, one, other, confidential in cursor.fetchall()
        ]


def chances_in(
    first: Work, second: Work, pair: Pair, periods: Iterable[range], rules: planning.Rules
) -> Iterator[Chance]:
    """What lies in two works for everybody; and, where a place is confidential, what lies in their places besides."""
    if chance := judged(first, second, pair.by_area if pair.confidential else pair, periods, rules):
        yield chance
    told = judged(first, second, pair, periods, rules) if pair.confidential else None
    if told and told.kind != Chance.Kind.AREA:
        told.confidential = True
        yield told


def judged(first: Work, second: Work, pair: Pair, periods: Iterable[range], rules: planning.Rules) -> Chance | None:
    """The chance that lies in two works, not stored; None where there is none."""
    facts = planning.PairFacts(
        kinds=(first.kind, second.kind),
        windows=((first.earliest, first.latest), (second.earliest, second.latest)),
        distance_m=pair.distance_m,
        shared_surface=min(pair.shared_surface or 0.0, 1.0),
        same_site=pair.same_site,
        area=pair.area,
        same_period=any(_touch(first, years) and _touch(second, years) for years in periods),
        flexibility=(first.flexibility, second.flexibility),
        readiness=(READINESS[first.state], READINESS[second.state]),
        costs=(first.direct_cost + common_cost(first), second.direct_cost + common_cost(second)),
        common_costs=(common_cost(first), common_cost(second)),
    )
    found = planning.chance(facts, rules)
    if found is None:
        return None
    return Chance(
        partnership_id=first.partnership_id,
        first=first,
        second=second,
        kind=found.kind,
        score=round(found.score, 1),
        facts=_facts(first, second, found),
        fingerprint=fingerprint(first, second, pair.places),
    )


def fingerprint(first: Work, second: Work, places: tuple[str, str]) -> str:
    """Of what decides on a chance: place, years and costs of both works; a changed title is no other chance."""
    said = [
        (w.kind, w.area_code, w.site_id, w.confidential, w.earliest, w.latest, w.preferred, w.flexibility)
        + (w.direct_cost, w.common_cost, w.days, w.severity, w.households, place)
        for w, place in zip((first, second), places, strict=True)
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def best_year(first: Work, second: Work, years: Iterable[int]) -> int:
    """Of the years that suit both the one that moves them least, the earlier where equal; else halfway between them."""
    wishes = (first.preferred, second.preferred)
    common = sorted(years, key=lambda year: (sum(abs(year - wish) for wish in wishes), year))
    return common[0] if common else sum(wishes) // 2


def follow(chances: Iterable[Chance]) -> None:
    """Put chances in the state of the bundle in which their works meet; without one they stand as found again."""
    for chance in chances:
        bundled = _bundled(chance.partnership, {chance.first_id, chance.second_id})
        state = bundled.get((chance.first_id, chance.second_id))
        if state or chance.state in {State.TALK, State.TAKEN}:
            chance.state = state or State.DETECTED
            chance.save(update_fields=["state"])


def _facts(first: Work, second: Work, found: planning.Chance) -> dict[str, Any]:
    """For its sentence. What could be won is that of the sheet of both together, in the best year."""
    year = best_year(first, second, found.years)
    shares = found.kind != Chance.Kind.AREA
    near = {frozenset({first.pk, second.pk})}
    total = sheet_of([first, second], year, near=near).total if shares else None
    return {
        "space": found.space,
        "distance_m": None if found.distance_m is None else round(found.distance_m),
        "years": list(found.years),
        "gap": found.gap,
        "year": year,
        "euros": total.saving if total else 0,
        "household_days": round(total.alone.household_days - total.together.household_days) if total else 0,
        "cost": [total.alone.cost, total.together.cost] if total else [],
        "nuisance": [round(total.alone.household_days), round(total.together.household_days)] if total else [],
        "parts": {
            "shared_cost": round(found.parts.shared_cost, 3),
            "spatial_overlap": round(found.parts.spatial_overlap, 3),
            "window_overlap": round(found.parts.window_overlap, 3),
            "readiness": round(found.parts.readiness, 3),
        },
    }


def _key(chance: Chance) -> tuple[int, int, bool]:
    return chance.first_id, chance.second_id, chance.confidential


def _fresh(chance: Chance, known: Chance | None, bundled: str | None) -> Chance:
    """The chance as it is to be stored: in the place of the known one, with what people said of that."""
    if known is not None:
        same = known.fingerprint == chance.fingerprint
        gone = known.state in {State.EXPIRED, State.TALK, State.TAKEN} or (known.state == State.DECLINED and not same)
        chance.pk, chance.found_at, chance.changed_by = known.pk, known.found_at, known.changed_by
        chance.state, chance.reason = (State.DETECTED, "") if gone else (known.state, known.reason)
    if bundled and chance.state != State.DECLINED:
        chance.state = bundled
    return chance


def _expire(left: Iterable[Chance], ready: set[int]) -> None:
    """What is no longer found; a talk or a bundle goes on as long as its works are still to come."""
    for chance in left:
        goes_on = chance.state in {State.TALK, State.TAKEN} and {chance.first_id, chance.second_id} <= ready
        if chance.state not in {State.DECLINED, State.EXPIRED, State.TAKEN} and not goes_on:
            chance.state = State.EXPIRED
            chance.save(update_fields=["state"])


def _bundled(partnership: Partnership, works: set[int] | None = None) -> Mapping[tuple[int, int], str]:
    """Pairs of works in one live bundle → the state that a chance has by that; who was asked to join counts as in talk."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH inside AS (
                SELECT bundle_id, work_id FROM dia_bundlework WHERE live
                UNION SELECT bundle_id, work_id FROM dia_joinrequest WHERE state = 'sent' AND due >= %s
            )
            SELECT x.work_id, y.work_id, b.state FROM inside x JOIN inside y ON x.bundle_id = y.bundle_id AND x.work_id < y.work_id
            JOIN dia_bundle b ON b.id = x.bundle_id
            WHERE b.partnership_id = %s AND b.state <> 'dissolved' AND (%s::bigint[] IS NULL OR x.work_id = ANY(%s))
            """,
            [timezone.localdate(), partnership.pk, *[list(works) if works else None] * 2],
        )
        return {(first, second): BY_BUNDLE.get(state, State.TAKEN) for first, second, state in cursor.fetchall()}


def _periods(partnership: Partnership) -> list[range]:
    """Of the agendas that are not over; before there is one, the years of the longest that could begin now."""
    now = timezone.localdate().year
    return [agenda.years for agenda in Agenda.objects.of(partnership).live()] or [range(now, now + LONGEST)]


def _touch(work: Work, years: range) -> bool:
    return work.earliest < years.stop and work.latest >= years.start
