"""Forms about an item of the agenda, and what was said of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from coregroup.forms.about import about, about_choices, fields_of
from coregroup.models import Item, Meeting

LONGEST = 480  # minutes: a whole day


class MinutesField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Duration in minutes"), min_value=0, max_value=LONGEST, **options)


class ItemForm(forms.ModelForm[Item]):
    """`version` is the one that stood when the form was opened.

    Who leads chooses any party or none, others their own.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    about = forms.ChoiceField(
        label=_("What is it about"),
        required=False,
        help_text=_("One thing at most. The meeting then sees how it stands, and gets there with one click."),
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    minutes = MinutesField(initial=10)

    class Meta:
        model = Item
        fields = ["title", "text", "minutes", "party"]
        labels = {
            "title": _("Item"),
            "text": _("What the meeting should know"),
            "party": pgettext_lazy("an item", "Brought by"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    field_order = ["title", "about", "text", "minutes", "party"]

    def __init__(self, data: Any = None, *, partnership: Partnership, user: User, instance: Item | None = None) -> None:
        standing = about(instance) if instance else ""
        initial = {"about": standing, "version": instance.version if instance else None}
        super().__init__(data, instance=instance, initial=initial)
        cast(forms.ChoiceField, self.fields["about"]).choices = about_choices(partnership, user, standing)
        party = model_choice(self, "party")
        if may(user, P.LEAD, partnership):
            party.queryset = Party.objects.filter(seats__in=partnership.seats.current()).order_by("name")
            party.empty_label = _("nobody in particular")
        else:
            party.queryset = user.parties_in(partnership, P.SPEAK)
            party.empty_label, party.required = None, True

    @property
    def item(self) -> dict[str, Any]:
        """Return the fields that the actions want to know."""
        cleaned = self.cleaned_data
        return {name: cleaned[name] for name in self.Meta.fields} | fields_of(cleaned["about"])


class SaidForm(forms.ModelForm[Item]):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Item
        fields = ["said"]
        labels = {"said": _("What was said")}
        widgets = {"said": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Any = None, *, instance: Item) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})


class TakeForm(forms.Form):
    """To which meeting an item of the backlog goes."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), error_messages={"required": _("Choose a meeting.")})

    def __init__(self, data: Any = None, *, partnership: Partnership) -> None:
        super().__init__(data)
        field = model_choice(self, "meeting")
        field.queryset = Meeting.objects.of(partnership)
        field.error_messages["invalid_choice"] = _("Choose a meeting from the list.")
