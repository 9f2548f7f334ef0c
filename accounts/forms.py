"""Forms about a person's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import LONGEST_TOKEN, USUAL_TOKEN, AccessToken, Partnership, User


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
