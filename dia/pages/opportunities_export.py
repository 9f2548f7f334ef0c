"""Coupling opportunities as a table to take along: what their cards say, and the lines that their map draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports import Column, Style, Table, origin_of
from datasets.exports.table import Value, file_name
from dia.models import CouplingOpportunity
from dia.pages.opportunities import Card, Choice, card, chosen, places_of, seen
from dia.pages.opportunities_map import AS_WKB, opportunity_key, shapes
from dia.pages.works import area_names
from dia.pages.works_parties import marks


@dataclass(frozen=True, slots=True)
class Lines:
    """These opportunities, numbered from 1 in this order, as this reader's map draws them."""

    partnership: Partnership
    opportunities: Sequence[UUID]
    style: Style

    def geojson(self) -> dict[int, str]:
        drawn = shapes(self.partnership, self.opportunities)
        return {number: drawn[key] for number, key in self._keys() if key in drawn}

    def wkb(self) -> dict[int, bytes]:
        drawn = shapes(self.partnership, self.opportunities, written=AS_WKB)
        return {number: bytes(drawn[key]) for number, key in self._keys() if key in drawn}

    def _keys(self) -> Iterator[tuple[int, str]]:
        return enumerate(map(opportunity_key, self.opportunities), start=1)


def opportunities(partnership: Partnership, user: User, query: dict[str, str]) -> Table:
    """Return one row per opportunity of the choice, in the order of the page.

    Those that lie in an area alone come last, unfolded.
    """
    choice, names, signs = Choice.read(query), area_names(partnership), marks(partnership)
    known = seen(partnership, user)
    kinds = [choice] if choice.kind else [choice, replace(choice, kind=CouplingOpportunity.Kind.AREA)]
    cards = [card(each, names, signs, ()) for one in kinds for each in chosen(known, one)]
    numbers = range(1, len(cards) + 1)
    return Table(
        name=file_name(gettext_lazy("chances"), partnership.slug, timezone.localdate().isoformat()),
        title=_("Coupling chances"),
        columns=_columns(),
        rows=[[number, *_cells(each)] for number, each in zip(numbers, cards, strict=True)],
        count=len(cards),
        origin=origin_of(partnership, ()),
        keys=numbers,
        places=Lines(partnership, [each.opportunity.pk for each in cards], Style()),
        places_of=sorted(places_of(cards)),
    )


def _columns() -> list[Column]:
    columns = [
        Column("number", _("number"), "whole"),
        Column("chance_label", _("chance"), "words"),
        Column("kind", _("kind"), "code", dict(CouplingOpportunity.Kind.choices)),
        Column("state", _("state"), "code", dict(CouplingOpportunity.State.choices)),
        Column("score", _("score"), "whole"),
        Column("area", _("area")),
    ]
    for key, words in (("first", _("first work")), ("second", _("second work"))):
        columns += [
            Column(f"{key}_number", f"{words}: {_('number')}", "whole"),
            Column(key, words),
            Column(f"{key}_party", f"{words}: {_('party')}"),
            Column(f"{key}_earliest", f"{words}: {_('earliest year')}", "whole"),
            Column(f"{key}_latest", f"{words}: {_('latest year')}", "whole"),
        ]
    return [
        *columns,
        Column("distance_m", _("metres apart"), "number"),
        Column("year", _("year together"), "whole"),
        Column("euros", _("what could be won (€)"), "whole"),
        Column("household_days", _("household-days less"), "number"),
        Column("reason", _("reason")),
    ]


def _cells(found: Card) -> list[Value]:
    opportunity, facts = found.opportunity, found.opportunity.facts
    row: list[Value] = [found.sentence, opportunity.kind, opportunity.state]
    row += [found.score, found.area]
    for side in found.sides:
        row += [side.work.pk, side.work.title, side.mark.name, side.work.earliest, side.work.latest]
    return [*row, *(facts.get(name) for name in ("distance_m", "year", "euros", "household_days")), opportunity.reason]
