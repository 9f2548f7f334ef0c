"""The form that puts a work of the own party on the agenda: in which group, and how its cost lies over the years."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dia.models import Measure, Work


class WorkField(forms.ModelChoiceField[Work]):
    def label_from_instance(self, work: Any) -> str:
        return f"{work.title} ({work.party}, {work.preferred})"


class MeasureForm(forms.Form):
    work = WorkField(
        label=_("Work"),
        queryset=Work.objects.none(),
        empty_label=_("choose"),
        help_text=_("Works of your party in the areas of this agenda that stand on no agenda yet."),
        error_messages={"invalid_choice": _("This work cannot be added. Choose one from the list.")},
    )
    group = forms.ChoiceField(label=_("Group"), choices=Measure.Group, widget=forms.RadioSelect)
    spread = forms.ChoiceField(
        label=_("Its cost and manpower"),
        choices=[("preferred", _("all in the preferred year")), ("evenly", _("evenly over its years"))],
        widget=forms.RadioSelect,
        initial="preferred",
    )

    def __init__(self, data: Any = None, *, works: QuerySet[Work], asked: str = "") -> None:
        super().__init__(data, initial={"work": asked} if asked else None)
        cast(WorkField, self.fields["work"]).queryset = works

    @property
    def measure(self) -> dict[str, Any]:
        """Return what actions.add_measure wants to know."""
        cleaned = self.cleaned_data
        return {"work": cleaned["work"], "group": cleaned["group"], "evenly": cleaned["spread"] == "evenly"}
