"""The advice that a meeting rests on: once adopted it never changes, and can be opened and repeated as it was."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party, User
from datasets.models import Area
from sia.models.runs import AreaResult, ScoreRun
from sia.querysets import SnapshotQuerySet


class Snapshot(models.Model):
    """computed → in interpretation → proposed → adopted → replaced.

    `body` is the whole advice as adopted, in one canonical text, and `sha256` its hash. Triggers of the database
    (sql/adopted.sql) keep an adopted snapshot, its deviations, its run and its results as they are.
    """

    class State(models.TextChoices):
        COMPUTED = "computed", _("computed")
        INTERPRETING = "interpreting", _("in interpretation")
        PROPOSED = "proposed", _("proposed")
        ADOPTED = "adopted", _("adopted")
        REPLACED = "replaced", _("replaced")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="snapshots")
    run = models.ForeignKey(ScoreRun, models.PROTECT, related_name="snapshots")
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=14, choices=State, default=State.COMPUTED)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decision = models.TextField(_("decision"), blank=True)
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of the advice")
        verbose_name_plural = _("snapshots of the advice")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["adopted", "replaced"], adopted_at__isnull=False)
                & ~Q(sha256="")
                & ~Q(decision="")
                | Q(state__in=["computed", "interpreting", "proposed"], adopted_at__isnull=True, sha256=""),
                name="snapshot_adopted_with_hash_and_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_by__isnull=False)
                | (~Q(state="replaced") & Q(replaced_by__isnull=True)),
                name="snapshot_replaced_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_fixed(self) -> bool:
        return self.state in {self.State.ADOPTED, self.State.REPLACED}


class Deviation(models.Model):
    """Another class than was advised, with the reason in writing."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="deviations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    advice = models.CharField(_("class that is adopted"), max_length=12, choices=AreaResult.AdviceClass)
    reason = models.TextField(_("reason"))
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("deviation")
        verbose_name_plural = _("deviations")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "area"], name="deviation_once_per_area"),
            models.CheckConstraint(condition=~Q(reason=""), name="deviation_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.advice}"
