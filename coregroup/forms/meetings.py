"""Forms about a meeting: when and where, who is there, and its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from coregroup.actions.series import MOST
from coregroup.models import Attendance, Meeting, Series
from coregroup.words.rhythm import WEEKS

FARTHEST = 5  # years from now
USUAL = 12


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class ClockField(forms.TimeField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")
        super().__init__(widget=widget, label=gettext_lazy("Begins at"), **options)


class MeetingForm(forms.ModelForm[Meeting]):
    """`version` is the one that stood when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DayField(label=gettext_lazy("Date"))
    begins = ClockField()

    class Meta:
        model = Meeting
        fields = ["title", "on", "begins", "place", "chair"]
        labels = {"title": gettext_lazy("Title"), "place": gettext_lazy("Place"), "chair": gettext_lazy("Chair")}

    def __init__(self, data: Any = None, *, instance: Meeting | None = None, initial: Any = None) -> None:
        version = {"version": instance.version if instance else None}
        super().__init__(data, instance=instance, initial={**(initial or {}), **version})

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if abs(day.year - timezone.localdate().year) > FARTHEST:
            raise ValidationError(_("Choose a day of at most %(years)s years from now.") % {"years": FARTHEST})
        return day

    @property
    def meeting(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SeriesForm(forms.ModelForm[Series]):
    week = forms.TypedChoiceField(label=gettext_lazy("Which of the month"), coerce=int, choices=list(WEEKS.items()))
    weekday = forms.TypedChoiceField(label=gettext_lazy("Weekday"), coerce=int, choices=list(WEEKDAYS.items()))
    begins = ClockField()

    class Meta:
        model = Series
        fields = ["name", "week", "weekday", "begins", "place"]
        labels = {"name": gettext_lazy("Name"), "place": gettext_lazy("Place")}
        help_texts = {"name": gettext_lazy("The meetings get this as their title.")}


class PlanForm(forms.Form):
    count = forms.IntegerField(label=gettext_lazy("How many months ahead"), min_value=1, max_value=MOST, initial=USUAL)


class AttendanceForm(forms.Form):
    """A line per party. What two people write at once is both kept: only what somebody changed is saved."""

    def __init__(self, data: Any = None, *, parties: Sequence[Party], standing: Sequence[Attendance]) -> None:
        super().__init__(data)
        self.parties, known = parties, {line.party_id: line for line in standing}
        for party in parties:
            line = known.get(party.pk) or Attendance(party=party)
            self.fields[f"present-{party.pk}"] = forms.BooleanField(
                label=party.name, required=False, initial=line.present, show_hidden_initial=True
            )
            self.fields[f"names-{party.pk}"] = forms.CharField(
                label=_("Who speaks for %(party)s") % {"party": party.name},
                required=False,
                max_length=300,
                initial=line.names,
                show_hidden_initial=True,
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [{"present": self[f"present-{p.pk}"], "names": self[f"names-{p.pk}"]} for p in self.parties]

    @property
    def lines(self) -> dict[Party, dict[str, Any]]:
        """Return per party what this person changed."""
        found: dict[Party, dict[str, Any]] = {}
        for party in self.parties:
            changed = [name for name in ("present", "names") if f"{name}-{party.pk}" in self.changed_data]
            if changed:
                found[party] = {name: self.cleaned_data[f"{name}-{party.pk}"] for name in changed}
        return found
