"""Figures as they are written: with their unit, with their sign, in the reader's language."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

NARROW = "\u00a0"
EXACT_BELOW = 100
ALL = 100
UNSAID = {"", "aantal", "cijfer"}


def written(number: float, decimals: int) -> str:
    """Format a rounded number: Django's number_format cuts the decimals off."""
    return number_format(round(number, decimals), decimals)


def signed(number: float | None, decimals: int = 1) -> str:
    """Format a number with its sign, as +9,8 or −1,4 (with a real minus); empty for nothing."""
    if number is None:
        return ""
    rounded = round(number, decimals)
    sign = "−" if rounded < 0 else "+" if rounded else ""
    return sign + written(abs(rounded), decimals)


def figure(number: float | Promise | None, unit: str = "") -> str:
    """Format a figure with its unit, as 53,1 % or € 1.250: one decimal below a hundred, none above.

    A dash for nothing, which is not 0; words as they are.
    """
    if number is None:
        return "–"
    if isinstance(number, Promise):
        return str(number)
    whole = float(number).is_integer() or abs(number) >= EXACT_BELOW
    text = written(number, 0 if whole else 1)
    if unit.startswith("€") or unit.lower() == "euro":
        return f"€{NARROW}{text}"
    return text if unit in UNSAID else f"{text}{NARROW}{unit}"


def percent(share: float | None, decimals: int = 0) -> str:
    """Format a share of 0 to 1 as percents; a dash for nothing."""
    return "–" if share is None else f"{written(100 * share, decimals)}{NARROW}%"


def in_hundred(share: float | None) -> str:
    """Format a share of the draws of a run, which is no probability, as “79 of the 100 calculations”.

    A dash for nothing.
    """
    if share is None:
        return "–"
    times = round(100 * share)
    if share and not times:
        return _("fewer than 1 of the 100 calculations")
    if times == ALL and share < 1:
        return _("more than 99 of the 100 calculations")
    return _("%(times)s of the 100 calculations") % {"times": times}


def interval(rank: int | None, low: int | None, high: int | None) -> str:
    """Return the ranks of nine of ten draws in words, never as a certainty; empty where nothing was drawn."""
    if low is None:
        return ""
    if rank == low == high:
        return _("clearly first") if rank == 1 else _("rarely another place")
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def bare(number: float | None, unit: str = "") -> str:
    """Format the same figure a second time in one line: only % and € are repeated."""
    return figure(number, unit if unit.startswith(("%", "€")) else "")
