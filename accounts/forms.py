"""Forms about a person's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import LONGEST_TOKEN, USUAL_TOKEN, AccessToken, Partnership, Party, User
from accounts.municipalities import alike, code_of, municipalities


class TokenForm(forms.ModelForm[AccessToken]):
    class Meta:
        model = AccessToken
        fields = ("name", "purpose", "partnership", "until")
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "partnership": forms.Select(attrs={"class": "select"}),
            "until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        labels = {"partnership": _("partnership")}
        help_texts = {
            "name": _("By which you know it again, for example: QGIS on my laptop."),
            "purpose": _("It stands in the access log beside all that is read with this token."),
            "until": _("A year at most."),
        }
        error_messages = {
            "name": {"required": _("Give the token a name.")},
            "purpose": {"required": _("Say what you use the token for.")},
            "partnership": {"required": _("Choose a partnership."), "invalid_choice": _("Choose a partnership.")},
            "until": {"required": _("Say until which day the token is valid.")},
        }

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + USUAL_TOKEN})
        choice = model_choice(self, "partnership")
        choice.queryset = Partnership.objects.visible_to(user).order_by("name")
        choice.empty_label = None

    def clean_until(self) -> Any:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until <= today + LONGEST_TOKEN:
            raise ValidationError(_("Choose a day from today up to a year from now."))
        return until

    def validate_constraints(self) -> None:
        """Leave constraints to `clean_until` and the fields, which say the same in words."""

    @property
    def token(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "purpose", "partnership", "until")}


class FoundForm(forms.Form):
    """A new partnership: of which municipality, and under which name that takes part in it."""

    municipality = forms.CharField(
        label=_("Municipality"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
        error_messages={"required": _("Say which municipality.")},
    )
    party = forms.CharField(
        label=_("Name of the first party"),
        max_length=Party._meta.get_field("name").max_length,
        required=False,
        help_text=_("You are its administrator. Left empty it is the municipality itself."),
    )

    def clean_municipality(self) -> str:
        """Return the code of the municipality."""
        said = self.cleaned_data["municipality"]
        code = code_of(said)
        if code is None:
            names = get_text_list([*alike(said)], _("or"))
            text = (
                _("We know no municipality “%(said)s”. Do you mean %(names)s?")
                if names
                else (_("We know no municipality “%(said)s”. Choose one from the list."))
            )
            raise ValidationError(text, params={"said": said, "names": names})
        return code

    @property
    def founded(self) -> dict[str, str]:
        """Return the name, address, code and first party of the partnership."""
        code = self.cleaned_data["municipality"]
        name = municipalities()[code]
        party = self.cleaned_data["party"] or _("Municipality of %(name)s") % {"name": name}
        return {"name": name, "slug": code.lower(), "municipality_code": code, "party": str(party)}


class SeatForm(forms.Form):
    """A party that takes part: known by its name, or new."""

    name = forms.CharField(
        label=_("Name of the party"),
        max_length=Party._meta.get_field("name").max_length,
        error_messages={"required": _("Give the party a name.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Party.Kind.choices, initial=Party.Kind.CORPORATION)
    votes = forms.BooleanField(label=_("Votes"), required=False, initial=True)
    funds = forms.BooleanField(label=_("Brings money"), required=False, initial=True)
