"""The corpus of bad and odd files: each read or refused as it says, at the place it names, never with an exception."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from datasets.models import Delivery
from datasets.parsers.problems import CODES
from dia.parsers.works import CODES as CODES_OF_WORKS
from tests.data.corpus import CASES
from tests.data.corpus_case import Case, Read, Refused
from tests.data.corpus_foreign import FOREIGN
from tests.datasets.read_file import outcome
from tests.datasets.tables import codes, whole_store
from tests.effort import sampled
from tests.factories import deliver, square_city, upload

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS, MOST_MEGABYTES = 10, 512
CALM = [case for case in CASES if not case.nasty]
NASTY = [case for case in CASES if case.nasty]
MAPS = [case for case in CALM if case.way == "boundaries" and case not in FOREIGN]  # those have a test of their own
DELIVERED = [
    *MAPS,
    *{case.outcome: case for case in CALM if case.way == "statistics"}.values(),
]  # of figures one of each kind


def put(folder: Path, case: Case) -> Path:
    path = folder / case.name
    path.write_bytes(case.content())
    return path


def name(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", sampled(CALM), ids=name)
def test_a_file_is_read_or_refused_as_it_says(case: Case, tmp_path: Path):
    path = put(tmp_path, case)
    started = time.process_time()
    assert outcome(path, case.way) == case.outcome
    assert time.process_time() - started <= MOST_SECONDS


@pytest.mark.full
@pytest.mark.parametrize("case", sampled(NASTY), ids=name)
def test_a_nasty_file_is_judged_in_time_and_within_memory(case: Case, tmp_path: Path):
    command = [sys.executable, "-m", "tests.datasets.read_file", str(put(tmp_path, case)), case.way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    if found["kind"] == "Read":
        assert Read(found["count"], tuple(found["remarks"])) == case.outcome
    else:
        assert Refused(found["code"], found["row"], found["column"]) == case.outcome
    assert (found["seconds"] <= MOST_SECONDS, found["megabytes"] <= MOST_MEGABYTES) == (True, True), found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("case", sampled(DELIVERED), ids=name)
def test_a_delivery_ends_as_the_file_says_and_a_refusal_stores_nothing(case: Case, partnership):
    if case.way != "boundaries":  # a map of one buurt would lie over the city
        square_city(partnership)
    before = whole_store(partnership)
    delivery = deliver(
        partnership, upload(case.name, case.content()), case.way, load=False, **{"period": 2024, "vintage": 2024}
    )
    if isinstance(case.outcome, Read):
        assert delivery.state in {Delivery.State.CHECKED, Delivery.State.UNMAPPED}, delivery.problems
    else:
        assert delivery.state == Delivery.State.REFUSED
        assert case.outcome.code in codes(delivery)
    assert whole_store(partnership) == before


def test_the_corpus_is_large_and_has_no_name_twice():
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(
        len({isinstance(case.outcome, Read) for case in CASES if case.way == way}) == 2
        for way in ("statistics", "boundaries", "works")
    )


def test_the_corpus_meets_every_reason_that_a_file_alone_can_give():
    met = {case.outcome.code for case in CASES if isinstance(case.outcome, Refused)}
    met |= {remark for case in CASES if isinstance(case.outcome, Read) for remark in case.outcome.remarks}
    assert met <= {*CODES, *CODES_OF_WORKS}
    assert len(met) >= 35
