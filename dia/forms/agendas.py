"""Forms of the core group to open an agenda, to move it on, and to bound the nuisance in its areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party
from dia.actions.agendas_changed import terms_of
from dia.actions.caps import caps_stamp
from dia.forms.left_out import refuse_left_out
from dia.forms.works_fields import WholeField, area_choices
from dia.models import Agenda
from dia.models.agendas import LONGEST, SHORTEST
from dia.pipeline.agenda_lines import caps_of

if TYPE_CHECKING:
    from dia.pages.agendas import Advised

FARTHEST = 30  # years from now
USUAL = 8


class AgendaForm(forms.Form):
    """The form to open an agenda, or to change `agenda`.

    `advised`: areas for which an adopted advice says joint agenda, with its snapshot.
    """

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
    price_year = forms.IntegerField(
        label=gettext_lazy("Prices of the year"),
        help_text=gettext_lazy("All amounts are in the prices of this year, also those of later years."),
    )
    with_vat = forms.BooleanField(label=gettext_lazy("The amounts are with VAT"), required=False)
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
        self,
        data: Any = None,
        *,
        partnership: Partnership,
        advised: Sequence[Advised],
        asked: str = "",
        agenda: Agenda | None = None,
    ) -> None:
        self.agenda, self.known = agenda, dict[str, str]()
        self.advised = {each.code: each for each in advised}
        standing = terms_of(agenda) if agenda else {}
        super().__init__(data, initial=standing or self._usual(partnership, asked))
        for name in ("first_year", "last_year", "price_year"):  # years are written without a thousands sign
            self.fields[name].localize = False
        seated = Q(pk__in=partnership.seats.current().values("party"))
        taking = Q(pk__in=[party.pk for party in standing.get("parties", [])])
        parties = model_choice(self, "parties")
        parties.queryset = Party.objects.filter(seated | taking).order_by("name")
        areas = cast(forms.MultipleChoiceField, self.fields["areas"])
        areas.choices = self._area_choices(partnership)
        if agenda:
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=agenda.version)
            self.fields["reason"].help_text = _("Needed for other years or areas. Who decided this, when and why?")
            parties.help_text = ""
            areas.choices += [(code, code) for code in standing["areas"] if code not in self.known]

    @staticmethod
    def _usual(partnership: Partnership, asked: str) -> dict[str, Any]:
        year = timezone.localdate().year
        return {
            "first_year": year + 1,
            "last_year": year + USUAL,
            "price_year": year,
            "areas": [asked] if asked else [],
            "parties": list(partnership.seats.current().filter(funds=True).values_list("party", flat=True)),
        }

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
        self._check_near("price_year", cleaned.get("price_year"))
        if not self.agenda:
            self._check_advised(cleaned)
        return cleaned

    @property
    def terms(self) -> dict[str, Any]:
        """Return what actions.change_agenda wants to know."""
        return {name: self.cleaned_data[name] for name in terms_of(cast(Agenda, self.agenda))}

    def _check_advised(self, cleaned: dict[str, Any]) -> None:
        others = [code for code in cleaned.get("areas", []) if code not in self.advised]
        if others and not cleaned.get("reason", "").strip():
            text = _("For %(areas)s no adopted advice says joint agenda. Write down who decided this, and why.")
            self.add_error("reason", text % {"areas": ", ".join(self._names(others))})
        found = next((self.advised[code] for code in cleaned.get("areas", []) if code in self.advised), None)
        cleaned["snapshot"] = found.snapshot if found else None

    def _check_near(self, name: str, asked: int | None) -> bool:
        year = timezone.localdate().year
        is_near = asked is None or abs(asked - year) <= FARTHEST
        if not is_near:
            self.add_error(name, _("Choose a year near %(year)s.") % {"year": year})
        return is_near

    def _check_years(self, first: int | None, last: int | None) -> None:
        if first is None or last is None:
            return
        if self._check_near("first_year", first) and not SHORTEST <= last - first + 1 <= LONGEST:
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

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, agenda: Agenda, names: Mapping[str, str]) -> None:
        super().__init__(data, initial={"seen": caps_stamp(agenda)})
        self.agenda, self.names, self.is_overtaken = agenda, names, False
        self.standing = caps_of(agenda)
        for code in names:
            for year in agenda.years:
                label = _("%(area)s in %(year)s") % {"area": names[code], "year": year}
                days = WholeField(label=label, required=False, absent=None, initial=self._stands(code, year))
                self.fields[f"days-{code}-{year}"] = days
            label = _("Refuse what comes above in %(area)s") % {"area": names[code]}
            refuses = forms.BooleanField(label=label, required=False, initial=self._refuses(code))
            self.fields[f"refuses-{code}"] = refuses

    def clean(self) -> dict[str, Any]:
        refuse_left_out(self, "days")
        return self.cleaned_data

    def _stands(self, code: str, year: int) -> int | None:
        return self.standing.get((code, year), (None, False))[0]

    def _refuses(self, code: str) -> bool:
        return any(refuses for (area, _year), (_days, refuses) in self.standing.items() if area == code)

    def once_more(self, agenda: Agenda) -> CapsForm:
        """Return a form with the same answers beside what a colleague saved; `agenda` as it stands now.

        Sent again, they count.
        """
        fresh = type(self)({**dict(self.data.items()), "seen": caps_stamp(agenda)}, agenda=agenda, names=self.names)
        fresh.is_overtaken = True
        return fresh

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "boxes": [(self[f"days-{code}-{year}"], self._theirs(code, year)) for year in self.agenda.years],
                "refuses": self[f"refuses-{code}"],
                "theirs_refuses": self.is_overtaken and f"refuses-{code}" in self.changed_data,
                "refused": self._refuses(code),
            }
            for code, name in self.names.items()
        ]

    def _theirs(self, code: str, year: int) -> str:
        """Return what a colleague saved, where that is another."""
        if not self.is_overtaken or f"days-{code}-{year}" not in self.changed_data:
            return ""
        days = self._stands(code, year)
        return _("no limit") if days is None else number_format(days, 0, force_grouping=True)

    @property
    def caps(self) -> dict[tuple[str, int], tuple[int, bool]]:
        found = {}
        for code in self.names:
            for year in self.agenda.years:
                days = self.cleaned_data[f"days-{code}-{year}"]
                if days is not None:
                    found[code, year] = (days, self.cleaned_data[f"refuses-{code}"])
        return found
