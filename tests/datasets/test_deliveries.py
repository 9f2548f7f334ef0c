"""The way of a delivery: the same file twice, what a load changes, what a refusal leaves, and what a failure leaves."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Partnership
from datasets import actions, jobs
from datasets.models import Area, Asset, Delivery, Indicator, Job, Observation, ObservationRevision
from tests.datasets.drawn import box, outlines
from tests.datasets.tables import everything, stored, wide
from tests.factories import IndicatorFactory, deliver, run_jobs, square_city, upload

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
SQUARES = ["BU01530000", "BU01530001", "BU01530002", "BU01530100", "BU01530101", "BU01530102"]
CHANGES = ("new", "changed", "unchanged", "vanished")


@pytest.fixture
def city(partnership):
    square_city(partnership)
    return partnership


def changes(delivery: Delivery) -> tuple[int, ...]:
    """New, changed, unchanged, vanished."""
    return tuple(delivery.preview[name] for name in CHANGES)


def codes(delivery: Delivery) -> list[str]:
    return [problem["code"] for problem in delivery.problems]


def version(partnership: Partnership) -> int:
    partnership.refresh_from_db()
    return partnership.data_version


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each in a thread and a connection of its own, started together."""
    together, answers = threading.Barrier(len(acts), timeout=20), [None] * len(acts)

    def act(place: int) -> None:
        try:
            together.wait()
            answers[place] = acts[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


# The same again ------------------------------------------------------------------------------------------------------


def test_the_same_file_twice_is_one_delivery_and_changes_nothing(city):
    first = deliver(city, wide("lonely", {"BU01530000": 40}))
    before = (everything(city), version(city))
    again = actions.receive_file(
        partnership=city, by=None, upload=wide("lonely", {"BU01530000": 40}), kind="statistics", options={}
    )
    assert (again.pk, again.already_loaded) == (first.pk, True)
    assert (Delivery.objects.filter(kind="statistics").count(), (everything(city), version(city))) == (1, before)


def test_the_same_file_brought_twice_at_the_same_moment_is_one_delivery(city):
    def bring() -> int:
        file = wide("lonely", {"BU01530000": 40})
        return actions.receive_file(partnership=city, by=None, upload=file, kind="statistics", options={}).pk

    found = at_once(bring, bring, bring)
    assert (len(set(found)), Delivery.objects.count(), Job.objects.count()) == (1, 1, 1)


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
    assert (everything(city), version(city), ObservationRevision.objects.count()) == (*before, 1)


# What a load changes --------------------------------------------------------------------------------------------------


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
    assert (revision.value, revision.delivery, revision.was_absent) == (40, first, False)
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
    now = {row[:3]: row[3:] for row in everything(delivery.partnership)}
    for row in delivery.revisions.values(*keys, *measures, "was_absent"):
        key = tuple(row[name] for name in keys)
        now.pop(key, None)
        if not row["was_absent"]:
            now[key] = tuple(row[name] for name in measures)
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


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
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


# Which delivery is current --------------------------------------------------------------------------------------------


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


# Refusals ---------------------------------------------------------------------------------------------------------------


REFUSED = {
    "statistics_comma_shifts_a_row.csv": ["row_too_long", "not_a_number"],
    "statistics_long_with_faults.csv": [
        "wrong_period",
        "missing_indicator",
        "denominator_missing",
        "negative_denominator",
        "duplicate_row",
    ],
    "statistics_marks_for_missing.csv": ["no_rows_of_partnership"],
    "statistics_neither_utf8_nor_windows.csv": ["wrong_encoding"],
    "statistics_only_blanks.csv": ["empty_file"],
    "statistics_postcodes.csv": ["postcode_level"],
    "statistics_text_in_number_column.csv": ["not_a_number", "not_a_number"],
    "statistics_twice_the_same_area.csv": ["duplicate_row"],
    "statistics_unknown_codes.csv": ["unusable_code"] * 2 + ["missing_code"] + ["unknown_area_code"] * 3,
    "statistics_without_code_column.csv": ["no_code_column"],
    "statistics_without_header.csv": ["no_header"],
    "empty.csv": ["empty_file"],
}
READ = {
    "statistics_ambiguous_thousands.csv": ("unmapped", []),
    "statistics_long.csv": ("current", []),
    "statistics_lost_leading_zero.csv": ("current", ["lost_leading_zero"]),
    "statistics_same_column_name_twice.csv": ("current", ["duplicate_header", "empty_header"]),
    "statistics_title_rows_and_source_below.csv": ("current", ["unusable_code"]),
    "statistics_utf16.csv": ("current", []),
    "statistics_windows_1252.csv": ("current", []),
}


@pytest.fixture
def with_figures(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    return city


def whole_store(partnership: Partnership) -> tuple:
    areas = set(Area.objects.of(partnership).values_list("pk", "code", "delivery", "inhabitants"))
    return everything(partnership), areas, set(Indicator.objects.values_list("code", flat=True)), version(partnership)


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_table_is_refused_for_what_is_wrong_with_it_and_nothing_is_stored(with_figures, data_files, name):
    before = whole_store(with_figures)
    delivery = deliver(with_figures, data_files / name, period=2020)
    assert (delivery.state, codes(delivery)) == ("refused", REFUSED[name])
    assert whole_store(with_figures) == before


@pytest.mark.parametrize("name", READ)
def test_an_odd_table_is_read_with_a_remark(with_figures, data_files, name):
    delivery = deliver(with_figures, data_files / name, period=2020)
    assert (delivery.state, codes(delivery)) == READ[name]


def test_every_table_among_the_test_files_has_an_expectation(data_files):
    assert {path.name for path in data_files.glob("statistics_*")} | {"empty.csv"} == {*REFUSED, *READ}


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("fout_geen_gebiedscode.csv", [("no_code_column", None, None)]),
        ("fout_leeg.csv", [("empty_file", None, None)]),
        ("fout_onbekende_code.csv", [("unknown_area_code", 28, "BU01530391")]),
        ("fout_tekst_in_getal.csv", [("not_a_number", 28, "ongeveer 46")]),
        ("fout_verkeerde_codering.csv", [("wrong_encoding", None, None)]),
    ],
)
def test_the_bad_files_of_the_demo_are_refused_in_the_demo_city(partnership, name, problems):
    from demo.geometry import MAP

    deliver(partnership, MAP, "boundaries")
    before = whole_store(partnership)
    delivery = deliver(partnership, ROOT / "demo" / "files" / name)
    assert delivery.state == "refused"
    assert [(p["code"], p["row"], p["value"]) for p in delivery.problems] == problems
    assert whole_store(partnership) == before


