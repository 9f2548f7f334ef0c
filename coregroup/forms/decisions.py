"""Forms about a proposal, and what each party says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from coregroup.actions.answers import SAYS_WHY, Said
from coregroup.actions.decisions import RESTS_ON
from coregroup.models import Answer, Decision, Meeting
from dia.forms.works_fields import area_choices
from sia.models import Snapshot

FIELDS = ["text", "reason", "item", "area_code", "snapshot", "deviates", "deviation_reason", "replaces"]


class DecisionForm(forms.ModelForm[Decision]):
    """A proposal; `version` is that of the proposal as it was when the form was opened.

    A new one rests on the adopted advice, or on one that is proposed: to adopt it is a decision too.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    area_code = forms.ChoiceField(label=gettext_lazy("Area"), required=False)

    class Meta:
        model = Decision
        fields = FIELDS
        labels = {
            "text": gettext_lazy("Decision"),
            "reason": gettext_lazy("Reason"),
            "item": gettext_lazy("Item"),
            "snapshot": gettext_lazy("Advice it rests on"),
            "deviates": gettext_lazy("This decision deviates from the advice"),
            "deviation_reason": gettext_lazy("Why it deviates"),
            "replaces": gettext_lazy("Replaces an earlier decision"),
        }
        help_texts = {
            "text": gettext_lazy(
                "As it is to stand in the register of decisions, to be understood without the minutes."
            ),
            "deviation_reason": gettext_lazy("Needed where it deviates. Everybody can read it."),
            "replaces": gettext_lazy("Once this one is taken, the earlier one points to it."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "deviation_reason": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, data: Any = None, *, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        partnership, kept = meeting.partnership, self.instance
        self.initial.setdefault("version", kept.version if kept.pk else None)
        item, area, snapshot, replaces = (
            cast(Any, self.fields[name]) for name in ("item", "area_code", "snapshot", "replaces")
        )
        item.queryset, item.empty_label = meeting.items.all(), gettext_lazy("no item")
        area.choices = [("", gettext_lazy("no area")), *area_choices(partnership, kept.area_code)[1:]]
        snapshots = Snapshot.objects.of(partnership).filter(state__in=RESTS_ON).order_by("-adopted_at", "-pk")
        snapshot.queryset, snapshot.empty_label = snapshots.defer("body"), gettext_lazy("none")
        snapshot.label_from_instance = named
        if not kept.pk and self.initial.get("snapshot") is None:
            self.initial["snapshot"] = snapshots.adopted().values_list("pk", flat=True).first()
        standing = Decision.objects.of(partnership).register().taken()
        replaces.queryset = standing.filter(replaced_by=None) | standing.filter(replaced_by=kept.pk)
        replaces.empty_label, replaces.label_from_instance = gettext_lazy("none"), registered

    @classmethod
    def looking(cls, data: Any, **known: Any) -> Self:
        """Return what is filled in so far, not judged yet."""
        return cls(**known, initial={**data.dict(), "deviates": "deviates" in data})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("deviates") and not cleaned.get("deviation_reason"):
            self.add_error("deviation_reason", ValidationError(_("Write down why it deviates from the advice.")))
        if cleaned.get("deviates") and not cleaned.get("snapshot"):
            self.add_error("snapshot", ValidationError(_("Choose the advice that it deviates from.")))
        if cleaned.get("deviation_reason") and not cleaned.get("deviates"):
            self.add_error("deviates", ValidationError(_("Tick this, or leave the reason for deviating empty.")))
        return cleaned

    @property
    def decision(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def looked_at(self) -> tuple[Snapshot | None, str]:
        """Return the advice and the area that are chosen now."""
        try:
            chosen = cast(Any, self.fields["snapshot"]).to_python(self["snapshot"].value())
        except ValidationError:
            chosen = None
        return chosen, str(self["area_code"].value() or "")


def named(snapshot: Any) -> str:
    return f"{snapshot.title} · {snapshot.get_state_display()}"


def registered(decision: Any) -> str:
    return f"{decision.reference} · {decision.text[:80]}"


@dataclass(frozen=True, slots=True)
class Line:
    """A party that may be answered for here; `by_itself` where the reader belongs to it."""

    party: Party
    standing: Answer | None
    by_itself: bool
    present: bool

    @property
    def seen(self) -> str:
        """Return the stamp of the answer that was seen.

        None where a party answered itself and another notes it: both are shown first.
        """
        if self.standing is None or (self.standing.by_itself and not self.by_itself):
            return ""
        return self.standing.stamp


class AnswersForm(forms.Form):
    """An answer for each of `lines`; what is left as it stood is not sent on.

    The button `rest` fills in "for" for all parties in the room that did not answer.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, decision: Decision, lines: Sequence[Line]) -> None:
        super().__init__(data, prefix=f"d{decision.pk}", initial={"version": decision.version})
        self.lines, self.rest = lines, bool(data and data.get("rest"))
        for line in lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        pk, standing, names = line.party.pk, line.standing, {"party": line.party.name}
        choices = [*([] if standing else [("", gettext_lazy("no answer yet"))]), *Answer.Kind.choices]
        self.fields[f"kind_{pk}"] = forms.ChoiceField(
            label=_("Answer of %(party)s") % names, choices=choices, required=False, initial=standing and standing.kind
        )
        self.fields[f"words_{pk}"] = forms.CharField(
            label=_("Condition or objection of %(party)s") % names, max_length=500, required=False,
            initial=standing and standing.words,
            widget=forms.TextInput(attrs={"placeholder": _("condition or objection")}),
        )  # fmt: skip
        self.fields[f"seen_{pk}"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=line.seen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            kind, words = (f"{name}_{line.party.pk}" for name in ("kind", "words"))
            if self.rest and line.present and not line.standing and not cleaned.get(kind):
                cleaned[kind] = Answer.Kind.YES
            if cleaned.get(kind) in SAYS_WHY and not cleaned.get(words):
                text = _("Write down the condition or the objection of %(party)s.")
                self.add_error(words, ValidationError(text % {"party": line.party.name}))
            if cleaned.get(words) and not cleaned.get(kind):
                self.add_error(kind, ValidationError(_("Choose one of the answers.")))
        return cleaned

    @property
    def said(self) -> list[Said]:
        """Return what differs from what stands."""
        found = [self._said(line) for line in self.lines]
        return [one for one, line in zip(found, self.lines, strict=True) if one.kind and not same(one, line.standing)]

    def _said(self, line: Line) -> Said:
        kind, words, seen = (self.cleaned_data.get(f"{name}_{line.party.pk}", "") for name in ("kind", "words", "seen"))
        return Said(line.party, kind, words, seen)

    def once_more(self, standing: dict[int, Answer], decision: Decision) -> AnswersForm:
        """Return a form with the same answers beside those of `standing`: sent again, they take their place."""
        data = {name: value for name, value in self.data.items() if name != "rest"}
        for pk, found in standing.items():
            data[self.add_prefix(f"seen_{pk}")] = found.stamp
        return AnswersForm(data, decision=decision, lines=self.lines)


def same(one: Said, standing: Answer | None) -> bool:
    return standing is not None and (standing.kind, standing.words) == (one.kind, one.words)
