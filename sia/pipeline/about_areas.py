"""The knowledge of the weighing about areas that may go with an undo of boundaries (RESTS_ON_AREAS, WHEN_AREAS_GO)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Partnership
from sia.models import Bottleneck, Interpretation, ScoreRun, Snapshot


def rests(partnership: Partnership, areas: list[int], codes: list[str]) -> str:
    """Return what keeps these areas, as a sentence: an advice, or what people wrote of them; scores alone do not."""
    advice = Snapshot.objects.of(partnership).filter(run__area_ids__overlap=areas).first()
    if advice:
        text = _("The advice “%(title)s” is about these areas, so these boundaries stay.")
        return text % {"title": advice.title}
    for notes in (Interpretation, Bottleneck):
        note = notes.objects.filter(area__in=areas).select_related("area").defer("area__geometry").first()
        if note:
            text = _("People wrote down what they know of “%(area)s”. That would be lost, so these boundaries stay.")
            return text % {"area": note.area.name}
    return ""


def let_go(partnership: Partnership, areas: list[int]) -> None:
    """Delete the runs of these areas, with their results: of what is gone nothing can be shown."""
    ScoreRun.objects.of(partnership).filter(area_ids__overlap=areas).delete()
