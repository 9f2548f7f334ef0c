"""What is to be shown to all: an address of this meeting's own screen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from coregroup.models import Item, Meeting
from sia.screens.ranking import Choice

LONGEST = 1000


class PresentationForm(forms.Form):
    """Of the address only what the screen knows is kept; `item` is the item that it names."""

    address = forms.CharField(max_length=LONGEST)
    take_over = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, meeting: Meeting) -> None:
        super().__init__(data)
        self.meeting = meeting
        self.item: Item | None = None

    def clean_address(self) -> str:
        screen = reverse("meeting_screen", args=[self.meeting.partnership.slug, self.meeting.pk])
        path, _question, query = self.cleaned_data["address"].partition("?")
        if path != screen:
            raise ValidationError(_("Only the screen of this meeting can be shown to all."))
        asked = QueryDict(query)
        kept = {}
        if named := asked.get("item"):
            self.item = next((item for item in self.meeting.items.all() if str(item.pk) == named), None)
            if self.item is None:
                raise ValidationError(_("This item is not on the agenda of this meeting."))
            kept = {"item": named}
        address = screen + Choice.read(asked, **kept).query()
        if len(address) > LONGEST:
            raise ValidationError(_("This address is too long to be shown to all."))
        return address
