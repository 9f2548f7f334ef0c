"""Forms of a party about a work of its own, and how a work stands to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party
from datasets.forms.fields import YearField
from dia.actions.large_amounts import AmountsAsked, Question, check_meant
from dia.actions.works_place import area_of, touches
from dia.forms.asking import AskingForm
from dia.forms.works_fields import EurosField, PlaceField, TenthsField, WholeField, area_choices
from dia.models import Site, Work, WorkRelation
from dia.parsers.works import unlikely
from dia.words.works import TEXTS

FIELDS = ["title", "kind", "area_code", "site", "place", "confidential", "description", "earliest", "preferred"]
FIELDS += ["latest", "flexibility", "direct_cost", "common_cost", "fte_years", "days", "severity", "households"]
FIELDS += ["mandatory", "value"]
SEVERITIES = [
    (1.0, _("full closure")),
    (0.5, _("half closure")),
    (0.25, _("footway or noise")),
    (0.0, _("no hindrance")),
]
MOST_DAYS, MOST_YEARS, MOST_FTE, MOST_HOUSEHOLDS = 3_000, 50, 9_999, 1_000_000


class WorkForm(forms.ModelForm[Work], AskingForm):
    """All of a work. `version` is that of the work as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    party = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("Party"), empty_label=None)
    area_code = forms.ChoiceField(
        label=_("Area"), required=False, help_text=_("Leave it open, then we find the area that the place lies in.")
    )
    place = PlaceField(label=_("Place"), required=False)
    earliest, preferred, latest = (
        YearField(label=label) for label in (_("Earliest year"), _("Preferred year"), _("Latest year"))
    )
    flexibility = WholeField(
        label=_("Years it may move outside its window"), required=False, highest=MOST_YEARS,
        help_text=_("0: never without asking you again."),
    )  # fmt: skip
    direct_cost = EurosField(label=_("Direct cost (€)"), help_text=_("What only this work costs."))
    common_cost = EurosField(
        label=_("Common cost (€)"), required=False, help_text=_("What is paid once if parties work together: site, traffic, surface.")
    )  # fmt: skip
    fte_years = TenthsField(label=_("Manpower (fte-years)"), required=False, highest=MOST_FTE)
    days = WholeField(label=_("Days of hindrance"), required=False, highest=MOST_DAYS)
    severity = forms.TypedChoiceField(label=_("How much hindrance"), choices=SEVERITIES, coerce=float)
    households = WholeField(label=_("Households affected"), required=False, highest=MOST_HOUSEHOLDS)
    description = forms.CharField(
        label=_("What is done"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    value = EurosField(
        label=_("What it is worth (€)"), required=False, help_text=_("Only for a work that may be left out.")
    )

    class Meta:
        model = Work
        fields = ["state", *FIELDS]
        labels = {
            "title": _("Title"), "kind": _("Kind of work"), "state": _("State"), "site": _("Site"),
            "description": _("What is done"), "mandatory": _("Has to be done"), "confidential": _("The place is confidential"),
        }  # fmt: skip
        help_texts = {
            "confidential": _(
                "Others see title, area, years, cost and hindrance, not the place, the site or what is done. "
                "Name no street in the title."
            ),
            "site": _("Works on one site share its common cost when they are done in one year."),
        }

    def __init__(self, *args: Any, partnership: Partnership, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership, self.parties = partnership, parties
        choices: dict[str, Any] = {name: cast(forms.ChoiceField, field) for name, field in self.fields.items()}
        choices["party"].queryset = Party.objects.filter(pk__in=[party.pk for party in parties]).order_by("name")
        choices["site"].queryset = Site.objects.of(partnership).plain().order_by("name")
        choices["site"].empty_label = _("none")
        choices["area_code"].choices = area_choices(partnership, self.instance.area_code)
        choices["kind"].choices = [("", _("choose")), *Work.Kind.choices]
        choices["state"].choices = [
            pair for pair in Work.State.choices if pair[0] in {Work.State.IDEA, Work.State.PLANNED}
        ]
        choices["severity"].choices = severities(self.instance.severity)
        self.initial["version"] = self.instance.version
        if self.instance.pk:
            del self.fields["state"]
        if self.instance.pk or len(parties) == 1:
            del self.fields["party"]

    @property
    def owner(self) -> Party:
        if self.instance.pk:
            return self.instance.party
        return self.parties[0] if len(self.parties) == 1 else self.cleaned_data["party"]

    @property
    def when(self) -> list[forms.BoundField]:
        return [self[name] for name in ("earliest", "preferred", "latest", "flexibility")]

    @property
    def money(self) -> list[forms.BoundField]:
        return [self[name] for name in ("direct_cost", "common_cost", "fte_years")]

    @property
    def hindrance(self) -> list[forms.BoundField]:
        return [self[name] for name in ("days", "severity", "households")]

    @property
    def work(self) -> dict[str, Any]:
        """Return what actions.add_work and change_work want to know."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "place" in cleaned and "place" not in self.changed_data:
            cleaned["place"] = self.initial.get("place")  # what stands, to the last decimal
        self._check_title()
        self._check_window()
        if not self.errors.keys() & {"place", "area_code"}:
            self._find_area()
        self._ask_unlikely()
        return cleaned

    def _ask_unlikely(self) -> None:
        """Ask for a yes before something unusual is saved, as with a file."""
        names = ("direct_cost", "common_cost", "latest")
        stored = {name: getattr(self.instance, name) for name in names} if self.instance.pk else None
        found = unlikely(self.cleaned_data, stored, None, timezone.localdate().year)
        yes = str(_("Yes, this is what I mean."))
        questions = [Question(f"{each.code}-{each.value}", str(TEXTS[each.code].what), yes) for each in found]
        try:
            check_meant(questions, self.answered)
        except AmountsAsked as asked:
            self.ask(asked)

    def _check_title(self) -> None:
        if not self.errors.keys() & {"title", "party"}:
            same = Work.objects.of(self.partnership).filter(party=self.owner, title=self.cleaned_data["title"])
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("title", _("Your party has a work with this title already. Choose another title."))

    def _check_window(self) -> None:
        earliest, preferred, latest = (self.cleaned_data.get(name) for name in ("earliest", "preferred", "latest"))
        if earliest and latest and earliest > latest:
            text = _("The earliest year (%(earliest)s) comes after the latest (%(latest)s).")
            self.add_error("earliest", ValidationError(text, params={"earliest": earliest, "latest": latest}))
        elif earliest and latest and preferred and not earliest <= preferred <= latest:
            text = _("Choose a preferred year from %(earliest)s to %(latest)s.")
            self.add_error("preferred", ValidationError(text, params={"earliest": earliest, "latest": latest}))

    def _find_area(self) -> None:
        """Check that the area that is named holds a part of the place, or find the area from the place."""
        code, place = self.cleaned_data.get("area_code"), self.cleaned_data.get("place")
        if not code and place is None:
            self.add_error("area_code", _("Choose the area, or draw the place on the map."))
        elif not code and place is not None:
            found = area_of(self.partnership, place)
            self.cleaned_data["area_code"] = found
            if found is None:
                self.add_error("place", _("The place lies outside your buurten. Draw it inside one of them."))
        elif (
            place is not None
            and {"place", "area_code"} & {*self.changed_data}
            and not touches(self.partnership, code or "", place)
        ):
            self.add_error(
                "area_code", _("The place does not lie in this area. Choose another area, or leave it open.")
            )


def severities(standing: float) -> list[tuple[float, Any]]:
    """Return the usual severities, and another that stands."""
    return [*SEVERITIES] if standing in dict(SEVERITIES) else [(standing, f"{standing:g}"), *SEVERITIES]


class RelationForm(forms.Form):
    """The relation of this work to another one that the reader sees."""

    BEFORE, AFTER = "before", "after"
    how = forms.ChoiceField(
        label=_("This work"),
        choices=[
            (BEFORE, _("comes before")),
            (AFTER, _("comes after")),
            (WorkRelation.Kind.TOGETHER, _("must be in the same year as")),
            (WorkRelation.Kind.APART, _("must not be in the same year as")),
        ],
    )
    other = forms.ModelChoiceField(
        label=_("the work"),
        queryset=Work.objects.none(),
        error_messages={"required": _("Choose the other work."), "invalid_choice": _("Choose the other work.")},
    )

    def __init__(self, *args: Any, work: Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work
        others = Work.objects.of(work.partnership).exclude(pk=work.pk).plain().order_by("party__name", "title")
        other = model_choice(self, "other")
        other.queryset, other.empty_label = others, _("choose")
        other.label_from_instance = lambda found: f"{found.title} · {found.party}"  # type: ignore[assignment,method-assign]

    @property
    def relation(self) -> dict[str, Any]:
        """Return what actions.relate wants to know."""
        how, other = self.cleaned_data["how"], self.cleaned_data["other"]
        first, second = (other, self.work) if how == self.AFTER else (self.work, other)
        kind = WorkRelation.Kind.SEQUENCE if how in {self.BEFORE, self.AFTER} else how
        return {"first": first, "second": second, "kind": kind}
