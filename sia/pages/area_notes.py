"""The notes on an area: interpretations, and each bottleneck with its opportunities up to the party that acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.permissions import P, may
from datasets.models import Area
from datasets.pipeline.lineage import forerunners
from sia.models import Bottleneck, Interpretation, Opportunity


@dataclass(frozen=True, slots=True)
class Link:
    """One bottleneck with its opportunities; without any, that is what the page shows."""

    bottleneck: Bottleneck
    opportunities: list[Opportunity]


def page(area: Area, user: User) -> dict[str, Any]:
    said = forerunners(area)
    about = Interpretation.objects.filter(area__in=[each.former for each in said])
    notes = list(about.select_related("party", "author", "area").defer("area__geometry"))
    chain = chain_of([each.former for each in said])
    standing = [link for link in chain if not link.bottleneck.closed_at]
    opportunities = [opportunity for link in standing for opportunity in link.opportunities]
    mine = own_parties(user, area)
    return {
        "notes": [note for note in notes if not note.withdrawn_at],
        "withdrawn": [note for note in notes if note.withdrawn_at],
        "chain": standing,
        "closed": [link for link in chain if link.bottleneck.closed_at],
        "opportunities": len(opportunities),
        "taken_up": sum(opportunity.taken_up_by_id is not None for opportunity in opportunities),
        "may_interpret": bool(mine),
        "own_parties": mine,
        "within_other_borders": {each.former for each in said if not each.exact},
    }


def chain_of(areas: list[int]) -> list[Link]:
    opportunities = Opportunity.objects.select_related("asset", "taken_up_by").defer("asset__point")
    found = Bottleneck.objects.filter(area__in=areas).select_related("party", "area").defer("area__geometry")
    found = found.prefetch_related(Prefetch("opportunities", opportunities))
    return [Link(bottleneck, list(bottleneck.opportunities.all())) for bottleneck in found]


def own_parties(user: User, area: Area) -> list[Party]:
    return list(user.parties_in(area.partnership, P.INTERPRET)) if may(user, P.INTERPRET, area.partnership) else []


def form_page(area: Area, section: str, title: str, lead: str, button: str) -> dict[str, Any]:
    """Return the words around a form, and the way back to the section of the area's page that it adds to."""
    back = f"{reverse('area', args=[area.partnership.slug, area.code])}#{section}"
    return {"area": area, "title": title, "lead": lead, "button": button, "back_url": back}


def interpretation(area: Area) -> dict[str, Any]:
    lead = _("Figures say where to look. Your party knows what is behind them.")
    return form_page(area, "interpretation", _("Add an interpretation"), lead, _("Add the interpretation"))


def bottleneck(area: Area) -> dict[str, Any]:
    lead = _("A bottleneck comes first. After it you look for a chance, and for what is there already.")
    return form_page(area, "opportunities", _("Name a bottleneck"), lead, _("Add the bottleneck"))


def opportunity(area: Area, of: Bottleneck) -> dict[str, Any]:
    lead = _("Bottleneck: %(bottleneck)s") % {"bottleneck": of.text}
    return form_page(area, "opportunities", _("Add a chance"), lead, _("Add the chance"))
