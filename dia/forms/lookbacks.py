"""Forms at a look-back: by a party of its measure, and by the core group of the year as a whole."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from dia.models import LookBack, LookBackLine
from dia.pipeline.lookbacks_account import MeasureLine


class SayForm(forms.Form):
    """The outcome of one measure; filled in with what was said, else with what the figures suggest."""

    outcome = forms.ChoiceField(label=_("What became of it?"), choices=LookBackLine.Outcome, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("Needed where it comes later or is dropped.")
    )
    later_year = forms.TypedChoiceField(label=_("Comes in"), required=False, coerce=int, empty_value=None)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, look_back: LookBack, measure: int, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"measure-{measure}-%s")
        self.look_back, self.measure = look_back, measure
        years = [year for year in look_back.agenda.years if year > look_back.year]
        choices = [("", _("not known yet")), *((year, str(year)) for year in years)]
        self.fields["later_year"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, look_back: LookBack, line: MeasureLine) -> Self:
        initial = {
            "outcome": line.outcome or line.proposed,
            "reason": line.reason or line.differs,
            "later_year": line.later_year,
            "seen": line.version,
        }
        return cls(look_back=look_back, measure=line.measure, initial=initial)

    @property
    def said(self) -> dict[str, Any]:
        """Return what actions.say_outcome wants to know."""
        return {name: self.cleaned_data[name] for name in ("outcome", "reason", "later_year", "seen")}

    def once_more(self) -> SayForm:
        """Return a form with the same answers on the version of the colleague: sent again, they count."""
        standing = self.look_back.lines.filter(measure=self.measure).first()
        data = {**dict(self.data.items()), "seen": standing.version if standing else 0}
        return SayForm(data, look_back=self.look_back, measure=self.measure)


class SummaryForm(forms.Form):
    """`version` is the one that the writer saw."""

    summary = forms.CharField(
        label=_("What did we learn?"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, look_back: LookBack) -> None:
        super().__init__(data, initial={"summary": look_back.summary, "version": look_back.version})
        self.look_back = look_back

    def once_more(self) -> SummaryForm:
        """Return a form with the same text on the version of the colleague, whose text stands beside it."""
        self.look_back.refresh_from_db()
        return SummaryForm({**dict(self.data.items()), "version": self.look_back.version}, look_back=self.look_back)


class CloseForm(forms.Form):
    version = forms.IntegerField()
