"""Jobs to be done in the background.

The truth about them is in the same database and transaction as the change that asked for it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets.querysets import JobQuerySet


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("needs a person")

    ATTEMPTS = 3

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, help_text=_("What it is about; one open job per kind and key."))
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # Somebody asked it to stop: `Progress` looks at it while the job runs.
    stop = models.BooleanField(default=False, db_default=False)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kind", "key"],
                condition=Q(state="queued"),
                name="job_queued_once_per_kind_and_key",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total"),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="job_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def gave_up(self) -> bool:
        """Return whether the job is over without having done what was asked."""
        return self.state in {self.State.FAILED, self.State.STOPPED}

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else 100 * self.done // self.total if self.total else 0
