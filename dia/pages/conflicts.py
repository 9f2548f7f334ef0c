"""Conflicts, each in two sentences: what is the matter, and what would solve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Partnership
from dia.models import Conflict, Site, Work
from dia.pages.works import area_names
from dia.pages.works_page import euros

MOST_NAMED = 6
AT_SITES = [Conflict.Kind.REOPENING, Conflict.Kind.ORDER]


@dataclass(frozen=True, slots=True)
class Row:
    conflict: Conflict
    text: str
    solution: str
    works: list[Work]
    more: int


def rows_of(partnership: Partnership, area: str = "", party: str = "") -> list[Row]:
    """Return conflicts by year; of an area or a party where one is chosen.

    What names the site of a work that is confidential by now is left out, until the conflicts are looked up again.
    """
    works = Prefetch("works", Work.objects.plain().order_by("party__name", "title"))
    found = Conflict.objects.of(partnership).prefetch_related(works).select_related("party")
    found = found.exclude(kind__in=AT_SITES, works__confidential=True)
    if area:
        found = found.filter(Q(area_code=area) | Q(works__area_code=area))
    if party:
        found = found.filter(Q(party=party) | Q(works__party=party))
    sites, names = dict(Site.objects.of(partnership).values_list("pk", "name")), area_names(partnership)
    return [_row(conflict, sites, names) for conflict in found.distinct()]


def _row(conflict: Conflict, sites: Mapping[int, str], names: Mapping[str, str]) -> Row:
    works = list(conflict.works.all())
    said = {"reopening": _reopening, "order": _order, "overload": _overload, "means": _means}[conflict.kind]
    text, solution = said(conflict, works, sites.get(conflict.facts.get("site", 0), "?"), names)
    return Row(conflict, text, solution, works[:MOST_NAMED], max(0, len(works) - MOST_NAMED))


def _reopening(conflict: Conflict, _works: list[Work], site: str, _names: Mapping[str, str]) -> tuple[str, str]:
    facts = {**conflict.facts, "site": site, "year": conflict.year}
    facts["households"] = number_format(facts["households"])
    if "closed_until" in facts:
        text = _(
            "%(site)s opens in %(year)s, but stays closed until %(closed_until)s. That meets %(households)s households."
        )
        return text % facts, _("Do it in %(free_from)s or later.") % facts
    text = _(
        "%(site)s opens again in %(year)s, after the renewal in %(renewed)s. That meets %(households)s households."
    )
    if conflict.facts["renewed"] < timezone.localdate().year:
        return text % facts, _("Do it in %(free_from)s or later.") % facts
    return text % facts, _("Do it in %(renewed)s together, or in %(free_from)s or later.") % facts


def _order(conflict: Conflict, works: list[Work], site: str, _names: Mapping[str, str]) -> tuple[str, str]:
    titles = {work.pk: work.title for work in works}
    pair = [titles.get(pk, "?") for pk in conflict.facts["works"]]
    facts = {**conflict.facts, "site": site, "first": pair[0], "then": pair[-1]}
    text = _("At %(site)s “%(first)s” (%(first_year)s) is broken up again by “%(then)s” (%(then_year)s).") % facts
    return text, _("Do “%(then)s” first, or both in one year.") % facts


def _overload(conflict: Conflict, _works: list[Work], _site: str, names: Mapping[str, str]) -> tuple[str, str]:
    facts = {name: number_format(round(conflict.facts[name])) for name in ("household_days", "cap", "over")}
    facts |= {"area": names.get(conflict.area_code, conflict.area_code), "year": str(conflict.year)}
    text = _("%(area)s would bear %(household_days)s household-days in %(year)s. It bears %(cap)s.") % facts
    return text, _("Move a work to another year, or share an opening. %(over)s household-days must go.") % facts


def _means(conflict: Conflict, _works: list[Work], _site: str, _names: Mapping[str, str]) -> tuple[str, str]:
    unit = conflict.facts.get("unit", "euros")
    amounts = {name: _amount(conflict.facts[name], unit) for name in (unit, "allowed", "over")}
    facts = {**amounts, "need": amounts[unit], "party": conflict.party, "year": conflict.year}
    text = _("%(party)s needs %(need)s in %(year)s, and brings %(allowed)s.") % facts
    return text, _("Move a work to another year, or bring %(over)s more.") % facts


def _amount(amount: float, unit: str) -> str:
    return euros(round(amount)) if unit == "euros" else _("%(fte)s fte") % {"fte": number_format(amount, 1)}
