"""Forms about covenants and about access to a dataset."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party, Role, User
from accounts.permissions import P
from datasets.forms.fields import DatasetField
from datasets.models import Covenant, CovenantClause, CovenantReview, Dataset, Indicator, Level, Observation
from datasets.pipeline.covenants import covenant_stamp

TERMS = ("title", "purpose", "since", "until", "review_on")
DAYS = ("since", "until", "review_on", "held_on", "next_on")


def date_box() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CovenantForm(forms.ModelForm[Covenant]):
    """`seen` is the stamp of the text as it was when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    parties = forms.ModelMultipleChoiceField(
        label=_("Parties"),
        queryset=Party.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The owner of each dataset that is shared is one of them."),
        error_messages={"required": _("Choose at least two parties.")},
    )
    showing = forms.ModelMultipleChoiceField(
        label=_("Who shows the places of its confidential works"),
        queryset=Party.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("To the other parties of this covenant, as long as it is in force. Others see the area only."),
    )

    class Meta:
        model = Covenant
        fields = TERMS
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})} | {name: date_box() for name in DAYS[:3]}
        help_texts = {
            "purpose": _("What the parties use each other's figures for, and what not."),
            "until": _("Empty: until it is ended."),
        }

    def __init__(self, data: Any = None, *, partnership: Partnership, instance: Covenant | None = None) -> None:
        known: dict[str, Any] = {"review_on": timezone.localdate() + timedelta(days=365)}
        kept: list[int] = []
        if instance:
            kept = list(instance.parties.values_list("party", flat=True))
            showing = list(instance.parties.filter(shows_places=True).values_list("party", flat=True))
            known = {"seen": covenant_stamp(instance), "parties": kept, "showing": showing}
        super().__init__(data, instance=instance, initial=known)
        seated = partnership.seats.current().values("party")
        choices = Party.objects.filter(pk__in=seated) | Party.objects.filter(pk__in=kept)
        for name in ("parties", "showing"):
            model_choice(self, name).queryset = choices.order_by("name")

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_parties(self) -> list[Party]:
        parties = list(self.cleaned_data["parties"])
        if len(parties) < 2:  # noqa: PLR2004 -- between two, or it is no covenant
            raise ValidationError(_("Choose at least two parties."))
        return parties

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since = cleaned.get("since")
        if since and (cleaned.get("until") or since) < since:
            self.add_error("until", _("It cannot end before it begins."))
        if since and (cleaned.get("review_on") or since + timedelta(days=1)) <= since:
            self.add_error("review_on", _("Choose a day after the first one."))
        if "parties" in cleaned and set(cleaned.get("showing", ())) - set(cleaned["parties"]):
            self.add_error("showing", _("Only a party to this covenant can show its places here."))
        return cleaned

    def validate_constraints(self) -> None:
        """Leave constraints to `clean`, which says the same in words; a title that is taken the action says."""

    @property
    def covenant(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TERMS, "parties", "showing")}


class ClauseForm(forms.Form):
    """The clause on one dataset: every box is ticked until somebody decides otherwise."""

    seen = forms.CharField(widget=forms.HiddenInput)
    levels = forms.MultipleChoiceField(
        label=_("Levels"), choices=Level.choices, widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one level.")}
    )  # fmt: skip
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who of the parties may see it. Figures count in the ranking only when every role may."),
        error_messages={"required": _("Choose at least one role.")},
    )
    indicators = forms.ModelMultipleChoiceField(
        label=_("Only these indicators"),
        queryset=Indicator.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of the dataset, also those that come later."),
    )

    def __init__(
        self, data: Any = None, *, covenant: Covenant, dataset: Dataset, clause: CovenantClause | None = None
    ) -> None:
        known: dict[str, Any] = {"levels": Level.values, "roles": Role.values}
        if clause:
            known = {"levels": clause.levels, "roles": clause.roles, "indicators": list(clause.indicators.all())}
        super().__init__(data, initial={**known, "seen": covenant_stamp(covenant)})
        held = Observation.objects.filter(delivery__dataset=dataset).values("indicator")
        kept = clause.indicators.values("pk") if clause else []
        found = Indicator.objects.of(covenant.partnership).filter(Q(pk__in=held) | Q(pk__in=kept))
        model_choice(self, "indicators").queryset = found

    @property
    def clause(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("seen", "levels", "roles", "indicators")}


class DatasetChoice(forms.Form):
    """The dataset that a clause is about: one with an owner, since only the owner can share it."""

    dataset = DatasetField(
        Dataset.objects.none(), label=_("Dataset"), empty_label=None, widget=forms.Select(attrs={"class": "select"})
    )

    def __init__(self, data: Any = None, *, covenant: Covenant) -> None:
        super().__init__(data)
        owned = Dataset.objects.of(covenant.partnership).filter(owner__isnull=False)
        free = owned.exclude(clauses__covenant=covenant).order_by("title", "pk")
        cast(DatasetField, self.fields["dataset"]).queryset = free.select_related("owner")


class SignForm(forms.Form):
    seen = forms.CharField()
    party = forms.ModelChoiceField(Party.objects.none())

    def __init__(self, data: Any = None, *, covenant: Covenant) -> None:
        super().__init__(data)
        model_choice(self, "party").queryset = Party.objects.filter(covenants__covenant=covenant)


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it ends"), max_length=300, error_messages={"required": _("Say why the covenant ends.")}
    )


class ReviewForm(forms.ModelForm[CovenantReview]):
    class Meta:
        model = CovenantReview
        fields = ("held_on", "outcome", "next_on")
        widgets = {"outcome": forms.Textarea(attrs={"rows": 6}), "held_on": date_box(), "next_on": date_box()}
        help_texts = {"outcome": _("What was looked at, what is kept and what will be changed.")}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"next_on": timezone.localdate() + timedelta(days=365)})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        held, following = cleaned.get("held_on"), cleaned.get("next_on")
        if held and held > timezone.localdate():
            self.add_error("held_on", _("This day has yet to come."))
        if held and following and following <= held:
            self.add_error("next_on", _("Choose a day after the review."))
        return cleaned

    def validate_constraints(self) -> None:
        """Leave constraints to `clean`, which says the same in words."""


class AskForm(forms.Form):
    """Asks for a dataset; the party only where somebody acts for more than one."""

    party = forms.ModelChoiceField(Party.objects.none(), label=_("For which party"), empty_label=None)
    reason = forms.CharField(
        label=_("What for"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what you want to use it for.")},
    )

    def __init__(self, data: Any = None, *, dataset: Dataset, user: User) -> None:
        super().__init__(data)
        mine = user.parties_in(dataset.partnership, P.REQUEST_DATA).exclude(datasets=dataset)
        model_choice(self, "party").queryset = mine


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=500, error_messages={"required": _("Write an answer first.")}
    )


class PurposeForm(forms.Form):
    """The purpose of a file: of what a covenant gives that has to be said."""

    purpose = forms.CharField(
        label=_("What do you need this file for?"),
        max_length=300,
        error_messages={"required": _("Say what you need this file for. That is agreed in the covenant.")},
    )
