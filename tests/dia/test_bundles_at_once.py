"""A party consents while another changes its work: the consent is to the new sheet, or it lapses; never does it just stand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.editing import StaleEdit
from dia import actions
from dia.models import Work
from dia.pipeline.bundles import is_overtaken, look, standing
from tests.dia.bundled import Street, fresh, joined, offered, say, street

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 25


@pytest.fixture
def here(partnership) -> Street:
    return street(partnership)


def race(*tries: Callable[[], object]) -> list[str]:
    """Each at the same moment in a connection of its own: done, overtaken, refused, or what failed."""
    start = Barrier(len(tries))

    def one(what: Callable[[], object]) -> str:
        start.wait()
        try:
            what()
            return "done"
        except StaleEdit:
            return "overtaken"
        except ValidationError:
            return "refused"
        except Exception as failure:  # noqa: BLE001 -- a deadlock is what the test looks for
            return repr(failure)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        return [each.result(timeout=30) for each in [pool.submit(one, what) for what in tries]]


@pytest.mark.full
def test_no_consent_stands_to_a_sheet_that_is_overtaken(here: Street):
    bundle = offered(here)
    for number in range(RACES):
        sewer = Work.objects.get(pk=here.sewer.pk)
        cost = 300_000 + 100_000 * ((number + 1) % 2)
        outcomes = race(
            lambda: say(here, bundle, here.operator, here.grid),
            lambda sewer=sewer, cost=cost: actions.change_work(
                work=sewer, by=here.planner, version=sewer.version, common_cost=cost
            ),
        )
        assert set(outcomes) <= {"done", "overtaken"}, outcomes
        now = fresh(bundle)
        shares = look(now).shares
        assert [consent for consent in standing(now) if is_overtaken(consent, now, shares)] == []


def test_of_two_who_take_one_work_one_is_told(here: Street):
    bundle = joined(here)
    other = actions.create_bundle(
        partnership=here.partnership, by=here.planner, lead=here.city, name="Ander", year=2028
    )
    free = Work.objects.create(
        partnership=here.partnership, party=here.city, title="Kabel", kind="gas", area_code="BU01530000",
        earliest=2028, latest=2028, preferred=2028, direct_cost=1,
    )  # fmt: skip
    outcomes = race(
        *(
            lambda into=into: actions.add_to_bundle(bundle=into, work=free, by=here.planner, version=into.version)
            for into in (bundle, other)
        )
    )
    assert sorted(outcomes) == ["done", "refused"]
