"""The border between two areas."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.forms.fields import MetresField, PercentField
from datasets.models import AreaLink


class LinkForm(forms.ModelForm[AreaLink]):
    """The facts of a border that a map cannot know: what stands in the way, and where one gets across."""

    border_m = MetresField(label=_("Shared border in metres"), min_value=0, max_value=100_000)
    barrier_share = PercentField(label=_("Part of the border that is a barrier (%)"), min_value=0, max_value=100)
    permeability = PercentField(
        label=_("How easily people get across (%)"),
        min_value=0,
        max_value=100,
        help_text=_("100: as if there were no border. 0: nobody gets across."),
    )
    crossings = forms.IntegerField(
        label=_("Number of crossings"),
        min_value=0,
        max_value=1000,
        help_text=_("Tunnels, bridges and level crossings for walkers and cyclists."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )

    class Meta:
        model = AreaLink
        fields = ["border_m", "barrier", "barrier_share", "crossings", "permeability", "note"]

    def clean_border_m(self) -> float:
        """Return what the map measured where nobody changed the whole metres."""
        measured, metres = self.instance.border_m, self.cleaned_data["border_m"]
        return metres if measured is None or round(measured) != metres else measured
