"""Works of all parties in one area: of a wijk with those of its buurten."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F

from accounts.models import Partnership, User
from accounts.permissions import P, may
from datasets.models import Area
from datasets.pipeline.lineage import former_codes
from dia.models import Work
from dia.pages.works import Row, in_area, rows_of
from dia.pages.works_window import axis


def page(partnership: Partnership, area: Area, user: User) -> dict[str, Any]:
    """Return the works of an area, also what is still planned under a former code of it."""
    here = reduce(or_, map(in_area, [area.code, *former_codes(area)]))
    works = Work.objects.of(partnership).plain().filter(here)
    rows = rows_of(partnership, works.annotate(cost=F("direct_cost") + F("common_cost")).order_by("preferred", "title"))
    return {
        "area": area,
        "rows": rows,
        "axis": axis([row.work for row in rows]),
        "cost": sum(row.work.planned_cost for row in rows),
        "by_party": by_party(rows),
        "may_plan": may(user, P.PLAN, partnership),
    }


def by_party(rows: list[Row]) -> list[dict[str, Any]]:
    """Return what each plans here, the largest first."""
    sums: dict[Any, list[int]] = defaultdict(list)
    for row in rows:
        sums[row.mark].append(row.work.planned_cost)
    ordered = sorted(sums.items(), key=lambda pair: (-sum(pair[1]), pair[0].name))
    return [{"mark": mark, "works": len(costs), "cost": sum(costs)} for mark, costs in ordered]
