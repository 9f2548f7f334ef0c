"""An adopted snapshot stays as it was, whoever tries at whichever door, and can be opened and made again."""

from __future__ import annotations

import json

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Partnership, User
from datasets.models import Area
from sia import actions
from sia.models import AreaResult, Deviation, ScoreRun, Snapshot
from sia.pipeline import snapshots as pipeline
from tests import factories
from tests.sia.six_squares import CODES, FIGURES, bring, newest, results
from tests.sia.snapshot_steps import DECISION, address, adopted, as_adopted, client_of, deviate, made
from tests.weighed import weighed_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def secretary(partnership: Partnership) -> User:
    return factories.member(partnership, "secretary")


@pytest.fixture
def desk(secretary: User) -> Client:
    return client_of(secretary)


def test_no_form_changes_an_adopted_snapshot(city, secretary, desk):
    snapshot = adopted(city, secretary)
    before = Snapshot.objects.filter(pk=snapshot.pk).values().get()
    answers = [
        desk.post(address("snapshot_move", snapshot), {"to": "proposed"}),
        desk.post(address("snapshot_adopt", snapshot), {"decision": "Anders."}),
        desk.post(address("snapshot_area", snapshot, CODES["A"]), {"advice": "dia", "reason": "Toch."}),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert Snapshot.objects.filter(pk=snapshot.pk).values().get() == before
    assert not Deviation.objects.exists()


AFTERWARDS = {
    "body": "UPDATE sia_snapshot SET body = '{}' WHERE id = {snapshot}",
    "hash": "UPDATE sia_snapshot SET sha256 = repeat('0', 64) WHERE id = {snapshot}",
    "decision": "UPDATE sia_snapshot SET decision = 'Anders.' WHERE id = {snapshot}",
    "date": "UPDATE sia_snapshot SET adopted_at = '2020-01-01' WHERE id = {snapshot}",
    "run of the snapshot": "UPDATE sia_snapshot SET run_id = run_id + 1 WHERE id = {snapshot}",
    "state back": "UPDATE sia_snapshot SET state = 'proposed', adopted_at = NULL, sha256 = '' WHERE id = {snapshot}",
    "snapshot away": "DELETE FROM sia_snapshot WHERE id = {snapshot}",
    "deviation": "UPDATE sia_deviation SET reason = 'Anders.' WHERE snapshot_id = {snapshot}",
    "deviation away": "DELETE FROM sia_deviation WHERE snapshot_id = {snapshot}",
    "deviation more": (
        "INSERT INTO sia_deviation (snapshot_id, area_id, advice, reason, created_at) "
        "SELECT {snapshot}, max(area_id), 'dia', 'Toch.', '2020-01-01' FROM sia_arearesult WHERE run_id = {run}"
    ),
    "run": "UPDATE sia_scorerun SET inputs = '' WHERE id = {run}",
    "run away": "DELETE FROM sia_scorerun WHERE id = {run}",
    "result": "UPDATE sia_arearesult SET rank = 1 WHERE run_id = {run} AND rank IS NOT NULL",
    "result away": "DELETE FROM sia_arearesult WHERE run_id = {run}",
}


@pytest.mark.parametrize("door", AFTERWARDS)
def test_the_database_refuses_every_later_change_also_to_the_application(city, secretary, door):
    snapshot = made(city, secretary, state="proposed")
    deviate(snapshot, "A", secretary)
    snapshot = actions.adopt_snapshot(snapshot=snapshot, by=secretary, decision=DECISION)
    sql = AFTERWARDS[door].replace("{snapshot}", str(snapshot.pk)).replace("{run}", str(snapshot.run_id))
    with pytest.raises(IntegrityError, match="is fixed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    snapshot.refresh_from_db()
    assert pipeline.is_unchanged(snapshot)


def test_the_admin_has_no_door_to_snapshots():
    assert not {Snapshot, Deviation, ScoreRun, AreaResult} & set(admin.site._registry)


# Opening and repeating


def test_opening_checks_the_fingerprint_and_shows_it(city, secretary, desk):
    snapshot = adopted(city, secretary)
    text = desk.get(address("snapshot", snapshot)).content.decode()
    assert "Unchanged since it was adopted on" in text
    assert snapshot.sha256 in text


@pytest.mark.parametrize("tampered", ["[]", "geen json", '{"format":1'])
def test_a_text_that_was_changed_outside_is_warned_of_loudly(city, secretary, desk, tampered):
    whole = adopted(city, secretary)
    fields = {"partnership": city, "run": whole.run, "title": "Vals", "decision": DECISION, "sha256": whole.sha256}
    false = Snapshot.objects.create(state="adopted", adopted_at=timezone.now(), body=tampered, **fields)
    answer = desk.get(address("snapshot", false))
    assert answer.status_code == 200
    assert "This snapshot is not what was adopted" in answer.content.decode()
    assert "Unchanged since" not in answer.content.decode()


def test_one_changed_figure_in_the_text_is_found(city, secretary, desk):
    whole = adopted(city, secretary)
    body = whole.body.replace('"urgency":72.5', '"urgency":73.5')
    fields = {"partnership": city, "run": whole.run, "title": "Vals", "decision": DECISION, "sha256": whole.sha256}
    false = Snapshot.objects.create(state="adopted", adopted_at=timezone.now(), body=body, **fields)
    assert not pipeline.is_unchanged(false)
    assert [(d.code, d.field, d.kept, d.again) for d in pipeline.again(false)] == [
        (CODES["D"], "urgency", "73.5", "72.5")
    ]
    assert "This snapshot is not what was adopted" in desk.get(address("snapshot", false)).content.decode()


def test_the_page_is_drawn_from_the_adopted_text_and_not_from_what_areas_are_called_now(city, secretary, desk):
    snapshot = adopted(city, secretary)
    name = results(city)["D"].area.name
    Area.objects.filter(code=CODES["D"]).update(name="Nieuwe naam", inhabitants=1)
    text = desk.get(address("snapshot", snapshot)).content.decode()
    assert name in text
    assert "Nieuwe naam" not in text


def test_computing_once_more_gives_the_same_bytes(city, secretary, desk):
    snapshot = adopted(city, secretary)
    assert pipeline.again(snapshot) == []
    assert "equal to the byte" in desk.post(address("snapshot_rerun", snapshot)).content.decode()


def test_computing_once_more_lists_what_differs(city, secretary, desk):
    snapshot = made(city, secretary)
    snapshot.run.results.filter(area__code=CODES["D"]).update(mean_rank=1.25)
    [found] = pipeline.again(snapshot)
    assert (found.code, found.field, found.kept) == (CODES["D"], "mean_rank", "1.25")
    assert "Computed once more: 1 figure differs" in desk.post(address("snapshot_rerun", snapshot)).content.decode()


def test_a_later_correction_leaves_the_snapshot_as_it_was_and_shows_the_difference(city, secretary, desk):
    """Poverty of D from 16 to 2 %: urgency 37.5, no longer among the first two; F and B come up to the border."""
    snapshot = adopted(city, secretary)
    before = Snapshot.objects.filter(pk=snapshot.pk).values().get()
    bring(city, {"poverty": FIGURES["poverty"] | {"D": 2}})
    factories.run_jobs(city)
    assert results(city)["D"].urgency == pytest.approx(37.5)
    answer = desk.get(address("snapshot", snapshot))
    shifts = {shift.change.code: shift for shift in answer.context["shifts"]}
    d = shifts[CODES["D"]]
    assert (d.change.then["advice"], d.change.now["advice"], str(d.why)) == ("dia", "couple", "corrected figures")
    assert (d.change.then["rank"], d.change.now["rank"]) == (2, 4)
    assert "Unchanged since it was adopted on" in answer.content.decode()
    assert Snapshot.objects.filter(pk=snapshot.pk).values().get() == before
    assert as_adopted(snapshot, "D")["urgency"] == 72.5
    assert pipeline.again(snapshot) == []


def test_while_the_scores_are_the_same_the_page_says_so(city, secretary, desk):
    text = desk.get(address("snapshot", adopted(city, secretary))).content.decode()
    assert "Today's scores are still those of this snapshot." in text


def test_an_area_that_came_or_went_is_a_difference_too(city, secretary):
    snapshot = adopted(city, secretary)
    content = json.loads(snapshot.body)
    gone = content["areas"][0] | {"code": "BU01530999", "name": "Weg"}
    found = pipeline.changes({"areas": [gone, *content["areas"][1:]]}, newest(city).results.ranked())
    assert [(c.code, c.then is None, c.now is None) for c in found] == [
        ("BU01530999", False, True),
        (CODES["A"], True, False),
    ]


def test_the_list_tells_state_date_and_decision(city, secretary, desk):
    address_of_list = reverse("snapshot_list", args=[city.slug])
    assert "No snapshots yet" in desk.get(address_of_list).content.decode()
    adopted(city, secretary)
    text = desk.get(address_of_list).content.decode()
    assert all(words in text for words in ("Maart", "adopted", DECISION))


def test_a_snapshot_of_another_partnership_does_not_exist_here(city, secretary, desk):
    other = factories.PartnershipFactory.create()
    weighed_city(other)
    theirs = made(other, factories.member(other, "secretary"))
    asked = reverse("snapshot", args=[city.slug, theirs.pk])
    assert desk.get(asked).status_code == 404
    assert desk.post(reverse("snapshot_adopt", args=[city.slug, theirs.pk]), {"decision": "Ja."}).status_code == 404
