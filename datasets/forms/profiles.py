"""The name of a way to read a table, and the choice of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from datasets.models import MappingProfile


def profile_stamp(profile: MappingProfile) -> str:
    """Return what somebody saw who opened it; another one once it was renamed or kept anew."""
    return profile.made_at.isoformat()


class ProfileForm(forms.ModelForm[MappingProfile]):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = MappingProfile
        fields = ["name"]
        labels = {"name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = profile_stamp(self.instance)

    @property
    def is_overtaken(self) -> bool:
        """Return whether somebody else changed it since this form was opened."""
        return self.data.get("seen") != profile_stamp(self.instance)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        own = MappingProfile.objects.of(self.instance.partnership).filter(party=self.instance.party)
        if own.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Your party has another one with this name. Choose another name."))
        return name


class ProfileChoiceForm(forms.Form):
    profile = forms.TypedChoiceField(
        label=_("Read it as"), coerce=int, error_messages={"required": _("Choose one from the list.")}
    )

    def __init__(self, data: Any = None, *, profiles: Iterable[MappingProfile]) -> None:
        super().__init__(data)
        self.found = {profile.pk: profile for profile in profiles}
        cast(forms.ChoiceField, self.fields["profile"]).choices = profile_choices(self.found.values(), _("Choose"))

    def chosen(self) -> MappingProfile:
        return self.found[self.cleaned_data["profile"]]


def profile_choices(profiles: Iterable[MappingProfile], none: Any) -> list[tuple[Any, Any]]:
    return [("", none), *((profile.pk, profile.name) for profile in profiles)]
