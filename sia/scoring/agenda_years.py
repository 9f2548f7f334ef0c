"""In which year each integrated agenda can start, if no more run at once than the partners can carry."""

import numpy as np

from .tree import Floats

SHORTEST, LONGEST = 5, 10  # years that an agenda lasts
HORIZON = 10  # years after the first: no figure of today supports an order for later


def start_years(order: Floats, max_running: int | None, first_year: int, agenda_years: int) -> Floats:
    """Return the calendar year (N,) in which each area starts, as early as it can without delaying an earlier one.

    `order` (N,) 1 for the first area, as in `Advice.order`; NaN for an area without an agenda, which gets NaN. An
    agenda lasts `agenda_years` calendar years and at most `max_running` run in any of them; None: all start in
    `first_year`. All last as long, so that they go in groups of `max_running`. Areas that share a place are put in the
    calendar in the order given: that says nothing about which of them matters more. An area that could start only
    after the HORIZON gets NaN: it waits, and is weighed again. Raises ValueError unless an agenda lasts 5 to 10 years
    and at least one may run.
    """
    if not SHORTEST <= agenda_years <= LONGEST:
        raise ValueError(f"An agenda lasts {SHORTEST} to {LONGEST} years, not {agenda_years}.")
    if max_running is not None and max_running < 1:
        raise ValueError(f"At least one agenda must be able to run, not {max_running}.")
    queue = np.argsort(order, stable=True)[: np.count_nonzero(~np.isnan(order))]  # NaN sorts last
    after = np.arange(queue.size) // (max_running or max(queue.size, 1)) * agenda_years
    years = np.full(order.shape, np.nan)
    years[queue] = np.where(after <= HORIZON, first_year + after, np.nan)
    return years
