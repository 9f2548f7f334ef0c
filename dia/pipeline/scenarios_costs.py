"""Charges of works to parties as the agenda's table has them: who pays and mans what, in which year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dia.models import Measure
from dia.pipeline.agenda_lines import Unit, line_of, lines_of
from dia.pipeline.sums import Amount, Line, sum_up
from dia.planning import works as planning
from dia.planning.cost_sharing import stand_alone

type Later = dict[tuple[int, int], Amount]  # (party, years later than the work's own) → what is asked


@dataclass(frozen=True, slots=True)
class Asked:
    """The charges of a work, relative to its own year.

    Of its own party its cells less what others give, of those their gifts.
    """

    party: int
    euros: Later
    fte: Later

    def fits(self, year: int, years: Iterable[int]) -> bool:
        """Return whether all of it lies within `years`, where the work is done in `year`."""
        asked = (*self.euros.items(), *self.fte.items())
        return all(year + later in years for (_, later), amount in asked if amount)


def asked_of(measure: Measure, own: int, years: range) -> Asked:
    """Return the charges as the table has them.

    Where that says nothing yet as the register has it, in the `own` year of the work.
    """
    euros, fte = line_of(measure, "euros"), line_of(measure, "fte")
    if not any(line.cells.get(year) for line in (euros, fte) for year in years):
        euros, fte = (replace(line, cells={own: line.registered}) for line in (euros, fte))
        years = range(min(own, years[0]), max(own, years[-1]) + 1)
    return Asked(measure.work.party_id, _later(euros, own, years), _later(fte, own, years))


def _later(line: Line, own: int, years: range) -> Later:
    borne = sum_up([line], years).borne
    return {(party, year - own): amount for party, by_year in borne.items() for year, amount in by_year.items()}


def as_asked(work: planning.Work, site: planning.Site | None, asked: Asked) -> planning.Work:
    """Return the work with its charges; alone in its own year it asks just those.

    The common cost of its opening is a part of what is asked, and is paid in the year of the work.
    """
    total = int(sum(asked.euros.values()))
    common = 0 if site is None else min(stand_alone(work, site), total)
    euros = asked.euros | {(asked.party, 0): asked.euros.get((asked.party, 0), 0) - common}
    charges = [
        planning.Charge(
            party=str(party),
            later=later,
            euros=int(euros.get((party, later), 0)),
            fte=float(asked.fte.get((party, later), 0)),
        )
        for party, later in sorted({**euros, **asked.fte})
    ]
    return replace(
        work,
        direct_cost=total - common,
        common_cost=None if site is None else common,
        fte=float(sum(asked.fte.values())),
        charges=tuple(one for one in charges if one.euros or one.fte),
    )


def borne(measures: Iterable[Measure], unit: Unit, years: range) -> dict[str, dict[int, float]]:
    """Return by party and year what the table asks for these measures; who is asked nothing does not occur."""
    found = sum_up(lines_of(measures, unit), years).borne
    asked = {str(party): {year: number(one) for year, one in by.items() if one} for party, by in found.items()}
    return {party: by_year for party, by_year in asked.items() if by_year}


def number(amount: Amount) -> int | float:
    """Return whole euros as they are, fte as the optimiser counts them."""
    return amount if isinstance(amount, int) else float(amount)
