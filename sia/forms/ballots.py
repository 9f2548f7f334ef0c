"""Forms around a ballot: the question, their points, and the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.http import key_of
from sia.models import Ballot
from sia.models.ballots import POINTS
from sia.pipeline.ballots import Key, Question, whole_points

type Divided = dict[Key, dict[str, int]]


class OpenForm(forms.ModelForm[Ballot]):
    """Each party reads the question, and by when it should have voted."""

    class Meta:
        model = Ballot
        fields = ["question", "due"]
        labels = {"question": gettext_lazy("What do you ask the parties?"), "due": gettext_lazy("Vote before")}
        help_texts = {
            "question": gettext_lazy("One sentence. For example: how much should each theme weigh next year?"),
            "due": gettext_lazy("The round does not close by itself: you close it."),
        }
        widgets = {"due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean_due(self) -> Any:
        if self.cleaned_data["due"] < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        return self.cleaned_data["due"]


@dataclass(frozen=True, slots=True)
class Row:
    """A theme or indicator with its box; `other` is what a colleague gave it in the meantime."""

    name: str
    box: forms.BoundField
    other: int | None

    @property
    def points(self) -> int:
        """Return what stands in the box, as far as it is a number that can be drawn."""
        return min(key_of(str(self.box.value() or 0)), POINTS)


@dataclass(frozen=True, slots=True)
class Group:
    """The boxes of one question, with what is wrong with them together."""

    question: Question
    rows: list[Row]
    errors: list[str]

    @property
    def html_id(self) -> str:
        return "-".join(filter(None, ("divide", self.question.tree, self.question.theme)))

    @property
    def total(self) -> int:
        return sum(row.points for row in self.rows)

    @property
    def short(self) -> int:
        return POINTS - self.total

    @property
    def over(self) -> int:
        return -self.short

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors) or any(row.box.errors for row in self.rows)


class PointsForm(forms.Form):
    """100 points over the members of each question; an empty box is 0.

    Beforehand stands `given`, else an equal division.
    """

    needed = True

    def __init__(
        self, *args: Any, questions: Sequence[Question], given: Mapping[Key, Mapping[str, int]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.wrong: dict[Key, str] = {}
        self.others: Mapping[Key, Mapping[str, int]] = {}
        for question in self.questions:
            points = given.get(question.key) or equal(question)
            for member in question.members:
                self.fields[box_name(question, member.code)] = PointsField(member.name, points.get(member.code, 0))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for question in self.questions if self.needed else []:
            names = [box_name(question, code) for code in question.codes]
            total = sum(cleaned.get(name) or 0 for name in names)
            if total != POINTS and not any(name in self.errors for name in names):
                self.wrong[question.key] = wrong_sum(question.name, total)
        if self.wrong:
            raise ValidationError(list(self.wrong.values()))
        return cleaned

    @property
    def divided(self) -> Divided:
        """Return what was filled in, once it is valid."""
        return {
            question.key: {code: self.cleaned_data[box_name(question, code)] or 0 for code in question.codes}
            for question in self.questions
        }

    @property
    def has_inside(self) -> bool:
        return any(question.theme for question in self.questions)

    @property
    def other_errors(self) -> list[str]:
        """Return what is wrong beside the boxes and their sums, which are told with their theme."""
        return [str(error) for error in self.non_field_errors() if error not in self.wrong.values()]

    def show_others(self, points: Mapping[Key, Mapping[str, int]]) -> None:
        self.others = points

    @property
    def groups(self) -> list[Group]:
        return [self._group(question) for question in self.questions]

    @property
    def between(self) -> Iterator[Group]:
        return (group for group in self.groups if not group.question.theme)

    @property
    def inside(self) -> Iterator[Group]:
        return (group for group in self.groups if group.question.theme)

    def _group(self, question: Question) -> Group:
        others = self.others.get(question.key, {})
        rows = [
            Row(member.name, self[box_name(question, member.code)], others.get(member.code))
            for member in question.members
        ]
        errors = [self.wrong[question.key]] if question.key in self.wrong else []
        return Group(question, rows, errors)


class DecideForm(PointsForm):
    """The mean of the parties, or other weights; either with the decision in words."""

    method = forms.ChoiceField(
        label=gettext_lazy("Which weights did you decide on?"),
        choices=[
            (Ballot.Method.MEAN, gettext_lazy("The mean of the parties")),
            (Ballot.Method.OTHER, gettext_lazy("Other weights")),
        ],
        widget=forms.RadioSelect,
        initial=Ballot.Method.MEAN,
    )
    reason = forms.CharField(
        label=gettext_lazy("Decision and reason"),
        help_text=gettext_lazy("Who decided, when, and why. For example: core group of 12 March, all agreed."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write down who decided, when and why.")},
    )

    @property
    def needed(self) -> bool:  # type: ignore[override]
        return self.cleaned_data.get("method") == Ballot.Method.OTHER

    def clean(self) -> dict[str, Any]:
        """Drop the errors of boxes where the mean is chosen: the boxes do not matter then."""
        if self.cleaned_data.get("method") == Ballot.Method.MEAN:
            for name in [box_name(q, code) for q in self.questions for code in q.codes]:
                self.errors.pop(name, None)
        return super().clean()

    @property
    def decision(self) -> dict[str, Any]:
        """Return what actions.decide wants to know."""
        named = {name: self.cleaned_data[name] for name in ("method", "reason")}
        return {**named, "divided": self.divided if self.needed else None}


class PointsField(forms.IntegerField):
    def __init__(self, label: str, points: int) -> None:
        messages = dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Fill in whole points, from 0 to 100.")
        )
        super().__init__(
            label=label, initial=points, required=False, min_value=0, max_value=POINTS, error_messages=messages
        )
        self.widget.attrs.update({"inputmode": "numeric", "step": 1, "autocomplete": "off", "data-points": True})


def box_name(question: Question, code: str) -> str:
    return "-".join(filter(None, (question.tree, question.theme, code)))


def equal(question: Question) -> dict[str, int]:
    return dict(zip(question.codes, whole_points([1 / question.size] * question.size), strict=True))


def wrong_sum(title: str, total: int) -> str:
    """Return a sentence that names the theme and how many points are over or short."""
    off = abs(total - POINTS)
    if total > POINTS:
        text = ngettext(
            "%(title)s: %(off)s point too many. Take it off, so that there are 100.",
            "%(title)s: %(off)s points too many. Take them off, so that there are 100.",
            off,
        )
    else:
        text = ngettext(
            "%(title)s: %(off)s point short. Add it, so that there are 100.",
            "%(title)s: %(off)s points short. Add them, so that there are 100.",
            off,
        )
    return text % {"title": title, "off": off}
