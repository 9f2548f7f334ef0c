"""Questions about a file that only a person can answer.

Which sheet it is, which column holds the codes of a map, whether percents or fractions, whether a strange figure is
right, and what is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.models import Delivery
from datasets.pipeline.area_matching import LEAVE_OUT, UNKNOWN
from datasets.pipeline.asked import ACCEPTABLE, CODE_COLUMN, FRACTION, PERCENT, SHARES, SHEETS
from datasets.texts.problems import sentence

READINGS = [(PERCENT, _("percents: 0,11 is 0,11 %")), (FRACTION, _("fractions: 0,11 is 11 %"))]

CODES_NAMED = 10


class AnswersForm(forms.Form):
    """A field for each question that a check left; all of them are to be answered."""

    def __init__(self, data: Any = None, *, delivery: Delivery) -> None:
        super().__init__(data)
        self.indicators: dict[str, str] = {}  # by field
        for problem in delivery.refusals:
            self._ask(problem, delivery.recognised)
        self._offer_leaving_out({each["value"] for each in delivery.refusals if each["code"] in UNKNOWN})

    def _offer_leaving_out(self, codes: set[str]) -> None:
        """Add one box for all unknown codes; with other questions it may stay open, since codes can be mended too."""
        if codes:
            more = f" (+{len(codes) - CODES_NAMED})" if len(codes) > CODES_NAMED else ""
            label = _("Leave out all rows with a code that is not on your map: %(codes)s") % {
                "codes": ", ".join(sorted(codes)[:CODES_NAMED]) + more
            }
            self.fields[LEAVE_OUT] = forms.BooleanField(label=label, required=not self.fields)

    def _ask(self, problem: dict[str, Any], recognised: dict[str, Any]) -> None:
        code = problem["code"]
        if code in SHEETS:
            self._ask_which("sheet", _("Sheet to read"), recognised.get("sheets", []))
        elif code == CODE_COLUMN:
            self._ask_which("code_column", _("Column with the codes"), recognised.get("code_columns", []))
        elif code == SHARES:
            name = f"shares-{len(self.indicators)}"
            label = _("What are the figures of “%(column)s”?") % {"column": _column(problem)}
            self.fields[name] = forms.ChoiceField(label=label, choices=READINGS, widget=forms.RadioSelect)
            self.indicators[name] = problem["params"]["indicator"]
        elif code in ACCEPTABLE and f"accept-{code}" not in self.fields:
            label = _("This is right: %(what)s") % {"what": sentence(problem).what}
            self.fields[f"accept-{code}"] = forms.BooleanField(label=label)

    def _ask_which(self, name: str, label: Any, names: list[str]) -> None:
        choices = [(each, each) for each in names]
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)

    @property
    def questions(self) -> Iterator[tuple[forms.BoundField, bool]]:
        """Yield each field, and whether it is a box to tick."""
        for name in self.fields:
            yield self[name], name == LEAVE_OUT or name.startswith("accept-")

    def answers(self) -> dict[str, Any]:
        """Return what was answered, as the options of a delivery keep it."""
        cleaned = self.cleaned_data
        accepted = [code for code in ACCEPTABLE if cleaned.get(f"accept-{code}")]
        shares = {indicator: cleaned[name] for name, indicator in self.indicators.items()}
        return {
            "sheet": cleaned.get("sheet", ""),
            "code_column": cleaned.get("code_column", ""),
            "shares": shares,
            "accepted": accepted,
            LEAVE_OUT: bool(cleaned.get(LEAVE_OUT)),
        }


def _column(problem: dict[str, Any]) -> str:
    """Return the column, or in a long table the indicator in it."""
    indicator = problem["params"]["indicator"]
    return str(problem["column"] or indicator)
