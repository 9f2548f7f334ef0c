"""The settings of a version beside its weights, and the decision to agree on it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.forms.fields import YearField
from datasets.models.indicators import Theme
from sia.forms.model_fields import ShareField, ShownField, WholeField
from sia.models import ScoreModel
from sia.pipeline.plan import SETTINGS


class SettingsForm(forms.ModelForm[ScoreModel]):
    """Thresholds and switches of the version."""

    power = forms.TypedChoiceField(label=_("Can a good theme make up for a bad one?"), coerce=float)
    top_share = ShareField(label=_("Part of the areas that counts as urgent (%)"), min_value=1, max_value=100)
    min_top_chance = ShareField(
        label=_("Least share of the calculations in which an area is urgent (%)"), min_value=0, max_value=100
    )
    min_quotient = ShownField(label=_("Least corporation share, times that of the city"), min_value=0, max_value=10)
    min_potential_quantile = ShareField(
        label=_("Potential: above which part of the areas (%)"),
        min_value=0,
        max_value=100,
        help_text=_("50: in the better half of the areas."),
    )
    neighbour_share = ShareField(
        label=_("Weight of the neighbours' assets (%)"),
        min_value=0,
        max_value=100,
        help_text=_("What a club or a school across the border adds to the potential."),
    )
    assumed_spread = ShareField(
        label=_("Parties differ on a weight by (%)"),
        min_value=0,
        max_value=100,
        help_text=_("Assumed until they have voted. The more they differ, the wider the intervals."),
    )
    max_running = WholeField(
        label=_("Agendas at once"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("How many joint agendas can run at the same time. Empty: no limit."),
    )
    first_year = YearField(label=_("First year of an agenda"), required=False)
    agenda_years = WholeField(label=_("Years of an agenda"), min_value=5, max_value=10)

    class Meta:
        model = ScoreModel
        fields = [*SETTINGS, "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {1.0: _("yes, fully: plain averages"), 2.0: _("only in part: severe problems count extra")}
        powers = sorted({*names, float(self.instance.power)})
        cast(forms.ChoiceField, self.fields["power"]).choices = [
            (f"{power:g}", names.get(power, f"{power:g}")) for power in powers
        ]
        self.initial["power"] = f"{self.instance.power:g}"

    def group(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def on_goalposts(self) -> bool:
        """Return whether the model is on goalposts, as it is filled in now."""
        return bool(self["normalisation"].value() == ScoreModel.Normalisation.GOALPOSTS)

    @property
    def threshold_fields(self) -> list[forms.BoundField]:
        return self.group(
            "top_share", "min_top_chance", "min_quotient", "min_potential_quantile", "neighbour_share", "assumed_spread"
        )

    @property
    def agenda_fields(self) -> list[forms.BoundField]:
        return self.group("max_running", "first_year", "agenda_years")

    @property
    def switch_fields(self) -> list[forms.BoundField]:
        return self.group("shrink", "tame_outliers", "draw_errors")

    def settings(self) -> dict[str, Any]:
        """Return the settings as the plan keeps them; a number that nobody changed as it was stored."""
        return {
            name: self.cleaned_data[name] if name in self.changed_data else getattr(self.instance, name)
            for name in SETTINGS
        }

    def _post_clean(self) -> None:
        """Leave the stored model as it is: the action writes the whole plan at once."""


class AgreeForm(forms.Form):
    """The decision to agree without a ballot; where a theme weighs more than half also why that is."""

    reason = forms.CharField(
        label=_("What was decided, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: who decided it, when, and what the doubts were."),
        error_messages={"required": _("Write down what was decided, and why.")},
    )

    def __init__(self, data: Any = None, *, heavy: list[str]) -> None:
        super().__init__(data)
        self.heavy = ", ".join(str(Theme(theme).label) for theme in heavy)
        if heavy:
            self.fields["why_heavy"] = forms.CharField(
                label=_("Why one theme may weigh more than half"),
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=self.heavy,
                error_messages={"required": _("Say why this theme may weigh more than all others together.")},
            )

    @property
    def decision(self) -> str:
        why = self.cleaned_data.get("why_heavy")
        reason = str(self.cleaned_data["reason"]).strip()
        return f"{reason}\n{self.heavy}: {why}" if why else reason
