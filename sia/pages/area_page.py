"""The whole page of an area, in the order in which it is read, with a line of links to its parts."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets.models import Area, Level
from sia.pages import area as area_screen
from sia.pages import area_beside, area_composition, area_notes, area_origin, area_trend

SECTIONS: dict[str, str | Promise] = {
    "advice": _("Advice"),
    "why": _("Why"),
    "interpretation": _("Interpretation"),
    "opportunities": _("Chances"),
    "composition": _("Better or worse"),
    "trend": _("Trend"),
    "figures": _("Figures"),
    "borders": _("Borders"),
    "assets": _("Assets"),
    "inside": _("Inside"),
}


def page(partnership: Partnership, area: Area, user: User) -> dict[str, Any]:
    base = area_screen.page(partnership, area, user)
    run, result = base["run"], base["result"]
    scores: dict[str, Any] = {}
    if run and result:
        scores = area_trend.page(run, area.pk) | area_beside.choices(run, result)
        scores["composition"] = area_composition.composition(run, area.pk)
    whole = {**base, **scores, **area_notes.page(area, user), "may_deliver": may(user, P.DELIVER, partnership)}
    whole["origin"] = area_origin.of(area)
    labels = SECTIONS | ({"advice": _("Score")} if whole["own_score"] else {})
    return {**whole, "sections": [(key, label) for key, label in labels.items() if is_there(key, whole)]}


def is_there(key: str, page: dict[str, Any]) -> bool:
    """Return whether a part of the page has something to show.

    Notes, figures, assets and what lies inside always have a place: also to say that there is nothing yet.
    """
    wanted = {
        "advice": page["result"] or page["own_score"],
        "why": page.get("urgency_steps") or page.get("potential_steps"),
        "composition": page.get("composition"),
        "trend": page.get("trend"),
        "borders": page.get("edge"),
        "inside": page["children"] or page["area"].level != Level.DEELGEBIED,
    }
    return bool(wanted.get(key, True))
