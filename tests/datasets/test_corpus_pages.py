"""Every file of the corpus through the screens: brought on the upload page, judged by a worker, told on its own page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from datasets.models import Delivery
from tests.data import corpus_attacks, corpus_maps, corpus_tables, corpus_workbooks
from tests.data.corpus_case import Case, Read
from tests.datasets.tables import codes
from tests.factories import member, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db
AT_THE_DOOR = {"empty_file", "too_large"}  # told by the form itself
GROUPS = {
    "encodings": corpus_tables.ENCODINGS,
    "forms": corpus_tables.FORMS,
    "numbers": corpus_tables.NUMBERS,
    "codes": corpus_tables.CODES,
    "sources": corpus_tables.SOURCES,
    "workbooks": corpus_workbooks.WORKBOOKS,
    "maps": corpus_maps.MAPS,
    "attacks": corpus_attacks.ATTACKS,
    "privacy": corpus_attacks.PRIVACY,
}
DAILY = {"privacy"}  # the others are read every day without the pages (test_corpus.py, test_foreign_files.py)
READ = {Delivery.State.CHECKED, Delivery.State.UNMAPPED}


@pytest.fixture
def desk(partnership, group: str) -> Client:
    if group != "maps":  # their areas would lie over those of the city
        square_city(partnership)
    client = Client(raise_request_exception=False)
    client.force_login(member(partnership, "administrator"))
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize(
    "group", [each if each in DAILY else pytest.param(each, marks=pytest.mark.full) for each in GROUPS]
)
def test_every_file_gets_an_answer_and_a_page_that_says_it(group: str, desk: Client, partnership):
    wrong = {case.name: said for case in GROUPS[group] if (said := told(desk, partnership, case))}
    assert wrong == {}


def told(desk: Client, partnership, case: Case) -> str:
    """What is not as the case says; nothing when all is well."""
    options = {"kind": case.way, "period": 2024, "vintage": 2024, "file": upload(case.name, case.content())}
    brought = desk.post(reverse("upload", args=[partnership.slug]), options)
    refused = None if isinstance(case.outcome, Read) else case.outcome.code
    if refused in AT_THE_DOOR and brought.status_code == 422:
        return ""
    if brought.status_code != 302:
        return f"brought: {brought.status_code}"
    run_jobs(partnership, "datasets.check")
    delivery = Delivery.objects.get(pk=int(brought.headers["Location"].rstrip("/").rsplit("/", 1)[1]))
    page = desk.get(brought.headers["Location"])
    judged = delivery.state in READ if refused is None else delivery.state == "refused" and refused in codes(delivery)
    return "" if judged and page.status_code == 200 else f"{page.status_code} {delivery.state} {codes(delivery)}"
