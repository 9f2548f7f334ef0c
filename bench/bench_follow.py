"""How soon the laptops follow who leads a meeting: `python -m bench.bench_follow` prints each goal as a ratio.

P16 the two seconds that are promised. A web server as `bin/run web` starts it, on this machine; who leads chooses areas at odd
    moments, laptops ask at the pace of static/js/follow.js with the stamp that they know. From the choice (the wait of
    static/js/present.js included) until the question that sees it is answered, and until the part that shows it has come;
    what the browser takes to draw it is not in it. And what a full table asks of the server while nothing changes.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from threading import Event
from time import perf_counter, sleep
from urllib.parse import urlencode

import numpy as np
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench.bench_map import answers
from bench.measure import Row, table
from bench.store import own_database
from coregroup.models import Meeting
from coregroup.pipeline.poll_state import moment
from tests.coregroup.sitting import in_session
from tests.coregroup.table import laid
from tests.factories import PartnershipFactory
from tests.web import running_web
from tests.weighed import weighed_city

ROOT = Path(__file__).resolve().parents[1]
MOVES, LAPTOPS, AT_TABLE = 24, 8, 25
LIMIT_S, SHARE = 2.0, 0.5  # of the time of one worker, for a full table
PAUSE_S, LONGEST_S = (2.8, 4.2), 12.0
CALLS = 200
TOKEN = "x" * 32  # against forged requests: the cookie and the header have to be the same


def rows(folder: Path) -> list[Row]:
    """All goals of this file, measured now in the open database (about a minute and a half)."""
    held = laid(PartnershipFactory.create())
    city, meeting = weighed_city(held.partnership, columns=10, rows=7), in_session(held)
    item = meeting.items.create(partnership=held.partnership, title="Oost")
    choices = [f"?item={item.pk}&area={area.code}" for area in city.areas[1 : MOVES + 1]]
    with running_web(folder / "web.log") as web:
        lead = Seat(meeting, held.people["secretary"], web.port)
        laptops = [Seat(meeting, held.people["tenant"], web.port) for _ in range(LAPTOPS)]
        seen, shown = followed(lead, laptops, choices)
    return [*_lag_rows("a question sees it", seen), *_lag_rows("its part has come", shown), _quiet_row(meeting)]


def _lag_rows(until: str, lags: list[float]) -> list[Row]:
    found = {"median": median(lags), "95 of 100": quantiles(lags, n=20)[-1]}
    return [
        Row("P16", f"laptops follow: until {until}, {name}", lag / LIMIT_S, 1.0, lag * 1000, LIMIT_S * 1000)
        for name, lag in found.items()
    ]


def _quiet_row(meeting: Meeting) -> Row:
    """In this process, session and rights included."""
    now, client = moment(Meeting.objects.all(), meeting.pk), Client()
    assert now
    client.force_login(meeting.partnership.memberships.all()[0].user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(at("presentation", meeting), headers={"host": "127.0.0.1", "if-none-match": now.stamp})
    assert answer.status_code == 304
    asked = len(queries)  # forgotten with the next request
    ask = answers(meeting.partnership, at("presentation", meeting), HTTP_IF_NONE_MATCH=now.stamp)
    times = []
    for _ in range(CALLS):
        start = perf_counter()
        ask()
        times.append((perf_counter() - start) * 1000)
    every = seconds_of("follow.js", "EVERY_MS") * 1000
    what = f"{AT_TABLE} questions with nothing new ({asked} queries each), of a worker"
    return Row("P16", what, AT_TABLE * median(times) / every, SHARE, AT_TABLE * median(times), every)


@dataclass(slots=True)
class Seat:
    """A person's browser, as far as the server notices; `seen` and `shown` are the moments at which a version came."""

    meeting: Meeting
    user: User
    port: int
    seen: dict[int, float] = field(default_factory=dict)
    shown: dict[int, float] = field(default_factory=dict)
    quiet: int = 0
    cookies: str = ""

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"

    def ask(self, method: str, name: str, body: str | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, stamp and text."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        line.request(method, at(name, self.meeting), body, {"Cookie": self.cookies, **named})
        answer = line.getresponse()
        found = answer.status, answer.headers.get("ETag", ""), answer.read().decode()
        line.close()
        assert found[0] in {200, 304}, found
        return found

    def lead(self, query: str) -> int:
        """The version that it became."""
        body = urlencode({"address": at("meeting_screen", self.meeting) + query})
        form = {"Accept": "application/json", "X_CSRFToken": TOKEN, "Content_Type": "application/x-www-form-urlencoded"}
        return int(json.loads(self.ask("POST", "presentation", body, **form)[2])["version"])

    def follow(self, over: Event) -> None:
        """As static/js/follow.js: what was not shown yet is asked for, only then the next question is "anything new?"."""
        every, known, version = seconds_of("follow.js", "EVERY_MS"), "", 0
        while not over.wait(every):
            status, stamp, text = self.ask("GET", "presentation", If_None_Match=known)
            now = json.loads(text)["version"] if status == 200 else version
            self.quiet += status == 304
            if now == version:
                known = stamp
                continue
            self.seen.setdefault(now, perf_counter())
            part = self.ask("GET", "meeting_follow", HX_Request="true", HX_Target="screen-head")[2]
            version = int(re.search(r'data-version="(\d+)"', part)[1])  # type: ignore[index]
            self.shown.setdefault(version, perf_counter())


def followed(lead: Seat, laptops: list[Seat], choices: list[str]) -> tuple[list[float], list[float]]:
    """Seconds per choice and laptop: until it was seen, until it was shown."""
    over, begun = Event(), {}
    with ThreadPoolExecutor(len(laptops)) as pool:
        lead.lead("")
        asking = [pool.submit(laptop.follow, over) for laptop in laptops]
        sleep(LIMIT_S)
        for choice, pause in zip(choices, np.random.default_rng(1).uniform(*PAUSE_S, len(choices)), strict=True):
            sleep(pause)
            start = perf_counter()
            sleep(seconds_of("present.js", "WAIT_MS"))
            begun[lead.lead(choice)] = start
        sleep(LONGEST_S)
        over.set()
    assert [each.result() for each in asking] == [None] * len(laptops)
    assert all(laptop.quiet for laptop in laptops), "at last nothing is new"
    pairs = [(version, start, laptop) for version, start in begun.items() for laptop in laptops]
    return (
        [first(laptop.seen, version) - start for version, start, laptop in pairs],
        [first(laptop.shown, version) - start for version, start, laptop in pairs],
    )


def first(came: dict[int, float], version: int) -> float:
    """Return when it came, or one after it: who was late skips what is over."""
    return min(moment for each, moment in came.items() if each >= version)


def at(name: str, meeting: Meeting) -> str:
    return reverse(name, args=[meeting.partnership.slug, meeting.pk])


def seconds_of(script: str, name: str) -> float:
    """A pace as the pages have it."""
    found = re.search(rf"const {name} = (\d+);", (ROOT / "static" / "js" / script).read_text())
    assert found, f"{script} has no {name}"
    return int(found[1]) / 1000


if __name__ == "__main__":
    with own_database() as folder:
        print(table(rows(folder)))
