"""Forms about a bundle: its terms, its works, and what their party says of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import key_of
from accounts.model_choices import model_choice
from accounts.models import Partnership, Party
from datasets.forms.fields import DecimalSignField, YearField
from dia.models import Agenda, Bundle, Consent, Work
from dia.models.works import Work as WorkModel
from dia.pipeline.bundles import agenda_of

CHOOSE_WORK = {
    "required": gettext_lazy("Choose a work."),
    "invalid_choice": gettext_lazy("Choose a work from the list."),
}
OVER = [WorkModel.State.FINISHED, WorkModel.State.CANCELLED]


class PercentField(DecimalSignField):
    """Shown and typed in percents, kept as a share of 0 to 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, **options)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(100 * value if isinstance(value, float) else value)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else found / 100


class AgendaField(forms.ModelChoiceField[Agenda]):
    """A choice of the agendas that live, and the one that was chosen before; empty for none."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        usual = {"label": gettext_lazy("Agenda"), "required": False, "empty_label": gettext_lazy("no agenda")}
        unknown = {"invalid_choice": gettext_lazy("Choose an agenda from the list.")}
        super().__init__(queryset, error_messages=unknown, **{**usual, **options})

    def offer(self, partnership: Partnership, kept: int | None = None) -> None:
        agendas = Agenda.objects.of(partnership)
        self.queryset = agendas.live() | agendas.filter(pk__in=[kept] if kept else [])


class NewBundleForm(forms.Form):
    """A new bundle by hand, from own works; other parties are asked afterwards."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead party"),
        queryset=Party.objects.none(),
        help_text=gettext_lazy("It moves the bundle on."),
    )
    year = YearField(label=gettext_lazy("Year in which it is done together"))
    agenda = AgendaField(Agenda.objects.none())
    works = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Works of your party"),
        queryset=Work.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You ask other parties for their works on the next page."),
        error_messages={"required": gettext_lazy("Choose at least one work.")},
    )

    def __init__(self, *args: Any, partnership: Partnership, parties: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead, works = (model_choice(self, name) for name in ("lead", "works"))
        lead.queryset, lead.empty_label = Party.objects.filter(pk__in=[party.pk for party in parties]), None
        works.queryset = free_works(partnership).filter(party__in=parties)
        works.label_from_instance = labelled  # type: ignore[method-assign,assignment]
        cast(AgendaField, self.fields["agenda"]).offer(partnership)
        chosen = [key_of(work) for work in self.initial.get("works", [])]
        self.initial["agenda"] = agenda_of(partnership, chosen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        works, lead = cleaned.get("works"), cleaned.get("lead")
        if works and lead and not any(work.party_id == lead.pk for work in works):
            self.add_error("works", ValidationError(_("Choose at least one work of the lead party.")))
        return cleaned


class TermsForm(forms.ModelForm[Bundle]):
    """The terms of a bundle, each by its name; `version` is that of the bundle as it was when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agenda = AgendaField(Agenda.objects.none())
    year = YearField(label=gettext_lazy("Year in which it is done together"))
    overlap = DecimalSignField(
        label=gettext_lazy("Share of the days that works need together"),
        min_value=0,
        max_value=1,
        help_text=gettext_lazy("1 is no gain in time. 0.6 is usual; what was really spent will tell."),
    )
    tolerance = PercentField(
        label=gettext_lazy("Tolerance (%)"),
        help_text=gettext_lazy("A share may change this much before the consent to it lapses."),
    )

    class Meta:
        model = Bundle
        fields = ["name", "agenda", "year", "split", "overlap", "tolerance", "evidence"]
        labels = {"name": gettext_lazy("Name"), "split": gettext_lazy("Split of the common cost")}
        widgets = {"evidence": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "evidence": gettext_lazy(
                "Asked where the saving is above 30 percent. For example: two offers, or an earlier work."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bundle = self.instance
        cast(AgendaField, self.fields["agenda"]).offer(bundle.partnership, bundle.agenda_id)

    @property
    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class WorkForm(forms.Form):
    """A work to add or to take out; `version` as in TermsForm."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    work = forms.ModelChoiceField(label=gettext_lazy("Work"), queryset=Work.objects.none(), error_messages=CHOOSE_WORK)

    def __init__(self, *args: Any, works: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        work = model_choice(self, "work")
        work.queryset, work.empty_label = works, gettext_lazy("choose")
        work.label_from_instance = labelled  # type: ignore[method-assign,assignment]


class ConsentForm(forms.Form):
    """`share` and `version` say on what sheet the person looked."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    share = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=gettext_lazy("What does your party say?"),
        choices=Consent.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )
    condition = forms.CharField(label=gettext_lazy("On what condition?"), max_length=300, required=False)
    above_alone = forms.BooleanField(label=gettext_lazy("We accept to pay more than alone"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == Consent.Answer.CONDITION and not cleaned.get("condition", "").strip():
            self.add_error("condition", ValidationError(_("Write down the condition.")))
        return cleaned


class MoveForm(forms.Form):
    version = forms.IntegerField()
    to = forms.ChoiceField(choices=Bundle.State.choices)


def free_works(partnership: Partnership) -> Any:
    """Return the works that are to come and in no live bundle."""
    works = Work.objects.of(partnership).plain().exclude(state__in=OVER).exclude(bundlings__live=True)
    return works.order_by("party__name", "preferred", "title")


def labelled(work: Work) -> str:
    return f"{work.title} · {work.party} · {work.earliest}–{work.latest}"
