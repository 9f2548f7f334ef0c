"""A draft of the score model as a form: its settings, themes with their weight, indicators with weight and goalposts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from datasets.models.indicators import Theme
from sia.forms.model_fields import ShownField, WeightField, errors_of, number_in, shares_of, shown
from sia.forms.model_settings import SettingsForm
from sia.models import ScoreIndicator, ScoreModel, ScoreTheme
from sia.models.ballots import MOST_INDICATORS
from sia.pipeline.model_figures import Histogram, histogram
from sia.pipeline.plan import HALF, Plan, PlannedIndicator, PlannedTheme, shared

if TYPE_CHECKING:
    from sia.pages.model_edit import Candidate, Offer

ALL = "all"


class IndicatorForm(forms.Form):
    """One indicator in one theme: whether it counts, for how much, and between which goalposts."""

    counts = forms.BooleanField(label=_("counts"), required=False)
    weight = WeightField(label=_("weight"), required=False)
    low = ShownField(label=_("low goalpost"), required=False)
    high = ShownField(label=_("high goalpost"), required=False)
    direction = forms.TypedChoiceField(
        label=_("direction"),
        coerce=int,
        required=False,
        choices=ScoreIndicator._meta.get_field("direction").flatchoices,
    )

    def __init__(self, data: Any = None, *, candidate: Candidate, prefix: str) -> None:
        super().__init__(data, initial=candidate.initial, prefix=prefix)
        if candidate.hides_posts:
            del self.fields["low"], self.fields["high"]
        self.candidate = candidate
        self.share: float | None = None

    @property
    def posts(self) -> tuple[float, float]:
        """Return the posts as they are filled in now; as they were where those make no sense."""
        if self.candidate.hides_posts:
            return self.stored_posts
        low, high = (number_in(self, name) for name in ("low", "high"))
        return (low, high) if low is not None and high is not None and low < high else self.stored_posts

    @property
    def stored_posts(self) -> tuple[float, float]:
        return self.initial["low"], self.initial["high"]

    @property
    def histogram(self) -> Histogram | None:
        values = self.candidate.values
        return None if values is None else histogram(values, *self.posts)

    @property
    def counts_now(self) -> bool:
        return bool(self["counts"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("counts"):
            self.errors.clear()  # what does not count may be left as it is
            return cleaned
        for name in ("weight", "low", "high", "direction"):
            if name in self.fields and name not in self.errors and cleaned.get(name) in {None, ""}:
                self.add_error(name, _("Fill this in, or do not let the indicator count."))
        low, high = (self.exact(name) for name in ("low", "high"))
        if low is not None and high is not None and low >= high:
            self.add_error("low", _("The low goalpost must be below the high one."))
        return cleaned

    def exact(self, name: str) -> Any:
        """Return what was typed; of what nobody changed all decimals that are stored."""
        return self.cleaned_data.get(name) if name in self.changed_data else self.initial.get(name)

    def planned(self) -> PlannedIndicator:
        weight, low, high = (self.exact(name) for name in ("weight", "low", "high"))
        direction = self.cleaned_data["direction"]
        return PlannedIndicator(self.candidate.indicator.pk, weight, low, high, direction)


class ThemeForm(forms.Form):
    """A theme with its weight and all indicators that could count in it."""

    weight = WeightField(label=_("weight"), required=False)

    def __init__(self, data: Any = None, *, tree: str, theme: str, weight: float | None, rows: list[Candidate]) -> None:
        super().__init__(data, prefix=f"{tree}-{theme}", initial={"weight": weight})
        self.tree, self.theme, self.label = tree, theme, Theme(theme).label
        self.rows = [IndicatorForm(data, candidate=row, prefix=f"{tree}-{theme}-{row.indicator.pk}") for row in rows]
        self.share: float | None = None
        self.is_heavy = False
        for row, share in zip(self.counting, shares_of(self.counting), strict=True):
            row.share = share

    def is_valid(self) -> bool:
        return all([*(row.is_valid() for row in self.rows), super().is_valid()])

    @property
    def is_long(self) -> bool:
        return len(self.counting) > MOST_INDICATORS

    @property
    def counting(self) -> list[IndicatorForm]:
        return [row for row in self.rows if row.counts_now]

    @property
    def resting(self) -> list[IndicatorForm]:
        return [row for row in self.rows if not row.counts_now]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.counting and "weight" not in self.errors and cleaned.get("weight") is None:
            self.add_error("weight", _("Fill in a weight: indicators of this theme count. 0 is possible."))
        inside = [row.cleaned_data.get("weight") for row in self.counting if not row.errors]
        if inside and len(inside) == len(self.counting) and not sum(filter(None, inside)):
            raise ValidationError(_("Give at least one indicator of this theme a weight above 0."))
        return cleaned

    def planned(self) -> PlannedTheme:
        changed = "weight" in self.changed_data
        weight = self.cleaned_data["weight"] if changed else self.initial["weight"]
        return PlannedTheme(self.tree, self.theme, weight, tuple(row.planned() for row in self.counting))


class ModelForm(forms.Form):
    """The whole draft. `stamp` is that of the draft as it was when the form was opened."""

    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, model: ScoreModel, offer: Offer) -> None:
        super().__init__(data, initial={"stamp": offer.plan.stamp})
        self.settings = SettingsForm(data, instance=model)
        self.offer = offer
        self.themes = [
            ThemeForm(data, tree=group.tree, theme=group.theme, weight=group.weight, rows=group.candidates)
            for group in offer.groups
        ]
        for _tree, _label, themes in self.trees:
            counting = [theme for theme in themes if theme.counting]
            for theme, share in zip(counting, shares_of(counting), strict=True):
                theme.share, theme.is_heavy = share, len(counting) > 1 and (share or 0) > HALF

    @property
    def trees(self) -> list[tuple[str, str | Promise, list[ThemeForm]]]:
        return [(key, label, [t for t in self.themes if t.tree == key]) for key, label in ScoreTheme.Tree.choices]

    def is_valid(self) -> bool:
        """Check every part, so that all that is wrong is told at once."""
        return all([self.settings.is_valid(), *(theme.is_valid() for theme in self.themes), super().is_valid()])

    def clean(self) -> dict[str, Any]:
        for tree, label in ScoreTheme.Tree.choices:
            themes = [theme for theme in self.themes if theme.tree == tree and theme.counting]
            known = all("weight" not in theme.errors for theme in themes)
            if not themes and tree == ScoreTheme.Tree.URGENCY:
                self.add_error(None, _("Let at least one indicator of urgency count: without it there is no order."))
            elif themes and known and not any(theme.cleaned_data.get("weight") for theme in themes):
                message = _("Give at least one theme of %(tree)s a weight above 0.")
                self.add_error(None, ValidationError(message, params={"tree": label}))
        return self.cleaned_data

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence with what it is about) of the whole form, for the summary on top."""
        found = list(errors_of(self, ""))
        for theme in self.themes:
            found += errors_of(theme, str(theme.label))
            for row in theme.counting:
                found += errors_of(row, row.candidate.indicator.name)
        return [*found, *errors_of(self.settings, "")]

    def plan(self) -> Plan:
        """Return the plan that was filled in: weights sum to 1, and a theme without an indicator is left out."""
        themes = shared([theme.planned() for theme in self.themes if theme.counting])
        return Plan(self.settings.settings(), self.settings.cleaned_data["note"], themes)

    def retaken(self, which: str) -> QueryDict:
        """Return the sent data with the goalposts of one row, or of all, set to the 5th and 95th percentile.

        `which` is the prefix of a row, or ALL.
        """
        data = cast(QueryDict, self.data).copy()
        for theme in self.themes:
            for row in theme.rows:
                if which in {ALL, row.prefix} and row.candidate.usual:
                    for name, post in zip(("low", "high"), row.candidate.usual, strict=True):
                        data[row.add_prefix(name)] = shown(post)
        return data
