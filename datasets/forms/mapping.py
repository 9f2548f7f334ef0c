"""The form of how an own table is read: where the code and the year stand, and which column is which indicator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from datasets.forms.divisors import CHOICES, is_count
from datasets.forms.fields import YearField
from datasets.forms.mapping_guesses import (
    NEW,
    figure_columns,
    first_guess,
    free_code,
    offered,
    probable_use,
    samples,
    uses,
)
from datasets.forms.names import NamesForm
from datasets.forms.proposals import proposed
from datasets.models import Area, Delivery, Indicator
from datasets.models.indicators import Theme
from datasets.sources import INDICATORS
from datasets.sources.rates import UNITS

NOTHING = ("", _("– none –"))
ROW_COLUMNS = ("code_column", "level_column", "period_column")
LONG_COLUMNS = ("indicator_column", "value_column", "numerator_column", "denominator_column", "se_column")


class ColumnForm(forms.ModelForm[Indicator]):
    """One column: left out, an indicator that exists, or a new one."""

    use = forms.ChoiceField(label=_("Is"), required=False)
    per = forms.ChoiceField(label=_("Divide the numbers?"), required=False, choices=CHOICES)
    undivided = forms.CharField(
        label=_("Why does the number itself count?"),
        required=False,
        max_length=300,
        help_text=_("Only for a number that counts in the scores and is not divided."),
    )

    class Meta:
        model = Indicator
        fields = ["name_nl", "name_en", "theme", "role", "direction", "unit", "nature"]
        help_texts = {"unit": _("For example %, euro, per 1.000.")}

    def __init__(self, *args: Any, column: str, samples: list[str], known: dict[str, Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column, self.samples, self.known = column, samples, known
        cast(forms.ChoiceField, self.fields["use"]).choices = uses(known)
        for name in self.new_names:
            self.fields[name].required = False

    new_names = ("name_nl", "name_en", "theme", "role", "direction", "unit", "nature")

    @property
    def new_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.new_names, "undivided")]

    @property
    def may_be_counts(self) -> bool:
        """Return whether the cells of the column look like numbers of people or things, or were taken for such."""
        return bool(self["per"].value()) or is_count("", self.samples)

    @property
    def in_short(self) -> str:
        """Return the new indicator in a line: its name, theme, role and unit."""
        theme = dict(Theme.choices).get(self["theme"].value())
        role = dict(Indicator.Role.choices).get(self["role"].value())
        parts = (self["name_nl"].value() or self.column, theme, role, self["unit"].value())
        return " · ".join(str(part) for part in parts if part)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("use") != NEW:
            for name in self.new_names:  # hidden fields may not stand in the way
                self.errors.pop(name, None)
            self._check_unit(cleaned)
            return cleaned
        for name in ("name_nl", "theme", "role"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in for a new indicator."))
        if cleaned.get("role") == Indicator.Role.CONTEXT:
            cleaned["direction"] = Indicator.Direction.NONE
        elif cleaned.get("role") and not cleaned.get("direction"):
            self.add_error("direction", _("Choose whether more or less of it counts."))
        self._check_division(cleaned)
        return cleaned

    def _check_unit(self, cleaned: dict[str, Any]) -> None:
        known, per = self.known.get(cleaned.get("use", "")), cleaned.get("per")
        if known and per and known.unit != UNITS[per]:
            told = {"unit": known.unit or "–", "divided": UNITS[per]}
            self.add_error("per", _("“%(unit)s” is the unit of this indicator, not “%(divided)s”.") % told)

    def _check_division(self, cleaned: dict[str, Any]) -> None:
        """Give a divided number its unit; one that counts undivided needs a reason."""
        if per := cleaned.get("per"):
            cleaned["unit"] = UNITS[per]
        elif (
            cleaned.get("role") in {Indicator.Role.URGENCY, Indicator.Role.POTENTIAL}
            and not cleaned.get("undivided")
            and is_count(cleaned.get("unit") or "", self.samples)
        ):
            self.add_error("per", _("A larger area has more of it. Divide the number, or write down why not."))

    def _post_clean(self) -> None:
        """Leave out the comparison with stored rows: an indicator is made only in the action."""

    def indicator(self) -> dict[str, Any]:
        """Return the new indicator as the action wants it, without its code."""
        kept = {name: self.cleaned_data[name] for name in self.new_names}
        reason = "" if self.cleaned_data["per"] else self.cleaned_data["undivided"]
        return kept | {"nature": kept["nature"] or Indicator.Nature.FACT} | ({"undivided": reason} if reason else {})


class MappingForm(forms.Form):
    """The whole table: its shape, its code and year, and a ColumnForm for every column of figures."""

    title = forms.CharField(
        label=_("Name of the dataset"),
        max_length=160,
        help_text=_("The same name each time, so that a new delivery replaces the old one."),
    )
    shape = forms.ChoiceField(
        label=_("How is the table built?"),
        widget=forms.RadioSelect,
        choices=[("wide", _("A column for every indicator")), ("long", _("A row for every figure"))],
    )
    code_column = forms.ChoiceField(label=_("Column with the code or the name of the area"))
    level_column = forms.ChoiceField(label=_("Column with the level (wijk, buurt)"), required=False)
    period_column = forms.ChoiceField(label=_("Column with the year"), required=False)
    period = YearField(label=_("Or one year for the whole file"), required=False)
    decimal = forms.ChoiceField(
        label=_("Decimal sign"),
        required=False,
        choices=[("", _("seen per column")), (",", _("comma: 1.234,5")), (".", _("point: 1,234.5"))],
    )
    indicator_column = forms.ChoiceField(label=_("Column with the indicator"), required=False)
    value_column = forms.ChoiceField(label=_("Column with the figure"), required=False)
    numerator_column = forms.ChoiceField(label=_("Column with the number (numerator)"), required=False)
    denominator_column = forms.ChoiceField(label=_("Column with the total (denominator)"), required=False)
    se_column = forms.ChoiceField(label=_("Column with the standard error"), required=False)

    people_column = forms.ChoiceField(
        label=_("Column with the number of people or dwellings"),
        required=False,
        help_text=_(
            "Of how many people, or dwellings, the shares and averages in a row are. With it fewer figures are withheld."
        ),
    )
    largest_column = forms.ChoiceField(
        label=_("Column with the part of the largest contributor, in %"),
        required=False,
        help_text=_(
            "Which part of a sum or a mean one household, company or connection brings. Where that is much, the figure is withheld, so"
            " that it does not tell of that one. In a row of several figures it says nothing of those in %, per 1.000 or “aantal”."
            " We do not keep the parts."
        ),
    )
    profile = forms.CharField(
        label=_("Keep this way of reading under a name"),
        max_length=80,
        required=False,
        help_text=_("Then your party can choose it for another file. The next file like this one is read so anyway."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        delivery: Delivery,
        indicators: Iterable[Indicator],
        areas: Iterable[Area] = (),
        party: Party | None = None,
    ) -> None:
        said = first_guess(delivery) | {name: value for name, value in delivery.mapping.items() if value}
        super().__init__(data, initial={**said, "people_column": said.get("denominator_column")})
        recognised = delivery.recognised
        columns = [(name, name) for name in recognised.get("header", [])]
        for name in (*ROW_COLUMNS, *LONG_COLUMNS, "people_column", "largest_column"):
            cast(forms.ChoiceField, self.fields[name]).choices = (
                columns if name == "code_column" else [NOTHING, *columns]
            )
        self.made_before = said.get("new_indicators", {})
        known = offered(indicators, said)
        self.taken = {*known, *INDICATORS}
        names = recognised.get("names", [])
        self.names = NamesForm(data, names=names, areas=areas, said=said.get("areas") or {}) if names else None
        self.columns = [
            ColumnForm(
                data,
                prefix=f"c{number}",
                column=column,
                samples=samples(recognised, column),
                known=known,
                initial=proposed(column, samples(recognised, column), party)
                | {"use": probable_use(column, known, said, delivery), "per": said.get("per", {}).get(column, "")},
            )
            for number, column in enumerate(figure_columns(recognised, said))
        ]

    def is_valid(self) -> bool:
        """Check every part, so that all that is wrong is said at once."""
        parts = [*([self.names] if self.names else []), *self.figures]
        return all([super().is_valid(), *(part.is_valid() for part in parts)])

    @property
    def figures(self) -> list[ColumnForm]:
        """Return the columns of a wide table that may be figures, by what was sent."""
        wide, largest = self.data.get("shape") == "wide", self.data.get("largest_column")
        return [column for column in self.columns if wide and column.column != largest]

    @property
    def row_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*ROW_COLUMNS, "period", "decimal")]

    @property
    def long_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in LONG_COLUMNS]

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence with what it is about) of the whole form, for the summary on top."""
        columns = [(column, column.column) for column in self.figures]
        names = [(self.names, "")] if self.names else []
        found = []
        for part, about in [*names, (self, ""), *columns]:
            for name, messages in part.errors.items():
                field = part[name] if name in part.fields else None
                words = ", ".join(filter(None, [about, str(field.label) if field else ""]))
                place = field.id_for_label if field else ""
                found += [(place, f"{words}: {message}" if words else str(message)) for message in messages]
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("period_column") and not cleaned.get("period") and "period" not in self.errors:
            self.add_error("period_column", _("Choose the column with the year, or fill in one year."))
        if cleaned.get("shape") == "long":
            for name in ("indicator_column", "value_column"):
                if not cleaned.get(name):
                    self.add_error(name, _("Choose a column."))
        else:
            self._check_uses([column["use"].value() for column in self.figures])
        self._check_largest(cleaned)
        return cleaned

    def _check_largest(self, cleaned: dict[str, Any]) -> None:
        others = (*ROW_COLUMNS, *(LONG_COLUMNS if cleaned.get("shape") == "long" else ["people_column"]))
        largest = cleaned.get("largest_column")
        if largest and largest in {cleaned.get(name) for name in others}:
            self.add_error("largest_column", _("You chose this column for something else as well. Choose another one."))

    @staticmethod
    def _check_uses(chosen: list[str]) -> None:
        if not any(chosen):
            raise ValidationError(_("Choose an indicator for at least one column."))
        existing = [code for code in chosen if code not in {"", NEW}]
        if len(existing) > len(set(existing)):
            raise ValidationError(_("The same indicator is chosen for two columns. Choose it once."))

    def mapping(self) -> dict[str, Any]:
        """Return what datasets.parsers.mapping.Mapping reads, with `title` and `new_indicators`: code → its fields."""
        cleaned = self.cleaned_data
        wide = cleaned["shape"] == "wide"
        told = (*ROW_COLUMNS, "largest_column", *(() if wide else LONG_COLUMNS))
        chosen = {name: cleaned[name] or None for name in told}
        if wide:
            chosen["denominator_column"] = cleaned["people_column"] or None
        fixed = str(cleaned["period"]) if cleaned["period"] and not cleaned["period_column"] else None
        used, new = self._columns() if wide else ({}, {})
        whole = {
            "title": cleaned["title"],
            "shape": cleaned["shape"],
            "period": fixed,
            "decimal": cleaned["decimal"] or None,
        }
        areas = self.names.areas() if self.names else None
        per = {form.column: form.cleaned_data["per"] for form in self.figures if form.column in used}
        divided = {"per": {column: each for column, each in per.items() if each}}
        return {**whole, **chosen, **divided, "areas": areas, "indicators": used, "new_indicators": new}

    def _columns(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        used, new, taken = {}, {}, set(self.taken)
        for form in self.figures:
            code = form.cleaned_data["use"]
            if code == NEW:
                code = free_code(form.cleaned_data["name_en"] or form.cleaned_data["name_nl"], taken)
                taken.add(code)
                new[code] = form.indicator()
            elif code in self.made_before:
                new[code] = self.made_before[code]
            if code:
                used[form.column] = code
        return used, new
