"""All that is brought at once is loaded without a look: boundaries first, and what asks for a person keeps its page."""

from __future__ import annotations

import pytest

from accounts.models import User
from datasets import actions, jobs
from datasets.fetching import load_all
from datasets.models import Area, Delivery, Fetch, Job, Observation
from tests import factories
from tests.datasets.drawn import box, outlines
from tests.datasets.publisher import publisher
from tests.factories import upload

pytestmark = pytest.mark.django_db
SQUARES = {f"BU0153000{at}": box(1000 * at, 0, 1000 * at + 1000, 1000) for at in range(4)}
HEAD = "gebiedscode;jaar;hondenbezit"
ROWS = "\n".join([HEAD, *(f"{code};2024;{10 + at}" for at, code in enumerate(SQUARES))])
MONITOR = "\n".join(
    [
        "WijkenEnBuurten;Perioden;ErvarenGezondheidGoedZeerGoed_4;Overgewicht_9;Eenzaam_20",
        *(f"{code};2020JJ00;{80 - at};{40 + at};{30 + at}" for at, code in enumerate(SQUARES)),
    ]
)


@pytest.fixture
def steward(partnership) -> User:
    return factories.member(partnership, "administrator")


def bring(partnership, by, *files) -> list[Delivery]:
    return actions.receive_files(partnership=partnership, by=by, uploads=files)


def work(partnership) -> Job:
    job = Job.objects.of(partnership).get(kind="datasets.load_all", state="queued")
    jobs.perform(job.pk)
    job.refresh_from_db()
    return job


def test_figures_that_come_with_their_boundaries_are_loaded_after_them(partnership, steward):
    bring(partnership, steward, upload("a_monitor_2020.csv", MONITOR), outlines(SQUARES, name="z_kaart.geojson"))
    assert work(partnership).state == "done"
    assert Area.objects.of(partnership).at("buurt").count() == 4
    assert Observation.objects.of(partnership).filter(area__level="buurt").count() >= 8
    loaded = Delivery.objects.of(partnership).filter(state="current").exclude(kind="derived")
    assert {each.accepted_by for each in loaded} == {steward}
    assert not Delivery.objects.of(partnership).filter(load_tries__isnull=False).exists()


def test_a_table_with_unknown_columns_waits_for_a_person_and_keeps_no_other_waiting(partnership, steward):
    bring(partnership, steward, outlines(SQUARES), upload("1 eigen.csv", ROWS), upload("2 monitor.csv", MONITOR))
    assert work(partnership).state == "done"
    states = dict(Delivery.objects.of(partnership).filter(kind="statistics").values_list("name", "state"))
    assert states["1 eigen.csv"] == "unmapped"
    assert states["2 monitor.csv"] == "current"


def test_what_fails_keeps_its_turn_behind_the_others(partnership, steward, monkeypatch):
    bring(partnership, steward, outlines(SQUARES), upload("1 stuk.csv", MONITOR), upload("2 heel.csv", MONITOR + "\n"))
    check = load_all.deliveries.check

    def fails_once(delivery: Delivery, progress) -> None:
        if delivery.name == "1 stuk.csv":
            raise OSError("the disk is gone")
        check(delivery, progress)

    monkeypatch.setattr(load_all.deliveries, "check", fails_once)
    job = Job.objects.of(partnership).get(kind="datasets.load_all")
    for _attempt in range(2):
        with pytest.raises(OSError, match="disk"):
            jobs.perform(job.pk)
    states = dict(Delivery.objects.of(partnership).filter(kind="statistics").values_list("name", "state"))
    assert states["2 heel.csv"] == "current"
    assert Delivery.objects.get(name="1 stuk.csv").load_tries == 2


def test_a_stop_leaves_the_rest_for_the_next_time(partnership, steward):
    bring(partnership, steward, outlines(SQUARES), upload("monitor.csv", MONITOR))
    jobs.stop(Job.objects.of(partnership).get(kind="datasets.load_all"))
    assert Delivery.objects.of(partnership).filter(load_tries=0).count() == 3
    actions.load_rest(partnership=partnership)
    work(partnership)
    assert Observation.objects.of(partnership).exists()


def test_the_same_files_twice_are_loaded_once(partnership, steward):
    for _time in range(2):
        bring(partnership, steward, outlines(SQUARES), upload("monitor.csv", MONITOR))
    work(partnership)
    assert Delivery.objects.of(partnership).filter(state="current", kind="boundaries").count() == 1
    again = bring(partnership, steward, upload("monitor.csv", MONITOR))
    assert [each.already_loaded for each in again] == [True]
    assert not Job.objects.of(partnership).filter(kind="datasets.load_all", state="queued").exists()


def test_a_table_that_a_publisher_does_not_give_is_told_and_the_others_come(partnership, steward, settings):
    with publisher() as source:
        settings.FETCH_ADDRESSES = {name: f"{source.address}/{name}" for name in settings.FETCH_ADDRESSES}
        settings.FETCH_TIMEOUT_S, settings.FETCH_PAUSE_S = 0.3, 0.001
        for key, year in (("cbs-key-figures", 2024), ("cbs-boundaries", 2024), ("rivm-health", 2022)):
            actions.ask_fetch(partnership=partnership, by=steward, publication=key, year=year, load=True)
        usual = source.usual
        source.usual = lambda path, query: None if "50120NED" in path else usual(path, query)  # type: ignore[method-assign]
        work(partnership)
    fetches = {each.publication: each for each in Fetch.objects.of(partnership).select_related("delivery")}
    assert fetches["rivm-health"].problem
    assert {fetches[key].delivery.state for key in ("cbs-boundaries", "cbs-key-figures")} == {"current"}
