"""From an agenda to the question that the optimiser is asked, and from its answer to what is kept of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from dia.models import Agenda, Measure, Work, WorkRelation
from dia.pipeline.agenda_lines import Unit, caps_of, frames_of, measures_of
from dia.pipeline.bundles_places import near_pairs, planned
from dia.pipeline.scenarios_costs import Asked, as_asked, asked_of, borne, number
from dia.planning import works as planning
from dia.planning.evaluate import Plan
from dia.planning.problem import Problem
from dia.states import BUNDLE_YEAR_STANDS

FREE = ["idea", "planned", "programmed"]
AMOUNTS = ("budgets", "labour", "nuisance_caps", "pins", "standing", "standing_labour")
RELATIONS = {"sequence": "sequence", "together": "together", "apart": "apart"}


@dataclass(frozen=True, slots=True)
class Settings:
    """The question of a person: euros per household-day and per year of shift, seconds, and what stays or may not be.

    `pins` {work: year}, `exclusions` {work: years that it may not have}, `vetoes` pairs of works that may not share an
    opening, `carry` parties that may keep money for a later year; works and parties by their ids.
    """

    nuisance_rate: float = 0.0
    shift_rate: float = 0.0
    seconds: float = 60.0
    carry: Collection[int] = ()
    curve: bool = False
    pins: Mapping[int, int] = field(default_factory=dict)
    exclusions: Mapping[int, Collection[int]] = field(default_factory=dict)
    vetoes: Collection[tuple[int, int]] = ()
    seed: int = 0

    def to_plain(self) -> dict[str, Any]:
        return asdict(self) | {
            "pins": {str(work): year for work, year in self.pins.items()},
            "exclusions": {str(work): sorted(years) for work, years in self.exclusions.items()},
            "vetoes": sorted(map(list, self.vetoes)),
            "carry": sorted(self.carry),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Settings:
        pins = {int(work): year for work, year in plain.get("pins", {}).items()}
        exclusions = {int(work): years for work, years in plain.get("exclusions", {}).items()}
        return cls(**{**plain, "pins": pins, "exclusions": exclusions})


@dataclass(frozen=True, slots=True)
class Question:
    """`left_out`: works on the agenda that no year of it suits.

    `fixed`: works that stay in the year that was agreed.
    """

    problem: Problem
    works: dict[int, Work]
    left_out: list[Work]
    fixed: dict[int, int]


def works_on(agenda: Agenda) -> list[Work]:
    """Return works of the agenda that are still to come or are being done."""
    works = Work.objects.plain().filter(measure__agenda=agenda, state__in=[*FREE, "execution"])
    return list(works.prefetch_related("bundlings__bundle").order_by("pk"))


def question_of(agenda: Agenda, settings: Settings) -> Question:
    """Return the question that an agenda asks of the optimiser.

    Raises dia.planning.problem_errors.Contradiction with all causes where it has no answer as it is asked.

    What is in execution, and what is in a bundle with everybody's consent, keeps its year, and its cost stays where the
    table has it. Measures that are over, or that no year suits, go on asking what the table says.
    """
    on_it, table = works_on(agenda), {measure.work_id: measure for measure in measures_of(agenda)}
    agreed = {work.pk: year for work in on_it if (year := _agreed_year(work)) is not None}
    fixed = {pk: year for pk, year in agreed.items() if year in agenda.years}
    asked = {work.pk: asked_of(table[work.pk], fixed.get(work.pk, work.preferred), agenda.years) for work in on_it}
    inside = [work for work in on_it if _suits(work, agenda, agreed, asked[work.pk])]
    members, sites = planned(inside, near_pairs(work.pk for work in inside), strict=True)
    at = {site.key: site for site in sites}
    works = [as_asked(work, at.get(work.site or ""), asked[int(work.key)]) for work in members]
    others = [measure for work, measure in table.items() if work not in {one.pk for one in inside}]
    problem = Problem(
        works=works,
        sites=sites,
        years=agenda.years,
        nuisance_caps=caps(agenda, {site.area for site in sites}),
        consents=_consents(inside, agenda.years, fixed),
        assumptions=planning.Assumptions(),
        **_means(agenda, works, others, settings),
        **_wishes(settings, fixed, {work.key for work in works}),
        **_relations(inside),
    )
    return Question(problem, {work.pk: work for work in inside}, [w for w in on_it if w not in inside], fixed)


def _wishes(settings: Settings, fixed: Mapping[int, int], keys: Collection[str]) -> dict[str, Any]:
    """Return what a person asks, as far as it is about works that are there."""
    vetoes = [(str(one), str(other)) for one, other in settings.vetoes]
    return {
        "pins": {str(w): year for w, year in {**settings.pins, **fixed}.items() if str(w) in keys},
        "exclusions": {str(w): set(years) for w, years in settings.exclusions.items() if str(w) in keys},
        "vetoes": [(one, other) for one, other in vetoes if one in keys and other in keys],
        "nuisance_rate": settings.nuisance_rate,
        "shift_rate": settings.shift_rate,
    }


def _means(
    agenda: Agenda, works: Iterable[planning.Work], others: Sequence[Measure], settings: Settings
) -> dict[str, Any]:
    """Return what parties bring that have a work or are asked something.

    And what the `others` ask of them, whatever the plan.
    """
    euros, fte = borne(others, "euros", agenda.years), borne(others, "fte", agenda.years)
    asked = {party for work in works for party in (work.party, *(charge.party for charge in work.charges))}
    budgets = frames(agenda, "euros", asked | {*euros, *fte})
    carry = agenda.carry_overs.filter(party__in=settings.carry).values_list("party", flat=True)
    return {
        "budgets": budgets,
        "labour": frames(agenda, "fte", asked | {*euros, *fte}),
        "standing": euros,
        "standing_labour": fte,
        "carry": set(map(str, carry)) & set(budgets),
    }


def plain_problem(question: Question) -> dict[str, Any]:
    """Return all that was asked, as it can be kept, with the version of each work that the answer is about."""
    problem = question.problem
    return {
        "works": [asdict(work) for work in problem.works],
        "sites": [asdict(site) for site in problem.sites],
        "years": [problem.years.start, problem.years.stop - 1],
        **{name: plain(getattr(problem, name)) for name in AMOUNTS},
        **{name: sorted(map(list, getattr(problem, name))) for name in ("sequence", "together", "apart", "vetoes")},
        "carry": sorted(problem.carry),
        "exclusions": {work: sorted(years) for work, years in problem.exclusions.items()},
        "consents": {work: sorted(years) for work, years in problem.consents.items()},
        "nuisance_rate": problem.nuisance_rate,
        "shift_rate": problem.shift_rate,
        "overlap": problem.assumptions.overlap,
        "versions": {str(pk): work.version for pk, work in question.works.items()},
        "left_out": [work.pk for work in question.left_out],
        "fixed": plain(question.fixed),
    }


def plain_plan(plan: Plan) -> dict[str, Any]:
    """Return what is kept of a plan: years by work, amounts by party or area and year, what does not fit."""
    return {
        "years": plan.years,
        "money": {who: plain(years) for who, years in plan.money.items()},
        "labour": {who: plain(years) for who, years in plan.labour.items()},
        "household_days": {who: plain(years) for who, years in plan.household_days.items()},
        "openings": [{"site": o.site, "year": o.year, "works": list(o.works), "cost": o.cost} for o in plan.openings],
        "shifts": plan.shifts,
        "cost": plan.cost,
        "value": plan.value,
        "objective": plan.objective,
        "total_household_days": plan.total_household_days,
        "total_shift": plan.total_shift,
        "shortages": [asdict(shortage) for shortage in plan.shortages],
        "broken": [{"rule": one.rule, "works": list(one.works), "year": one.year} for one in plan.broken],
    }


def _agreed_year(work: Work) -> int | None:
    if work.state == Work.State.EXECUTION:
        return work.preferred
    years = [each.bundle.year for each in work.bundlings.all() if each.live and each.bundle.state in BUNDLE_YEAR_STANDS]
    return years[0] if years else None


def _suits(work: Work, agenda: Agenda, agreed: Mapping[int, int], asked: Asked) -> bool:
    """Return whether a year of the agenda suits the work and its cost.

    With what its owner allows outside its window.
    """
    if work.pk in agreed:
        return agreed[work.pk] in agenda.years
    bent = range(work.earliest - work.flexibility, work.latest + work.flexibility + 1)
    return any(asked.fits(year, agenda.years) for year in agenda.years if year in bent)


def frames(agenda: Agenda, unit: Unit, parties: Collection[str]) -> dict[str, dict[int, float]]:
    """Return what is brought by party of `parties` that said so; a year that it left out is 0."""
    brought = frames_of(agenda, unit)
    said = {party for (party, _year), amount in brought.items() if amount}
    return {
        str(party): {year: number(brought.get((party, year), 0)) for year in agenda.years}
        for party in said
        if str(party) in parties
    }


def caps(agenda: Agenda, areas: Collection[str]) -> dict[str, dict[int, float]]:
    """Return by area of `areas` and year the household-days that it bears, where that was decided."""
    found: dict[str, dict[int, float]] = {}
    for (area, year), (days, _refuses) in caps_of(agenda).items():
        if area in areas and year in agenda.years:
            found.setdefault(area, {})[year] = float(days)
    return found


def _consents(works: Iterable[Work], years: range, fixed: Mapping[int, int]) -> dict[str, set[int]]:
    """Return the years outside the window to which the owner agreed.

    By the flexibility in the register, or in a bundle.
    """
    found = {}
    for work in works:
        bent = range(work.earliest - work.flexibility, work.latest + work.flexibility + 1)
        allowed = {year for year in years if year in bent} | ({fixed[work.pk]} if work.pk in fixed else set())
        found[str(work.pk)] = {year for year in allowed if not work.earliest <= year <= work.latest}
    return {work: allowed for work, allowed in found.items() if allowed}


def _relations(works: Sequence[Work]) -> dict[str, Any]:
    inside = [work.pk for work in works]
    pairs: dict[str, list[tuple[str, str]]] = {kind: [] for kind in RELATIONS}
    for relation in WorkRelation.objects.filter(first__in=inside, second__in=inside).order_by("pk"):
        pairs[relation.kind].append((str(relation.first_id), str(relation.second_id)))
    return {RELATIONS[kind]: found for kind, found in pairs.items()}


def plain(by_year: Mapping[Any, Any]) -> dict[str, Any]:
    """Return it as it can be kept: names for keys."""
    return {str(key): plain(value) if isinstance(value, Mapping) else value for key, value in by_year.items()}
