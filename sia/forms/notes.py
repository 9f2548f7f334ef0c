"""Forms about an area: an interpretation, a bottleneck, an opportunity."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Party
from datasets.models import Area, Asset
from sia.models import Bottleneck, Interpretation, Opportunity


class OfAParty(forms.ModelForm[Any]):
    """Said on behalf of the user's party; who speaks for more than one chooses."""

    party = forms.ModelChoiceField(
        label=_("On behalf of"),
        queryset=Party.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the party that you speak for.")},
    )

    def __init__(self, *args: Any, area: Area, parties: QuerySet[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        self.parties = list(parties)
        model_choice(self, "party").queryset = parties
        if len(self.parties) == 1:
            del self.fields["party"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if len(self.parties) == 1:
            cleaned["party"] = self.parties[0]
        return cleaned


class InterpretationForm(OfAParty):
    class Meta:
        model = Interpretation
        fields = ["kind", "text", "effect"]
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 5})}
        labels = {"kind": _("What does your party say?")}
        help_texts = {
            "text": _("What does your party know that the figures do not show? Name no persons."),
            "effect": _("For example: begin a year later, since the school is being rebuilt."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = Interpretation.Kind.choices

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if Interpretation.objects.standing().filter(area=self.area, text=text, party__in=self.parties).exists():
            raise ValidationError(_("Your party has said this of the area already."))
        return text


class BottleneckForm(OfAParty):
    class Meta:
        model = Bottleneck
        fields = ["text", "theme"]
        labels = {"text": _("What is wrong here?")}
        help_texts = {"text": _("One sentence that a resident recognises. For example: children cannot swim.")}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if Bottleneck.objects.standing().filter(area=self.area, text=text).exists():
            raise ValidationError(_("This bottleneck stands in the list already."))
        return text


class OpportunityForm(forms.ModelForm[Opportunity]):
    """The own party can take it up at once; another party only does so itself."""

    class Meta:
        model = Opportunity
        fields = ["text", "asset", "activity", "taken_up_by"]
        labels = {"text": _("What could be done?")}
        help_texts = {
            "text": _("For example: free swimming lessons after school."),
            "asset": _("Only what comes within reach of this area is in the list."),
            "activity": _("For example: the homework class on Wednesday."),
        }

    def __init__(
        self, *args: Any, bottleneck: Bottleneck, assets: QuerySet[Asset], parties: QuerySet[Party], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bottleneck = bottleneck
        asset = model_choice(self, "asset")
        asset.queryset, asset.empty_label = assets, _("none yet")
        taken = model_choice(self, "taken_up_by")
        taken.queryset, taken.empty_label = parties, _("nobody yet")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if self.bottleneck.opportunities.filter(text=text).exists():
            raise ValidationError(_("This chance stands in the list already."))
        return text


def chosen_party(parties: QuerySet[Party], given: str) -> Party:
    """Return the party behind a button; the only one where nothing is given.

    Raises ValidationError for what is not the user's own.
    """
    found = [party for party in parties if given in {"", str(party.pk)}]
    if len(found) != 1:
        raise ValidationError(_("Choose the party that you speak for. You can commit your own party only."))
    return found[0]
