"""Files made to read another file of the server, or to call an address: through the pages, as a user brings them.

Nothing of the password file or of a secret may stand on a page, in a stored row, in a list of problems or in a log; and
nobody may be called.
"""

from __future__ import annotations

import http.server
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from datasets.models import Delivery
from tests.data.corpus_case import Case, Read
from tests.data.corpus_foreign import FOREIGN, PASSWORDS, aimed
from tests.datasets.tables import codes, whole_store
from tests.dia.works_city import at, browser, works_city
from tests.effort import FULL, sampled
from tests.factories import member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
SECRET = "geheim-7f3a91c2"
KNOWN = {  # of each kind of file one that a person would try
    "virtual_ogr_in_a_database.sqlite",
    "virtual_ogr_in_a_geopackage.gpkg",
    "link_for_the_table.zip",
    "system_by_a_link.geojson",
    "cell_of_another_workbook.xlsx",
    "path_for_a_code.csv",
}
# Of a map that was read: its one area does not fit the city of this test.
MISFITS = {"areas_overlap", "part_of_the_map"}
SIGNS = ("root:x:0", "nobody:x", "/usr/sbin/nologin", SECRET, "7f3a91c2")


@pytest.fixture(scope="module")
def calls() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and who called it."""
    seen: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"buurtcode,lonely\nBU01530000,{SECRET}\n".encode())

        do_HEAD = do_GET

        def log_message(self, *_args: object) -> None:
            """Nothing is written."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/meta.csv", seen
        server.shutdown()


@pytest.fixture
def targets(tmp_path: Path, calls: tuple[str, list[str]]) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_text(f"SECRET_KEY={SECRET}\n", encoding="ascii")
    return {"passwords": PASSWORDS, "secret": str(secret), "address": calls[0]}


@pytest.fixture
def unseen(calls: tuple[str, list[str]], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nobody is called, and no log tells anything."""
    caplog.set_level(logging.DEBUG)
    calls[1].clear()
    yield
    assert calls[1] == []
    assert [sign for sign in SIGNS if sign in caplog.text] == []


@pytest.mark.full
@pytest.mark.parametrize("target", sampled(["passwords", "secret", "address"]))
def test_a_file_that_points_elsewhere_is_refused_on_both_upload_pages(target, targets, partnership, unseen):
    planner = browser(works_city(partnership).planner)
    desk = desk_of(partnership)
    known = [case for case in aimed(targets[target]) if case.name in KNOWN]
    assert len(known) == len(KNOWN)
    for case in known:
        assert (case.name, delivered(desk, partnership, case)) == (case.name, "")
        assert (case.name, brought(planner, partnership, case)) == (case.name, "")


def test_a_delivery_reads_its_own_file_only(targets, partnership, unseen):
    """The password file is tried by the corpus."""
    square_city(partnership)
    desk, before = desk_of(partnership), whole_store(partnership)
    wrong = {case.name: said for case in in_turn(targets, 0) if (said := delivered(desk, partnership, case))}
    assert wrong == {}
    assert whole_store(partnership) == before


@pytest.mark.full
def test_an_upload_of_works_reads_its_own_file_only(targets, partnership, unseen):
    desk = browser(works_city(partnership).planner)
    wrong = {case.name: said for case in in_turn(targets, 1) if (said := brought(desk, partnership, case))}
    assert wrong == {}


def in_turn(targets: dict[str, str], first: int) -> list[Case]:
    """Return the cases, aimed at the secret and the address in turn; every day each third of them."""
    pairs = zip(aimed(targets["secret"]), aimed(targets["address"]), strict=True)
    return [pair[(at + first) % 2] for at, pair in enumerate(pairs)][:: 1 if FULL else 3]


def desk_of(partnership) -> Client:
    desk = Client(raise_request_exception=False)
    desk.force_login(member(partnership, "administrator"))
    return desk


def delivered(desk: Client, partnership, case: Case) -> str:
    """What is not as the case says, or leaks; nothing when all is well."""
    options = {"kind": case.way, "period": 2024, "vintage": 2024, "file": upload(case.name, case.content())}
    answer = desk.post(reverse("upload", args=[partnership.slug]), options)
    if answer.status_code != 302:
        return f"brought: {answer.status_code}"
    run_jobs(partnership, "datasets.check")
    place = answer.headers["Location"]
    delivery = Delivery.objects.get(pk=int(place.rstrip("/").rsplit("/", 1)[1]))
    page = desk.get(place)
    refused = None if isinstance(case.outcome, Read) else case.outcome.code
    was_read = delivery.state in {"checked", "unmapped"} or MISFITS >= set(codes(delivery)) > set()
    if not was_read if refused is None else delivery.state != "refused" or refused not in codes(delivery):
        return f"{delivery.state} {codes(delivery)}"
    problems = desk.get(f"{place}problems.csv")
    stored = str(Delivery.objects.filter(pk=delivery.pk).values())
    return leaks(page.content.decode(), problems.content.decode(errors="replace"), stored) or wrong_status(page)


def brought(desk: Client, partnership, case: Case) -> str:
    answer = desk.post(at("works_upload", partnership), {"file": upload(case.name, case.content())}, follow=True)
    text = answer.content.decode()
    refused = "is refused" in text
    return leaks(text) or wrong_status(answer) or ("" if refused else "not refused")


def leaks(*texts: str) -> str:
    found = [sign for sign in SIGNS for text in texts if sign in text]
    return f"shows {found}" if found else ""


def wrong_status(answer) -> str:
    return "" if answer.status_code in {200, 422} else str(answer.status_code)


def test_there_are_enough_of_them():
    assert len(FOREIGN) >= 25
    assert len({case.name for case in FOREIGN}) == len(FOREIGN)
