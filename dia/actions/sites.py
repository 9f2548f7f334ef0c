"""Sites: who plans may add one and mends it as long as only the own party works there; then the core group does.

One without works can be deleted again. A work of which this person may not know the place is no work here: it keeps
its place, and loses the site.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.editing import check_unchanged, stamp_of
from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets import jobs
from datasets.pipeline.grants import shown_places
from dia.actions.works import changed, changing
from dia.models import Site
from dia.querysets import place_seen

FIELDS = ["name", "area_code", "place", "households", "shops", "common_cost", "setup_days", "last_renewed"]
FIELDS += ["closed_until", "rest_years"]
MOST_NAMED = 6


@transaction.atomic
def add_site(*, partnership: Partnership, by: User, **fields: Any) -> Site:
    if not may(by, P.PLAN, partnership):
        raise PermissionDenied
    site = Site(partnership=partnership, **fields)
    _save(site)
    _count_again(partnership)
    return site


@transaction.atomic
def change_site(*, site: Site, by: User, stamp: str, **fields: Any) -> Site:
    """Change a site; `stamp` is that of the site as it was when the form was opened: StaleEdit where it is another.

    Raises ValidationError with a sentence where an area would bear more than was decided.
    """
    with changing(site.partnership):
        held = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
        if not may_change(held, by):
            raise PermissionDenied(_("Other parties have works on this site. Ask the secretary to change it."))
        check_unchanged(site_stamp(held), stamp)
        for name, value in fields.items():
            setattr(held, name, value)
        _save(held)
    return held


@transaction.atomic
def remove_site(*, site: Site, by: User) -> None:
    """Delete a site without works that this person may know of.

    Who puts a work on it at the same moment waits, and is told that it is gone. Raises PermissionDenied as change_site,
    and ValidationError with a sentence. One that is gone already needs nothing more.
    """
    Partnership.objects.select_for_update(no_key=True).get(pk=site.partnership_id)  # a file of works may name it
    list(
        site.works.plain().select_for_update(no_key=True, of=("self",)).order_by("pk")
    )  # works before sites, as always
    held = Site.objects.select_for_update().filter(pk=site.pk).first()
    if held is None:
        return
    if not may_change(held, by):
        raise PermissionDenied(_("Other parties have works on this site. Ask the secretary to change it."))
    if sentence := works_there(held, by):
        raise ValidationError(sentence)
    _detach(held)
    held.delete()
    changed(site.partnership)


def _detach(site: Site) -> None:
    """Detach the confidential works, which keep lying where they lay.

    Their versions stay too: another would tell that they lay here.
    """
    site.works.filter(place=None).update(place=site.place, site=None)
    site.works.update(site=None)


def works_there(site: Site, user: User) -> str:
    """Return which works keep the site from being deleted, as a sentence; empty where this reader knows of none.

    A confidential work of which this reader may not see the place is not named: that would tell where it lies.
    """
    known = site.works.plain().filter(place_seen(shown_places(user, site.partnership))).order_by("party__name", "title")
    titles = [f"“{work.title}” ({work.party})" for work in known]
    if not titles:
        return ""
    words = {"works": ", ".join(titles[:MOST_NAMED]), "number": len(titles)}
    if len(titles) > MOST_NAMED:
        return _("%(number)s works use this site, such as %(works)s. Choose another site for them first.") % words
    return _("This site is used by %(works)s. Choose another site there first.") % words


def may_change(site: Site, user: User) -> bool:
    """Return whether the user may change a site: the core group always, who plans while no other party works there.

    A confidential work takes nothing from its site, and a refusal would tell where it lies: it does not count.
    """
    if may(user, P.LEAD, site.partnership):
        return True
    own = list(user.parties_in(site.partnership, P.PLAN))
    return bool(own) and not site.works.filter(confidential=False).exclude(party__in=own).exists()


def site_stamp(site: Site) -> str:
    return stamp_of({name: getattr(site, name) for name in FIELDS})


def _count_again(partnership: Partnership) -> None:
    """Queue a new count: a site without works changes only how many streets of its area are due."""
    jobs.enqueue(partnership=partnership, kind="dia.observe", key="all")


def _save(site: Site) -> None:
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as clash:
        if "site_name_once" not in str(clash):
            raise
        raise ValidationError({"name": _("There is already a site with this name. Choose another name.")}) from clash
