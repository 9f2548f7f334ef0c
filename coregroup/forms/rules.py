"""Forms for a new version of the rules of play, and for a standing item."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coregroup.forms.items import MinutesField
from coregroup.forms.meetings import DayField
from coregroup.models import RulesOfPlay, StandingItem


class RulesForm(forms.ModelForm[RulesOfPlay]):
    """Begins from the version in force; `seen` is its number, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    agreed_on = DayField(label=_("Agreed on"))

    class Meta:
        model = RulesOfPlay
        fields = ["text", "way", "quorum", "agreed_on"]
        labels = {
            "text": _("Rules of play"),
            "way": _("A decision is taken when"),
            "quorum": _("How many parties must be there"),
        }
        help_texts = {
            "text": _("An empty line begins a new paragraph."),
            "quorum": _("Of the parties that have a vote. With fewer, the meeting speaks but does not decide."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 14}), "way": forms.RadioSelect}

    def __init__(self, data: Any = None, *, newest: RulesOfPlay | None) -> None:
        known = {"text": newest.text, "way": newest.way, "quorum": newest.quorum} if newest else {}
        seen = newest.version if newest else 0
        super().__init__(data, initial={"agreed_on": timezone.localdate(), "seen": seen, **known})
        self.newest = newest

    def once_more(self, refusal: ValidationError) -> Self:
        """Return a form with the same answers beside what is in force now: sent again, they count."""
        fresh = type(self)({**dict(self.data.items()), "seen": self.initial["seen"]}, newest=self.newest)
        fresh.add_error(None, refusal)
        return fresh


class StandingForm(forms.ModelForm[StandingItem]):
    minutes = MinutesField(initial=10)

    class Meta:
        model = StandingItem
        fields = ["title", "minutes", "shows_changes"]
        labels = {"title": _("Item"), "shows_changes": _("Shows what changed since the last meeting")}
