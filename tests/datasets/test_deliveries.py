"""The way of a delivery: the same file twice, what a load changes, what a refusal leaves, and what a failure leaves."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Partnership
from datasets import actions, jobs
from datasets.models import Delivery, Indicator, Job, Observation, ObservationRevision
from tests.datasets.tables import SQUARES, changes, everything, stored, unprotected, version, wide
from tests.effort import examples
from tests.factories import IndicatorFactory, deliver, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(module_partnership: Partnership) -> Partnership:
    square_city(module_partnership)
    unprotected(module_partnership, "cijfers", "l")
    return module_partnership


def test_the_same_file_twice_is_one_delivery_and_changes_nothing(city):
    first = deliver(city, wide("lonely", {"BU01530000": 40}))
    before = (everything(city), version(city))
    again = actions.receive_file(
        partnership=city, by=None, upload=wide("lonely", {"BU01530000": 40}), kind="statistics", options={}
    )
    assert (again.pk, again.already_loaded) == (first.pk, True)
    assert (Delivery.objects.filter(kind="statistics").count(), (everything(city), version(city))) == (1, before)


def test_the_same_file_for_another_period_is_another_delivery(city):
    table = "buurtcode;lonely\nBU01530000;40"
    for year in (2022, 2023):
        deliver(city, upload("x.csv", table), period=year)
    assert set(Observation.objects.filter(indicator__code="lonely").values_list("period", flat=True)) == {2022, 2023}


def test_the_same_content_in_another_file_is_unchanged_and_raises_no_version(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    before = (everything(city), version(city))
    again = deliver(city, upload("anders.csv", "jaar;lonely;gebiedscode\n2024;41,0;BU01530001\n2024;40,0;BU01530000"))
    assert (again.state, changes(again)) == ("current", (0, 0, 2, 0))
    assert (everything(city), version(city)) == before


def test_a_refused_file_is_judged_anew_when_it_comes_again(partnership):
    assert deliver(partnership, wide("lonely", {"BU01530000": 40})).state == "refused"
    square_city(partnership)
    assert deliver(partnership, wide("lonely", {"BU01530000": 40})).state == "current"


def test_loading_and_performing_twice_is_once(city):
    checked = deliver(city, wide("lonely", {"BU01530000": 40}), load=False)
    for _ in range(2):
        actions.load(delivery=checked, by=None)
    assert Job.objects.filter(kind="datasets.load").count() == 1
    run_jobs(city, "datasets.load")
    before = (everything(city), version(city))
    with transaction.atomic():
        job = jobs.enqueue(partnership=city, kind="datasets.load", key=f"delivery:{checked.pk}")
    jobs.perform(job.pk)
    assert (everything(city), version(city), ObservationRevision.objects.count()) == (*before, 0)


def test_one_changed_value_is_shown_before_loading_and_kept_after(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    changed = deliver(city, wide("lonely", {"BU01530000": 44, "BU01530001": 41}), load=False)
    assert changes(changed) == (0, 1, 1, 0)
    assert [(c["area"], c["period"], c["old"], c["new"]) for c in changed.preview["largest"]] == [
        ("BU01530000", 2024, 40, 44)
    ]
    assert stored(city, "lonely") == {"BU01530000": 40, "BU01530001": 41}
    actions.load(delivery=changed, by=None)
    run_jobs(city, "datasets.load")
    assert stored(city, "lonely") == {"BU01530000": 44, "BU01530001": 41}
    assert [r.value for r in changed.revisions.all()] == [40]


def test_a_changed_value_makes_scores_stale_until_the_recompute_has_changed_the_ranks(city):
    from sia.models import ScoreRun

    figures = {code: 40 + place for place, code in enumerate(SQUARES)}
    deliver(city, wide("lonely", figures))
    run_jobs(city)
    run = ScoreRun.objects.newest(city, "buurt")
    assert (run.is_stale, run.results.get(rank=1).area.code) == (False, "BU01530102")
    deliver(city, wide("lonely", figures | {"BU01530000": 60}))
    assert ScoreRun.objects.select_related("partnership").get(pk=run.pk).is_stale
    run_jobs(city)
    run = ScoreRun.objects.newest(city, "buurt")
    assert not run.is_stale
    assert list(run.results.ranked().values_list("area__code", "rank"))[:2] == [("BU01530000", 1), ("BU01530102", 1)]


def test_what_a_release_no_longer_has_vanishes_within_its_indicator_period_and_level(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41, "WK015300": 42}))
    deliver(city, wide("lonely", {"BU01530000": 39}, year=2023))
    deliver(city, wide("smokers", {"BU01530002": 20}))
    shorter = deliver(city, wide("lonely", {"BU01530001": 41}))
    assert changes(shorter) == (0, 0, 1, 1)
    assert stored(city, "lonely") == {"BU01530001": 41, "WK015300": 42}
    assert stored(city, "lonely", 2023) == {"BU01530000": 39}
    assert stored(city, "smokers") == {"BU01530002": 20}


def test_what_another_dataset_brought_does_not_vanish(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    other = deliver(city, wide("lonely", {"BU01530001": 45, "BU01530002": 46}, name="enquete.csv"))
    assert changes(other) == (1, 1, 0, 0)
    assert stored(city, "lonely") == {"BU01530000": 40, "BU01530001": 45, "BU01530002": 46}


def test_a_figure_of_another_dataset_can_be_corrected_and_keeps_its_origin_in_the_revision(city):
    first = deliver(city, wide("lonely", {"BU01530000": 40}))
    other = deliver(city, wide("lonely", {"BU01530000": 45}, name="enquete.csv"))
    [revision] = other.revisions.all()
    assert (revision.value, revision.delivery) == (40, first)
    assert Observation.objects.get(indicator__code="lonely").delivery == other


def test_a_file_of_which_another_release_replaced_a_figure_may_be_loaded_again(city):
    figures = {"BU01530000": 40, "BU01530001": 41}
    deliver(city, wide("lonely", figures))
    deliver(city, wide("lonely", {"BU01530000": 45}, name="enquete.csv"))
    back = deliver(city, wide("lonely", figures))
    assert (changes(back), stored(city, "lonely")) == ((0, 1, 1, 0), figures)


def undone(delivery: Delivery) -> set[tuple]:
    """What stood before this delivery, from what stands now and what it replaced."""
    keys = ("area", "indicator", "period")
    measures = ("value", "numerator", "denominator", "standard_error", "flag", "delivery")
    now = {row[:3]: row[3:] for row in everything(delivery.partnership) if row[-1] != delivery.pk}
    for row in delivery.revisions.values(*keys, *measures):
        now[tuple(row[name] for name in keys)] = tuple(row[name] for name in measures)
    return {(*key, *values) for key, values in now.items()}


def test_what_stood_before_can_be_told_from_what_was_kept(city):
    long = "gebied;indicator;jaar;waarde;teller;noemer;standaardfout"
    deliver(city, upload("l.csv", f"{long}\nBU01530000;lonely;2024;40;4;10;1,5\nBU01530001;lonely;2024;41;;;"))
    before = everything(city)
    later = deliver(city, upload("l.csv", f"{long}\nBU01530000;lonely;2024;50;5;10;\nBU01530002;lonely;2024;42;;;"))
    assert changes(later) == (1, 1, 0, 1)
    assert everything(city) != before
    assert undone(later) == before


tables = st.dictionaries(
    st.sampled_from(SQUARES), st.one_of(st.none(), st.integers(-5, 5), st.floats(-1e9, 1e9, width=32)), min_size=1
)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(first=tables, second=tables)
def test_the_preview_of_any_table_says_what_loading_does(city, first, second):
    """Counted by hand from the two tables. An area left empty has no figure; a table without figures is refused."""
    with transaction.atomic():
        deliver(city, wide("lonely", first))
        old = stored(city, "lonely")
        checked = deliver(city, wide("lonely", second), load=False)
        new = {code: float(value) for code, value in second.items() if value is not None}
        if checked.state == "checked" and new:
            shared = old.keys() & new.keys()
            same = sum(old[code] == new[code] for code in shared)
            expected = (len(new.keys() - old.keys()), len(shared) - same, same, len(old.keys() - new.keys()))
            assert changes(checked) == expected
            loaded = deliver(city, wide("lonely", second))
            assert (changes(loaded), stored(city, "lonely")) == (expected, new)
        transaction.set_rollback(True)


def test_a_release_supersedes_the_earlier_ones_that_speak_of_nothing_else(city):
    old = deliver(city, wide("lonely", {"BU01530000": 40}))
    other_year = deliver(city, wide("lonely", {"BU01530000": 40}, year=2023))
    other_level = deliver(city, wide("lonely", {"WK015300": 40}))
    new = deliver(city, wide("lonely", {"BU01530000": 41}))
    states = dict(Delivery.objects.filter(kind="statistics").values_list("pk", "state"))
    assert states == {old.pk: "superseded", other_year.pk: "current", other_level.pk: "current", new.pk: "current"}


def test_a_release_of_part_of_the_indicators_leaves_the_whole_current(city):
    whole = deliver(city, upload("x_2024.csv", "buurtcode;lonely;smokers\nBU01530000;40;20"))
    deliver(city, wide("lonely", {"BU01530000": 41}, name="x_2024.csv"))
    whole.refresh_from_db()
    assert whole.state == "current"


def test_an_indicator_that_the_partnership_changed_keeps_its_meaning(city):
    IndicatorFactory.create(partnership=city, code="lonely", theme="social", direction=-1)
    deliver(city, wide("lonely", {"BU01530000": 40}))
    assert Indicator.objects.values_list("theme", "direction").get(code="lonely") == ("social", -1)
