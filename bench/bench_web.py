"""Speed of the web server for others while some keep it busy: `python -m bench.bench_web` prints each goal as a ratio.

R31 (of the qualities) the log-in page within a second while fifty people without an account send slowly, stop halfway or do
    not read their answer: the slowest of twenty answers, beside the worst kind of such people.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from bench.measure import Row, table
from bench.store import own_database
from tests.faults.test_slow_clients import CLIENTS, SENT, connections_to
from tests.web import Web, running_web

LIMIT_MS, ANSWERS = 1000.0, 20


def rows(folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database (some seconds)."""
    with running_web(folder / "web.log") as web:
        for _ in range(ANSWERS):  # each process loads what it needs with its first answer
            web.get("/login/")
        slowest = {what: _slowest_ms(web, sent) for what, sent in SENT.items()}
    what = max(slowest, key=lambda each: slowest[each])
    taken = slowest[what]
    return [Row("R31", f"log-in page beside {CLIENTS} that send {what}", taken / LIMIT_MS, 1.0, taken, LIMIT_MS)]


def _slowest_ms(web: Web, sent: bytes) -> float:
    taken = []
    with connections_to(web, sent):
        for _ in range(ANSWERS):
            start = perf_counter()
            status, _body = web.get("/login/")
            taken.append((perf_counter() - start) * 1000)
            assert status == 200
    return max(taken)


if __name__ == "__main__":
    with own_database() as folder:
        print(table(rows(folder)))
