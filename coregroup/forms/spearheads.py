"""Forms about a spearhead: what and why now, and how it goes on."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.forms.steps import MoveForm
from coregroup.models import Agreement, Spearhead
from datasets.forms.fields import YearField
from dia.forms.works_fields import area_choices

FARTHEST = 30  # years from now
FIELDS = ["title", "text", "area_code", "first_year", "last_year"]


class SpearheadForm(forms.ModelForm[Spearhead]):
    """`version` is the one that stood when the form was opened. The party is chosen once; an agreement by who leads."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    area_code = forms.ChoiceField(
        label=_("Area"), required=False, error_messages={"invalid_choice": _("Choose an area from the list.")}
    )
    first_year = YearField(label=_("From"))
    last_year = YearField(label=_("Until"), required=False)

    class Meta:
        model = Spearhead
        fields = [*FIELDS, "agreement", "party"]
        labels = {"title": _("Spearhead"), "text": _("Why now"), "party": _("Proposed by"), "agreement": _("Agreement")}
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(
        self, data: Any = None, *, partnership: Partnership, user: User, instance: Spearhead | None = None
    ) -> None:
        initial = {"version": instance.version if instance else None}
        super().__init__(data, instance=instance, initial=initial)
        if not instance:
            self.initial["first_year"] = timezone.localdate().year + 1
        standing = instance.area_code if instance else ""
        choices = [("", _("the whole city")), *area_choices(partnership, standing)[1:]]
        cast(forms.ChoiceField, self.fields["area_code"]).choices = choices
        party, agreement = (model_choice(self, name) for name in ("party", "agreement"))
        party.queryset, party.empty_label = user.parties_in(partnership, P.SPEAK), None
        agreement.queryset = Agreement.objects.of(partnership)
        agreement.empty_label = _("none")
        adopted = instance is not None and instance.state == Spearhead.State.ADOPTED
        if not (adopted and may(user, P.LEAD, partnership)):
            del self.fields["agreement"]
        if instance:
            del self.fields["party"]

    @property
    def spearhead(self) -> dict[str, Any]:
        """Return what the actions want to know."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        year = timezone.localdate().year
        if first and abs(first - year) > FARTHEST:
            self.add_error("first_year", _("Choose a year near this one."))
        if first and last and last < first:
            self.add_error("last_year", _("It ends before it begins. Choose a later year."))
        elif last and abs(last - year) > FARTHEST:
            self.add_error("last_year", _("Choose a year near this one."))
        return cleaned


class SpearheadMoveForm(MoveForm):
    reason = forms.CharField(
        label=_("Why it ends"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreement = forms.ModelChoiceField(Agreement.objects.none(), required=False, label=_("Stands in agreement"))

    def __init__(self, data: Any = None, *, partnership: Partnership) -> None:
        super().__init__(data)
        agreement = model_choice(self, "agreement")
        agreement.queryset = Agreement.objects.of(partnership).exclude(state=Agreement.State.ENDED)
        agreement.empty_label = _("none")
