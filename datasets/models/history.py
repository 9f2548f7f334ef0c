"""The history of a delivery: who moved it from which state to which, for which party, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from accounts.querysets import ScopedQuerySet
from datasets.models.deliveries import Delivery


class DeliveryEventQuerySet(ScopedQuerySet["DeliveryEvent"]):
    partnership_path = "delivery__partnership"


class DeliveryEvent(models.Model):
    """An event of a delivery; only ever added, by `datasets.pipeline.history`.

    A trigger refuses whoever would change or delete one (sql/deliveries.sql).

    Without `by` a worker did it, or a command of the operator. The same state before and after: it was accepted,
    mended, read in another way, or asked to be undone.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    before = models.CharField(_("before"), max_length=12, choices=Delivery.State, blank=True)
    after = models.CharField(_("after"), max_length=12, choices=Delivery.State)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DeliveryEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a delivery")
        verbose_name_plural = _("events of a delivery")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.before} → {self.after}"
