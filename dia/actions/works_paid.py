"""Checks that what is programmed is paid for.

A gap is shown, never passed over, and money that is only intended does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dia.models import Contribution, Measure, Pot, Work
from dia.models.money import FIRM
from dia.pipeline.bundles import cost_of

# Here the parties rely on the cost: it changes only together with the money.
PROGRAMMED = {Work.State.PROGRAMMED, Work.State.EXECUTION}


def check_funded(work: Work) -> None:
    """Raise ValidationError unless what the parties bring is what the work costs, and all of it is committed."""
    if not hasattr(work, "measure"):
        raise ValidationError(_("Put this work on an agenda first. There the parties bring the money."))
    brought = brought_to(work.measure)
    if brought != (cost := cost_of(work)):
        amounts = {"brought": _grouped(brought), "cost": _grouped(cost)}
        text = _("The parties bring € %(brought)s, and the work costs € %(cost)s. Make these equal first.")
        raise ValidationError(text % amounts)
    if loose := list(_loose(work.measure)):
        raise ValidationError(loose)


def check_promise(work: Work, state: str, cost: int) -> None:
    """Check, as `check_funded`, a work on an agenda that becomes programmed, or costs another amount while it is.

    `state` and `cost` are those that it had.
    """
    becomes = state not in PROGRAMMED or cost != work.planned_cost
    if work.state in PROGRAMMED and becomes and hasattr(work, "measure"):
        check_funded(work)


def check_as_programmed(measures: Iterable[Measure], earlier: Mapping[tuple[int, int], Any]) -> None:
    """Raise ValidationError unless the years of a programmed work add up to its cost, or to what they did.

    `earlier` holds cells as they were.
    """
    for measure in measures:
        if measure.work.state not in PROGRAMMED:
            continue
        before = sum(cell["euros"] for (key, _year), cell in earlier.items() if key == measure.pk)
        now = measure.years.aggregate(sum=Sum("euros"))["sum"] or 0
        if now not in {before, cost := cost_of(measure.work)}:
            text = _("“%(work)s” is %(state)s at € %(cost)s. Its years cannot add up to € %(now)s.")
            names = {"work": measure.work.title, "state": measure.work.get_state_display()}
            amounts = {"cost": _grouped(cost), "now": _grouped(now)}
            raise ValidationError(text % (names | amounts))


def check_kept(measure: Measure, before: int) -> None:
    """Raise ValidationError where somebody takes back what a programmed work needs; `before` is what was brought."""
    work = Work.objects.plain().get(pk=measure.work_id)
    now = brought_to(measure)
    if work.state in PROGRAMMED and now < before and now < (cost := cost_of(work)):
        text = _("“%(work)s” is %(state)s and costs € %(cost)s. The parties cannot bring less than that.")
        names = {"work": work.title, "state": work.get_state_display(), "cost": _grouped(cost)}
        raise ValidationError(text % names)


def brought_to(measure: Measure) -> int:
    return Contribution.objects.filter(measure=measure).aggregate(sum=Sum("euros"))["sum"] or 0


def _loose(measure: Measure) -> Iterator[str]:
    """Yield a sentence for each pot of which more is needed for what is programmed than is firm.

    This measure is included in the need; firm is what is committed or fulfilled.
    """
    promised = Q(measure=measure) | Q(measure__work__state__in=PROGRAMMED)
    for pot in Pot.objects.filter(contributions__measure=measure).select_related("party").order_by("year", "pk"):
        firm = pot.commitments.filter(current=True, state__in=FIRM).aggregate(euros=Sum("euros"), fte=Sum("fte"))
        needed = pot.contributions.filter(promised).aggregate(euros=Sum("euros"), fte=Sum("fte"))
        names = {"party": pot.party, "year": pot.year}
        if needed["euros"] > (firm["euros"] or 0):
            amounts = {"firm": _grouped(firm["euros"] or 0), "needed": _grouped(needed["euros"])}
            text = _(
                "%(party)s committed € %(firm)s for %(year)s. € %(needed)s is needed; what is intended does not count."
            )
            yield text % (names | amounts)
        elif needed["fte"] > (firm["fte"] or 0):
            amounts = {"firm": number_format(firm["fte"] or 0, 1), "needed": number_format(needed["fte"], 1)}
            text = _(
                "%(party)s committed %(firm)s fte for %(year)s. %(needed)s fte is needed; what is intended does not count."
            )
            yield text % (names | amounts)


def _grouped(amount: int) -> str:
    return number_format(amount, 0, force_grouping=True)
