"""Forms to ask a party to join, and to answer it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dia.forms.bundles import WorkForm
from dia.forms.opportunities import TWO_WEEKS, DueField
from dia.models import JoinRequest

State = JoinRequest.State


class AskForm(WorkForm):
    """A work of another party, by when it should have answered, and a message."""

    due = DueField()
    text = forms.CharField(
        label=gettext_lazy("Message"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].initial = timezone.localdate() + TWO_WEEKS


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("What does your party answer?"),
        widget=forms.RadioSelect,
        choices=[
            (State.AGREED, gettext_lazy("yes, we join")),
            (State.CONDITIONAL, gettext_lazy("yes, on a condition")),
            (State.REFUSED, gettext_lazy("no")),
        ],
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    text = forms.CharField(label=gettext_lazy("Condition or reason"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") in {State.CONDITIONAL, State.REFUSED} and not cleaned.get("text", "").strip():
            self.add_error("text", ValidationError(_("Write down your condition or your reason.")))
        return cleaned
