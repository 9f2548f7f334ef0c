"""Promises of parties to deliver, and when."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Party, User
from accounts.permissions import P, may
from datasets.models import Dataset, DeliveryPromise


@transaction.atomic
def promise(*, dataset: Dataset, by: User, party: Party, first_on: dt.date, every_months: int) -> DeliveryPromise:
    """Record when a dataset will be delivered, in the place of what was promised before.

    Only its owner's people and administrators may.
    """
    if not may_promise(by, dataset):
        raise PermissionDenied
    said = {"partnership": dataset.partnership, "party": party, "first_on": first_on, "every_months": every_months}
    return DeliveryPromise.objects.update_or_create(dataset=dataset, defaults=said)[0]


@transaction.atomic
def drop_promise(*, promise: DeliveryPromise, by: User) -> None:
    if not may_promise(by, promise.dataset):
        raise PermissionDenied
    promise.delete()


def may_promise(by: User, dataset: Dataset) -> bool:
    owners = by.parties_in(dataset.partnership, P.DELIVER).filter(datasets=dataset)
    return may(by, P.OVERSEE, dataset.partnership) or owners.exists()
