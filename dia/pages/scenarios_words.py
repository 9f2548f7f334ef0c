"""The answer of the optimiser in sentences.

How good the plan is, what does not fit, and what was wrong with the question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dia.models import Scenario
from dia.pages.works_page import euros

WORKS, SITES, OWNERS = {"work", "first", "then", "one", "other"}, {"site"}, {"who"}
QUOTED = re.compile(r"'(\d+)'")


class Names:
    """The names of works, parties and areas, by what the optimiser calls them."""

    def __init__(self, works: Mapping[str, str], parties: Mapping[str, str], areas: Mapping[str, str]) -> None:
        self.works, self.parties, self.areas = works, parties, areas

    def work(self, key: object) -> str:
        return self.works.get(str(key), _("a work that is gone"))

    def party(self, key: object) -> str:
        return self.parties.get(str(key), _("a party that is gone"))

    def area(self, code: object) -> str:
        return self.areas.get(str(code), str(code))

    def site(self, key: object) -> str:
        """Return the name of a site, which is called after its first work."""
        return self.work(str(key).removeprefix("site "))


def proof(outcome: Mapping[str, Any]) -> str:
    """Return how good the plan is known to be."""
    if outcome.get("proven"):
        return _("This is proven to be the best plan for this question.")
    gap = outcome.get("gap")
    if gap is None:
        return _("The time was too short to know how good this plan is. Give it more seconds.")
    percent = {"gap": number_format(100 * gap, 2)}
    if outcome.get("outcome") == "within gap":
        return _("No other plan is more than %(gap)s %% better.") % percent
    return _("The time ran out. The best plan may be up to %(gap)s %% better; more seconds may find it.") % percent


def bound(outcome: Mapping[str, Any]) -> str:
    if outcome.get("bound") is None:
        return ""
    amounts = {"bound": euros(round(outcome["bound"])), "objective": euros(round(outcome["plan"]["objective"]))}
    return _("This plan weighs %(objective)s; no plan can weigh less than %(bound)s.") % amounts


def shortages(plan: Mapping[str, Any], names: Names) -> list[str]:
    return [_shortage(one, names) for one in plan.get("shortages", [])]


def shortlist(outcome: Mapping[str, Any]) -> str:
    """Return a sentence on whether the list of what lacks is the shortest.

    Empty where nothing lacks or that was not kept.
    """
    found, least = len(outcome.get("plan", {}).get("shortages", [])), outcome.get("fewest_short")
    if not found or least is None:
        return ""
    if found == least:
        return _("This is proven to be the shortest list of what lacks, among all plans that lack this little.")
    if not least:
        return _("Whether something has to lack is not known: more seconds may find a plan in which everything fits.")
    numbers = {"found": found, "least": least}
    return (
        _(
            "Lines with what lacks: %(found)s. It is proven that at least %(least)s are needed; more seconds may find a shorter list."
        )
        % numbers
    )


def concentrated(outcome: Mapping[str, Any]) -> str:
    """Return a sentence that fewer lines are enough where each may lack more.

    Empty where the list is already that short.
    """
    lines = outcome.get("plan", {}).get("shortages", [])
    few = outcome.get("concentrated", {})
    if len(few.get("shortages", lines)) >= len(lines):
        return ""
    numbers = {"lines": len(lines), "few": len(few["shortages"]), "least": few["least"]}
    said = _("Lines that are enough if each may lack more: %(few)s, instead of %(lines)s.") % numbers
    if numbers["few"] == numbers["least"]:
        said += " " + _("It is proven that fewer are not enough.")
    elif numbers["least"]:
        said += " " + _("It is proven that at least %(least)s are needed; more seconds may find fewer.") % numbers
    amounts = {"before": euros(round(_money(lines))), "after": euros(round(_money(few["shortages"])))}
    if amounts["before"] != amounts["after"]:
        said += " " + _("In all %(after)s is then missing, instead of %(before)s.") % amounts
    return said


def _money(lines: Sequence[Mapping[str, Any]]) -> float:
    return float(sum(one["amount"] for one in lines if one["means"] == "money"))


def _shortage(one: Mapping[str, Any], names: Names) -> str:
    year = one["year"]
    if one["means"] == "nuisance":
        text = _("%(area)s gets %(days)s household-days above its cap in %(year)s.")
        return text % {"area": names.area(one["who"]), "days": number_format(round(one["amount"])), "year": year}
    if one["means"] == "labour":
        text = _("%(party)s lacks %(fte)s fte in %(year)s.")
        return text % {"party": names.party(one["who"]), "fte": number_format(round(one["amount"], 1), 1), "year": year}
    text = _("%(party)s lacks %(euros)s in %(year)s.")
    return text % {"party": names.party(one["who"]), "euros": euros(round(one["amount"])), "year": year}


def flaws(scenario: Scenario, names: Names) -> list[str]:
    """Return what is wrong with the question, each with how to mend it."""
    found = [_flaw(flaw["code"], flaw["particulars"], names) for flaw in scenario.outcome.get("flaws", [])]
    if not found and scenario.state == Scenario.State.FAILED:
        return [_("Something went wrong while it was computed. Ask it again; tell the administrator if it stays so.")]
    return found


def _flaw(code: str, particulars: Mapping[str, Any], names: Names) -> str:
    said = {
        name: names.work(value) if name in WORKS else names.site(value) if name in SITES else value
        for name, value in particulars.items()
    }
    if "works" in said:
        said["works"] = QUOTED.sub(lambda found: f"“{names.work(found[1])}”", str(said["works"]))
    text = _texts().get(code)
    return text % said if text else _("Two wishes exclude each other. Take one of them away.")


def _texts() -> dict[str, str]:
    return {
        "no_works": _("No work on this agenda can be moved. Add works, or widen their windows."),
        "pin_outside_agenda": _("“%(work)s” is fixed in %(year)s, outside the agenda. Fix it in a year of the agenda."),
        "pin_outside_window": _(
            "“%(work)s” is fixed in %(year)s, outside its window %(window)s. Fix another year, or ask its party for more room."
        ),
        "pin_excluded": _("“%(work)s” is fixed in %(year)s, and may not have that year. Take one of the two away."),
        "pin_costs_outside": _(
            "“%(work)s” is fixed in %(year)s. A part of its cost then lies outside the agenda. Fix it in another year."
        ),
        "costs_outside": _(
            "“%(work)s” costs money in so many years that it fits the agenda in none. Change its years in the table."
        ),
        "site_closed": _(
            "“%(work)s” can be done until %(last)s, but its street stays closed until %(closed)s. Ask for a later year."
        ),
        "window_outside_agenda": _(
            "“%(work)s” has no year in the agenda. Take it off, or ask its party for more room."
        ),
        "no_year_left": _("“%(work)s” has no year left. Free a year that is excluded or closed."),
        "together_never": _("These works must go together, and have no year in common: %(works)s. Widen a window."),
        "together_and_apart": _(
            "“%(one)s” and “%(other)s” must go together, and may not. Remove one of the relations."
        ),
        "apart_in_one_year": _(
            "“%(one)s” and “%(other)s” must stay apart, but each has only %(year)s. Free another year."
        ),
        "wrong_order": _(
            "“%(first)s” comes before “%(then)s”, but cannot start before %(earliest)s. The other must be done by %(latest)s."
        ),
    }
