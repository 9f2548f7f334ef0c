"""Forms of a budget holder: a commitment, contributions to a measure, and what was really spent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dia.actions.cells import closed_years
from dia.actions.money import NOTHING, Amounts
from dia.forms.asking import AskingForm
from dia.forms.left_out import refuse_left_out
from dia.forms.works_fields import EurosField, TenthsField, WholeField
from dia.models import Commitment, Measure, Pot

SEEN = re.compile(r"([0-9]{1,18})/([0-9]{1,6}(?:\.[0-9])?)")
MOST_EUROS, MOST_FTE, MOST_DAYS = 100_000_000_000, 99_999, 3_000


def as_tenths(value: float) -> Decimal:
    return Decimal(str(value))


class CommitmentForm(AskingForm):
    """`standing` is the version that is current; `seen` the one that stood on the page when it was opened."""

    state = forms.ChoiceField(
        label=_("How firm is it?"),
        choices=Commitment.State,
        widget=forms.RadioSelect,
        initial=Commitment.State.INTENDED,
    )
    euros = EurosField(label=_("Euros"), required=False, highest=MOST_EUROS)
    fte = TenthsField(label=_("Manpower (fte)"), required=False, highest=MOST_FTE)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("Needed for a change: say in one sentence why.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, standing: Commitment | None) -> None:
        initial: dict[str, Any] = {"seen": 0}
        if standing:
            initial = {"state": standing.state, "euros": standing.euros, "fte": standing.fte, "seen": standing.version}
        super().__init__(data, initial=initial)
        self.standing = standing

    def clean(self) -> dict[str, Any]:
        """Refuse an empty box, which is no 0: neither where both are empty, nor where it held an amount."""
        blank = [name for name in ("euros", "fte") if not str(self.data.get(name) or "").strip()]
        for name in blank:
            if len(blank) > 1 or getattr(self.standing, name, None):
                self.add_error(name, _("Fill in an amount; 0 is possible."))
        return self.cleaned_data

    @property
    def commitment(self) -> dict[str, Any]:
        """Return what actions.commit wants to know."""
        cleaned = self.cleaned_data
        amounts = Amounts(cleaned["euros"], as_tenths(cleaned["fte"]))
        named = {name: cleaned[name] for name in ("state", "seen", "note")}
        return {**named, "amounts": amounts, "meant": self.answered}

    def once_more(self) -> CommitmentForm:
        """Return a form with the same answers on the version of the colleague: sent again, they count."""
        seen = self.standing.version if self.standing else 0
        return type(self)({**dict(self.data.items()), "seen": seen}, standing=self.standing)


class ContributionForm(forms.Form):
    """Per pot of one party what it gives to a measure; `seen` is what stood there when the page was opened."""

    def __init__(self, data: Any = None, *, pots: list[Pot], given: dict[int, Amounts]) -> None:
        super().__init__(data)
        self.pots = pots
        self.theirs: dict[int, Amounts] = {}
        for pot in pots:
            stands = given.get(pot.year, NOTHING)
            euros = EurosField(label=f"{pot.year} €", required=False, highest=MOST_EUROS, initial=stands.euros)
            fte = TenthsField(label=f"{pot.year} fte", required=False, highest=MOST_FTE, initial=stands.fte)
            euros.disabled = fte.disabled = pot.closed
            self.fields[f"euros-{pot.year}"], self.fields[f"fte-{pot.year}"] = euros, fte
            seen = forms.CharField(widget=forms.HiddenInput, required=False, initial=as_seen(stands))
            self.fields[f"seen-{pot.year}"] = seen

    def clean(self) -> dict[str, Any]:
        refuse_left_out(self, "euros", "fte")
        return self.cleaned_data

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "pot": pot,
                "euros": self[f"euros-{pot.year}"],
                "fte": self[f"fte-{pot.year}"],
                "seen": self[f"seen-{pot.year}"],
                "theirs": self.theirs.get(pot.year),
            }
            for pot in self.pots
        ]

    @property
    def given(self) -> dict[int, Amounts]:
        cleaned = self.cleaned_data
        return {
            pot.year: Amounts(cleaned[f"euros-{pot.year}"] or 0, as_tenths(cleaned[f"fte-{pot.year}"] or 0))
            for pot in self.pots
            if not pot.closed
        }

    @property
    def seen(self) -> dict[int, Amounts]:
        return {pot.year: read_seen(self.cleaned_data[f"seen-{pot.year}"]) for pot in self.pots}

    def once_more(self, given: dict[int, Amounts]) -> ContributionForm:
        """Return a form with the same answers beside what a colleague gave; `given` is what stands by now.

        Sent again, they count.
        """
        stands = {pot.year: given.get(pot.year, NOTHING) for pot in self.pots}
        data = {**dict(self.data.items()), **{f"seen-{year}": as_seen(amounts) for year, amounts in stands.items()}}
        fresh = type(self)(data, pots=self.pots, given=given)
        fresh.theirs = {year: amounts for year, amounts in stands.items() if amounts != self.seen[year]}
        return fresh


def as_seen(amounts: Amounts) -> str:
    return f"{amounts.euros}/{amounts.fte:f}"


def read_seen(text: str) -> Amounts:
    """Return the amounts that were seen; where they cannot be read, amounts that nobody has."""
    found = SEEN.fullmatch(text)
    return Amounts(int(found[1]), Decimal(found[2])) if found else Amounts(-1)


class ActualForm(forms.Form):
    """`standing` is what is filled in by year.

    `seen` of a year the version that stood on the page when it was opened.
    """

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    euros = EurosField(label=_("Spent in euros"), required=False, highest=MOST_EUROS)
    fte = TenthsField(label=_("Manpower (fte)"), required=False, highest=MOST_FTE)
    days = WholeField(label=_("Days of hindrance"), required=False, absent=None, highest=MOST_DAYS)
    reason = forms.CharField(
        label=_("Why it differs"),
        max_length=300,
        required=False,
        help_text=_("Needed where it is not what was planned."),
    )

    def __init__(self, data: Any = None, *, measure: Measure, asked: str = "") -> None:
        this_year = timezone.localdate().year
        shut = closed_years(measure.agenda, measure.work.party_id)
        self.measure = measure
        self.years = [year for year in measure.agenda.years if year <= this_year and year not in shut]
        self.standing = {actual.year: actual for actual in measure.actuals.select_related("by").order_by("year")}
        super().__init__(data, initial=self._initial(asked))
        self.fields["year"].choices = [(year, str(year)) for year in self.years]  # type: ignore[attr-defined]
        if self.data.get("year", "") in map(str, shut):
            text = _("%(value)s is closed after its look-back. Nothing is changed.")
            self.fields["year"].error_messages["invalid_choice"] = text
        for year in self.years:
            seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=self._version(year))
            self.fields[f"seen-{year}"] = seen

    def _initial(self, asked: str) -> dict[str, Any]:
        """Return what stands in the year that is asked for."""
        found = {str(year): self.standing.get(year) for year in self.years}.get(asked)
        named = ("euros", "fte", "days", "reason") if found else ()
        return {"year": asked} | {name: getattr(found, name) for name in named}

    def _version(self, year: int) -> int:
        return self.standing[year].version if year in self.standing else 0

    @property
    def actual(self) -> dict[str, Any]:
        """Return what actions.record_actual wants to know."""
        cleaned = self.cleaned_data
        amounts = Amounts(cleaned["euros"], as_tenths(cleaned["fte"]))
        seen = cleaned[f"seen-{cleaned['year']}"] or 0
        named = {name: cleaned[name] for name in ("year", "days", "reason")}
        return {**named, "amounts": amounts, "seen": seen}

    def once_more(self) -> ActualForm:
        """Return a form with the same answers on what a colleague filled in: sent again, they count."""
        stands = type(self)(measure=self.measure)
        seen = {f"seen-{year}": stands._version(year) for year in stands.years}
        return type(self)({**dict(self.data.items()), **seen}, measure=self.measure)
