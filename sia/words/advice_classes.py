"""The classes of advice on screens and in files: what each is called, asks and means, and its colour.

A new class is a value of `AdviceClass` with its rule in sia/scoring/advice.py (and another ENGINE_VERSION), a value of
AreaResult.AdviceClass with a migration, a row here, and its colours in static/css/components.css.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sia.models import AreaResult

Class = AreaResult.AdviceClass


@dataclass(frozen=True, slots=True)
class ClassWords:
    """`short` for a tag in a list, `sentence` what the class asks of the parties, `condition` when it holds.

    `noun` is how a sentence names it, `nearest` the classes of which the nearest is told with an area of this one: what it
    can grow to, or of a joint agenda what it can lose. `colour` is that of static/css/components.css, for files of maps.
    """

    short: str | Promise
    noun: str | Promise
    sentence: str | Promise
    condition: str | Promise
    colour: str
    nearest: tuple[str, ...] = ()


# In the order in which the rules are tried.
ADVICE_CLASSES: Mapping[str, ClassWords] = {
    Class.DIA: ClassWords(
        _("DIA"),
        _("a joint agenda"),
        _("All gates are open: make one joint agenda with all parties."),
        _("urgent, corporation homes and potential are all open"),
        "#7f2a1c",
        (Class.COUPLE, Class.WATCH, Class.REGULAR),
    ),
    Class.COUPLE: ClassWords(
        _("couple"),
        _("coupling"),
        _("There is potential, but not every other gate is open: couple works at a smaller scale."),
        _("potential is open, but not both others"),
        "#2b6f87",
        (Class.DIA,),
    ),
    Class.WATCH: ClassWords(
        _("watch"),
        _("watching"),
        _("Urgent, but not every other gate is open: create potential first, or choose another instrument."),
        _("urgent is open, but not both others"),
        "#eec391",
        (Class.DIA,),
    ),
    Class.REGULAR: ClassWords(
        _("regular"),
        _("regular work"),
        _("Not among the most urgent, and the potential stays below its gate: regular work is enough."),
        _("otherwise"),
        "#dfe6ea",
        (Class.DIA, Class.COUPLE, Class.WATCH),
    ),
    Class.INSUFFICIENT: ClassWords(
        _("too few data"),
        _("no advice"),
        _("There are too few figures to advise."),
        _("there is no urgency score, or the class hangs on a gate that is unknown"),
        "#ffffff",
    ),
}
