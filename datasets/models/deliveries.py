"""A file that somebody brought: kept, hashed, checked, and replaced only by another."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party
from accounts.querysets import ScopedQuerySet
from datasets.querysets import DeliveryQuerySet


class Dataset(models.Model):
    """A series of deliveries with one meaning: a known source, or a party's own table."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="datasets")
    key = models.SlugField(_("key"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    owner = models.ForeignKey(
        Party, models.SET_NULL, null=True, blank=True, related_name="datasets", verbose_name=_("owner")
    )

    covenant_required = models.BooleanField(_("only under a covenant"), default=False)
    # Disclosure control; None where the publisher has already done it.
    minimum_denominator = models.PositiveIntegerField(
        _("fewest people or dwellings behind a share"), null=True, blank=True
    )
    minimum_count = models.PositiveIntegerField(_("smallest count that is shown"), null=True, blank=True)
    rounding = models.PositiveSmallIntegerField(_("counts are rounded to"), null=True, blank=True)
    dominance = models.PositiveSmallIntegerField(
        _("largest part that one contributor may bring, in %"), null=True, blank=True
    )
    # What was withheld of deliveries before may be shown by a later one.
    eased_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dataset")
        verbose_name_plural = _("datasets")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="dataset_key_once"),
            models.CheckConstraint(condition=~Q(rounding=0), name="dataset_rounding_not_to_nothing"),
            models.CheckConstraint(
                condition=Q(dominance__gte=1, dominance__lte=100), name="dataset_dominance_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(covenant_required=False) | Q(owner__isnull=False), name="dataset_under_covenant_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title


def delivery_path(delivery: Delivery, name: str) -> str:
    """Return a name of our own: what the user called the file is kept as text only."""
    return f"deliveries/{uuid.uuid4().hex}"


class Delivery(models.Model):
    class Kind(models.TextChoices):
        BOUNDARIES = "boundaries", _("boundaries")
        STATISTICS = "statistics", _("figures")
        DERIVED = "derived", _("counted by Samenwijk")

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        UNMAPPED = "unmapped", _("columns to be named")
        REFUSED = "refused", _("refused")
        CHECKED = "checked", _("checked")
        APPROVED = "approved", _("approved by the supplier")
        RETURNED = "returned", _("returned to the supplier")
        CURRENT = "current", _("current")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UNDONE = "undone", _("undone")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="deliveries")
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True, related_name="deliveries")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVED)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=delivery_path, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # What the user chose (level, vintage, source, period), what was recognised, how columns are read, what is wrong, what would change.
    options = models.JSONField(default=dict)
    recognised = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    loaded_at = models.DateTimeField(null=True)
    # On whose behalf it came; who of that party stood for it; which steward took it in; why it went back or was taken away.
    supplier = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="deliveries", verbose_name=_("supplier")
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Coverage, outliers against history, jumps and constant columns, as they were when it was checked.
    quality = models.JSONField(default=dict)
    # How often the worker began to load it by itself; None where a person looks first.
    load_tries = models.PositiveSmallIntegerField(null=True, editable=False)

    # Set by actions.receive_file: the file is the one that is current, so nothing changes.
    already_loaded = False

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["partnership", "sha256"], name="delivery_by_hash")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["current", "superseded"]) | Q(loaded_at__isnull=False, dataset__isnull=False),
                name="delivery_loaded_has_dataset_and_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        """Return whether its figures were loaded, and are or were current."""
        return self.state in {self.State.CURRENT, self.State.SUPERSEDED, self.State.UNDONE}

    @property
    def refusals(self) -> list[dict[str, Any]]:
        return [problem for problem in self.problems if problem["severity"] != "warning"]
