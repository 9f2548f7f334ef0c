"""Forms for the page of residents, and about the daily mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coregroup.models import Digest, PublicPage, Release
from datasets.forms.fields import YearField
from dia.forms.works_fields import WholeField
from dia.models import Work

MOST_DAYS = 3_000


class PublicPageForm(forms.ModelForm[PublicPage]):
    """`version` is that of the settings as they were when the form was opened, 0 for none."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PublicPage
        fields = ["on", "intro", "contact"]
        labels = {
            "on": gettext_lazy("The page is open to everybody"),
            "intro": gettext_lazy("Introduction"),
            "contact": gettext_lazy("Where to ask"),
        }
        help_texts = {
            "intro": gettext_lazy("What the parties do here together, in a few plain sentences."),
            "contact": gettext_lazy("A telephone number or an e-mail address."),
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("on") and not cleaned.get("contact"):
            self.add_error("contact", ValidationError(_("Write down where residents can ask before the page opens.")))
        return cleaned


class ReleaseForm(forms.ModelForm[Release]):
    """Begins from what stands, else from the kind and the years of the work. `seen` is the release that stands."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    first_year = YearField(label=gettext_lazy("From"))
    last_year = YearField(label=gettext_lazy("Until"))
    days = WholeField(label=gettext_lazy("Days of hindrance"), required=False, highest=MOST_DAYS)

    class Meta:
        model = Release
        fields = ["title", "first_year", "last_year", "days", "text"]
        labels = {"title": gettext_lazy("What is done"), "text": gettext_lazy("What residents notice")}
        help_texts = {
            "title": gettext_lazy("In words for residents. For example: new sewer in the Lambertuslaan."),
            "text": gettext_lazy("No amounts, no names of people."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Any = None, *, work: Work, standing: Release | None) -> None:
        names = ("title", "first_year", "last_year", "days", "text")
        told = {name: getattr(standing, name) for name in names} if standing else _proposal(work)
        super().__init__(data, initial={**told, "seen": standing.pk if standing else 0})
        self.work, self.standing = work, standing

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", ValidationError(_("The last year lies before the first one.")))
        return cleaned

    def once_more(self, refusal: str) -> ReleaseForm:
        """Return a form with the same answers beside what stands now: sent again, they count."""
        fresh = ReleaseForm(
            {**dict(self.data.items()), "seen": self.initial["seen"]}, work=self.work, standing=self.standing
        )
        fresh.add_error(None, refusal)
        return fresh


def _proposal(work: Work) -> dict[str, Any]:
    """Return the initial values: the kind, the year and the days, no title or description.

    Nothing of the party's own words goes out unasked.
    """
    return {
        "title": str(work.get_kind_display()).capitalize(),
        "first_year": work.preferred,
        "last_year": work.preferred,
        "days": work.days,
    }


class WithdrawForm(forms.Form):
    seen = forms.IntegerField()


class DigestForm(forms.ModelForm[Digest]):
    class Meta:
        model = Digest
        fields = ["wanted"]
        labels = {"wanted": gettext_lazy("Send me an e-mail in the morning when something new waits for me")}
