"""A plan under the hand: put a work in another year and see at once what it then costs, lacks and breaks."""

from collections import defaultdict
from collections.abc import Iterable

from .cost_sharing import opening_cost, stand_alone
from .evaluate import GRAIN
from .nuisance import household_days
from .problem import Problem
from .works import Work

type Key = tuple[str, int]
type Touched = dict[tuple[str, str], None]  # a set that keeps its order
type Total = tuple[int, float]  # hard rules broken, then euros

SHORT = 1e4  # a missing euro weighs as much as so many that are spent


class Desk:
    """Years by work, and a running total of what they cost, lack and break."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.year: dict[str, int | None] = dict.fromkeys(problem.work)
        self.group_of = {key: group for group in problem.groups for key in group}
        self.at: dict[Key, frozenset[str]] = defaultdict(frozenset)
        self.money: dict[Key, float] = defaultdict(float)
        self.labour: dict[Key, float] = defaultdict(float)
        self.nuisance: dict[Key, float] = defaultdict(float)
        self.known: dict[tuple[str, frozenset[str]], tuple[int, float, dict[str, float]]] = {}
        self.lacks: dict[tuple[str, str], float] = {}
        self.pairs: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for rule, pairs in (("sequence", problem.sequence), ("apart", problem.apart), ("veto", problem.vetoes)):
            for one, other in pairs:
                if rule != "veto" or problem.share_a_site(one, other):
                    self.pairs[one].append((rule, other, True))
                    self.pairs[other].append((rule, one, False))
        self.spent = 0.0
        self.lacking = 0.0
        self.breaks = len(problem.must)
        self._stand()

    @property
    def total(self) -> Total:
        return self.breaks, self.spent + SHORT * self.lacking

    def _stand(self) -> None:
        """Add what is asked of parties whatever the plan."""
        for amounts, standing in ((self.money, self.problem.standing), (self.labour, self.problem.standing_labour)):
            for party, by_year in standing.items():
                amounts.update({(party, year): float(amount) for year, amount in by_year.items()})
        asked = {**self.problem.standing, **self.problem.standing_labour}
        self._look((means, party) for party in asked for means in ("money", "labour"))

    def put(self, group: tuple[str, ...], year: int | None) -> None:
        """Do all works of a group in `year`, or not at all."""
        touched: Touched = {}
        for key in group:
            if self.year[key] != year:
                work = self.problem.work[key]
                self._change(work, -1, touched)
                self.year[key] = year
                self._change(work, 1, touched)
        self._look(touched)

    def _change(self, work: Work, sign: int, touched: Touched) -> None:
        """Take a work (-1) out of its year or put it (1) in."""
        year = self.year[work.key]
        if year is None:
            self.breaks += sign * (work.key in self.problem.must)
            return
        value = 0 if work.mandatory else work.value
        shift = self.problem.shift_rate * abs(year - work.preferred)
        self.spent += sign * (work.direct_cost - value + shift)
        for charge in self.problem.asks[work.key]:
            self.money[charge.party, year + charge.later] += sign * charge.euros
            self.labour[charge.party, year + charge.later] += sign * charge.fte
            touched |= {("money", charge.party): None, ("labour", charge.party): None}
        self.breaks += sign * self._broken_pairs(work.key, year)
        if work.site is not None:
            self._reopen(work, (work.site, year), sign, touched)

    def _reopen(self, work: Work, key: Key, sign: int, touched: Touched) -> None:
        before = self.at[key]
        after = before | {work.key} if sign > 0 else before - {work.key}
        if not before or not after:
            self.breaks += sign * self._too_close(key)
        self._count(key, before, -1, touched)
        self._count(key, after, 1, touched)
        self.at[key] = after

    def _count(self, key: Key, works: frozenset[str], sign: int, touched: Touched) -> None:
        if not works:
            return
        site, year = self.problem.site[key[0]], key[1]
        cost, hindered, shares = self._opening(key[0], works)
        self.spent += sign * (cost + self.problem.nuisance_rate * hindered)
        self.nuisance[site.area, year] += sign * hindered
        touched["nuisance", site.area] = None
        for party, part in shares.items():
            self.money[party, year] += sign * part
            touched["money", party] = None

    def _opening(self, key: str, names: frozenset[str]) -> tuple[int, float, dict[str, float]]:
        if (key, names) not in self.known:
            site, works = self.problem.site[key], [self.problem.work[name] for name in sorted(names)]
            alone: dict[str, int] = defaultdict(int)
            for work in works:
                alone[work.party] += stand_alone(work, site)
            cost = opening_cost(site, works)
            hindered = household_days(site, works, self.problem.assumptions)
            part = cost / (sum(alone.values()) or 1)  # whole euros do not matter to a search
            self.known[key, names] = cost, hindered, {party: part * euros for party, euros in alone.items()}
        return self.known[key, names]

    def _too_close(self, key: Key) -> int:
        rest = self.problem.site[key[0]].rest_years
        years = range(key[1] - rest + 1, key[1] + rest)
        return sum(1 for year in years if year != key[1] and self.at.get((key[0], year)))

    def _broken_pairs(self, key: str, year: int) -> int:
        found = 0
        for rule, other, first in self.pairs.get(key, ()):
            then = self.year[other]
            if then is None:
                continue
            found += (year > then if first else then > year) if rule == "sequence" else year == then
        return found

    def _look(self, touched: Iterable[tuple[str, str]]) -> None:
        """Count again what the parties and areas that changed lack."""
        for means, who in touched:
            lacks = self._lack(means, who)
            self.lacking += lacks - self.lacks.get((means, who), 0.0)
            self.lacks[means, who] = lacks

    def _lack(self, means: str, who: str) -> float:
        problem = self.problem
        if means == "money":
            return self._money_lack(who)
        used, caps, rate = (
            (self.labour, problem.labour, problem.short_fte_rate)
            if means == "labour"
            else (self.nuisance, problem.nuisance_caps, problem.short_day_rate)
        )
        return rate * sum(
            over for year, cap in caps.get(who, {}).items() if (over := used[who, year] - cap) > GRAIN * max(1.0, cap)
        )

    def _money_lack(self, party: str) -> float:
        kept, found, carries = 0.0, 0.0, party in self.problem.carry
        for year, budget in sorted(self.problem.budgets.get(party, {}).items()):
            left = kept + budget - self.money[party, year]
            found -= min(left, 0.0)
            kept = max(left, 0.0) if carries else 0.0
        return found
