"""A step of something that has states: the version that the person saw goes with it."""

from __future__ import annotations

from django import forms


class StepForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(StepForm):
    """`to` is the state to come; whether it may follow is for the action to say."""

    to = forms.CharField(max_length=20)
