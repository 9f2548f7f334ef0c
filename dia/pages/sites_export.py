"""Sites as a table to take along: what everybody may know of them, and of works only what this reader may."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports import Column, Places, Style, Table, origin_of
from datasets.exports.table import file_name
from datasets.pipeline.grants import shown_places
from dia.models import Site
from dia.pages.sites import counted, places_of
from dia.pages.works import area_names
from dia.pages.works_export import place_text


def sites(partnership: Partnership, user: User, query: dict[str, str]) -> Table:
    """Return one row per site, in the order of the page."""
    shown, names = shown_places(user, partnership), area_names(partnership)
    found = list(counted(partnership, shown).defer(None))
    return Table(
        name=file_name(gettext_lazy("sites"), partnership.slug, timezone.localdate().isoformat()),
        title=_("Sites"),
        columns=[
            Column("number", _("number"), "whole"),
            Column("name", _("name")),
            Column("area", _("code of the area")),
            Column("area_name", _("name of the area")),
            Column("works", _("works"), "whole"),
            Column("parties", _("parties"), "whole"),
            Column("common_cost", _("common cost of an opening (€)"), "whole"),
            Column("setup_days", _("days to set up"), "whole"),
            Column("households", _("households around it"), "whole"),
            Column("shops", _("shops around it"), "whole"),
            Column("last_renewed", _("last renewed in"), "whole"),
            Column("closed_until", _("stays closed until"), "whole"),
            Column("rest_years", _("years between two openings"), "whole"),
            Column("place", _("place"), "shape"),
        ],
        rows=[
            [
                site.pk, site.name, site.area_code, names.get(site.area_code), site.count, site.parties,
                site.common_cost, site.setup_days, site.households, site.shops,
                site.last_renewed, site.closed_until, site.rest_years, place_text(site.place),
            ]
            for site in found
        ],
        count=len(found),
        origin=origin_of(partnership, ()),
        keys=[site.pk for site in found],
        places=Places(Site.objects.of(partnership), "place", Style()),
        places_of=sorted(places_of(partnership, shown)),
    )  # fmt: skip
