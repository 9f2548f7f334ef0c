"""Amounts a hundred times what they are for: asked before they are saved. A hand types euros where thousands belong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dia.models import Agenda, Measure
from dia.pipeline.sums import Amount

TIMES = 100
UNKNOWN = 1_000_000  # euros: what a measure is held against that costs nothing in the register


@dataclass(frozen=True, slots=True)
class Question:
    """`key` holds the amount too, so that a yes counts for this amount and for no other."""

    key: str
    text: str
    yes: str


class AmountsAsked(ValidationError):
    """Nothing is saved until all these questions are answered with yes: with their keys."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__([question.text for question in questions])
        self.questions = questions


def check_meant(questions: Iterable[Question], meant: Collection[str]) -> None:
    """Raise AmountsAsked with all the questions where one of them has no yes."""
    found = list(questions)
    if any(question.key not in meant for question in found):
        raise AmountsAsked(found)


def questions_of_row(measure: Measure, before: Mapping[int, Amount], after: Mapping[int, Amount]) -> Iterator[Question]:
    """Ask about each year that rises to a hundred times the cost.

    Or about all that rise, where only their sum does so.
    """
    cost = measure.work.planned_cost
    limit = TIMES * (cost or UNKNOWN)
    raised = {year: amount for year, amount in after.items() if amount > before.get(year, 0)}
    large = {year: amount for year, amount in raised.items() if amount >= limit}
    if not large and sum(before.values()) < limit <= sum(after.values()):
        large = raised
    for year, amount in large.items():
        text = _(
            "“%(work)s” in %(year)s: do you mean %(less)s? You typed %(typed)s × € 1,000. "
            "In the register it costs %(cost)s."
        )
        typed = number_format(Decimal(amount) / 1000, force_grouping=True)
        names = {"work": measure.work.title, "year": year, "less": _euros(amount / 1000), "cost": _euros(cost)}
        yes = _("Yes, I mean %(amount)s in %(year)s.") % {"amount": _euros(amount), "year": year}
        yield Question(f"{measure.pk}-{year}-{int(amount)}", text % {**names, "typed": typed}, yes)


def questions_of_commitment(agenda: Agenda, year: int, before: int, euros: int) -> Iterator[Question]:
    """Ask about a commitment for one year that is a hundred times what all measures of the agenda cost together."""
    cost = sum(measure.work.planned_cost for measure in agenda.measures.select_related("work").defer("work__place"))
    if not cost or euros <= before or euros < TIMES * cost:
        return
    text = _(
        "Do you mean %(less)s for %(year)s? You typed %(amount)s. All measures of this agenda together cost %(cost)s."
    )
    amounts = {"less": _euros(euros / 1000), "amount": _euros(euros), "cost": _euros(cost), "year": year}
    yes = _("Yes, I mean %(amount)s in %(year)s.") % amounts
    yield Question(f"{year}-{euros}", text % amounts, yes)


def _euros(amount: Amount | float) -> str:
    return f"€ {number_format(round(amount), 0, force_grouping=True)}"
