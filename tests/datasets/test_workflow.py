"""From the check to the load: the supplier approves, the steward accepts; what is returned or withdrawn; who may what."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.editing import StaleEdit
from accounts.states import guard_of
from datasets import actions, states
from datasets.desk import Desk, desk_of
from datasets.models import Delivery, DeliveryEvent
from tests.datasets.tables import everything, stored, wide
from tests.effort import sampled
from tests.factories import PartyFactory, deliver, member, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def supplier(city):
    return PartyFactory.create(name="Woonnoord")


@pytest.fixture
def analyst(city, supplier):
    """Of the housing corporation: no steward."""
    return member(city, "analyst", party=supplier)


@pytest.fixture
def checked(city, supplier):
    """A table of the corporation that was found in order."""
    delivery = deliver(city, wide("lonely", {"BU01530000": 40}), load=False)
    Delivery.objects.filter(pk=delivery.pk).update(supplier=supplier)
    return fresh(delivery)


@pytest.fixture
def seated(client):
    def of(user):
        client.force_login(user)
        client.cookies["django_language"] = "en"
        return client

    return of


def fresh(delivery):
    return Delivery.objects.select_related("partnership", "supplier").get(pk=delivery.pk)


def path(name, delivery):
    return reverse(name, args=[delivery.partnership.slug, delivery.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def said(delivery):
    return [(event.before, event.after, event.by, event.reason) for event in delivery.events.all()]


def test_a_corporation_approves_and_the_steward_accepts(city, checked, analyst, steward, seated):
    load, page = path("delivery_load", checked), path("delivery", checked)
    assert "It waits for its supplier" in text_of(seated(steward).get(page))
    assert seated(steward).post(load).status_code == 403
    assert "Approve" in text_of(seated(analyst).get(page))
    assert seated(analyst).post(load).status_code == 302
    approved = fresh(checked)
    assert (approved.state, approved.approved_by, approved.accepted_at) == ("approved", analyst, None)
    assert (stored(city, "lonely"), city.jobs.filter(kind="datasets.load").exists()) == ({}, False)
    assert "It waits for the municipality" in text_of(seated(analyst).get(page))
    assert seated(analyst).post(load).status_code == 403
    assert "Accept and load" in text_of(seated(steward).get(page))
    for _ in range(2):
        assert seated(steward).post(load).status_code == 302
    run_jobs(city, "datasets.load")
    loaded = fresh(checked)
    assert (loaded.state, loaded.accepted_by, stored(city, "lonely")) == ("current", steward, {"BU01530000": 40})
    assert said(loaded)[2:] == [
        ("checked", "approved", analyst, ""),
        ("approved", "approved", steward, ""),
        ("approved", "current", None, ""),
    ]


def test_who_supplies_and_looks_after_all_loads_with_one_button(city, steward, seated):
    delivery = deliver(city, wide("lonely", {"BU01530000": 40}), load=False)
    Delivery.objects.filter(pk=delivery.pk).update(supplier=steward.memberships.get().party)
    assert "Load these figures" in text_of(seated(steward).get(path("delivery", delivery)))
    seated(steward).post(path("delivery_load", delivery))
    run_jobs(city, "datasets.load")
    loaded = fresh(delivery)
    assert (loaded.state, loaded.approved_by, loaded.accepted_by) == ("current", steward, steward)


def test_an_administrator_of_a_corporation_is_a_steward_too(city, checked, supplier):
    actions.load(delivery=checked, by=member(city, "administrator", party=supplier))
    run_jobs(city, "datasets.load")
    assert fresh(checked).state == "current"


def test_a_returned_delivery_says_why_and_is_mended_in_its_place(city, checked, analyst, steward, seated):
    actions.approve(delivery=checked, by=analyst)
    back = path("delivery_return", checked)
    assert seated(steward).post(back, {"reason": " "}).status_code == 422
    assert seated(steward).post(back, {"reason": "Dit zijn de cijfers van vorig jaar."}).status_code == 302
    assert fresh(checked).state == "returned"
    page = text_of(seated(analyst).get(path("delivery", checked)))
    assert "Dit zijn de cijfers van vorig jaar." in page
    assert path("delivery_anew", checked) in page
    file = wide("lonely", {"BU01530000": 44})
    assert seated(analyst).post(path("delivery_anew", checked), {"file": file}).status_code == 302
    run_jobs(city, "datasets.check")
    anew = fresh(checked)
    assert (anew.state, anew.reason, anew.approved_by) == ("checked", "", None)
    actions.approve(delivery=anew, by=analyst)
    actions.accept(delivery=fresh(anew), by=steward)
    run_jobs(city, "datasets.load")
    assert stored(city, "lonely") == {"BU01530000": 44}


def test_a_withdrawn_delivery_leaves_nothing_of_the_file(
    city, checked, analyst, seated, django_capture_on_commit_callbacks
):
    kept = checked.file
    assert seated(analyst).get(path("delivery_withdraw", checked)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert seated(analyst).post(path("delivery_withdraw", checked), {"reason": ""}).status_code == 302
    gone = fresh(checked)
    assert (gone.state, bool(gone.file), gone.recognised, gone.preview) == ("withdrawn", False, {}, {})
    assert not kept.storage.exists(kept.name)
    assert text_of(seated(analyst).get(path("delivery", checked))).count("Its supplier withdrew it") == 1
    assert seated(analyst).post(path("delivery_load", checked)).status_code == 409


def test_undo_takes_two_clicks_and_a_reason(city, checked, steward, seated):
    actions.load(delivery=checked, by=None)
    run_jobs(city)
    page = text_of(seated(steward).get(path("delivery", checked)))
    assert path("delivery_undo", checked) in page
    asks = text_of(seated(steward).get(path("delivery_undo", checked)))
    assert "<dt>Disappear</dt><dd>1</dd>" in asks
    assert seated(steward).post(path("delivery_undo", checked), {}).status_code == 422
    response = seated(steward).post(path("delivery_undo", checked), {"reason": "Verkeerd jaar."}, follow=True)
    assert "The undo is asked for." in text_of(response)
    assert "<progress" in text_of(response)
    assert (fresh(checked).state, everything(city) == set()) == ("current", False)
    assert seated(steward).post(path("delivery_undo", checked), {"reason": "Nog eens"}).status_code == 409
    run_jobs(city)
    page = text_of(seated(steward).get(path("delivery", checked)))
    assert "Undone: the figures of before stand again" in page
    assert "to be undone" in page
    assert (fresh(checked).state, everything(city)) == ("undone", set())


def test_an_undo_that_something_rests_on_answers_409_and_leads_to_it(city, steward, seated):
    early = deliver(city, wide("lonely", {"BU01530000": 40, "BU01530001": 1}))
    later = deliver(city, wide("lonely", {"BU01530000": 41}, name="enquete.csv"))
    before = everything(city)
    for answer in (
        seated(steward).get(path("delivery_undo", early)),
        seated(steward).post(path("delivery_undo", early), {"reason": "Toch"}),
    ):
        assert answer.status_code == 409
        assert "“enquete.csv” was loaded later and rests on these figures. Undo that delivery first." in text_of(answer)
        assert path("delivery", later) in text_of(answer)
    assert everything(city) == before


OTHER, OWN, STEWARD, BOTH = "an analyst of another party", "an analyst of the supplier", "a steward", "both"
MAY = {
    states.RECEIVED: {OWN, STEWARD, BOTH},
    states.APPROVED: {OWN, BOTH},
    states.CURRENT: {STEWARD, BOTH},
    states.RETURNED: {STEWARD, BOTH},
    states.WITHDRAWN: {OWN, BOTH},
    states.UNDONE: {OWN, STEWARD, BOTH},
}


@pytest.mark.parametrize("who", [OTHER, OWN, STEWARD, BOTH])
def test_who_may_ask_for_a_state(checked, supplier, who):
    own = {supplier.pk: supplier} if who in {OWN, BOTH} else {supplier.pk + 1: supplier}
    desk = Desk(own, steward=who in {STEWARD, BOTH})
    assert set(MAY) == {after for row in states.DELIVERY.values() for after, guard in row.items() if guard}
    assert {after for after in MAY if states.may(desk, checked, after)} == {
        after for after, people in MAY.items() if who in people
    }


VERBS: dict[str, Callable[[Delivery, object], None]] = {
    states.APPROVED: lambda delivery, by: actions.approve(delivery=delivery, by=by),
    states.CURRENT: lambda delivery, by: actions.accept(delivery=delivery, by=by),
    states.RETURNED: lambda delivery, by: actions.send_back(delivery=delivery, by=by, reason="Nee"),
    states.WITHDRAWN: lambda delivery, by: actions.withdraw(delivery=delivery, by=by),
    states.UNDONE: lambda delivery, by: actions.undo(delivery=delivery, by=by, reason="Nee"),
    states.RECEIVED: lambda delivery, by: actions.map_columns(delivery=delivery, by=by, mapping={}),
}


@pytest.mark.parametrize(("state", "after"), sampled(product(Delivery.State.values, VERBS)))
def test_every_verb_is_refused_in_every_state_but_its_own(checked, state, after):
    """To a stranger first of all, whatever the state."""
    dataset = checked.partnership.datasets.create(key="own", title="Eigen")
    moved = {"state": state, "dataset": dataset, "loaded_at": timezone.now(), "accepted_at": timezone.now()}
    Delivery.objects.filter(pk=checked.pk).update(**moved)
    with pytest.raises(PermissionDenied):
        VERBS[after](fresh(checked), member(checked.partnership, "analyst"))
    if guard_of(states.DELIVERY, state, after):
        VERBS[after](fresh(checked), None)
        queued = after in {states.CURRENT, states.UNDONE}
        assert fresh(checked).events.filter(before=state, after=state if queued else after).exists()
    else:
        with pytest.raises(StaleEdit):
            VERBS[after](fresh(checked), None)
        assert fresh(checked).state == state


def test_nothing_is_moved_while_a_worker_is_at_it(checked):
    with transaction.atomic():
        checked.partnership.jobs.create(kind="datasets.check", key=f"delivery:{checked.pk}", state="running")
    with pytest.raises(StaleEdit):
        actions.approve(delivery=checked, by=None)


def test_what_nobody_accepted_is_not_loaded_by_a_stray_job(city, checked, analyst):
    actions.approve(delivery=checked, by=analyst)
    city.jobs.create(kind="datasets.load", key=f"delivery:{checked.pk}")
    run_jobs(city, "datasets.load")
    assert (fresh(checked).state, stored(city, "lonely")) == ("approved", {})
    with pytest.raises(IntegrityError, match="only after it is accepted"), transaction.atomic():
        Delivery.objects.filter(pk=checked.pk).update(
            state="current", loaded_at=timezone.now(), dataset=city.datasets.create(key="own", title="Eigen")
        )


def test_the_history_of_a_delivery_cannot_be_changed(checked):
    with pytest.raises(IntegrityError, match="the history of a delivery is fixed"), transaction.atomic():
        DeliveryEvent.objects.filter(delivery=checked).update(reason="Anders")
    with pytest.raises(IntegrityError, match="the history of a delivery is fixed"), transaction.atomic():
        DeliveryEvent.objects.filter(delivery=checked).delete()


def test_a_file_comes_from_the_party_of_its_bringer_and_who_has_two_is_asked(city, analyst, supplier, steward, seated):
    seated(analyst).post(reverse("upload", args=[city.slug]), {"file": wide("lonely", {"BU01530000": 40})})
    assert Delivery.objects.latest("pk").supplier == supplier
    city.memberships.create(user=analyst, party=steward.memberships.get().party, role="analyst")
    page = seated(analyst).get(reverse("upload", args=[city.slug]))
    assert page.context["form"]["supplier"].initial.name == "Gemeente van hier"
    upload = {"file": wide("lonely", {"BU01530000": 41}), "supplier": supplier.pk}
    seated(analyst).post(reverse("upload", args=[city.slug]), upload)
    assert Delivery.objects.latest("pk").supplier == supplier
    upload = {"file": wide("lonely", {"BU01530000": 42}), "supplier": PartyFactory.create().pk}
    assert seated(analyst).post(reverse("upload", args=[city.slug]), upload).status_code == 422


def test_stewards_are_analysts_of_the_municipality_and_administrators(city, supplier, steward):
    who = {role: desk_of(member(city, role, party=supplier), city).steward for role in ("analyst", "administrator")}
    assert who == {"analyst": False, "administrator": True}
    assert desk_of(steward, city).steward
    assert desk_of(member(city, "planner", party=steward.memberships.get().party), city) == Desk()
