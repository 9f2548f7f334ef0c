"""What the page of a delivery says at each moment, and how it follows the work in the background."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from datasets.models import Dataset, Delivery, Job
from datasets.pages.deliveries import DeliveryPage, jobs_of
from tests.html import markup


@pytest.fixture
def make(partnership):
    def made(state, job=None, **fields):
        """A delivery in this state; `job` is the kind, state and progress of a job of it."""
        settled = {}
        if state in {"current", "superseded"}:
            dataset = Dataset.objects.create(partnership=partnership, key="own", title="Own")
            settled = {"dataset": dataset, "loaded_at": timezone.now()}
        delivery = Delivery.objects.create(
            **{
                "partnership": partnership,
                "kind": "statistics",
                "state": state,
                "name": "a.csv",
                "size": 1,
                **settled,
                **fields,
            }
        )
        if job:
            kind, state, done = job
            key = "all" if kind == "sia.recompute" else f"delivery:{delivery.pk}"
            finished = timezone.now() if state in {"done", "failed"} else None
            Job.objects.create(
                partnership=partnership, kind=kind, key=key, state=state, done=done, total=10, finished_at=finished
            )
        return delivery

    return made


@pytest.fixture
def browser(client, steward):
    client.force_login(steward)
    client.cookies["django_language"] = "en"
    return client


def page_of(delivery):
    return DeliveryPage(delivery, jobs_of(delivery.partnership, delivery.pk))


def address(delivery, wait=None):
    path = reverse("delivery", args=[delivery.partnership.slug, delivery.pk])
    return f"{path}?wait={wait}" if wait else path


@pytest.mark.parametrize(
    ("state", "job", "says", "step"),
    [
        ("received", ("datasets.check", "queued", 0), "We read and check the file.", "Recognised"),
        (
            "received",
            ("datasets.check", "failed", 3),
            "Something went wrong on our side. Nothing has changed.",
            "Recognised",
        ),
        ("unmapped", None, "We do not know this table yet. Say what its columns are.", "Recognised"),
        ("refused", None, "The file is refused. Nothing has changed.", "Recognised"),
        ("checked", None, "The file is in order. See what changes, then load it.", "Preview"),
        (
            "checked",
            ("datasets.load", "running", 4),
            "The figures are being loaded. Until then the old ones stand.",
            "Load",
        ),
        ("current", ("sia.recompute", "running", 4), "Loaded. The scores are being recomputed.", "Scores"),
        (
            "current",
            ("sia.recompute", "failed", 4),
            "Loaded, but the scores could not be recomputed. The old scores stand.",
            "Scores",
        ),
        ("current", ("sia.recompute", "done", 10), "Loaded. The scores are recomputed.", None),
        ("superseded", None, "A later delivery has taken the place of this one.", None),
    ],
)
def test_each_state_says_how_it_stands_and_at_which_step(make, state, job, says, step):
    with translation.override("en"):
        page = page_of(make(state, job))
        at = [found.label for found in page.steps if found.state in {"current", "stop"}]
        assert (str(page.notice[1]), [str(label) for label in at]) == (says, [step] if step else [])


def test_a_file_that_was_read_but_has_faulty_rows_stops_at_the_check(make):
    page = page_of(make("refused", recognised={"header": ["a"]}))
    assert [step.state for step in page.steps] == ["done", "done", "stop", "todo", "todo", "todo"]


def test_a_preview_without_changes_says_so(make):
    preview = {"new": 0, "changed": 0, "unchanged": 70, "vanished": 0}
    with translation.override("en"):
        page = page_of(make("checked", preview=preview))
        assert str(page.notice[1]) == "Everything in this file is already there. Loading it changes nothing."


def test_the_bar_follows_the_job_and_asks_again_every_second(make, browser):
    delivery = make("received", ("datasets.check", "running", 4))
    job = Job.objects.get()
    page = markup(browser.get(address(delivery)))
    assert f'hx-get="{address(delivery, job.pk)}" hx-trigger="every 1s"' in page
    part = browser.get(address(delivery, job.pk), headers={"HX-Request": "true"})
    assert "HX-Request" in part["Vary"]
    assert 'value="40"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_when_the_awaited_job_is_over_all_below_the_title_is_replaced_and_said_aloud(make, browser):
    delivery = make("checked", ("datasets.check", "done", 10), preview={"new": 3})
    part = browser.get(address(delivery, Job.objects.get().pk), headers={"HX-Request": "true"})
    assert (part["HX-Retarget"], part["HX-Reswap"]) == ("#delivery", "outerHTML")
    text = part.content.decode()
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML:#said"' in text
    assert "hx-trigger" not in text


def test_after_the_load_the_page_goes_on_to_follow_the_recompute(make, browser):
    delivery = make("current", ("datasets.load", "done", 10))
    load = Job.objects.get()
    recompute = Job.objects.create(partnership=delivery.partnership, kind="sia.recompute", key="all")
    part = browser.get(address(delivery, load.pk), headers={"HX-Request": "true"})
    assert part["HX-Retarget"] == "#delivery"
    assert address(delivery, recompute.pk) in part.content.decode()


def test_work_that_ends_while_the_page_is_made_leaves_no_page_that_waits_for_ever(make, browser):
    delivery = make("received", ("datasets.check", "running", 4))
    reads = []

    def worker_ends_between_the_reads(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "datasets_job" in sql or 'FROM "datasets_delivery"' in sql:
            reads.append(sql)
            if len(reads) == 1:
                Job.objects.update(state="done", finished_at=timezone.now())
                Delivery.objects.update(state="checked", preview={"new": 3})
        return answer

    with connection.execute_wrapper(worker_ends_between_the_reads):
        page = browser.get(address(delivery)).content.decode()
    assert len(reads) > 1
    assert f'hx-get="{address(delivery, Job.objects.get().pk)}"' in page or "The file is in order." in page


def test_going_back_in_the_browser_gets_the_whole_page(make, browser):
    delivery = make("received", ("datasets.check", "running", 4))
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in browser.get(address(delivery), headers=headers).content.decode()


def test_without_scripts_there_is_a_link_to_refresh(make, browser):
    delivery = make("received", ("datasets.check", "running", 4))
    assert f'<noscript><p><a href="{address(delivery)}">Refresh' in markup(browser.get(address(delivery)))


def test_the_thousandth_job_is_awaited_by_its_plain_number(make, browser):
    delivery = make("received")
    Job.objects.create(
        pk=1234567, partnership=delivery.partnership, kind="datasets.check", key=f"delivery:{delivery.pk}"
    )
    browser.cookies["django_language"] = "nl"
    assert "?wait=1234567" in browser.get(address(delivery)).content.decode()


def test_years_are_written_without_a_thousands_point(make, browser):
    largest = [{"area": "BU1", "area_name": "A", "indicator": "X", "period": 2024, "old": 1.5, "new": None}]
    recognised = {"vintage": 2024, "levels": {"buurt": 1}, "periods": [2024], "srid": 28992}
    browser.cookies["django_language"] = "nl"
    page = browser.get(address(make("checked", preview={"changed": 1, "largest": largest}, recognised=recognised)))
    assert "2.024" not in page.content.decode()
    assert "1,5" in page.content.decode()


def test_columns_can_be_named_only_for_an_own_table_that_is_not_at_work(make):
    own = {"header": ["a"], "source": None}
    assert page_of(make("checked", recognised=own)).may_map
    assert not page_of(make("checked", recognised=own | {"source": "rivm_health"})).may_map
    assert not page_of(make("checked", ("datasets.load", "queued", 0), recognised=own)).may_map
    assert not page_of(make("current", recognised=own)).may_map


def test_a_table_that_only_lacks_its_year_asks_for_it_instead_of_being_sent_back(make, browser):
    lacking: list[dict] = [
        {"code": "no_period", "severity": "refusal", "row": None, "column": None, "value": None, "params": {}}
    ]
    recognised = {"header": ["buurt", "klachten"], "source": None, "first_rows": [], "columns": []}
    page = browser.get(address(make("refused", problems=lacking, recognised=recognised))).content.decode()
    assert "Fill in below what is missing." in page
    assert 'name="period"' in page
    assert "Upload a mended file" not in page


def test_a_faulty_cell_beside_a_missing_year_has_to_be_mended_in_the_file(make):
    def lacking(code):
        return {"code": code, "severity": "error", "row": 2, "column": "a", "value": "x", "params": {}}

    recognised = {"header": ["a"], "source": None}
    assert page_of(make("refused", problems=[lacking("wrong_period")], recognised=recognised)).asks_columns
    both = [lacking("wrong_period"), lacking("not_a_number")]
    assert not page_of(make("refused", problems=both, recognised=recognised)).asks_columns


def test_a_refused_file_shows_no_preview_of_changes_that_will_not_come(make):
    assert not page_of(make("refused", preview={"new": 3})).shows_preview


def test_warnings_are_counted_and_stay_readable_after_the_load(make, browser):
    mended = {"code": "outline_mended", "severity": "warning", "row": 1, "column": None, "value": "BU1", "params": {}}
    page = browser.get(address(make("current", problems=[mended]))).content.decode()
    assert '<span class="chip chip--warn">1</span>' in page
    assert "We mended it." in page


def test_problems_with_the_same_repair_form_a_group_and_refusals_come_first(make):
    def problem(code, row, severity="error"):
        return {
            "code": code,
            "severity": severity,
            "row": row,
            "column": "a",
            "value": "x",
            "params": {"first_row": row - 1},
        }

    problems = [problem("lost_leading_zero", 2, "warning"), problem("duplicate_row", 4), problem("duplicate_row", 9)]
    page = page_of(make("refused", problems=problems, counts={"problems": {"error": 1200, "warning": 1}}))
    assert [(group.severity, len(group.problems)) for group in page.groups] == [("error", 2), ("warning", 1)]
    assert page.unlisted == 1198
