"""The access log and its summary per covenant, to take along to the yearly review. They hold no figure."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports.origin import origin_of
from datasets.exports.table import Column, Table, file_name
from datasets.models import AccessEvent, Covenant, Level
from datasets.pipeline.access import log_for, of_dataset, summary_of


def access(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return the log as this reader may see it, newest first; of one dataset with ?dataset=."""
    events = of_dataset(log_for(user, partnership), query.get("dataset", ""))
    rows = [
        [
            timezone.localtime(event.at).isoformat(timespec="minutes"),
            event.user.name or event.user.email,
            event.party.name if event.party else "",
            event.dataset.title if event.dataset else "",
            event.places_of.name if event.places_of else "",
            event.level,
            event.kind,
            event.file,
            event.purpose,
        ]
        for event in events
    ]
    return Table(
        name=file_name(gettext_lazy("access-log"), partnership.slug),
        title=_("Access log of %(partnership)s") % {"partnership": partnership},
        columns=[
            Column("at", _("when")),
            Column("person", _("who")),
            Column("party", _("for which party")),
            Column("dataset", _("dataset")),
            Column("places_of", _("places of confidential works of")),
            Column("level", _("level"), "code", dict(Level.choices)),
            Column("kind", _("what was done"), "code", dict(AccessEvent.Kind.choices)),
            Column("file", _("file")),
            Column("purpose", _("what for")),
        ],
        rows=rows,
        count=len(rows),
        origin=origin_of(partnership, []),
    )


def access_summary(partnership: Partnership, user: User, query: dict[str, str]) -> Table | None:
    """Return a row for each party to the covenant ?covenant=."""
    covenant = Covenant.objects.of(partnership).visible_to(user).filter(pk=query["covenant"]).first()
    if covenant is None:
        return None
    found = summary_of(covenant).parties
    return Table(
        name=file_name(gettext_lazy("access"), partnership.slug, covenant.pk),
        title=_("What was looked at under “%(covenant)s”") % {"covenant": covenant},
        columns=[
            Column("party", _("party")),
            Column("people", _("people who looked"), "whole"),
            Column("days", _("days on which they looked"), "whole"),
            Column("files", _("files taken along"), "whole"),
            Column("purposes", _("what for")),
        ],
        rows=[
            [
                each.party.name,
                each.people,
                each.looks,
                each.taken,
                "; ".join(f"{purpose} ({files})" for purpose, files in each.purpose_list),
            ]
            for each in found
        ],
        count=len(found),
        origin=origin_of(partnership, []),
    )
