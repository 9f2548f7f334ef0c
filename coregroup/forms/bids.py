"""Forms about the bid of a party, and in which agreement the core group takes it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party, User
from accounts.permissions import P
from coregroup.actions.bids import texts_stamp
from coregroup.forms.steps import StepForm
from coregroup.models import Agreement, Bid, Subject
from coregroup.pipeline.bids import texts_of
from datasets.forms.fields import YearField
from reports.bid import LONGEST_TEXT

NEAR = 5  # years from now


class BidForm(forms.Form):
    party = forms.ModelChoiceField(
        label=_("Party"),
        queryset=Party.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the party.")},
    )
    year = YearField(label=_("Year"), help_text=_("The year that the bid is for."))

    def __init__(self, data: Any = None, *, partnership: Partnership, user: User) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year + 1})
        own = user.parties_in(partnership, P.SPEAK).filter(kind=Party.Kind.CORPORATION)
        model_choice(self, "party").queryset = own
        self.has_party = own.exists()

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if abs(year - timezone.localdate().year) > NEAR:
            raise forms.ValidationError(_("Choose a year near this one."))
        return year


class InsightField(forms.CharField):
    """A line end counts as one character, as in the box and on the page."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 7, "class": "insight"})
        super().__init__(required=False, max_length=LONGEST_TEXT, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").strip()


class BidTextsForm(forms.Form):
    """The insight under each subject. `seen` is the stamp of the texts as they were when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, bid: Bid, fits: Mapping[str, str] | None = None) -> None:
        """Make the form; `fits`: per subject a sentence on how much of its text has a place on the A4."""
        super().__init__(data, initial={**texts_of(bid), "seen": texts_stamp(bid)})
        for subject, label in Subject.choices:
            self.fields[subject] = InsightField(label=label, help_text=(fits or {}).get(subject, ""))

    @property
    def texts(self) -> dict[str, str]:
        return {subject: self.cleaned_data[subject] for subject in Subject.values}


class AbsorbForm(StepForm):
    """Only agreements that are being drawn up; those of the year of the bid first."""

    agreement = forms.ModelChoiceField(
        label=_("Agreement"),
        queryset=Agreement.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose the agreement."),
            "invalid_choice": _("Choose an agreement from the list."),
        },
    )

    def __init__(self, data: Any = None, *, bid: Bid) -> None:
        super().__init__(data, initial={"version": bid.version})
        drafts = Agreement.objects.of(bid.partnership).filter(state=Agreement.State.DRAFT)
        model_choice(self, "agreement").queryset = drafts.of_year_first(bid.year)
