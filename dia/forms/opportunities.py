"""Forms about a coupling opportunity."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TWO_WEEKS = dt.timedelta(days=14)


class DueField(forms.DateField):
    """Today or later; two weeks from now unless another day is chosen."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, label=gettext_lazy("Answer before"), **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose today or a later day."))


class TalkForm(forms.Form):
    """Asks the other party to join; where both works are of the own party there is nobody to ask."""

    due = DueField()
    text = forms.CharField(
        label=gettext_lazy("Message"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due"].initial = timezone.localdate() + TWO_WEEKS


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why not now?"),
        max_length=300,
        help_text=gettext_lazy("It stays away until one of the two works changes."),
        error_messages={"required": gettext_lazy("Write down why not, so that nobody asks it again next month.")},
    )
