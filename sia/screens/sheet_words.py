"""The words of the A4 of an area that are no values, in the reader's language."""

from django.template.defaultfilters import capfirst
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import area_sheet
from sia.models import ScoreRun

SENTENCES: dict[str, str | Promise] = {
    "dia": gettext_lazy("All gates are open: make one joint agenda with all parties."),
    "couple": gettext_lazy("There is potential, but not every other gate is open: couple works at a smaller scale."),
    "watch": gettext_lazy(
        "Urgent, but not every other gate is open: create potential first, or choose another instrument."
    ),
    "regular": gettext_lazy(
        "Not among the most urgent, and the potential is not above the middle: regular work is enough."
    ),
    "insufficient": gettext_lazy("There are too few figures to advise."),
}


def labels(run: ScoreRun | None) -> area_sheet.Labels:
    top = run.robustness.get("top") if run else None
    return {
        "sheet": _("Area on one A4"),
        "fictitious": capfirst(_("made-up figures")),
        "area": _("Area"),
        "rank": _("Group and rank"),
        "first": _("Among the first %(top)s") % {"top": top} if top else "",
        "likely": _("likely"),
        "urgency": _("Urgency"),
        "potential": _("Potential"),
        "advice": _("Advice"),
        "gate": _("Gate"),
        "this_area": _("This area"),
        "needed": _("Needed"),
        "outcome": _("Outcome"),
        "waterfall": _("Urgency: from the city's mean to this area"),
        "theme": _("Theme"),
        "points": _("Points"),
        "figures": _("Key figures"),
        "indicator": _("Indicator"),
        "city": _("City"),
        "period": _("Period"),
        "source": _("Source"),
        "pairs": _("Facts beside perception"),
        "facts": _("facts"),
        "perception": _("perception"),
        "border": _("Across the border"),
        "assets": _("Assets within reach"),
        "notes": _("What people say of these figures"),
        "children": _("Inside this area"),
        "sources": _("Sources"),
        "map": _("Map"),
        "cut": _("Left out or shortened"),
    }
