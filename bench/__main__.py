"""`python -m bench`: every goal that is measured, in one table. Nothing is kept: the database is dropped at the end."""

from bench import (
    bench_city,
    bench_follow,
    bench_import,
    bench_map,
    bench_planner,
    bench_robustness,
    bench_scoring,
    bench_search,
    bench_web,
)
from bench.measure import table
from bench.store import own_database

with own_database() as folder:
    found = [
        *bench_search.rows(folder),  # first: its memory is that of this process too
        *bench_scoring.rows(),
        *bench_robustness.rows(),
        *bench_city.rows(folder),
        *bench_import.rows(folder),
        *bench_map.rows(folder),
        *bench_follow.rows(folder),
        *bench_web.rows(folder),
        *bench_planner.rows(),
    ]
order = sorted(found, key=lambda row: int(row.goal[1:]))
print(table(order))
print(f"{sum(row.reached for row in order)} of {len(order)} goals reached")
