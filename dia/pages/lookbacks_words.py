"""A year in sentences: what became of the measures, what was spent, and how the figures of the areas went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dia.pipeline.lookbacks_account import Account, AreaEffect, Outcome
from dia.words.amounts import euros
from sia.words.figures import NARROW

MILLION = 1_000_000
COURSES: dict[str, str | Promise] = {
    "better": gettext_lazy("better than the city"),
    "worse": gettext_lazy("worse than the city"),
    "alike": gettext_lazy("as the city"),
    "unclear": gettext_lazy("no clear difference from the city"),
    "": gettext_lazy("no newer figure"),
}


def in_short(amount: int) -> str:
    """Write an amount as € 1.2 mln from a million on, else as whole euros; never broken over two lines."""
    if abs(amount) < MILLION:
        return euros(amount).replace(" ", NARROW)
    millions = _("€ %(millions)s mln") % {"millions": number_format(round(amount / MILLION, 1), 1)}
    return millions.replace(" ", NARROW)


def headline(account: Account, year: int) -> str:
    """Return what a meeting has to know first."""
    if not account.lines:
        return _("Nothing was planned or done in %(year)s.") % {"year": year}
    number = len(account.lines)
    became = ngettext("Of %(number)s measure: %(parts)s.", "Of %(number)s measures: %(parts)s.", number)
    told = became % {"number": number, "parts": ", ".join(outcomes(account))}
    spent = {"spent": in_short(account.done.euros), "planned": in_short(account.planned.euros)}
    return f"{told} {_('%(spent)s of %(planned)s was spent.') % spent}"


def outcomes(account: Account) -> list[str]:
    """Return only the outcomes that occur."""
    counts = Counter(line.outcome for line in account.lines)
    kept, late, dropped, unsaid = (counts[key] for key in (Outcome.KEPT, Outcome.LATE, Outcome.DROPPED, ""))
    told = [
        (kept, ngettext("%(number)s was done as agreed", "%(number)s were done as agreed", kept)),
        (late, ngettext("%(number)s comes later", "%(number)s come later", late)),
        (dropped, ngettext("%(number)s was dropped", "%(number)s were dropped", dropped)),
        (unsaid, ngettext("of %(number)s nothing is said yet", "of %(number)s nothing is said yet", unsaid)),
    ]
    return [text % {"number": number} for number, text in told if number]


def courses(effects: Iterable[AreaEffect]) -> str:
    """Return how many figures went another way than the city's.

    Empty where none is newer than the start of the agenda.
    """
    counts = Counter(figure.course for effect in effects for figure in effect.figures)
    newer = sum(number for course, number in counts.items() if course)
    if not newer:
        return _("No figure is newer than the start of the agenda, so there is nothing to compare yet.")
    text = ngettext(
        "Of %(newer)s figure that is newer than the start of the agenda, %(better)s went better than the city, "
        "%(worse)s worse and %(alike)s alike.",
        "Of %(newer)s figures that are newer than the start of the agenda, %(better)s went better than the city, "
        "%(worse)s worse and %(alike)s alike.",
        newer,
    )
    return text % {"newer": newer, **{name: counts[name] for name in ("better", "worse", "alike")}}
