"""Two people who register or change one measure at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from dia.models import Work
from tests.datasets.test_at_once import at_once
from tests.dia.works_city import City, at, browser, filled, registered, works_city
from tests.factories import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(partnership) -> City:
    return works_city(partnership)


def test_two_people_who_register_one_title_at_once_make_one_work(city):
    colleague = member(city.partnership, "planner", party=city.city)
    address = at("work_add", city.partnership)
    both = (partial(browser(user).post, address, filled()) for user in (city.planner, colleague))
    answers = [answer.status_code for answer in at_once(*both)]
    assert sorted(answers) == [302, 422]
    assert Work.objects.count() == 1


def test_of_two_who_save_at_once_one_is_shown_both(city):
    work = registered(city.partnership, city.city)
    address = at("work_edit", city.partnership, work.pk)
    both = (partial(browser(city.planner).post, address, filled(direct_cost=cost)) for cost in ("1", "2"))
    assert sorted(answer.status_code for answer in at_once(*both)) == [302, 409]
    work.refresh_from_db()
    assert work.version == 2
