"""A form whose amounts may be asked about: it shows the questions, and sends along which of them were answered with yes."""

from __future__ import annotations

from typing import Any

from django import forms

from dia.actions.large_amounts import AmountsAsked, Question


class AskingForm(forms.Form):
    meant = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = []

    def ask(self, asked: AmountsAsked) -> None:
        self.questions = asked.questions
        self.add_error(None, asked)

    @property
    def answered(self) -> list[str]:
        """Return the keys of the questions that were answered with yes."""
        return self.cleaned_data.get("meant") or []
