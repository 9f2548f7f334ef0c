"""The agenda as a mixed-integer program: the variables and the rows 1 to 10 of the design, in the same order.

Money in thousands of euros, so that the coefficients stay of one size. The binary `done` says in which year a work is
done, `opened` in which years a site opens. The common cost is paid once per opening (`paid`); a work that alone would
cost less than the site may pay that instead (`apart`), and the dearest of its works is a floor (`dearest`): then an
opening costs what `split.opening_cost` says. Where no work states a common cost of its own that is row 2 of the design.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from .cost_sharing import stand_alone
from .evaluate import Means
from .nuisance import weighted_days
from .problem import Problem
from .table import Columns, Rows
from .works import Work

KILO = 1000.0

type Key = tuple[str, int]
type ShortKey = tuple[Means, str, int]


class Model:
    """Columns by what they mean, rows, and the objectives of the stages as {column: weight in thousands of euros}."""

    def __init__(self, problem: Problem, *, with_nuisance: bool = False) -> None:
        """Build the model; `with_nuisance`: count household-days also where nothing in the problem asks for them."""
        self.problem, self.columns, self.rows = problem, Columns(), Rows()
        self.counts_nuisance = with_nuisance or problem.nuisance_rate > 0 or bool(problem.nuisance_caps)
        self.done: dict[Key, int] = {}
        self.missing: dict[str, int] = {}
        self.opened: dict[Key, int] = {}
        self.paid: dict[Key, int] = {}
        self.apart: dict[Key, int] = {}
        self.dearest: dict[Key, int] = {}
        self.days: dict[Key, int] = {}
        self.share: dict[tuple[str, str, int], int] = {}
        self.carry: dict[Key, int] = {}
        self.short: dict[ShortKey, int] = {}
        self.there: dict[Key, list[Work]] = defaultdict(list)
        self._works()
        self._openings()
        self._common_costs()
        self._dearest()
        self._days()
        self._money()
        self._labour_and_nuisance()
        self._rest()
        self._pairs()

    def _works(self) -> None:
        """Add row 1, and 10 by leaving out the years that are not allowed.

        `missing` is kept at 0 but to find who is in the way.
        """
        for work in self.problem.works:
            terms = []
            for year in self.problem.allowed[work.key]:
                self.done[work.key, year] = self.columns.yes_or_no()
                terms.append((self.done[work.key, year], 1.0))
                if work.site is not None:
                    self.there[work.site, year].append(work)
            if work.key in self.problem.must:
                self.missing[work.key] = self.columns.add(upper=0.0)
                self.rows.add([*terms, (self.missing[work.key], 1.0)], lower=1.0, upper=1.0)
            elif terms:
                self.rows.add(terms, upper=1.0)

    def _openings(self) -> None:
        """Add row 2: a work opens its site, and nothing else does."""
        for (site, year), works in self.there.items():
            opened = self.opened[site, year] = self.columns.yes_or_no()
            done = [(self.done[work.key, year], 1.0) for work in works]
            for column, _ in done:
                self.rows.add([(column, 1.0), (opened, -1.0)], upper=0.0)
            self.rows.add([*done, (opened, -1.0)], lower=0.0)

    def _common_costs(self) -> None:
        """Add that each work is in an opening that pays the site's common cost, or pays its own that is lower."""
        for (site, year), works in self.there.items():
            whole = self.problem.site[site].common_cost
            cheaper = [work for work in works if stand_alone(work, self.problem.site[site]) < whole]
            if not cheaper:
                self.paid[site, year] = self.opened[site, year]
                continue
            paid = self.paid[site, year] = self.columns.add(upper=1.0)
            for work in works:
                terms = [(self.done[work.key, year], 1.0), (paid, -1.0)]
                if work in cheaper:
                    self.apart[work.key, year] = self.columns.add(upper=1.0)
                    terms.append((self.apart[work.key, year], -1.0))
                self.rows.add(terms, upper=0.0)

    def _dearest(self) -> None:
        """Add that an opening costs no less than the dearest of its works alone.

        Where one would pay more than the site.
        """
        for (site, year), works in self.there.items():
            whole = self.problem.site[site].common_cost
            dearer = [work for work in works if stand_alone(work, self.problem.site[site]) > whole]
            if not dearer:
                continue
            shared = self.opening_cost(site, year)
            dearest = self.dearest[site, year] = self.columns.add()
            self.rows.add([(dearest, 1.0), *((column, -weight) for column, weight in shared)], lower=0.0)
            for work in dearer:
                alone = stand_alone(work, self.problem.site[site]) / KILO
                self.rows.add([(dearest, 1.0), (self.done[work.key, year], -alone)], lower=0.0)

    def _days(self) -> None:
        """Add row 3: weighted days beyond the set-up, at least the longest work and `overlap` of the sum."""
        for (site, year), works in self.there.items():
            if not self.counts_nuisance or not self.problem.site[site].households:
                continue
            weighted = [(self.done[work.key, year], weighted_days(work)) for work in works]
            overlap, lengths = self.problem.assumptions.overlap, [length for _, length in weighted]
            days = self.days[site, year] = self.columns.add(upper=max(*lengths, overlap * sum(lengths)))
            for done, length in weighted:
                self.rows.add([(days, 1.0), (done, -length)], lower=0.0)
            if len(works) > 1:
                self.rows.add([(days, 1.0), *((done, -overlap * length) for done, length in weighted)], lower=0.0)

    def _money(self) -> None:
        """Add rows 4 and 5: who is there pays the opening together; each party within its means.

        Nobody pays more than alone.
        """
        spent: dict[Key, list[tuple[int, float]]] = defaultdict(list)
        for (work, year), done in self.done.items():
            for charge in self.problem.asks[work]:
                if charge.euros:
                    spent[charge.party, year + charge.later].append((done, charge.euros / KILO))
        for site, year in self.there if self.problem.budgets else ():
            for party, column in self._shares(site, year):
                spent[party, year].append((column, 1.0))
        for party, budget in self.problem.budgets.items():
            for year in sorted(budget):
                self._within_budget(party, year, spent[party, year])

    def _shares(self, site: str, year: int) -> Iterator[tuple[str, int]]:
        by_party: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for work in self.there[site, year]:
            alone = stand_alone(work, self.problem.site[site])
            by_party[work.party].append((self.done[work.key, year], -alone / KILO))
        parts = []
        for party, terms in by_party.items():
            column = self.share[party, site, year] = self.columns.add(upper=-sum(alone for _, alone in terms))
            self.rows.add([(column, 1.0), *terms], upper=0.0)
            parts.append((column, 1.0))
            yield party, column
        cost = [(column, -weight) for column, weight in self.opening_cost(site, year)]
        self.rows.add([*parts, *cost], lower=0.0, upper=0.0)

    def _within_budget(self, party: str, year: int, spent: list[tuple[int, float]]) -> None:
        standing = self.problem.standing.get(party, {}).get(year, 0)
        budget = (self.problem.budgets[party][year] - standing) / KILO
        short = self.short["money", party, year] = self._lack(spent, budget)
        terms = [*spent, (short, -1.0)]
        if party in self.problem.carry:
            kept = self.carry[party, year] = self.columns.add()
            terms.append((kept, 1.0))
            if (party, year - 1) in self.carry:
                terms.append((self.carry[party, year - 1], -1.0))
        self.rows.add(terms, upper=budget)

    def _labour_and_nuisance(self) -> None:
        """Add rows 6 and 7: labour by party and year, household-days by area and year."""
        manned: dict[Key, list[tuple[int, float]]] = defaultdict(list)
        for (work, year), done in self.done.items():
            for charge in self.problem.asks[work]:
                if charge.fte:
                    manned[charge.party, year + charge.later].append((done, charge.fte))
        for party, labour in self.problem.labour.items():
            standing = self.problem.standing_labour.get(party, {})
            for year, cap in labour.items():
                self._within("labour", party, year, manned[party, year], cap - standing.get(year, 0.0))
        for area, caps in self.problem.nuisance_caps.items():
            for year, cap in caps.items():
                sites = [site for site in self.problem.sites if site.area == area and (site.key, year) in self.opened]
                terms = [term for site in sites for term in self.household_days(site.key, year)]
                self._within("nuisance", area, year, terms, cap)

    def _within(self, means: Means, who: str, year: int, terms: list[tuple[int, float]], cap: float) -> None:
        if terms or cap < 0:
            short = self.short[means, who, year] = self._lack(terms, cap)
            self.rows.add([*terms, (short, -1.0)], upper=cap)

    def _lack(self, terms: list[tuple[int, float]], means: float) -> int:
        """Add a column for what goes beyond the means: no more than with every column of `terms` at its most."""
        most = sum(max(weight, 0.0) * self.columns.upper[column] for column, weight in terms)
        return self.columns.add(upper=max(most - means, 0.0))

    def _rest(self) -> None:
        """Add row 8: at most one opening of a site in any `rest_years` years in a row."""
        for site in self.problem.sites:
            if site.rest_years == 1:
                continue
            for first in self.problem.years:
                close = range(first, first + site.rest_years)
                terms = [(self.opened[site.key, year], 1.0) for year in close if (site.key, year) in self.opened]
                if len(terms) > 1:
                    self.rows.add(terms, upper=1.0)

    def _pairs(self) -> None:
        """Add rows 9 and 10.

        A sequence by year: what follows is done by then only if what comes first is, or is not done at all.
        """
        for one, other in self.problem.together:
            for year in self.problem.allowed[one]:
                self.rows.add([(self.done[one, year], 1.0), (self.done[other, year], -1.0)], lower=0.0, upper=0.0)
        same_site = [pair for pair in self.problem.vetoes if self.problem.share_a_site(*pair)]
        for one, other in (*self.problem.apart, *same_site):
            for year in sorted(set(self.problem.allowed[one]) & set(self.problem.allowed[other])):
                self.rows.add([(self.done[one, year], 1.0), (self.done[other, year], 1.0)], upper=1.0)
        for first, then in self.problem.sequence:
            early = [(self.done[first, year], 1.0, year) for year in self.problem.allowed[first]]
            for year in self.problem.allowed[then]:
                by_then = [(self.done[then, past], 1.0) for past in self.problem.allowed[then] if past <= year]
                later = [(column, 1.0) for column, _, at in early if at > year]
                if later:
                    self.rows.add([*by_then, *later], upper=1.0)

    def opening_cost(self, site: str, year: int) -> list[tuple[int, float]]:
        """Return the common cost of an opening, in thousands of euros."""
        if (site, year) in self.dearest:
            return [(self.dearest[site, year], 1.0)]
        place = self.problem.site[site]
        own = [
            (self.apart[work.key, year], stand_alone(work, place) / KILO)
            for work in self.there[site, year]
            if (work.key, year) in self.apart
        ]
        return [(self.paid[site, year], place.common_cost / KILO), *own]

    def household_days(self, site: str, year: int) -> list[tuple[int, float]]:
        """Return household-days of an opening; none where no household is near."""
        place = self.problem.site[site]
        if (site, year) not in self.days:
            return []
        setup = place.households * place.setup_days
        return [(self.opened[site, year], setup), (self.days[site, year], float(place.households))]

    @cached_property
    def site_of(self) -> dict[int, str]:
        """Return the site of each column that belongs to one."""
        own = {
            column: self.problem.work[key].site or "" for (key, _), column in (*self.done.items(), *self.apart.items())
        }
        of_sites = (*self.opened.items(), *self.paid.items(), *self.dearest.items(), *self.days.items())
        return own | {column: site for (site, _), column in of_sites}
