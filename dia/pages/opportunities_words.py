"""A coupling opportunity in one sentence: how two works meet, and what could be won."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dia.models import CouplingOpportunity, Work
from dia.pages.works_page import euros
from dia.planning.opportunities import Parts, Weights


def discreet(opportunity: CouplingOpportunity) -> CouplingOpportunity:
    """Return the opportunity as everybody may read it.

    Of a work that is confidential by now only its area, whatever was found. What rests on a confidential place is not
    for everybody, and stays as it is.
    """
    first, second = opportunity.first, opportunity.second
    if not opportunity.confidential and (first.confidential or second.confidential):
        space = "area" if first.area_code == second.area_code else "adjacent"
        known = {name: opportunity.facts.get("parts", {}).get(name, 0) for name in ("window_overlap", "readiness")}
        opportunity.score = Parts(shared_cost=0, spatial_overlap=0, **known).score(Weights())
        facts = {"space": space, "year": opportunity.facts.get("year"), "parts": known}
        opportunity.kind, opportunity.facts = CouplingOpportunity.Kind.AREA, facts
    return opportunity


def title(opportunity: CouplingOpportunity) -> str:
    kinds = {"first": capfirst(opportunity.first.get_kind_display()), "second": opportunity.second.get_kind_display()}
    return how(opportunity, kinds["first"], kinds["second"]).removesuffix(".")


def sentence(opportunity: CouplingOpportunity) -> str:
    first, second = opportunity.first, opportunity.second
    said = how(
        opportunity,
        f"{capfirst(first.get_kind_display())} {window(first)}",
        f"{second.get_kind_display()} {window(second)}",
    )
    return f"{said} {gain(opportunity)}"


def how(opportunity: CouplingOpportunity, first: str, second: str) -> str:
    """Return how two works meet; of a confidential place only the area is known here, and nothing more is said."""
    facts = opportunity.facts
    words = {"first": first, "second": second, "metres": facts.get("distance_m")}
    match facts.get("space"):
        case "distance" if facts.get("distance_m"):
            text = _("%(first)s and %(second)s lie %(metres)s m apart.")
        case "distance":
            text = _("%(first)s and %(second)s touch each other.")
        case "surface":
            text = _("%(first)s and %(second)s take up the same ground.")
        case "site":
            text = _("%(first)s and %(second)s lie at the same site.")
        case "adjacent":
            text = _("%(first)s and %(second)s lie in areas side by side.")
        case _:
            text = _("%(first)s and %(second)s lie in the same area.")
    return text % words


def gain(opportunity: CouplingOpportunity) -> str:
    facts = opportunity.facts
    if opportunity.kind == CouplingOpportunity.Kind.AREA:
        return _("Planned together, residents are asked and hindered once instead of twice.")
    if not facts["euros"] and not facts["household_days"]:
        return str(_("Together in %(year)s saves an opening. Fill in common costs and days to see how much.") % facts)
    words = {"year": facts["year"], "saved": _saved(facts)}
    if facts["gap"]:
        return _("Moved to %(year)s, they save an opening: %(saved)s.") % words
    return _("Together in %(year)s they save an opening: %(saved)s.") % words


def _saved(facts: dict[str, Any]) -> str:
    parts = [euros(facts["euros"])] if facts["euros"] else []
    if facts["household_days"]:
        days = ngettext("%(days)s household-day", "%(days)s household-days", facts["household_days"])
        parts.append(days % {"days": number_format(facts["household_days"])})
    return _(" and ").join(parts)


def window(work: Work) -> str:
    return str(work.earliest) if work.earliest == work.latest else f"{work.earliest}–{work.latest}"
