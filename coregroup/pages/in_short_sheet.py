"""The A4 of the page in short: what that shows, written out for print."""

from __future__ import annotations

from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coregroup.pages.in_short import Group, InShort, Place
from dia.models import LookBack
from reports import in_short as paper
from reports.render import Labels
from sia.pages.sheet import model, scored

WORDS = 40  # of what a look-back says in short


def pdf(short: InShort) -> bytes:
    """Render the page in the reader's language; exactly one page."""
    return paper.in_short(sheet(short), language=(get_language() or "nl")[:2])


def sheet(short: InShort) -> paper.Short:
    run, now = short.run, timezone.localtime()
    return {
        "created": now.isoformat(timespec="seconds"),
        "partnership": short.partnership.name,
        "fictitious": short.partnership.fictitious,
        "title": f"{short.partnership}, {date_format(now, 'j F Y')}",
        "basis": basis(short),
        "scored": f"{scored(run)} · {model(run)}" if run else "",
        "places": [place(group, each) for group in short.groups for each in group.places],
        "no_places": _("There is no advice yet."),
        "asks": [ask.text for ask in short.asks],
        "no_asks": _("Nothing is waiting for a decision."),
        "agreements": [str(agreement) for agreement in short.agreements],
        "look_back": look_back(short.look_back) if short.look_back else None,
        "caveat": _("A rank is a signal, not a cause: it says where to look, not why it is so."),
        "labels": labels(),
        "cut": [],
    }


def basis(short: InShort) -> str:
    if short.snapshot is None:
        return capfirst(_("by the advice of now, not adopted yet"))
    told = {"title": short.snapshot.title, "on": date_format(timezone.localtime(short.snapshot.adopted_at), "j F Y")}
    return capfirst(_("adopted: %(title)s, %(on)s") % told)


def place(group: Group, found: Place) -> paper.Place:
    return {
        "group": group.words,
        "name": found.name,
        "reasons": found.reasons,
        "money": [
            {"agenda": str(money.agenda), "committed": money.committed, "unfunded": money.unfunded}
            for money in found.money
        ],
    }


def look_back(found: LookBack) -> paper.LookBack:
    counts = _("%(kept)s done as agreed, %(late)s later, %(dropped)s dropped")
    told = {name: getattr(found, name) for name in ("kept", "late", "dropped")}
    return {"title": str(found), "counts": counts % told, "summary": Truncator(found.summary).words(WORDS)}


def labels() -> Labels:
    return {
        "sheet": _("In short on one A4"),
        "fictitious": _("Made-up figures"),
        "where": _("Where"),
        "money": _("Money"),
        "committed": _("committed"),
        "unfunded": _("not funded yet"),
        "no_agenda": _("No joint agenda yet."),
        "asks": _("To be decided"),
        "running": _("Agreements that run"),
        "back": _("Last look-back"),
        "none": _("None."),
        "cut": _("Left out or shortened"),
    }
