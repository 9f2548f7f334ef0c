"""How a figure is written: with its unit, with its sign, in the reader's language."""

from django import template
from django.utils.formats import number_format

register = template.Library()
NARROW = "\u00a0"
EXACT_BELOW = 100


@register.filter
def signed(number: float | None, decimals: int = 1) -> str:
    """+9,8 or −1,4 (with a real minus); empty for nothing."""
    if number is None:
        return ""
    text = number_format(abs(number), decimals)
    if not round(number, decimals):
        return text
    return f"{'−' if number < 0 else '+'}{text}"


@register.filter
def figure(number: float | None, unit: str = "") -> str:
    """53,1 % or € 1.250: one decimal below a hundred, none above; a dash for nothing, which is not 0."""
    if number is None:
        return "–"
    whole = float(number).is_integer() or abs(number) >= EXACT_BELOW
    text = number_format(number, 0 if whole else 1)
    if unit.startswith("€") or unit.lower() == "euro":
        return f"€{NARROW}{text}"
    return f"{text}{NARROW}{unit}" if unit else text


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 as whole percents; a dash for nothing."""
    return "–" if share is None else f"{number_format(100 * share, 0)}{NARROW}%"
