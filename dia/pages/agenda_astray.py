"""Contributions that lie in another year than the cost that they are for.

Each with the place where their party moves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dia.models import Agenda, Measure
from dia.pages.works_parties import Mark
from dia.pipeline.agenda_lines import lines_of
from dia.pipeline.sums import astray
from dia.words.amounts import euros


@dataclass(frozen=True, slots=True)
class Stray:
    measure: Measure
    words: str


def strays_of(agenda: Agenda, measures: Iterable[Measure], marks: Mapping[int, Mark]) -> list[Stray]:
    """Return the contributions that lie astray, in sentences.

    Only a party moves its own money, so each stays in view until that is done.
    """
    by_key = {measure.pk: measure for measure in measures}
    text = _("%(party)s gives %(euros)s in %(year)s. The cost lies in %(years)s.")
    return [
        Stray(
            by_key[one.key],
            text
            % {
                "party": marks[one.party].name if one.party in marks else "?",
                "euros": euros(one.amount),
                "year": one.year,
                "years": ", ".join(map(str, one.years)),
            },
        )
        for one in astray(lines_of(by_key.values(), "euros"), agenda.years)
    ]
