"""The undo of a delivery and what it would do, in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from datasets.models import Delivery
from datasets.pipeline import undoing_boundaries, undoing_figures
from datasets.texts.problems import Lazy

type Notice = tuple[str, Lazy]


@dataclass(frozen=True, slots=True)
class Words:
    """The words before it is asked for, and on top of the page (kind of notice, title) as it goes on."""

    says: Lazy
    putting_back: Notice
    failed: Notice
    undoing: Notice
    undone: Notice


FIGURES = Words(
    _("The figures of before stand again, exactly as they were. The scores are recomputed from them."),
    ("", _("The figures of before are being put back. Until then these stand.")),
    ("stop", _("The undo went wrong on our side. Nothing has changed: these figures stand.")),
    ("ok", _("Undone: the figures of before stand again. The scores are being recomputed.")),
    ("ok", _("Undone: the figures of before stand again, and so do the scores.")),
)
BOUNDARIES = Words(
    _("The boundaries of before stand again, exactly as they were, with their figures. The scores are recomputed."),
    ("", _("The boundaries of before are being put back. Until then these stand.")),
    ("stop", _("The undo went wrong on our side. Nothing has changed: these boundaries stand.")),
    ("ok", _("Undone: the boundaries of before stand again. The scores are being recomputed.")),
    ("ok", _("Undone: the boundaries of before stand again, and so do the scores.")),
)


def words(delivery: Delivery) -> Words:
    return BOUNDARIES if delivery.kind == Delivery.Kind.BOUNDARIES else FIGURES


def facts(delivery: Delivery) -> list[tuple[Lazy, int]]:
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        areas = undoing_boundaries.outcome(delivery)
        return [
            (_("Areas that get their former outline or name back"), areas.drawn_back),
            (_("Areas that disappear"), areas.taken_away),
            (_("Figures that disappear with them"), areas.figures),
        ]
    figures = undoing_figures.outcome(delivery)
    return [
        (_("Get their former value back"), figures.changed_back),
        (_("Come back"), figures.brought_back),
        (_("Disappear"), figures.taken_away),
    ]
