"""Every row of the joint agenda as PostgreSQL has it, before and after a step; and sums over them, each in its own way.

Nothing here asks the code under test: what it sums is counted again from the rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from typing import Any

from django.apps import apps
from django.db import connection

from accounts.models import Membership, Partnership
from dia.models import SearchMark

type Row = dict[str, Any]
type Rows = dict[str, dict[int, Row]]  # by table, without its app, and key
PROGRAMMED = {"programmed", "execution"}
AGREED = {"consented", "programmed"}
# But for what the search notes for itself: nobody asked for it.
TABLES = [model._meta.db_table for model in apps.get_app_config("dia").get_models() if model is not SearchMark]
ALL = " UNION ALL ".join(f"SELECT '{name}', jsonb_object_agg(t.id, to_jsonb(t)) FROM {name} t" for name in TABLES)


def stored() -> Rows:
    """Every row of this app, as PostgreSQL has it."""
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        found = {name.removeprefix("dia_"): json.loads(rows or "{}", parse_float=Decimal) for name, rows in cursor}
    return {name: {int(key): row for key, row in rows.items()} for name, rows in found.items()}


@dataclass(frozen=True)
class Step:
    """An accepted step: what stood before it and after it, and who may plan or bring money for each party."""

    kind: str
    before: Rows
    after: Rows
    planners: dict[int, set[int]]
    holders: dict[int, set[int]]

    def changed(self, table: str) -> Iterator[tuple[Row | None, Row | None]]:
        old, new = self.before[table], self.after[table]
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                yield old.get(key), new.get(key)

    def written(self, table: str) -> Iterator[tuple[Row | None, Row]]:
        return ((old, new) for old, new in self.changed(table) if new)

    @cached_property
    def now(self) -> State:
        return State(self.after)

    @cached_property
    def earlier(self) -> State:
        return State(self.before)


@dataclass(frozen=True)
class State:
    """Sums over rows, each in its own way."""

    rows: Rows
    measure_of: dict[int, Row] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "measure_of", {each["work_id"]: each for each in self.rows["measure"].values()})

    def those(self, table: str, **which: Any) -> list[Row]:
        return [row for row in self.rows[table].values() if all(row[name] == value for name, value in which.items())]

    def brought(self, work: int) -> int:
        measure = self.measure_of[work]["id"]
        return sum(gift["euros"] for gift in self.those("contribution", measure_id=measure))

    def cost(self, work: int) -> int:
        """Its own, or with its part of the common cost in the last bundle that everybody agreed to."""
        row, bundles = self.rows["work"][work], self.rows["bundle"]
        kept = [one for one in self.those("bundlework", work_id=work) if one["share"] is not None]
        kept = [one for one in kept if bundles[one["bundle_id"]]["state"] in AGREED | {"execution", "evaluated"}]
        last = max(kept, key=lambda one: one["bundle_id"], default={"share": row["common_cost"]})
        return row["direct_cost"] + last["share"]

    def consents(self, bundle: int) -> dict[int, Row]:
        standing = self.those("consent", bundle_id=bundle, lapsed_at=None)
        assert len(standing) == len({said["party_id"] for said in standing})
        return {said["party_id"]: said for said in standing}

    def members(self, bundle: int) -> list[Row]:
        return [self.rows["work"][one["work_id"]] for one in self.those("bundlework", bundle_id=bundle)]

    def closed(self) -> set[tuple[int, int, int]]:
        return {(pot["agenda_id"], pot["party_id"], pot["year"]) for pot in self.those("pot", closed=True)}

    def owner(self, measure: int) -> int:
        return self.rows["work"][self.rows["measure"][measure]["work_id"]]["party_id"]

    def shut(self, measure: int, year: int) -> bool:
        return (self.rows["measure"][measure]["agenda_id"], self.owner(measure), year) in self.closed()

    def alone(self, work: Row) -> int:
        site = self.rows["site"].get(work["site_id"]) if work["kind"] != "social" else None
        return work["common_cost"] or (site["common_cost"] if site else 0)

    def openings(self, bundle: int) -> list[list[Row]]:
        """Works in a street share it; one without a site has its own. A social measure opens none."""
        groups: dict[Any, list[Row]] = defaultdict(list)
        for work in self.members(bundle):
            if work["kind"] != "social":
                groups[work["site_id"] or f"work {work['id']}"].append(work)
        return list(groups.values())

    def joint(self, works: list[Row], common: int) -> int:
        """What is paid once: not more than one by one, nor less than the dearest would pay alone."""
        each = [self.alone(work) for work in works] or [0]
        return max(min(common, sum(each)), *each)

    def shares(self, bundle: int) -> tuple[dict[int, Fraction], int]:
        """What each party is to pay of the common cost, to the fraction, and what all pay together."""
        found: dict[int, Fraction] = {work["party_id"]: Fraction(0) for work in self.members(bundle)}
        total, split = 0, self.rows["bundle"][bundle]["split"]
        for works in self.openings(bundle):
            site = self.rows["site"].get(works[0]["site_id"])
            common = (site["common_cost"] if site else 0) or max(self.alone(work) for work in works)
            total += self.joint(works, common)
            parts = (
                self._by_turns(works, common) if split == "shapley" else self._weighed(works, common, split == "equal")
            )
            for party, euros in parts:
                found[party] += euros
        return found, total

    def _weighed(self, works: list[Row], common: int, equally: bool) -> Iterator[tuple[int, Fraction]]:
        weights: dict[int, int] = defaultdict(int)
        for work in works:
            weights[work["party_id"]] += self.alone(work)
        if equally or not any(weights.values()):
            weights = dict.fromkeys(weights, 1)
        for party, weight in weights.items():
            yield party, Fraction(self.joint(works, common) * weight, sum(weights.values()))

    def _by_turns(self, works: list[Row], common: int) -> Iterator[tuple[int, Fraction]]:
        """Shapley: what a party adds to those before it, averaged over all orders in which they come."""
        orders = list(permutations({work["party_id"] for work in works}))
        for order in orders:
            paid = 0
            for place, party in enumerate(order):
                upto = self.joint([work for work in works if work["party_id"] in order[: place + 1]], common)
                yield party, Fraction(upto - paid, len(orders))
                paid = upto


def rights(partnership: Partnership) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Who plans and who brings money, by party."""
    planners, holders = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for party, user, role in Membership.objects.of(partnership).values_list("party", "user", "role"):
        if role in {"planner", "budget_holder", "administrator"}:
            planners[party].add(user)
        if role in {"budget_holder", "administrator"}:
            holders[party].add(user)
    return planners, holders
