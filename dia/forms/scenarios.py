"""Forms about what people ask of the optimiser, and what their party says of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import key_of
from accounts.models import Party
from datasets.forms.fields import DecimalSignField
from dia.forms.works_fields import WholeField
from dia.models import Agenda, Work
from dia.pipeline.scenarios import Settings

SHORTEST_S, USUAL_S, LONGEST_S = 5, 60, 600
HIGHEST_RATE = 1_000_000
FEWEST_PAIRS, MORE_PAIRS, MOST_PAIRS = 2, 3, 30


class ScenarioForm(forms.Form):
    """The rates and limits, years that are fixed or excluded for each work, and pairs that stay apart.

    A work has one year that is fixed, and years that it may not have.
    """

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
    curve = forms.BooleanField(
        label=gettext_lazy("Also compute what less hindrance costs"),
        required=False,
        help_text=gettext_lazy("A curve of five plans. It takes half of the time."),
    )

    def __init__(self, *args: Any, agenda: Agenda, works: Sequence[Work], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda, self.works = agenda, works
        allowed = agenda.carry_overs.select_related("party").order_by("party__name")
        if carrying := [(str(each.party_id), each.party.name) for each in allowed]:
            self.fields["carry"] = forms.MultipleChoiceField(
                label=_("Whose money may be kept for a later year"),
                required=False,
                choices=carrying,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Only parties that allow it stand here."),
            )
        self._add_years()
        self._add_pairs()

    def _add_years(self) -> None:
        years = [("", gettext_lazy("free")), *((str(year), str(year)) for year in self.agenda.years)]
        for work in self.works:
            self.fields[f"pin_{work.pk}"] = forms.ChoiceField(
                label=_("fixed year of %(work)s") % {"work": work.title}, choices=years, required=False
            )
            self.fields[f"not_{work.pk}"] = forms.CharField(
                label=_("years not for %(work)s") % {"work": work.title}, required=False, max_length=100
            )

    def _add_pairs(self) -> None:
        works = [("", "–"), *((str(work.pk), f"{work.title} ({work.party})") for work in self.works)]
        select = forms.Select(attrs={"class": "select"})
        for number in range(self.pair_count):
            for side, label in (("one", _("work of pair %(n)s")), ("other", _("not together with it, pair %(n)s"))):
                self.fields[f"{side}_{number}"] = forms.ChoiceField(
                    label=label % {"n": number + 1}, choices=works, required=False, widget=select
                )

    @cached_property
    def pair_count(self) -> int:
        """Return the number of rows for pairs, as many as came with the form."""
        given = (self.data if self.is_bound else self.initial).get("pairs", "")
        return min(max(key_of(str(given)), FEWEST_PAIRS), MOST_PAIRS)

    @classmethod
    def with_more_pairs(cls, data: QueryDict, *, agenda: Agenda, works: Sequence[Work]) -> Self:
        """Return what was filled in so far, unchecked, with room for more pairs."""
        kept = {name: data.getlist(name) if name == "carry" else value for name, value in data.items()}
        pairs = max(key_of(data.get("pairs", "")), FEWEST_PAIRS) + MORE_PAIRS
        return cls(initial=kept | {"pairs": str(pairs)}, agenda=agenda, works=works)

    @property
    def may_add_pairs(self) -> bool:
        return self.pair_count < MOST_PAIRS

    @property
    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        return ((self[f"one_{number}"], self[f"other_{number}"]) for number in range(self.pair_count))

    @property
    def rows(self) -> Iterator[tuple[Work, forms.BoundField, forms.BoundField]]:
        return ((work, self[f"pin_{work.pk}"], self[f"not_{work.pk}"]) for work in self.works)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        names = ("name", "nuisance_rate", "shift_rate", "seconds", "carry", "curve")
        return [self[name] for name in names if name in self.fields]

    @property
    def settings(self) -> Settings:
        given = self.cleaned_data
        return Settings(
            nuisance_rate=given["nuisance_rate"],
            shift_rate=given["shift_rate"],
            seconds=float(given["seconds"]),
            carry=[int(party) for party in given.get("carry", [])],
            curve=given["curve"],
            pins={work.pk: int(year) for work in self.works if (year := given[f"pin_{work.pk}"])},
            exclusions={work.pk: years for work in self.works if (years := given[f"not_{work.pk}"])},
            vetoes=given["vetoes"],
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
            years = {key_of(part) for part in re.split(r"[\s,;]+", text) if part}
            if not years <= set(self.agenda.years):
                words = {"first": self.agenda.first_year, "last": self.agenda.last_year}
                self.add_error(f"not_{work.pk}", _("Write years from %(first)s to %(last)s, with commas.") % words)
            else:
                cleaned[f"not_{work.pk}"] = sorted(years)
        return cleaned | {"vetoes": self._clean_pairs(cleaned)}

    def _clean_pairs(self, cleaned: dict[str, Any]) -> list[tuple[int, int]]:
        """Return each pair once, whichever of the two comes first; a row without works is no pair."""
        found = set()
        for number in range(self.pair_count):
            names = (f"one_{number}", f"other_{number}")
            if any(name in self.errors for name in names):
                continue
            one, other = sorted(key_of(cleaned[name]) for name in names)
            if other and not one:
                empty = next(name for name in names if not cleaned[name])
                self.add_error(empty, _("Choose the other work of this pair as well."))
            elif other and one == other:
                self.add_error(names[1], _("Choose two different works."))
            elif other:
                found.add((one, other))
        return sorted(found)


class CarryOverForm(forms.Form):
    """The choice whether scenarios may keep money of a party that takes part for a later year."""

    allowed = forms.ChoiceField(
        choices=[("yes", gettext_lazy("may be kept")), ("no", gettext_lazy("may not be kept"))],
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )

    def __init__(self, data: QueryDict, *, agenda: Agenda) -> None:
        super().__init__(data)
        self.fields["party"] = forms.ModelChoiceField(Party.objects.filter(pots__agenda=agenda).distinct())


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