def zipped(**entries: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("_", "."), content)
    return raw.getvalue()


def workbook() -> bytes:
    raw, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["buurtcode", "lonely"])
    book.save(raw)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("leeg.csv", b"", "empty_file"),
        ("cijfers.csv", workbook, "name_and_content_differ"),
        ("bom.zip", lambda: zipped(buurten_shp=bytes(40_000_000)), "zip_bomb"),
        ("bom.xlsx", lambda: zipped(xl_workbook_xml=bytes(40_000_000)), "zip_bomb"),
        ("plaatje.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "name_and_content_differ"),
        ("half.xlsx", lambda: workbook()[:900], "damaged_file"),
    ],
)
@pytest.mark.parametrize("kind", ["statistics", "boundaries"])
def test_a_file_that_is_not_what_it_seems_is_refused(with_figures, name, content, problem, kind):
    before = whole_store(with_figures)
    delivery = deliver(with_figures, upload(name, content() if callable(content) else content), kind)
    assert delivery.state == "refused"
    assert codes(delivery) in ([problem], ["unknown_kind"])
    assert whole_store(with_figures) == before


# Failing half-way --------------------------------------------------------------------------------------------------------


def attempt(job: Job) -> type[Exception] | None:
    try:
        jobs.perform(job.pk)
    except Exception as error:  # noqa: BLE001 -- which one it is, is the answer
        return type(error)
    return None


def test_a_load_that_fails_half_way_leaves_the_old_figures_whole_and_asks_for_a_person_after_three_attempts(city):
    deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 41}))
    before = whole_store(city)
    endless = deliver(city, wide("lonely", {"BU01530000": 44, "BU01530001": "1e301"}), load=False)
    actions.load(delivery=endless, by=None)
    job = Job.objects.get(kind="datasets.load", key=f"delivery:{endless.pk}")
    outcomes = []
    for _ in range(4):
        outcomes.append(attempt(job))
        job.refresh_from_db()
        endless.refresh_from_db()
        assert (whole_store(city), ObservationRevision.objects.filter(replaced_by=endless).count()) == (before, 0)
        assert endless.state == "checked"
    assert outcomes == [IntegrityError, IntegrityError, IntegrityError, None]
    assert (job.state, job.attempts, "observation_value_is_finite" in job.error) == ("failed", 3, True)


