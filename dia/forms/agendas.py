"""What the core group fills in to open an agenda, to move it on, and to bound the nuisance in its areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, Party
from dia.forms.works_fields import WholeField, area_choices
from dia.models import Agenda
from dia.models.agendas import LONGEST, SHORTEST
from dia.screens.agendas import Advised

FARTHEST = 30  # years from now
USUAL = 8


class AgendaForm(forms.Form):
    """`advised`: the areas for which an adopted advice says joint agenda, with its snapshot."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("For example the area and the years.")
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Areas"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one area.")},
    )
    first_year = forms.IntegerField(label=gettext_lazy("First year"))
    last_year = forms.IntegerField(
        label=gettext_lazy("Last year"), help_text=gettext_lazy("An agenda has 5 to 10 years.")
    )
    goals = forms.CharField(
        label=gettext_lazy("Goals"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    parties = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who takes part"),
        queryset=Party.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Parties that bring money are ticked already."),
        error_messages={"required": gettext_lazy("Choose at least one party.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Decision and reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed where no adopted advice says joint agenda. Who decided this, when and why?"),
    )

    def __init__(
        self, data: Any = None, *, partnership: Partnership, advised: Sequence[Advised], asked: str = ""
    ) -> None:
        year = timezone.localdate().year + 1
        seats = partnership.seats.current()
        initial = {
            "first_year": year,
            "last_year": year + USUAL - 1,
            "areas": [asked] if asked else [],
            "parties": list(seats.filter(funds=True).values_list("party", flat=True)),
        }
        super().__init__(data, initial=initial)
        self.known: dict[str, str] = {}
        self.advised = {each.code: each for each in advised}
        for name in ("first_year", "last_year"):  # years are written without a thousands sign
            self.fields[name].localize = False
        cast(forms.ModelMultipleChoiceField, self.fields["parties"]).queryset = Party.objects.filter(
            pk__in=seats.values("party")
        ).order_by("name")
        cast(forms.MultipleChoiceField, self.fields["areas"]).choices = self._area_choices(partnership)

    def _area_choices(self, partnership: Partnership) -> list[Any]:
        first = [(each.code, each.name) for each in self.advised.values()]
        rest = []
        for value, label in area_choices(partnership)[1:]:
            inside = label if isinstance(label, list) else [(value, label)]
            found = [(code, name) for code, name in inside if code not in self.advised]
            rest.append((value if isinstance(label, list) else str(label), found))
        self.known = {code: str(name) for _label, inside in rest for code, name in inside}
        advised = [(_("Joint agenda by the adopted advice"), first)] if first else []
        return [*advised, *[group for group in rest if group[1]]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_years(cleaned.get("first_year"), cleaned.get("last_year"))
        others = [code for code in cleaned.get("areas", []) if code not in self.advised]
        if others and not cleaned.get("reason", "").strip():
            text = _("For %(areas)s no adopted advice says joint agenda. Write down who decided this, and why.")
            self.add_error("reason", text % {"areas": ", ".join(self._names(others))})
        found = next((self.advised[code] for code in cleaned.get("areas", []) if code in self.advised), None)
        cleaned["snapshot"] = found.snapshot if found else None
        return cleaned

    def _check_years(self, first: int | None, last: int | None) -> None:
        if first is None or last is None:
            return
        year = timezone.localdate().year
        if abs(first - year) > FARTHEST:
            self.add_error("first_year", _("Choose a year near %(year)s.") % {"year": year})
        elif not SHORTEST <= last - first + 1 <= LONGEST:
            years = {"from": first + SHORTEST - 1, "to": first + LONGEST - 1}
            text = _("An agenda has 5 to 10 years. Choose a last year from %(from)s to %(to)s.")
            self.add_error("last_year", text % years)

    def _names(self, codes: Sequence[str]) -> list[str]:
        return [self.known.get(code, code) for code in codes]


class MoveForm(forms.Form):
    to = forms.ChoiceField(choices=Agenda.State)
    version = forms.IntegerField()
    decision = forms.CharField(required=False, max_length=4000)
    with_gaps = forms.BooleanField(required=False)


class CapsForm(forms.Form):
    """For each area and year how many household-days it bears; empty is no limit."""

    def __init__(self, data: Any = None, *, agenda: Agenda, names: Mapping[str, str]) -> None:
        super().__init__(data)
        self.agenda, self.names = agenda, names
        standing = {(cap.area_code, cap.year): cap for cap in agenda.caps.all()}
        for code in names:
            for year in agenda.years:
                cap = standing.get((code, year))
                label = _("%(area)s in %(year)s") % {"area": names[code], "year": year}
                days = WholeField(label=label, required=False, absent=None, initial=cap and cap.household_days)
                self.fields[f"days-{code}-{year}"] = days
            refuses = any(cap.refuses for (area, _year), cap in standing.items() if area == code)
            label = _("Refuse what comes above in %(area)s") % {"area": names[code]}
            self.fields[f"refuses-{code}"] = forms.BooleanField(label=label, required=False, initial=refuses)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "boxes": [self[f"days-{code}-{year}"] for year in self.agenda.years],
                "refuses": self[f"refuses-{code}"],
            }
            for code, name in self.names.items()
        ]

    @property
    def caps(self) -> dict[tuple[str, int], tuple[int, bool]]:
        found = {}
        for code in self.names:
            for year in self.agenda.years:
                days = self.cleaned_data[f"days-{code}-{year}"]
                if days is not None:
                    found[code, year] = (days, self.cleaned_data[f"refuses-{code}"])
        return found


def as_refused(form: forms.Form, refused: ValidationError) -> forms.Form:
    """What an action refused, at the fields that it names."""
    form.add_error(None, refused)
    return form
