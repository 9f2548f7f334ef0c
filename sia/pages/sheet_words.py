"""The words of the A4 of an area that are no values, in the reader's language."""

from django.template.defaultfilters import capfirst
from django.utils.translation import gettext as _

from reports.render import Labels
from sia.models import ScoreRun


def labels(run: ScoreRun | None) -> Labels:
    top = run.robustness.get("top") if run else None
    return {
        "sheet": _("Area on one A4"),
        "fictitious": capfirst(_("made-up figures")),
        "area": _("Area"),
        "rank": _("Group and rank"),
        "first": _("Among the first %(top)s") % {"top": top} if top else "",
        "likely": _("of the calculations"),
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
