"""A promised delivery: which dataset, by whom, from when and how often."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.model_choices import model_choice
from accounts.models import Partnership, Party
from datasets.forms.fields import DatasetField
from datasets.models import Dataset, DeliveryPromise


class PromiseForm(forms.ModelForm[DeliveryPromise]):
    every_months = forms.TypedChoiceField(
        label=_("How often"),
        coerce=int,
        choices=[(1, _("every month")), (3, _("every quarter")), (6, _("every half year")), (12, _("every year")), (24, _("every two years"))],
        initial=12,
    )  # fmt: skip

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = DeliveryPromise
        fields = ["dataset", "party", "first_on", "every_months"]
        field_classes = {"dataset": DatasetField}
        widgets = {"first_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, partnership: Partnership, datasets: QuerySet[Dataset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = datasets.exclude(promise__isnull=False) if self.instance.pk is None else datasets
        cast(DatasetField, self.fields["dataset"]).queryset = free.select_related("owner").order_by("title", "pk")
        if self.instance.pk is not None:
            self.fields["dataset"].disabled = True
        self.initial["seen"] = promise_stamp(self.instance)
        parties = Party.objects.filter(pk__in=partnership.seats.current().values("party"))
        model_choice(self, "party").queryset = parties.order_by("name")

    @property
    def is_overtaken(self) -> bool:
        """Return whether it is another promise by now than the one that the form was opened on."""
        return self.is_bound and self.instance.pk is not None and self.data.get("seen") != promise_stamp(self.instance)

    @property
    def said(self) -> dict[str, Any]:
        """Return what actions.promise wants to know."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the row as it is: the action writes it, and an unused form changes none."""


def promise_stamp(promise: DeliveryPromise) -> str:
    return f"{promise.party_id} {promise.first_on} {promise.every_months}" if promise.pk else ""
