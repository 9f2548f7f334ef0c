"""Checks of a question before anything is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from .problem_errors import Flaw, flaw
from .works import Work

if TYPE_CHECKING:
    from .problem import Problem


def mistakes(problem: Problem) -> list[Flaw]:
    """Return names that do not exist, names given twice, years outside the agenda and amounts below 0."""
    if not len(problem.years) or problem.years.step != 1:
        return [flaw("no_years")]
    names = [
        *_twice("work", (work.key for work in problem.works)),
        *_twice("site", (site.key for site in problem.sites)),
    ]
    return [*names, *_unknown_names(problem), *_unknown_owners(problem), *_amounts(problem)]


def contradictions(problem: Problem) -> list[Flaw]:
    """Return wishes that exclude one another.

    A pin outside the window, a closed site, pairs without a year in common.
    """
    return [*_pins(problem), *_nowhere(problem), *_groups(problem), *_never(problem), *_order(problem)]


def _twice(kind: str, keys: Iterable[str]) -> Iterator[Flaw]:
    return (flaw("twice", kind=kind, name=key, count=count) for key, count in Counter(keys).items() if count > 1)


def _unknown_names(problem: Problem) -> Iterator[Flaw]:
    for work in problem.works:
        if work.site is not None and work.site not in problem.site:
            yield flaw("unknown_site", work=work.key, site=work.site)
    for field in ("sequence", "together", "apart", "vetoes"):
        for pair in getattr(problem, field):
            yield from _unknown_works(problem, field, pair)
            if pair[0] == pair[1]:
                yield flaw("pair_of_one", field=field, work=pair[0])
    for field in ("pins", "exclusions", "consents"):
        yield from _unknown_works(problem, field, getattr(problem, field))


def _unknown_works(problem: Problem, field: str, keys: Iterable[str]) -> Iterator[Flaw]:
    return (flaw("unknown_work", field=field, work=key) for key in keys if key not in problem.work)


def _unknown_owners(problem: Problem) -> Iterator[Flaw]:
    parties, areas = set(problem.parties), {site.area for site in problem.sites}
    for field, kind, known in (
        ("budgets", "party", parties),
        ("labour", "party", parties),
        ("nuisance_caps", "area", areas),
        ("carry", "party", parties),
    ):
        for who in getattr(problem, field):
            if who not in known:
                yield flaw("unknown_owner", field=field, kind=kind, who=who)
    for party in problem.carry:
        missing = [year for year in problem.years if year not in problem.budgets.get(party, {})]
        if missing and party in parties:
            yield flaw("budget_missing", party=party, years=_listed(missing))


def _amounts(problem: Problem) -> Iterator[Flaw]:
    for field in ("budgets", "labour", "nuisance_caps"):
        for who, by_year in getattr(problem, field).items():
            yield from _by_year(problem, field, who, by_year)
    yield from _standing(problem)
    for field in ("nuisance_rate", "shift_rate"):
        if getattr(problem, field) < 0:
            yield flaw("rate_below_zero", field=field)
    for field in ("short_fte_rate", "short_day_rate"):
        if getattr(problem, field) <= 0:
            yield flaw("rate_of_zero", field=field)


def _by_year(problem: Problem, field: str, who: str, by_year: Mapping[int, float]) -> Iterator[Flaw]:
    yield from _outside(problem, field, who, by_year)
    below = [year for year, amount in by_year.items() if amount < 0]
    if below:
        yield flaw("below_zero", field=field, who=who, years=_listed(below))
    parts = [year for year, amount in by_year.items() if amount % 1]
    if parts and field == "budgets":
        yield flaw("not_whole", who=who, years=_listed(parts))


def _standing(problem: Problem) -> Iterator[Flaw]:
    for field in ("standing", "standing_labour"):
        for who, by_year in getattr(problem, field).items():
            yield from _outside(problem, field, who, by_year)


def _outside(problem: Problem, field: str, who: str, years: Iterable[int]) -> Iterator[Flaw]:
    outside = [year for year in years if year not in problem.years]
    if outside:
        yield flaw("year_outside", field=field, who=who, years=_listed(outside), agenda=_agenda(problem))


def _pins(problem: Problem) -> Iterator[Flaw]:
    found = (_wrong_pin(problem, key, year) for key, year in problem.pins.items())
    return (one for one in found if one is not None)


def _wrong_pin(problem: Problem, key: str, year: int) -> Flaw | None:
    work = problem.work[key]
    if year not in problem.years:
        return flaw("pin_outside_agenda", work=key, year=year, agenda=_agenda(problem))
    if year not in work.window and year not in problem.consents.get(key, ()):
        return flaw("pin_outside_window", work=key, year=year, window=_window(work))
    if year in problem.exclusions.get(key, ()):
        return flaw("pin_excluded", work=key, year=year)
    if not problem.fits(work, year):
        return flaw("pin_costs_outside", work=key, year=year, agenda=_agenda(problem))
    return None


def _nowhere(problem: Problem) -> Iterator[Flaw]:
    for work in problem.works:
        pin = problem.pins.get(work.key)
        if pin is not None and _wrong_pin(problem, work.key, pin):
            continue  # said already
        if work.key in problem.must and not problem.own_years(work):
            yield _why_nowhere(problem, work)


def _why_nowhere(problem: Problem, work: Work) -> Flaw:
    closed = None if work.site is None else problem.site[work.site].closed_until
    wished = set(problem.years) & (set(work.window) | set(problem.consents.get(work.key, ())))
    if not wished:
        return flaw("window_outside_agenda", work=work.key, window=_window(work), agenda=_agenda(problem))
    if closed is not None and max(wished) <= closed:
        return flaw("site_closed", work=work.key, last=max(wished), site=work.site, closed=closed)
    if not any(problem.fits(work, year) for year in wished):
        return flaw("costs_outside", work=work.key, agenda=_agenda(problem))
    return flaw("no_year_left", work=work.key)


def _groups(problem: Problem) -> Iterator[Flaw]:
    for group in problem.groups:
        if len(group) > 1 and not problem.allowed[group[0]]:
            works = ", ".join(f"'{key}' ({_listed(problem.own_years(problem.work[key])) or '-'})" for key in group)
            yield flaw("together_never", works=works)


def _never(problem: Problem) -> Iterator[Flaw]:
    """Yield the pairs that may not meet, and must."""
    group_of = {key: group for group in problem.groups for key in group}
    vetoes = [pair for pair in problem.vetoes if problem.share_a_site(*pair)]
    for one, other in (*problem.apart, *vetoes):
        years = problem.allowed[one]
        if group_of[one] is group_of[other]:
            yield flaw("together_and_apart", one=one, other=other)
        elif len(years) == 1 and years == problem.allowed[other] and problem.must >= {one, other}:
            yield flaw("apart_in_one_year", one=one, other=other, year=years[0])


def _order(problem: Problem) -> Iterator[Flaw]:
    for first, then in problem.sequence:
        early, late = problem.allowed[first], problem.allowed[then]
        if problem.must >= {first, then} and early and late and early[0] > late[-1]:
            yield flaw("wrong_order", first=first, then=then, earliest=early[0], latest=late[-1])


def _window(work: Work) -> str:
    return f"{work.earliest}-{work.latest}"


def _agenda(problem: Problem) -> str:
    return f"{problem.years[0]}-{problem.years[-1]}"


def _listed(years: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(years)))
