"""The figures that Samenwijk counts itself, from assets, works, sites and chances: how, and what they do not tell."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets.models import Indicator
from sia.pipeline.weighing import Weighing

type Words = tuple[str | Promise, str | Promise]  # how it is counted, and what it does not tell

# By the code of the indicator; the rooms that count them know nothing of this page, nor does it of them.
WORDS: dict[str, Words] = {
    "assets_in_area": (
        _("The number of assets that lie inside the area."),
        _("An asset next door comes in by the border, as the step on potential tells."),
    ),
    "joint_investment_per_dwelling": (
        _(
            "The euros of all works that are planned within ten years, divided by the dwellings. Each year later counts "
            "a tenth less. Where fewer than two parties plan, it is 0."
        ),
        _("What is only an idea does not count, nor what nobody registered."),
    ),
    "works_with_coupling_chance": (
        _(
            "1,000 times the works with a coupling chance, divided by the dwellings. A declined chance does not count. A "
            "work counts once in its own area, however many chances it has."
        ),
        _("Chances that rest on a confidential place are left out, so there may be more. The gain is not weighed."),
    ),
    "mains_due": (
        _(
            "100 times the streets that are due within ten years, divided by the streets of which this is known. Due: a "
            "work on sewer, water or gas is planned there, or the street was last renewed fifty years ago or longer."
        ),
        _(
            "It is about streets in the register only. Where nothing is known there is no figure, so not 0. Works with "
            "a confidential place do not count. What lies under a street may be older than the street."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """`counts`: whether it has a place in this version."""

    name: str
    how: str | Promise
    limit: str | Promise
    counts: bool


def counted(partnership: Partnership, weighing: Weighing) -> list[Counted]:
    """Return those of the figures that are there, whether this version counts them or not.

    They can be chosen for a next version.
    """
    inside = {each.code for each in weighing.counted}
    found = {each.code: each for each in Indicator.objects.of(partnership).filter(code__in=WORDS)}
    return [
        Counted(found[code].name, how, limit, code in inside) for code, (how, limit) in WORDS.items() if code in found
    ]
