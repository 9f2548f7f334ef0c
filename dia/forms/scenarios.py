"""What people ask of the optimiser, and what their party says of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.forms.fields import DecimalSignField
from dia.forms.works_fields import WholeField
from dia.models import Agenda, Work
from dia.pipeline.scenarios import Settings

SHORTEST_S, USUAL_S, LONGEST_S = 5, 60, 600
HIGHEST_RATE = 1_000_000


class ScenarioForm(forms.Form):
    """The rates and limits, and for each work of the agenda a year that is fixed and years that it may not have."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    nuisance_rate = DecimalSignField(
        label=gettext_lazy("What a household-day weighs (€)"),
        min_value=0,
        max_value=HIGHEST_RATE,
        initial=0.0,
        help_text=gettext_lazy("0: hindrance does not count, only euros do."),
    )
    shift_rate = DecimalSignField(
        label=gettext_lazy("What a year of shift weighs (€)"),
        min_value=0,
        max_value=HIGHEST_RATE,
        initial=1000.0,
        help_text=gettext_lazy("The higher, the more works stay in the year that their party prefers."),
    )
    seconds = WholeField(
        label=gettext_lazy("Seconds to compute at most"),
        highest=LONGEST_S,
        initial=USUAL_S,
        absent=USUAL_S,
        required=False,
    )
    carry = forms.BooleanField(label=gettext_lazy("Parties may keep money for a later year"), required=False)
    curve = forms.BooleanField(
        label=gettext_lazy("Also compute what less hindrance costs"),
        required=False,
        help_text=gettext_lazy("A curve of five plans. It takes half of the time."),
    )

    def __init__(self, *args: Any, agenda: Agenda, works: Sequence[Work], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda, self.works = agenda, works
        years = [("", gettext_lazy("free")), *((str(year), str(year)) for year in agenda.years)]
        for work in works:
            self.fields[f"pin_{work.pk}"] = forms.ChoiceField(
                label=_("fixed year of %(work)s") % {"work": work.title}, choices=years, required=False
            )
            self.fields[f"not_{work.pk}"] = forms.CharField(
                label=_("years not for %(work)s") % {"work": work.title}, required=False, max_length=100
            )

    @property
    def rows(self) -> Iterator[tuple[Work, forms.BoundField, forms.BoundField]]:
        return ((work, self[f"pin_{work.pk}"], self[f"not_{work.pk}"]) for work in self.works)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "nuisance_rate", "shift_rate", "seconds", "carry", "curve")]

    @property
    def settings(self) -> Settings:
        given = self.cleaned_data
        return Settings(
            nuisance_rate=given["nuisance_rate"],
            shift_rate=given["shift_rate"],
            seconds=float(given["seconds"]),
            carry=given["carry"],
            curve=given["curve"],
            pins={work.pk: int(year) for work in self.works if (year := given[f"pin_{work.pk}"])},
            exclusions={work.pk: years for work in self.works if (years := given[f"not_{work.pk}"])},
        )

    def clean_seconds(self) -> int:
        seconds: int = self.cleaned_data["seconds"]
        if seconds < SHORTEST_S:
            raise ValidationError(_("Give it at least %(seconds)s seconds.") % {"seconds": SHORTEST_S})
        return seconds

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for work in self.works:
            text = cleaned.get(f"not_{work.pk}", "")
            years = [part for part in re.split(r"[\s,;]+", text) if part]
            if any(not part.isdecimal() or int(part) not in self.agenda.years for part in years):
                words = {"first": self.agenda.first_year, "last": self.agenda.last_year}
                self.add_error(f"not_{work.pk}", _("Write years from %(first)s to %(last)s, with commas.") % words)
            else:
                cleaned[f"not_{work.pk}"] = sorted({int(part) for part in years})
        return cleaned


class ScenarioSayForm(forms.Form):
    agrees = forms.ChoiceField(
        choices=[("yes", gettext_lazy("we agree")), ("no", gettext_lazy("we do not agree"))],
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agrees") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", ValidationError(_("Write down why your party does not agree.")))
        return cleaned
