"""Agreements with a party on its deliveries: when they come, and how its tables are read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party
from accounts.querysets import ScopedQuerySet
from datasets.models.deliveries import Dataset


class DeliveryPromise(models.Model):
    """A party delivers a dataset every so many months, the first time on a day.

    Who is late follows from the deliveries.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="delivery_promises")
    dataset = models.OneToOneField(Dataset, models.CASCADE, related_name="promise", verbose_name=_("dataset"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="delivery_promises", verbose_name=_("supplier"))
    first_on = models.DateField(_("first due on"))
    every_months = models.PositiveSmallIntegerField(_("every so many months"), default=12)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("promised delivery")
        verbose_name_plural = _("promised deliveries")
        constraints = [
            models.CheckConstraint(condition=Q(every_months__range=(1, 120)), name="promise_every_so_many_months")
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.dataset}"


class MappingProfile(models.Model):
    """A way to read a party's tables with these columns, under a name that its people chose."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="mapping_profiles")
    party = models.ForeignKey(Party, models.CASCADE, related_name="mapping_profiles", verbose_name=_("party"))
    name = models.CharField(_("name"), max_length=80)
    header = ArrayField(models.CharField(max_length=200), verbose_name=_("columns"))
    mapping = models.JSONField(_("how they are read"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved way to read a table")
        verbose_name_plural = _("saved ways to read a table")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "party", "name"], name="mapping_profile_name_once")
        ]

    def __str__(self) -> str:
        return self.name
