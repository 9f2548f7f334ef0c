"""Amounts of an agenda as they stand on a screen, and as a hand gets them to change."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

from dia.pipeline.agenda_lines import Unit
from dia.pipeline.sums import Amount


def shown(amount: Amount, unit: Unit, empty: str = "") -> str:
    """Write thousands of euros without decimals, or fte with one; what is there but rounds to 0 is "<1"."""
    if not amount:
        return empty
    if unit == "fte":
        return number_format(Decimal(amount), 1, force_grouping=True)
    thousands = (Decimal(amount) / 1000).quantize(Decimal(1), ROUND_HALF_UP)
    return number_format(thousands, 0, force_grouping=True) if thousands else "<1"


def typed(amount: Amount, unit: Unit) -> str:
    """Write the exact amount without thousands signs, as `dia.forms.cells` reads it; empty for nothing."""
    if not amount:
        return ""
    exact = Decimal(amount) / 1000 if unit == "euros" else Decimal(amount)
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", get_format("DECIMAL_SEPARATOR"))


def euros(amount: Amount) -> str:
    return f"€ {number_format(int(amount), 0, force_grouping=True)}"


def beside(money: Amount, people: Amount) -> str:
    """Write manpower beside money wherever there is any: “€ 1.250.000 · 2,5 fte”."""
    return " · ".join([euros(money), *([words(people, "fte")] if people else [])])


def words(amount: Amount, unit: Unit) -> str:
    """Write an amount with its unit, for a sentence."""
    return euros(amount) if unit == "euros" else _("%(fte)s fte") % {"fte": number_format(Decimal(amount), 1)}
