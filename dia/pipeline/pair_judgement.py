"""Judge what two works could gain, by dia.planning.opportunities, with the facts that its sentence needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Func
from django.utils import timezone

from accounts.models import Partnership
from dia.models import Agenda, CouplingOpportunity, Work
from dia.models.agendas import LONGEST
from dia.pipeline.bundles import sheet_of
from dia.pipeline.bundles_places import common_cost
from dia.pipeline.coupling_rules import rules_of
from dia.pipeline.pairs import Beside, Pair, areas_beside
from dia.planning import opportunities as planning
from dia.planning.kinds import READINESS

# Raise it where other pairs are opportunities, or with other scores or facts, from the same works: all are then looked at again.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of all pairs of a partnership: its rules, the years of its agendas, and which areas lie side by side."""

    rules: planning.Rules
    periods: list[range]
    beside: Beside

    @property
    def context(self) -> str:
        """Return a stamp, another where these terms, or the way of judging, are others."""
        pairs = sorted((sorted(pair), rule) for pair, rule in self.rules.pairs.items())
        said = (VERSION, self.rules.usual, pairs, self.periods, self.beside)
        return hashlib.sha256(repr(said).encode()).hexdigest()


def terms_of(partnership: Partnership) -> Terms:
    return Terms(rules_of(partnership), _periods(partnership), areas_beside(partnership))


def with_digests(works: Iterable[int]) -> list[Work]:
    """Return works without their places, but with a digest of them, as `fingerprint` needs it."""
    shape = Func(F("place"), template="md5(coalesce(ST_AsEWKB(%(expressions)s), ''))", output_field=CharField())
    return list(Work.objects.plain().annotate(place_digest=shape).filter(pk__in=list(works)))


def opportunities_in(first: Work, second: Work, pair: Pair, terms: Terms) -> Iterator[CouplingOpportunity]:
    """Yield what two works could gain, as everybody may know it.

    Where a place is confidential, also by their places.
    """
    if opportunity := judged(first, second, pair.by_area if pair.confidential else pair, terms):
        yield opportunity
    told = judged(first, second, pair, terms) if pair.confidential else None
    if told and told.kind != CouplingOpportunity.Kind.AREA:
        told.confidential = True
        yield told


def judged(first: Work, second: Work, pair: Pair, terms: Terms) -> CouplingOpportunity | None:
    """Return the opportunity that lies in two works, not stored; None where there is none."""
    facts = planning.PairFacts(
        kinds=(first.kind, second.kind),
        windows=((first.earliest, first.latest), (second.earliest, second.latest)),
        distance_m=pair.distance_m,
        shared_surface=min(pair.shared_surface or 0.0, 1.0),
        same_site=pair.same_site,
        area=pair.area,
        same_period=any(_touch(first, years) and _touch(second, years) for years in terms.periods),
        flexibility=(first.flexibility, second.flexibility),
        readiness=(READINESS[first.state], READINESS[second.state]),
        costs=(first.direct_cost + common_cost(first), second.direct_cost + common_cost(second)),
        common_costs=(common_cost(first), common_cost(second)),
    )
    found = planning.opportunity(facts, terms.rules)
    if found is None:
        return None
    return CouplingOpportunity(
        partnership_id=first.partnership_id,
        first=first,
        second=second,
        kind=found.kind,
        score=round(found.score, 1),
        facts=_facts(first, second, found),
        fingerprint=fingerprint(first, second, pair),
    )


def fingerprint(first: Work, second: Work, pair: Pair) -> str:
    """Return the fingerprint of what decides on an opportunity: place, years and costs of both works.

    A changed title is no other opportunity.

    Where only areas may be told, of a confidential place nothing: else one that was declined would tell that it moved.
    """
    by_area = not pair.tells_places
    said = [
        (
            w.kind,
            w.area_code,
            "" if hidden else w.site_id,
            w.confidential,
            w.earliest,
            w.latest,
            w.preferred,
            w.flexibility,
        )
        + (w.direct_cost, w.common_cost, w.days, w.severity, w.households)
        + ("" if hidden else w.place_digest,)  # type: ignore[attr-defined]
        for w, hidden in ((first, by_area and first.confidential), (second, by_area and second.confidential))
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def best_year(first: Work, second: Work, years: Iterable[int]) -> int:
    """Return the year that suits both and moves them least, the earlier where equal; else halfway between them."""
    wishes = (first.preferred, second.preferred)
    common = sorted(years, key=lambda year: (sum(abs(year - wish) for wish in wishes), year))
    return common[0] if common else sum(wishes) // 2


def _facts(first: Work, second: Work, found: planning.CouplingOpportunity) -> dict[str, Any]:
    """Return the facts for its sentence.

    What could be won is that of the sheet of both together, in the best year.
    """
    year = best_year(first, second, found.years)
    shares = found.kind != CouplingOpportunity.Kind.AREA
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


def _periods(partnership: Partnership) -> list[range]:
    """Return the years of the agendas that are not over.

    Before there is one, the years of the longest that could begin now.
    """
    now = timezone.localdate().year
    return [agenda.years for agenda in Agenda.objects.of(partnership).live()] or [range(now, now + LONGEST)]


def _touch(work: Work, years: range) -> bool:
    return work.earliest < years.stop and work.latest >= years.start
