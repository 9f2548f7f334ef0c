"""The plan of the table as it stands, in the shape in which scenarios keep theirs: to be set beside one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dia.models import Agenda
from dia.pipeline.agenda_lines import burdens_of, measures_of
from dia.pipeline.scenarios import caps, frames, plain
from dia.pipeline.scenarios_costs import borne

type Used = Mapping[str, Mapping[int, float]]


def plan_of_table(agenda: Agenda) -> dict[str, Any]:
    """Return each work in the year that its party prefers, with the sums of the table.

    Means count as the optimiser counts them.
    """
    measures, years = measures_of(agenda), agenda.years
    money, labour = (borne(measures, unit, years) for unit in ("euros", "fte"))
    burdens = burdens_of(measures, years).areas
    means = (
        ("money", money, frames(agenda, "euros", money)),
        ("labour", labour, frames(agenda, "fte", labour)),
        ("nuisance", burdens, caps(agenda, burdens)),
    )
    return {
        "years": {str(measure.work_id): measure.work.preferred for measure in measures},
        "money": plain(money),
        "labour": plain(labour),
        "household_days": plain(burdens),
        "cost": sum(sum(by_year.values()) for by_year in money.values()),
        "total_household_days": sum(sum(by_year.values()) for by_year in burdens.values()),
        "total_shift": 0,
        "shortages": [one for name, used, most in means for one in _over(name, used, most)],
    }


def _over(means: str, used: Used, most: Used) -> list[dict[str, Any]]:
    return [
        {"means": means, "who": who, "year": year, "amount": amount - most[who][year]}
        for who in sorted(used.keys() & most.keys())
        for year, amount in sorted(used[who].items())
        if year in most[who] and amount > most[who][year]
    ]
