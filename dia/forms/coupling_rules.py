"""Forms about when works meet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dia.forms.works_fields import WholeField
from dia.models import Work
from dia.models.coupling_rules import FARTHEST_M, LONGEST_GAP
from dia.pipeline.coupling_rules import USUAL

ALL = [("", _("all other pairs"))]


class RuleForm(forms.Form):
    """`seen` is the stamp of the rules as they were when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of work"), required=False, choices=[*ALL, *Work.Kind.choices])
    other = forms.ChoiceField(label=_("and kind of work"), required=False, choices=[*ALL, *Work.Kind.choices])
    trench_m = WholeField(label=_("One trench up to (m)"), highest=FARTHEST_M, initial=int(USUAL.trench_m))
    site_m = WholeField(label=_("One site up to (m)"), highest=FARTHEST_M, initial=int(USUAL.site_m))
    gap_years = WholeField(
        label=_("Years that may lie between them"),
        highest=LONGEST_GAP,
        initial=USUAL.gap_years,
        help_text=_("Also before the parties agreed to move. 0: the years have to overlap."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("kind")) != bool(cleaned.get("other")):
            self.add_error("other", _("Choose two kinds, or twice all other pairs."))
        if {"trench_m", "site_m"} <= cleaned.keys() and cleaned["trench_m"] > cleaned["site_m"]:
            self.add_error("trench_m", _("A trench lies within the reach of a site. Choose fewer metres."))
        return cleaned
