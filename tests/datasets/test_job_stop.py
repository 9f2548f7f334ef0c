"""Who may start a job may stop it, on the page where it is followed; nobody else knows that it is there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from datasets import actions, jobs
from datasets.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def stop(client: Client, job: Job):
    return client.post(reverse("job_stop", args=[job.partnership.slug, job.pk]))


@pytest.fixture
def asked(partnership) -> tuple[User, Job]:
    user = factories.member(partnership, "viewer")
    export = actions.ask_export(
        partnership=partnership, by=user, what="figures", query={}, form="csv", name="cijfers.csv"
    )
    return user, Job.objects.get(key=export.job_key)


def test_who_asked_for_a_file_stops_it_and_the_page_says_so(asked):
    user, job = asked
    client, page = browser(user), reverse("export", args=[job.partnership.slug, job.key.removeprefix("export:")])
    assert reverse("job_stop", args=[job.partnership.slug, job.pk]) in client.get(page).content.decode()
    assert stop(client, job).headers["Location"] == page
    text = client.get(page).content.decode()
    assert "Stopped. Nothing has changed." in text
    assert "hx-get" not in text
    assert Job.objects.get(pk=job.pk).state == "stopped"


def test_a_job_of_somebody_else_is_not_there_to_stop(asked):
    _user, job = asked
    colleague = factories.member(job.partnership, "administrator")
    assert stop(browser(colleague), job).status_code == 404
    assert Job.objects.get(pk=job.pk).state == "queued"


def test_a_running_job_that_was_asked_to_stop_shows_that_it_will(asked):
    user, job = asked
    Job.objects.filter(pk=job.pk).update(state="running")
    stop(browser(user), job)
    page = reverse("export", args=[job.partnership.slug, job.key.removeprefix("export:")])
    assert "It stops in a moment." in browser(user).get(page).content.decode()


def test_a_check_that_was_stopped_leaves_the_delivery_to_bring_again_or_withdraw(partnership):
    factories.square_city(partnership)
    party = factories.PartyFactory.create()
    analyst = factories.member(partnership, "analyst", party=party)
    file = factories.upload("cijfers.csv", "code;x\nBU01530000;1\n")
    delivery = actions.receive_file(
        partnership=partnership, by=analyst, upload=file, kind="statistics", options={}, supplier=party
    )
    job = Job.objects.get(key=f"delivery:{delivery.pk}")
    client, page = browser(analyst), reverse("delivery", args=[partnership.slug, delivery.pk])
    assert f"jobs/{job.pk}/stop/" in client.get(page).content.decode()
    viewer = browser(factories.member(partnership, "viewer"))
    assert f"jobs/{job.pk}/stop/" not in viewer.get(page).content.decode()
    assert stop(viewer, job).status_code == 404
    stop(client, job)
    text = client.get(page).content.decode()
    assert "Stopped. Nothing has changed." in text
    assert reverse("delivery_withdraw", args=[partnership.slug, delivery.pk]) in text
    actions.replace_file(delivery=delivery, by=analyst, upload=factories.upload("beter.csv", "code;x\nBU01530000;2\n"))
    assert Job.objects.open().filter(key=f"delivery:{delivery.pk}").exists()


def test_the_search_is_stopped_by_a_planner_and_the_list_says_what_may_be_missing(partnership):
    planner, viewer = factories.member(partnership, "planner"), factories.member(partnership, "viewer")
    job = jobs.enqueue(partnership=partnership, kind="dia.find_opportunities", key="all")
    page = reverse("coupling_list", args=[partnership.slug])
    assert f"jobs/{job.pk}/stop/" in browser(planner).get(page).content.decode()
    assert f"jobs/{job.pk}/stop/" not in browser(viewer).get(page).content.decode()
    assert stop(browser(viewer), job).status_code == 404
    stop(browser(planner), job)
    for _ in range(2):  # conflicts are also looked for alone: when money changes
        partnership.jobs.create(kind="dia.find_conflicts", key="all", state="done")
    assert "The search was stopped" in browser(viewer).get(page).content.decode()


def test_a_job_that_nobody_follows_is_not_stopped_by_hand(partnership):
    job = jobs.enqueue(partnership=partnership, kind="sia.recompute", key="all")
    assert stop(browser(factories.member(partnership, "administrator")), job).status_code == 404
