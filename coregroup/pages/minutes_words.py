"""The words of the minutes that are no values, in the reader's language."""

from django.template.defaultfilters import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.render import Labels


def labels() -> Labels:
    return {
        "minutes": pgettext("record", "Minutes"),
        "draft": _("Draft"),
        "draft_sentence": _("The meeting is not closed yet. What stands here may still change."),
        "fictitious": capfirst(_("made-up figures")),
        "chair": _("Chair"),
        "attendance": _("Attendance"),
        "party": _("Party"),
        "who": _("Who"),
        "present": _("Present"),
        "decisions": _("Decisions"),
        "no_decisions": _("Nothing was decided."),
        "actions": _("Actions"),
        "no_actions": _("No actions were agreed."),
        "action": _("Action"),
        "due": _("Due"),
        "from_what": pgettext("origin", "From"),
        "items": _("Items"),
        "no_items": _("There were no items."),
        "nothing_said": _("Nothing was written down."),
        "rules": _("Rules of play"),
        "page": _("page"),
        "of": _("of"),
    }