def test_a_load_that_failed_once_is_done_at_the_next_attempt(city):
    """The table of areas is taken from the application's reach for one attempt."""
    checked = deliver(city, wide("lonely", {"BU01530000": 44}), load=False)
    actions.load(delivery=checked, by=None)
    job = Job.objects.get(kind="datasets.load")
    Delivery.objects.filter(pk=checked.pk).update(file="deliveries/mislaid")
    assert attempt(job) is FileNotFoundError
    Delivery.objects.filter(pk=checked.pk).update(file=checked.file.name)
    assert attempt(job) is None
    job.refresh_from_db()
    assert (job.state, job.attempts, stored(city, "lonely")) == ("done", 2, {"BU01530000": 44})


def test_a_recompute_is_queued_with_the_load_or_not_at_all(city):
    endless = deliver(city, wide("lonely", {"BU01530000": "1e301"}), load=False)
    actions.load(delivery=endless, by=None)
    attempt(Job.objects.get(kind="datasets.load"))
    assert not Job.objects.filter(kind="sia.recompute").exists()
    deliver(city, wide("lonely", {"BU01530000": 40}))
    assert Job.objects.filter(kind="sia.recompute").count() == 1


def test_areas_that_went_since_the_check_refuse_the_load(partnership):
    deliver(partnership, outlines({"BU01530000": box(0, 0, 9, 9), "BU01530001": box(9, 0, 18, 9)}), "boundaries")
    checked = deliver(partnership, wide("lonely", {"BU01530000": 40, "BU01530001": 41}), load=False)
    deliver(partnership, outlines({"BU01530000": box(0, 0, 18, 9)}, year=2025), "boundaries")
    actions.load(delivery=checked, by=None)
    run_jobs(partnership, "datasets.load")
    checked.refresh_from_db()
    assert (checked.state, codes(checked)) == ("refused", ["unknown_area_code"])
    assert stored(partnership, "lonely") == {}


# At the same time --------------------------------------------------------------------------------------------------------


def test_two_loads_of_one_partnership_wait_for_each_other(city):
    loads = []
    for name, value in (("a.csv", 40), ("b.csv", 50)):
        checked = deliver(city, wide("lonely", dict.fromkeys(SQUARES, value), name=name), load=False)
        actions.load(delivery=checked, by=None)
        loads.append(Job.objects.get(kind="datasets.load", key=f"delivery:{checked.pk}"))
    assert at_once(*(lambda job=job: attempt(job) for job in loads)) == [None, None]
    assert set(Job.objects.filter(kind="datasets.load").values_list("state", flat=True)) == {"done"}
    assert len(set(stored(city, "lonely").values())) == 1  # one of the two, whole
    assert version(city) == 2
    assert sorted(ObservationRevision.objects.values_list("value", flat=True), key=bool)[:6] == [None] * 6


def test_bringing_a_file_does_not_wait_for_a_load(city):
    """A load holds the partnership's row; a second connection brings a file within a second."""

    def bring() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        file = wide("lonely", {"BU01530000": 40})
        return actions.receive_file(partnership=city, by=None, upload=file, kind="statistics", options={}).pk

    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=city.pk)
        [brought] = at_once(bring)
    assert Delivery.objects.get().pk == brought


def test_a_load_waits_until_the_partnership_is_free(city):
    checked = deliver(city, wide("lonely", {"BU01530000": 40}), load=False)
    actions.load(delivery=checked, by=None)
    job = Job.objects.get(kind="datasets.load")
    thread = threading.Thread(target=lambda: (jobs.perform(job.pk), connections.close_all()))
    with transaction.atomic():
        Partnership.objects.select_for_update(no_key=True).get(pk=city.pk)
        thread.start()
        thread.join(timeout=1)
        assert (thread.is_alive(), stored(city, "lonely")) == (True, {})
    thread.join(timeout=20)
    assert stored(city, "lonely") == {"BU01530000": 40}


def test_assets_that_are_added_at_the_same_moment_are_both_counted(city):
    """Each counts what the other brought, or waits for it."""
    from tests.datasets.test_derived import add

    at_once(*(lambda name=name: add(city, name, 500, 500).pk for name in ("Club", "Bad", "School")))
    assert Asset.objects.count() == 3
    [(count, period)] = Observation.objects.filter(area__code="BU01530000").values_list("value", "period")
    assert (count, stored(city, "assets_in_area", period)["WK015300"]) == (3, 3)


def test_an_indicator_that_the_partnership_changed_keeps_its_meaning(city):
    IndicatorFactory.create(partnership=city, code="lonely", theme="social", direction=-1)
    deliver(city, wide("lonely", {"BU01530000": 40}))
    assert Indicator.objects.values_list("theme", "direction").get(code="lonely") == ("social", -1)
