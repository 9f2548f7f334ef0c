"""What is wrong with a question before anything is computed, in sentences that say how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .works import Work

if TYPE_CHECKING:
    from .problem import Problem


def mistakes(problem: Problem) -> list[str]:
    """Names that do not exist, names given twice, years outside the agenda and amounts below 0."""
    if not len(problem.years) or problem.years.step != 1:
        return ["An agenda has at least one year, and its years follow one another."]
    names = [
        *_twice("work", (work.key for work in problem.works)),
        *_twice("site", (site.key for site in problem.sites)),
    ]
    return [*names, *_unknown_names(problem), *_unknown_means(problem), *_amounts(problem)]


def contradictions(problem: Problem) -> list[str]:
    """Wishes that exclude one another: a pin outside the window, a closed site, pairs without a year in common."""
    return [*_pins(problem), *_nowhere(problem), *_groups(problem), *_pairs(problem)]


def _twice(kind: str, keys: Iterable[str]) -> Iterator[str]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield f"The {kind} '{key}' is given {count} times: give each {kind} a name of its own."


def _unknown_names(problem: Problem) -> Iterator[str]:
    for work in problem.works:
        if work.site is not None and work.site not in problem.site:
            yield f"Work '{work.key}' lies at site '{work.site}', which is not among the sites."
    for name in ("sequence", "together", "apart", "vetoes"):
        for pair in getattr(problem, name):
            yield from _unknown_works(problem, name, pair)
            if pair[0] == pair[1]:
                yield f"In '{name}', work '{pair[0]}' is paired with itself: name two works."
    for name in ("pins", "exclusions", "consents"):
        yield from _unknown_works(problem, name, getattr(problem, name))


def _unknown_works(problem: Problem, name: str, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        if key not in problem.work:
            yield f"In '{name}', work '{key}' is not among the works: correct the name or add the work."


def _unknown_means(problem: Problem) -> Iterator[str]:
    areas = {site.area for site in problem.sites}
    for name, kind, known in (
        ("budgets", "party", set(problem.parties)),
        ("labour", "party", set(problem.parties)),
        ("nuisance_caps", "area", areas),
    ):
        for who in getattr(problem, name):
            if who not in known:
                yield f"In '{name}', the {kind} '{who}' has nothing on this agenda: correct the name or leave it out."
    for party in problem.carry:
        missing = [year for year in problem.years if year not in problem.budgets.get(party, {})]
        if missing:
            yield (
                f"Party '{party}' may keep money for later, but has no budget in {_listed(missing)}: "
                "give an amount, 0 if there is none."
            )


def _amounts(problem: Problem) -> Iterator[str]:
    for name in ("budgets", "labour", "nuisance_caps"):
        for who, by_year in getattr(problem, name).items():
            outside = [year for year in by_year if year not in problem.years]
            if outside:
                yield f"In '{name}', '{who}' has a figure for {_listed(outside)}, outside the agenda {_span(problem)}: take it away."
            below = [year for year, amount in by_year.items() if amount < 0]
            if below:
                yield f"In '{name}', '{who}' is below 0 in {_listed(below)}: give 0 or more."
    for name in ("nuisance_rate", "shift_rate"):
        if getattr(problem, name) < 0:
            yield f"'{name}' must be 0 or more."
    for name in ("short_fte_rate", "short_day_rate"):
        if getattr(problem, name) <= 0:
            yield f"'{name}' must be more than 0."


def _pins(problem: Problem) -> Iterator[str]:
    yield from filter(None, (_wrong_pin(problem, key, year) for key, year in problem.pins.items()))


def _wrong_pin(problem: Problem, key: str, year: int) -> str:
    work = problem.work[key]
    if year not in problem.years:
        return f"Work '{key}' is pinned to {year}, outside the agenda {_span(problem)}: pin a year of the agenda."
    if year not in work.window and year not in problem.consents.get(key, ()):
        return (
            f"Work '{key}' is pinned to {year}, outside its window {work.earliest}-{work.latest}: "
            "ask its owner to consent, or pin another year."
        )
    if year in problem.exclusions.get(key, ()):
        return f"Work '{key}' is pinned to {year}, a year that is excluded for it: take one of the two away."
    return ""


def _nowhere(problem: Problem) -> Iterator[str]:
    for work in problem.works:
        pin = problem.pins.get(work.key)
        if pin is not None and _wrong_pin(problem, work.key, pin):
            continue  # said already
        if work.key in problem.must and not problem.own_years(work):
            yield _why_nowhere(problem, work)


def _why_nowhere(problem: Problem, work: Work) -> str:
    closed = None if work.site is None else problem.site[work.site].closed_until
    without_site = set(problem.years) & (set(work.window) | set(problem.consents.get(work.key, ())))
    if closed is not None and without_site and max(without_site) <= closed:
        return (
            f"Work '{work.key}' can be done until {max(without_site)}, but site '{work.site}' stays closed until "
            f"{closed}: ask its owner for a later year, or open the site earlier."
        )
    if not without_site:
        return (
            f"Work '{work.key}' has the window {work.earliest}-{work.latest}, outside the agenda {_span(problem)}: "
            "ask its owner to consent to a year of the agenda, or take the work off it."
        )
    return (
        f"Work '{work.key}' has no year left after its exclusions, its pin and the closed years of its site: free one."
    )


def _groups(problem: Problem) -> Iterator[str]:
    for group in problem.groups:
        if len(group) > 1 and not problem.allowed[group[0]]:
            windows = ", ".join(f"'{key}' ({_listed(problem.own_years(problem.work[key])) or 'none'})" for key in group)
            yield f"Works that must go together have no year in common: {windows}. Widen a window or part them."


def _pairs(problem: Problem) -> Iterator[str]:
    group_of = {key: group for group in problem.groups for key in group}
    apart = [("apart", pair) for pair in problem.apart]
    for name, (one, other) in [*apart, *(("vetoes", pair) for pair in problem.vetoes)]:
        same_site = problem.work[one].site is not None and problem.work[one].site == problem.work[other].site
        if group_of[one] is group_of[other] and (name == "apart" or same_site):
            yield f"Works '{one}' and '{other}' must go together, and may not: take away the one wish or the other."
    for one, other in problem.apart:
        years = problem.allowed[one]
        if _both_must(problem, one, other) and len(years) == 1 and years == problem.allowed[other]:
            yield f"Works '{one}' and '{other}' must stay apart, but each has only {years[0]}: free another year."
    for first, then in problem.sequence:
        early, late = problem.allowed[first], problem.allowed[then]
        if _both_must(problem, first, then) and early and late and early[0] > late[-1]:
            yield (
                f"Work '{first}' must come before '{then}', but it cannot start before {early[0]} and "
                f"'{then}' cannot wait beyond {late[-1]}: widen one of the two."
            )


def _both_must(problem: Problem, one: str, other: str) -> bool:
    return one in problem.must and other in problem.must


def _span(problem: Problem) -> str:
    return f"{problem.years[0]}-{problem.years[-1]}"


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years)))
