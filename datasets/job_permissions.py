"""Rules on who may stop a job, and the page on which it is followed: whoever may ask for it.

Each app adds its own kinds.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.permissions import P, may
from datasets import states
from datasets.desk import desk_of
from datasets.models import Delivery, Export, Job
from datasets.registries import JOB_KINDS

AFTER = {"datasets.check": states.RECEIVED, "datasets.load": states.CURRENT, "datasets.undo": states.UNDONE}


def page_to_stop(user: User | AnonymousUser, job: Job) -> str | None:
    """Return the address of the page on which this user follows, and may stop, the job.

    None where nobody or others may.
    """
    page = JOB_KINDS[job.kind].page if job.kind in JOB_KINDS else None
    return page(user, job) if page and isinstance(user, User) else None


def of_delivery(user: User, job: Job) -> str | None:
    found = Delivery.objects.of(job.partnership).filter(pk=job.key.removeprefix("delivery:")).first()
    if found is None or not states.may(desk_of(user, job.partnership), found, AFTER[job.kind]):
        return None
    return reverse("delivery", args=[job.partnership.slug, found.pk])


def of_export(user: User, job: Job) -> str | None:
    asked = Export.objects.of(job.partnership).kept().filter(asked_by=user, pk=job.key.removeprefix("export:")).first()
    return reverse("export", args=[job.partnership.slug, asked.pk]) if asked else None


def of_fetch(user: User, job: Job) -> str | None:
    return (
        reverse("fetch", args=[job.partnership.slug, job.key.removeprefix("fetch:")])
        if may(user, P.DELIVER, job.partnership)
        else None
    )


def of_load_all(user: User, job: Job) -> str | None:
    return reverse("setup", args=[job.partnership.slug]) if may(user, P.OVERSEE, job.partnership) else None
