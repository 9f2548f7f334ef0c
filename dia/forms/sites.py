"""Forms about a site."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets.forms.fields import YearField
from dia.actions.sites import FIELDS
from dia.actions.works_place import area_of, touches
from dia.forms.works_fields import EurosField, PlaceField, WholeField, area_choices
from dia.models import Site

MOST_HOUSEHOLDS, MOST_DAYS, MOST_YEARS = 1_000_000, 3_000, 50


class SiteForm(forms.ModelForm[Site]):
    """`stamp` is that of the site as it was when the form was opened."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    area_code = forms.ChoiceField(
        label=_("Area"), required=False, help_text=_("Leave it open, then we find the area that the place lies in.")
    )
    place = PlaceField(label=_("Place"), required=False)
    households = WholeField(label=_("Households around it"), required=False, highest=MOST_HOUSEHOLDS)
    shops = WholeField(label=_("Shops around it"), required=False, highest=MOST_HOUSEHOLDS)
    common_cost = EurosField(
        label=_("Common cost of an opening (€)"), required=False, help_text=_("Paid once in a year, however many work there.")
    )  # fmt: skip
    setup_days = WholeField(label=_("Days to set up"), required=False, highest=MOST_DAYS)
    last_renewed = YearField(label=_("Last renewed in"), required=False)
    closed_until = YearField(
        label=_("Stays closed until"), required=False, help_text=_("The last year in which nobody may open it.")
    )
    rest_years = WholeField(
        label=_("Years between two openings"), required=False, highest=MOST_YEARS, absent=5, help_text=_("Usually 5.")
    )

    class Meta:
        model = Site
        fields = FIELDS
        labels = {"name": _("Name")}
        help_texts = {"name": _("A street section or some of them. For example: Lambertuslaan, from 1 to 60.")}

    def __init__(self, *args: Any, partnership: Partnership, stamp: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.initial["stamp"] = stamp
        area = cast(forms.ChoiceField, self.fields["area_code"])
        area.choices = area_choices(partnership, self.instance.area_code)

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS if name not in {"name", "area_code", "place"}]

    @property
    def site(self) -> dict[str, Any]:
        """Return what actions.add_site and change_site want to know."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "place" in cleaned and "place" not in self.changed_data:
            cleaned["place"] = self.initial.get("place")
        if not self.errors.keys() & {"place", "area_code"}:
            self._find_area(cleaned)
        if "rest_years" in cleaned and cleaned["rest_years"] < 1:
            self.add_error("rest_years", _("At least one year lies between two openings."))
        if "name" in cleaned:
            same = Site.objects.of(self.partnership).filter(name=cleaned["name"]).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error("name", _("There is already a site with this name. Choose another name."))
        return cleaned

    def _find_area(self, cleaned: dict[str, Any]) -> None:
        code, place = cleaned.get("area_code"), cleaned.get("place")
        if not code and place is None:
            self.add_error("area_code", _("Choose the area, or draw the place on the map."))
        elif not code and place is not None:
            cleaned["area_code"] = area_of(self.partnership, place)
            if cleaned["area_code"] is None:
                self.add_error("place", _("The place lies outside your buurten. Draw it inside one of them."))
        elif place is not None and not touches(self.partnership, code or "", place):
            self.add_error(
                "area_code", _("The place does not lie in this area. Choose another area, or leave it open.")
            )
