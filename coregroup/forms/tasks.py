"""Forms about tasks: who does what before when, and what came of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from coregroup.actions.tasks import task_stamp
from coregroup.models import Meeting, Task

FIELDS = ["text", "party", "person", "due", "item", "decision"]


class TaskForm(forms.ModelForm[Task]):
    """`seen` is the stamp of the task as it was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Task
        fields = FIELDS
        labels = {
            "text": _("Action"),
            "party": _("Party"),
            "person": _("Who"),
            "due": _("Due"),
            "item": _("Item"),
            "decision": _("Decision it comes from"),
        }
        widgets = {"due": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, data: Any = None, *, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        kept, partnership = self.instance, meeting.partnership
        self.initial["seen"] = task_stamp(kept) if kept.pk else ""
        party, item, decision = (cast(Any, self.fields[name]) for name in ("party", "item", "decision"))
        seated = partnership.seats.current().values("party")
        party.queryset = (Party.objects.filter(pk__in=seated) | Party.objects.filter(pk=kept.party_id)).order_by("name")
        party.empty_label = _("choose")
        item.queryset, item.empty_label = meeting.items.all(), _("no item")
        decision.queryset, decision.empty_label = meeting.decisions.all(), _("none")

    @property
    def task(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class DoneForm(forms.Form):
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=300,
        error_messages={"required": _("Write down in a few words what came of it.")},
    )
