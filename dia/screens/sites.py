"""Sites: the list, and what two people wanted to make of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict

from accounts.models import Partnership, User
from datasets.pipeline.grants import shown_places
from dia.actions.sites import may_change, site_stamp, works_there
from dia.models import Site
from dia.querysets import place_seen
from dia.rights import MAY_LEAD, MAY_PLAN, parties_of
from dia.screens.works import area_names
from dia.screens.works_page import differences


def page(partnership: Partnership, user: User) -> dict[str, Any]:
    """A confidential work of which this reader may not see the place is not counted: it would tell where it lies."""
    planned = parties_of(user, partnership, *MAY_PLAN)
    seen = place_seen(shown_places(user, partnership), "works__")
    counted = (
        Site.objects.of(partnership)
        .plain()
        .annotate(
            count=Count("works", filter=seen, distinct=True),
            parties=Count("works__party", filter=seen, distinct=True),
            foreign=Count("works", filter=Q(works__confidential=False) & ~Q(works__party__in=planned), distinct=True),
        )
    )
    leads, plans = user.has_role(partnership, *MAY_LEAD), user.has_role(partnership, *MAY_PLAN)
    names = area_names(partnership)
    return {
        "sites": [
            {
                "site": site,
                "area": names.get(site.area_code, site.area_code),
                "may_change": leads or (plans and not site.foreign),
            }
            for site in counted.order_by("name")
        ],
        "may_plan": plans,
    }


def conflict_page(site: Site, mine: dict[str, Any], sent: QueryDict, labels: dict[str, str]) -> dict[str, Any]:
    own = {"csrfmiddlewaretoken", "stamp"}
    return {
        "site": site,
        "differences": differences(site, mine, labels),
        "sent": [(name, value) for name, values in sent.lists() if name not in own for value in values],
        "stamp": site_stamp(site),
        "stamp_name": "stamp",
    }


__all__ = ["conflict_page", "may_change", "page", "works_there"]
