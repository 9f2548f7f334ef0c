"""Forms about a snapshot of the advice: its title, another class for an area, the decision."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sia.models import AreaResult, ScoreRun, Snapshot

CLASSES = [choice for choice in AreaResult.AdviceClass.choices if choice[0] != AreaResult.AdviceClass.INSUFFICIENT]
UNKNOWN = AreaResult.AdviceClass.choices[-1]


class SnapshotForm(forms.ModelForm[Snapshot]):
    """`run` is the newest; `seen` the one that stood on the page when it was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Snapshot
        fields = ["title", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("For example the month of the meeting."),
            "note": _("What the core group should know beforehand."),
        }

    def __init__(self, data: Any = None, *, run: ScoreRun | None) -> None:
        super().__init__(data, initial={"seen": run.pk if run else None})
        self.run = run

    def once_more(self, refusal: ValidationError) -> Self:
        """Return a form with the same answers beside what is true now: sent again, they count."""
        fresh = type(self)({**dict(self.data.items()), "seen": self.run.pk if self.run else ""}, run=self.run)
        fresh.add_error(None, refusal)
        return fresh


class MoveForm(forms.Form):
    to = forms.ChoiceField(choices=Snapshot.State)


class DeviationForm(forms.Form):
    """The class that an area gets, and why; the advised class needs no reason. `seen` is the deviation that stood."""

    advice = forms.ChoiceField(label=_("Class"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed where the class is another than advised. Everybody can read it."),
        error_messages={"required": _("Write down why this area gets another class than was advised.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, data: Any = None, *, snapshot: Snapshot, result: AreaResult) -> None:
        standing = snapshot.deviations.filter(area=result.area_id).first()
        known = (standing.advice, standing.reason, str(standing.pk)) if standing else (result.advice, "", "")
        super().__init__(data, initial=dict(zip(("advice", "reason", "seen"), known, strict=True)))
        self.snapshot, self.result = snapshot, result
        unknown = [UNKNOWN] if result.advice == AreaResult.AdviceClass.INSUFFICIENT else []
        self.fields["reason"].required = not data or data.get("advice") != result.advice
        self.fields["advice"].choices = [*CLASSES, *unknown]  # type: ignore[attr-defined]

    def once_more(self, refusal: ValidationError) -> Self:
        """Return a form with the same answers beside those that stand now: sent again, they count."""
        now = type(self)(snapshot=self.snapshot, result=self.result)
        fresh = type(self)(
            {**dict(self.data.items()), "seen": now.initial["seen"]}, snapshot=self.snapshot, result=self.result
        )
        fresh.add_error(None, refusal)
        return fresh


class AdoptForm(forms.Form):
    decision = forms.CharField(
        label=_("Decision"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who decided, when, and what. For example: the core group of 12 March, all parties in favour."),
        error_messages={"required": _("Write down the decision: who decided, and what.")},
    )
