"""The rules that a plan keeps whatever it costs, checked one by one: what is broken, by which works, in which year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .problem import Problem

type Rule = Literal["missing", "window", "pin", "excluded", "closed", "rest", "sequence", "together", "apart", "veto"]
type Years = Mapping[str, int | None]  # by work; absent or None: not done


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A hard rule that is broken by `works`, in `year` where it is about one.

    missing: a mandatory work is not done. window: outside its window or the agenda without consent. closed: its site
    is closed that year. rest: the site opens again too soon. The others are the names of the wishes.
    """

    rule: Rule
    works: tuple[str, ...]
    year: int | None = None


def broken_rules(problem: Problem, years_of: Years) -> tuple[Broken, ...]:
    """Return all hard rules that these years break; none for a plan that can be carried out if the means are there."""
    return (*_own(problem, years_of), *_sites(problem, years_of), *_pairs(problem, years_of))


def _own(problem: Problem, years_of: Years) -> Iterator[Broken]:
    for work in problem.works:
        year = years_of.get(work.key)
        if year is None:
            if work.mandatory or work.key in problem.pins:
                yield Broken(rule="missing", works=(work.key,))
            continue
        consented = year in work.window or year in problem.consents.get(work.key, ())
        if not consented or year not in problem.years or not problem.fits(work, year):
            yield Broken(rule="window", works=(work.key,), year=year)
        if problem.pins.get(work.key, year) != year:
            yield Broken(rule="pin", works=(work.key,), year=year)
        if year in problem.exclusions.get(work.key, ()):
            yield Broken(rule="excluded", works=(work.key,), year=year)


def _sites(problem: Problem, years_of: Years) -> Iterator[Broken]:
    for key, works in problem.at_site.items():
        site, by_year = problem.site[key], dict[int, tuple[str, ...]]()
        for work in works:
            year = years_of.get(work.key)
            if year is not None:
                by_year[year] = (*by_year.get(year, ()), work.key)
        for year, names in by_year.items():
            if site.closed_until is not None and year <= site.closed_until:
                yield Broken(rule="closed", works=names, year=year)
        for first, then in pairwise(sorted(by_year)):
            if then - first < site.rest_years:
                yield Broken(rule="rest", works=(*by_year[first], *by_year[then]), year=then)


def _pairs(problem: Problem, years_of: Years) -> Iterator[Broken]:
    for pair in problem.together:
        if years_of.get(pair[0]) != years_of.get(pair[1]):
            yield Broken(rule="together", works=pair)
    for pair in problem.sequence:
        first, then = years_of.get(pair[0]), years_of.get(pair[1])
        if first is not None and then is not None and first > then:
            yield Broken(rule="sequence", works=pair, year=then)
    for pair in problem.apart:
        if _same_year(years_of, pair):
            yield Broken(rule="apart", works=pair, year=years_of[pair[0]])
    yield from _vetoes(problem, years_of)


def _vetoes(problem: Problem, years_of: Years) -> Iterator[Broken]:
    for pair in problem.vetoes:
        if problem.share_a_site(*pair) and _same_year(years_of, pair):
            yield Broken(rule="veto", works=pair, year=years_of[pair[0]])


def _same_year(years_of: Years, pair: tuple[str, str]) -> bool:
    return years_of.get(pair[0]) is not None and years_of.get(pair[0]) == years_of.get(pair[1])
