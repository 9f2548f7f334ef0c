"""The question to the optimiser in words: weights, fixed and excluded years, pairs that stay apart, money that is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from dia.models import Scenario
from dia.pages.scenarios_words import Names


def asked(scenario: Scenario, names: Names) -> Iterator[tuple[str, list[str]]]:
    """Return each kind of wish with what was asked of it.

    What was not asked is left out, but for whose money is kept.
    """
    given: Mapping[str, Any] = scenario.settings
    weights = [
        _("a household-day: € %(amount)s") % {"amount": _written(given.get("nuisance_rate", 0))},
        _("a year of shift: € %(amount)s") % {"amount": _written(given.get("shift_rate", 0))},
    ]
    pins = [f"{names.work(work)}: {year}" for work, year in given.get("pins", {}).items()]
    excluded = [f"{names.work(work)}: {', '.join(map(str, y))}" for work, y in given.get("exclusions", {}).items()]
    vetoes = [f"{names.work(one)} + {names.work(other)}" for one, other in given.get("vetoes", [])]
    found = [
        (_("What weighs"), weights),
        (_("Fixed in a year"), sorted(pins)),
        (_("Years excluded"), sorted(excluded)),
        (_("Not together in one opening"), sorted(vetoes)),
        (_("Whose money may be kept for a later year"), _carry(scenario, names)),
    ]
    return ((label, lines) for label, lines in found if lines)


def _carry(scenario: Scenario, names: Names) -> list[str]:
    """Return for whom it was counted; and for whom it was asked, but not allowed when it was computed."""
    given = scenario.settings.get("carry") or []
    wished = {str(party) for party in given} if isinstance(given, list) else set()
    counted = set(scenario.problem.get("carry", wished))
    refused = [
        _("%(party)s: asked, but not allowed or without a budget") % {"party": names.party(p)} for p in wished - counted
    ]
    return sorted(map(names.party, counted)) + sorted(refused) or [_("nobody’s")]


def _written(rate: float) -> str:
    return str(floatformat(rate, "-2g"))
