"""Sites: who plans may add one and mends it as long as only the own party works there; then the core group does."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Partnership, User
from dia.actions.works import Overtaken, changed
from dia.models import Site
from dia.rights import MAY_LEAD, MAY_PLAN, parties_of

FIELDS = ["name", "area_code", "place", "households", "shops", "common_cost", "setup_days", "last_renewed"]
FIELDS += ["closed_until", "rest_years"]


@transaction.atomic
def add_site(*, partnership: Partnership, by: User, **fields: Any) -> Site:
    if not by.has_role(partnership, *MAY_PLAN):
        raise PermissionDenied
    site = Site(partnership=partnership, **fields)
    _save(site)
    return site


@transaction.atomic
def change_site(*, site: Site, by: User, stamp: str, **fields: Any) -> Site:
    """`stamp` is that of the site as it was when the form was opened: Overtaken where it is another by now."""
    held = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    if not may_change(held, by):
        raise PermissionDenied(_("Other parties have works on this site. Ask the secretary to change it."))
    if stamp_of(held) != stamp:
        raise Overtaken
    for name, value in fields.items():
        setattr(held, name, value)
    _save(held)
    changed(held.partnership)
    return held


def may_change(site: Site, user: User) -> bool:
    """The core group always; who plans while no other party has a work on it."""
    if user.has_role(site.partnership, *MAY_LEAD):
        return True
    own = parties_of(user, site.partnership, *MAY_PLAN)
    return bool(own) and not site.works.exclude(party__in=own).exists()


def stamp_of(site: Site) -> str:
    """Changes whenever a field does."""
    values = [site.place.ewkt if name == "place" and site.place else getattr(site, name) for name in FIELDS]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _save(site: Site) -> None:
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as clash:
        if "site_name_once" not in str(clash):
            raise
        raise ValidationError({"name": _("There is already a site with this name. Choose another name.")}) from clash
