"""Sites: the list, and what two people wanted to make of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from accounts.editing import stale_page
from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets.pipeline.grants import shown_places
from dia.actions.sites import may_change, site_stamp, works_there
from dia.models import Site, Work
from dia.pages.works import area_names
from dia.pages.works_page import differences
from dia.querysets import place_seen


def page(partnership: Partnership, user: User) -> dict[str, Any]:
    """Return the context of the list of sites.

    A confidential work of which this reader may not see the place is not counted: it would tell where it lies.
    """
    planned, shown = list(user.parties_in(partnership, P.PLAN)), shown_places(user, partnership)
    foreign = Count("works", filter=Q(works__confidential=False) & ~Q(works__party__in=planned), distinct=True)
    leads, plans = may(user, P.LEAD, partnership), may(user, P.PLAN, partnership)
    names = area_names(partnership)
    return {
        "sites": [
            {
                "site": site,
                "area": names.get(site.area_code, site.area_code),
                "may_change": leads or (plans and not site.foreign),
            }
            for site in counted(partnership, shown).annotate(foreign=foreign)
        ],
        "places_of": places_of(partnership, shown),
        "may_plan": plans,
    }


def counted(partnership: Partnership, shown: Collection[int]) -> QuerySet[Any]:
    """Return the sites by name, each with how many works, of how many parties, are known to lie there.

    Known to who sees the places of `shown`.
    """
    seen = place_seen(shown, "works__")
    works, parties = (Count(path, filter=seen, distinct=True) for path in ("works", "works__party"))
    return Site.objects.of(partnership).plain().annotate(count=works, parties=parties).order_by("name")


def places_of(partnership: Partnership, shown: Collection[int]) -> set[int]:
    """Return the parties of which confidential works are counted at some site."""
    told = Work.objects.of(partnership).filter(confidential=True, site__isnull=False, party__in=shown)
    return set(told.values_list("party", flat=True))


def conflict_page(site: Site, mine: dict[str, Any], sent: QueryDict, labels: dict[str, str]) -> dict[str, Any]:
    return {"site": site, **stale_page(differences(site, mine, labels), sent, site_stamp(site), "stamp")}


__all__ = ["conflict_page", "may_change", "page", "works_there"]
