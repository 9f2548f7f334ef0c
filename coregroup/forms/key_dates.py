"""Forms about a key date of the yearly calendar."""

from __future__ import annotations

import calendar
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from coregroup.actions.key_dates import FIELDS, key_date_stamp
from coregroup.models import KeyDate

LEAP_YEAR = 2028
LONGEST_WARNING = 180


class KeyDateForm(forms.ModelForm[KeyDate]):
    """`seen` is the stamp of the key date as it was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=list(MONTHS.items()))
    remind = forms.IntegerField(
        label=_("Days of warning"),
        min_value=0,
        max_value=LONGEST_WARNING,
        initial=30,
        help_text=_("So many days before it, it stands on the start page."),
    )

    class Meta:
        model = KeyDate
        fields = FIELDS
        labels = {"title": _("What")}

    def __init__(self, data: Any = None, *, instance: KeyDate | None = None) -> None:
        super().__init__(data, instance=instance, initial={"seen": key_date_stamp(instance) if instance else ""})

    @property
    def key_date(self) -> dict[str, Any]:
        """Return what the actions want to know."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        month, day = cleaned.get("month"), cleaned.get("day")
        if month and day and day > calendar.monthrange(LEAP_YEAR, month)[1]:
            self.add_error("day", _("This month does not have so many days."))
        return cleaned
