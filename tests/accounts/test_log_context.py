"""Lines of the log name the request, partnership and job that they are about, and tell nothing of anybody."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.log_context import ContextFilter, add_to_log, log_context
from datasets import jobs
from datasets.models import Job
from datasets.registries import JOB_KINDS, JobKind
from tests.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog) -> pytest.LogCaptureFixture:
    caplog.handler.addFilter(ContextFilter())
    caplog.set_level(logging.INFO)
    return caplog


def about(lines: pytest.LogCaptureFixture, start: str) -> list[tuple[object, ...]]:
    found = [record for record in lines.records if record.getMessage().startswith(start)]
    return [(record.request, record.partnership, record.job) for record in found]


def test_outside_a_request_and_a_job_a_line_says_so(lines):
    add_to_log(partnership="stad")
    logging.getLogger("anything").info("begun")
    assert about(lines, "begun") == [("-", "-", "-")]


def test_a_context_inside_another_adds_to_it_and_is_gone_afterwards(lines):
    with log_context(request="a"):
        with log_context(job=7):
            logging.getLogger("anything").info("inside")
        logging.getLogger("anything").info("after")
    assert (about(lines, "inside"), about(lines, "after")) == ([("a", "-", 7)], [("a", "-", "-")])


def test_a_request_has_a_number_that_its_line_and_its_answer_carry(lines, partnership):
    client = Client()
    client.force_login(member(partnership, "viewer"))
    answer = client.get(reverse("start", args=[partnership.slug]), {"q": "iemands naam"})
    number = answer["X-Request-ID"]
    assert about(lines, "GET p/<slug:partnership>/ 200") == [(number, partnership.slug, "-")]
    assert "iemands naam" not in lines.text


@pytest.mark.parametrize(("given", "taken"), [("abc-123", True), ("a b", False), ("x" * 65, False), ("é", False)])
def test_the_number_of_a_proxy_is_taken_if_it_can_be_one(client: Client, given: str, taken: bool):
    assert (client.get(reverse("login"), headers={"X-Request-ID": given})["X-Request-ID"] == given) is taken


def test_an_address_that_nobody_knows_is_not_repeated(lines, client: Client):
    assert client.get("/geheim/").status_code == 404
    assert about(lines, "GET - 404") != []
    assert not any("geheim" in record.getMessage() for record in lines.records if record.name.startswith("accounts"))


def test_a_job_is_named_in_the_lines_of_its_work(lines, partnership, monkeypatch):
    monkeypatch.setitem(JOB_KINDS, "say", JobKind(say))
    job = jobs.enqueue(partnership=partnership, kind="say", key="hello")
    jobs.perform(job.pk)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    whose = ("-", partnership.slug, job.pk)
    assert [about(lines, start) for start in ("say hello begins", "hello itself", "say hello is done")] == [[whose]] * 3


def say(_partnership: object, key: str, _progress: object) -> None:
    logging.getLogger("anything").info("%s itself", key)
