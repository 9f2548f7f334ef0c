"""Errors in a question to the optimiser: a code and its particulars, and the sentence in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SENTENCES: Mapping[str, str] = {
    "no_years": "An agenda has at least one year, and its years follow one another.",
    "twice": "The {kind} '{name}' is given {count} times: give each {kind} a name of its own.",
    "unknown_site": "Work '{work}' lies at site '{site}', which is not among the sites: correct the name or add the site.",
    "unknown_work": "In '{field}', work '{work}' is not among the works: correct the name or add the work.",
    "pair_of_one": "In '{field}', work '{work}' is paired with itself: name two works.",
    "unknown_owner": "In '{field}', the {kind} '{who}' has nothing on this agenda: correct the name or leave it out.",
    "budget_missing": "Party '{party}' may keep money for later, but has no budget in {years}: "
    "give an amount, 0 if there is none.",
    "year_outside": "In '{field}', '{who}' has a figure for {years}, outside the agenda {agenda}: take it away.",
    "below_zero": "In '{field}', '{who}' is below 0 in {years}: give 0 or more.",
    "not_whole": "In 'budgets', '{who}' has part of a euro in {years}: give whole euros.",
    "rate_below_zero": "'{field}' must be 0 or more.",
    "rate_of_zero": "'{field}' must be more than 0.",
    "pin_outside_agenda": "Work '{work}' is pinned to {year}, outside the agenda {agenda}: pin a year of the agenda.",
    "pin_outside_window": "Work '{work}' is pinned to {year}, outside its window {window}: "
    "ask its owner to consent, or pin another year.",
    "pin_excluded": "Work '{work}' is pinned to {year}, a year that is excluded for it: take one of the two away.",
    "pin_costs_outside": "Work '{work}' is pinned to {year}; a part of its cost then lies outside the agenda {agenda}: "
    "pin another year.",
    "costs_outside": "Work '{work}' costs money in so many years that no year of the agenda {agenda} suits it: "
    "change the years of its cost.",
    "site_closed": "Work '{work}' can be done until {last}, but site '{site}' stays closed until {closed}: "
    "ask its owner for a later year, or open the site earlier.",
    "window_outside_agenda": "Work '{work}' has the window {window}, outside the agenda {agenda}: "
    "ask its owner to consent to a year of the agenda, or take the work off it.",
    "no_year_left": "Work '{work}' has no year left after its exclusions, its pin and the closed years of its site: "
    "free one.",
    "together_never": "Works that must go together have no year in common: {works}. Widen a window or part them.",
    "together_and_apart": "Works '{one}' and '{other}' must go together, and may not: "
    "take away the one wish or the other.",
    "apart_in_one_year": "Works '{one}' and '{other}' must stay apart, but each has only {year}: free another year.",
    "wrong_order": "Work '{first}' must come before '{then}', but it cannot start before {earliest} and '{then}' "
    "cannot wait beyond {latest}: widen one of the two.",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: a code of SENTENCES and what its sentence needs, for another language as well."""

    code: str
    particulars: Mapping[str, object]

    def __str__(self) -> str:
        return SENTENCES[self.code].format_map(self.particulars)


class Contradiction(ValueError):
    """The question has no answer as it is asked: `flaws` with each cause, `sentences` that say how to mend it."""

    def __init__(self, flaws: list[Flaw]) -> None:
        self.flaws = tuple(flaws)
        self.sentences = tuple(map(str, flaws))
        super().__init__(" ".join(self.sentences))


def flaw(code: str, **particulars: object) -> Flaw:
    return Flaw(code, particulars)
