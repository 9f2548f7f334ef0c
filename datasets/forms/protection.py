"""The rule of a dataset: which of its figures are about too few people to be shown."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.disclosure import Rule

MOST = 10_000
NAMES = [each.name for each in fields(Rule)]


class ProtectionForm(forms.Form):
    """Empty is: the publisher sees to it. `seen` is the rule as it was when the form was opened."""

    minimum_denominator = forms.IntegerField(
        label=_("Fewest people or dwellings behind a share or a mean"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_("Usually 100. Empty: nothing is withheld for this reason."),
    )
    minimum_count = forms.IntegerField(
        label=_("Smallest number that is shown"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_(
            "Usually 10; also for how many people a share is. A 0 is small as well: it tells of everybody there."
        ),
    )
    rounding = forms.IntegerField(
        label=_("Numbers are rounded to a multiple of"),
        min_value=2,
        max_value=100,
        required=False,
        help_text=_("Usually 5. Rounded numbers of buurten need not add up to that of their wijk."),
    )
    dominance = forms.IntegerField(
        label=_("Largest part that one contributor may bring, in %"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_(
            "Usually 30. For sums and means, where the table tells which part the largest household, company or connection brings."
            " That part is not kept: a lower number holds from the next delivery on, and what is withheld stays so."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, rule: Rule) -> None:
        super().__init__(data, initial={**asdict(rule), "seen": written(rule)})

    @property
    def rule(self) -> Rule:
        return Rule(**{name: self.cleaned_data[name] for name in NAMES})

    @property
    def seen_rule(self) -> Rule:
        """Return the rule that the form was opened on; where that cannot be read, one that nobody has."""
        parts = self.cleaned_data["seen"].split("-")
        usable = len(parts) == len(NAMES) and all(part.isascii() and part[:9].isdecimal() or not part for part in parts)
        return Rule(*(int(part[:9]) if part else None for part in parts)) if usable else Rule(-1)


def written(rule: Rule) -> str:
    return "-".join("" if value is None else str(value) for value in asdict(rule).values())
