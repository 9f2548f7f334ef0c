"""What holds for a whole read request is asked once in it, and anew in the next one and in each change."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import Partnership
from accounts.request_cache import once_per_request, remember_answers
from tests import factories

pytestmark = pytest.mark.django_db


def times_asked(method: str, *partnerships: Partnership, requests: int = 1) -> int:
    """Return how often the question is really asked, when a view asks it twice of each partnership."""
    asked: list[int] = []

    @once_per_request
    def ask(partnership: Partnership) -> int:
        asked.append(partnership.pk)
        return partnership.pk

    def view(_request: HttpRequest) -> HttpResponse:
        answers = [ask(partnership) for partnership in (*partnerships, *partnerships)]
        assert answers == [each.pk for each in partnerships] * 2
        return HttpResponse()

    for _ in range(requests):
        remember_answers(view)(RequestFactory().generic(method, "/"))
    return len(asked)


def test_a_read_request_asks_once_of_each_partnership(partnership: Partnership):
    other = factories.PartnershipFactory.create()
    assert times_asked("GET", partnership) == 1
    assert times_asked("GET", partnership, other) == 2


def test_each_further_argument_is_a_question_of_its_own(partnership: Partnership):
    asked: list[str] = []

    @once_per_request
    def ask(_partnership: Partnership, level: str) -> str:
        asked.append(level)
        return level

    def view(_request: HttpRequest) -> HttpResponse:
        same = Partnership.objects.get(pk=partnership.pk)
        assert [ask(partnership, "wijk"), ask(partnership, "buurt"), ask(same, "wijk")] == ["wijk", "buurt", "wijk"]
        return HttpResponse()

    remember_answers(view)(RequestFactory().get("/"))
    assert asked == ["wijk", "buurt"]


def test_the_next_request_asks_anew(partnership: Partnership):
    assert times_asked("GET", partnership, requests=3) == 3


def test_a_request_that_may_change_something_asks_each_time(partnership: Partnership):
    assert times_asked("POST", partnership) == 2
