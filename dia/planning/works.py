"""The works that are planned: works of parties at sites.

Each has a window of years, a cost of its own and one that can be shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A street section or cluster of them that is opened as a whole.

    `common_cost` is paid once per opening, whoever works there: mobilisation, traffic, breaking and restoring the
    surface, engineering, communication (euros). `setup_days` come on top of the works at each opening.
    `closed_until`: no opening in that year or before. `rest_years`: years between two openings, counted from the first
    to the next; 1 allows one opening each year.
    """

    key: str
    area: str
    households: int = 0
    shops: int = 0
    common_cost: int = 0
    setup_days: float = 0.0
    closed_until: int | None = None
    rest_years: int = 1

    def __post_init__(self) -> None:
        if min(self.households, self.shops, self.common_cost, self.setup_days) < 0:
            raise ValueError(f"Site '{self.key}': households, shops, cost and days must be 0 or more.")
        if self.rest_years < 1:
            raise ValueError(f"Site '{self.key}': at least one year lies between two openings.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge of a work to a party in the year so many years `later` than its own (below 0: earlier): euros and fte.

    Below 0 is what the party gets back there: others pay more than the work costs in that year.
    """

    party: str
    later: int = 0
    euros: int = 0
    fte: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One work of one party. Without a `site` it opens nothing: a social measure, a building, a plan.

    `earliest` to `latest` is the window of years, `preferred` lies in it. `direct_cost` is its own (euros),
    `common_cost` what the work would pay for its site if it were alone there (euros; None: as much as the site's, which
    counts once for all). `charges` say who bears the direct cost and the labour, and when; without them it is the party
    itself, in the year of the work.
    `days` it keeps the site open; `severity` 0 to 1: full closure 1, half 0.5, footway or noise 0.25.
    `value`: what it is worth to do an optional work (euros); a mandatory one is always done.
    """

    key: str
    party: str
    earliest: int
    latest: int
    preferred: int
    direct_cost: int
    common_cost: int | None = None
    site: str | None = None
    days: float = 0.0
    severity: float = 1.0
    fte: float = 0.0
    mandatory: bool = True
    value: int = 0
    charges: tuple[Charge, ...] = ()

    def __post_init__(self) -> None:
        if not self.earliest <= self.preferred <= self.latest:
            raise ValueError(f"Work '{self.key}': the preferred year must lie from {self.earliest} to {self.latest}.")
        if min(self.direct_cost, self.common_cost or 0, self.days, self.fte, self.value) < 0:
            raise ValueError(f"Work '{self.key}': cost, days, labour and value must be 0 or more.")
        if not 0 <= self.severity <= 1:
            raise ValueError(f"Work '{self.key}': severity goes from 0 to 1.")
        if self.site is None and (self.days or self.common_cost):
            raise ValueError(f"Work '{self.key}': days and a common cost belong to a site.")
        if self.charges:
            self._check_charges()

    def _check_charges(self) -> None:
        if len({(charge.party, charge.later) for charge in self.charges}) < len(self.charges):
            raise ValueError(f"Work '{self.key}': a party is charged once in a year.")
        if sum(charge.euros for charge in self.charges) != self.direct_cost:
            raise ValueError(f"Work '{self.key}': the charges must sum to the direct cost.")
        if not isclose(sum(charge.fte for charge in self.charges), self.fte, abs_tol=1e-6):
            raise ValueError(f"Work '{self.key}': the charges must sum to the labour.")

    @property
    def asks(self) -> tuple[Charge, ...]:
        return self.charges or (Charge(party=self.party, euros=self.direct_cost, fte=self.fte),)

    def concerns(self, party: str) -> bool:
        """Return whether it is of the party, or asks something of it."""
        return party == self.party or any(charge.party == party for charge in self.charges)

    @property
    def window(self) -> range:
        return range(self.earliest, self.latest + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Named and editable: they stand on every sheet.

    `overlap` (theta): works that share an opening take at least this share of the days they would take one after
    another; 1 is no gain in time. To be calibrated on what was really spent. `evidence_above`: a saving above this
    share asks for evidence (published: 11 % in rural, 25 % in urban areas).
    """

    overlap: float = 0.6
    evidence_above: float = 0.30

    def __post_init__(self) -> None:
        if not 0 <= self.overlap <= 1:
            raise ValueError("'overlap' goes from 0 to 1.")
        if not 0 <= self.evidence_above <= 1:
            raise ValueError("'evidence_above' goes from 0 to 1.")
