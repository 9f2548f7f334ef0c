"""The form of what is shown to all, and the what-if that stands in such an address.

It is an address of this meeting's own screen, or a page of what an item is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Partnership
from coregroup.models import Item, Meeting
from sia.models import ScoreRun
from sia.pages.ranking import Choice

LONGEST = 1000


class PresentationForm(forms.Form):
    """The address, of which only what the screen knows is kept.

    `item` is the item that it names, or that the page is about. `pages` tells the addresses of what the items of a
    meeting are about.
    """

    address = forms.CharField(max_length=LONGEST)
    take_over = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, meeting: Meeting, pages: Callable[[Meeting], Mapping[str, Item]]) -> None:
        super().__init__(data)
        self.meeting, self.pages = meeting, pages
        self.item: Item | None = None

    def clean_address(self) -> str:
        screen = reverse("meeting_screen", args=[self.meeting.partnership.slug, self.meeting.pk])
        path, _question, query = self.cleaned_data["address"].partition("?")
        if path != screen:
            return self._page(path)
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

    def _page(self, path: str) -> str:
        pages = self.pages(self.meeting)
        if path not in pages:
            raise ValidationError(
                _("Only the screen of this meeting and what its items are about can be shown to all.")
            )
        self.item = pages[path]
        return path


def what_if_of(partnership: Partnership, address: str) -> str:
    """Return the weights that are tried on the screen at this address, as a query of the map.

    On the scores of now: whoever opens it later sees the same. Empty where none are tried.
    """
    choice = Choice.read(QueryDict(address.partition("?")[2]))
    newest = ScoreRun.objects.newest(partnership, choice.level)
    if not choice.weights or newest is None:
        return ""
    query = Choice(level=choice.level, run=choice.run or str(newest.pk), weights=choice.weights).query()
    return query if len(query) <= LONGEST else ""
