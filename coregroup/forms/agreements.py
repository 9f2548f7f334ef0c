"""Forms about performance agreements: what stands above the articles, one article, a signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party
from coregroup.actions.agreements import ARTICLE, agreement_stamp, article_stamp, outcome_stamp
from coregroup.forms.steps import StepForm
from coregroup.models import Agreement, Article
from datasets.forms.fields import YearField

# By the Dutch housing act these three make the agreements.
USUAL = (Party.Kind.MUNICIPALITY, Party.Kind.CORPORATION, Party.Kind.TENANTS)
FARTHEST = 30  # years from now


class AgreementForm(forms.ModelForm[Agreement]):
    """`seen` is the stamp of the agreement as it was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    year = YearField(label=_("Year"))
    parties = forms.ModelMultipleChoiceField(
        label=_("Who signs"),
        queryset=Party.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one party.")},
    )

    class Meta:
        model = Agreement
        fields = ["title", "year", "text"]
        labels = {"title": _("Title"), "text": _("Introduction")}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, data: Any = None, *, partnership: Partnership, instance: Agreement | None = None) -> None:
        seats = partnership.seats.current()
        usual = seats.filter(votes=True, party__kind__in=USUAL)
        parties = list((instance.signatories if instance else usual).values_list("party", flat=True))
        known: dict[str, Any] = {"seen": agreement_stamp(instance) if instance else "", "parties": parties}
        if not instance:
            known |= {"year": timezone.localdate().year + 1, "title": _("Performance agreements")}
        super().__init__(data, instance=instance, initial=known)
        seated = Party.objects.filter(pk__in=seats.values("party")) | Party.objects.filter(pk__in=parties)
        model_choice(self, "parties").queryset = seated.order_by("name")

    @property
    def agreement(self) -> dict[str, Any]:
        """Return what the actions want to know."""
        return {name: self.cleaned_data[name] for name in ("year", "title", "text", "parties")}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if abs(year - timezone.localdate().year) > FARTHEST:
            raise forms.ValidationError(_("Choose a year near this one."))
        return year


class ArticleForm(forms.ModelForm[Article]):
    """`seen` is the stamp of the article as it was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = ARTICLE
        labels = {"subject": _("Subject"), "text": _("What is agreed"), "party": _("Done by"), "due": _("Before")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "due": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(
        self, data: Any = None, *, agreement: Agreement, instance: Article | None = None, subject: str = ""
    ) -> None:
        known = {"seen": article_stamp(instance)} if instance else {"seen": "", "subject": subject}
        super().__init__(data, instance=instance, initial=known)
        seated = agreement.partnership.seats.current().values("party")
        kept = [instance.party_id] if instance and instance.party_id else []
        party = model_choice(self, "party")
        party.queryset = (Party.objects.filter(pk__in=seated) | Party.objects.filter(pk__in=kept)).order_by("name")
        party.empty_label = _("all parties together")

    @property
    def article(self) -> dict[str, Any]:
        """Return what the actions want to know."""
        return {name: self.cleaned_data[name] for name in ARTICLE}


class OutcomeForm(forms.Form):
    """The outcome of an article; `seen` is the stamp of what was said of it when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Article.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Needed where it comes later or is dropped."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, article: Article) -> None:
        known = {"seen": outcome_stamp(article), "outcome": article.outcome, "reason": article.reason}
        super().__init__(data, initial=known)

    @property
    def said(self) -> dict[str, Any]:
        """Return what actions.say_outcome wants to know."""
        return {name: self.cleaned_data[name] for name in ("seen", "outcome", "reason")}


class SignForm(StepForm):
    """The party that signs; whether the person may sign for it, the action says."""

    party = forms.ModelChoiceField(Party.objects.none())

    def __init__(self, data: Any = None, *, agreement: Agreement) -> None:
        super().__init__(data)
        signing = Party.objects.filter(pk__in=agreement.signatories.values("party"))
        model_choice(self, "party").queryset = signing
