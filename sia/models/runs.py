"""The outcome of a weighing: runs, what they say of each area, and what their order depends on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from datasets.models import Area, Level
from datasets.pipeline.grants import Grant
from sia.models.weighing import ScoreModel
from sia.querysets import AreaResultQuerySet, ScoreRunQuerySet

CLEAR = 0.6  # from this share of the draws on, a class stands by itself
WORTH_TELLING = 0.005  # of a share, which is shown in whole percents


class ScoreRun(models.Model):
    """One computation, with all that is needed to repeat and explain it: inputs packed, model, sources, hash."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="score_runs")
    model = models.ForeignKey(ScoreModel, models.PROTECT, related_name="runs")
    level = models.CharField(max_length=10, choices=Level)
    vintage = models.PositiveSmallIntegerField()
    data_version = models.PositiveBigIntegerField()
    engine_version = models.CharField(max_length=20)
    input_hash = models.CharField(max_length=64)
    area_ids = ArrayField(models.BigIntegerField())
    # The model as it was and every number that went in, packed: with both, the run is repeated to the byte.
    weighing = models.JSONField(default=dict)
    inputs = models.BinaryField()
    # What was done to small numbers and outliers, per indicator; empty where nothing was.
    treatment = models.JSONField(default=dict)
    # Per scored indicator: code, period, delivery. A figure on a screen is traced through this.
    sources = models.JSONField(default=list)
    # Every [dataset, level, indicator] of which a figure went in, scored or not: who may not read one of them is shown no
    # number of this run. None of runs from before this was kept.
    rests_on = models.JSONField(null=True)
    breaks = models.JSONField(default=dict)
    # What was drawn in the Monte Carlo: seed and settings, from which it is repeated to the byte; K, the top that counts;
    # and what the potential rests on, which tells whether it opens a gate.
    robustness = models.JSONField(default=dict)
    # Beside the scores, and never part of them: see `sia.pipeline.findings`.
    findings = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScoreRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("score run")
        verbose_name_plural = _("score runs")
        indexes = [models.Index(fields=["partnership", "level", "-created_at"], name="score_run_newest")]

    def __str__(self) -> str:
        return f"{self.level} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_stale(self) -> bool:
        return self.data_version < self.partnership.data_version

    def is_readable_by(self, grant: Grant) -> bool:
        """Return whether `grant` allows every figure that went in.

        Of a run that did not keep them it must allow everything.
        """
        if self.rests_on is None:
            return all(grant.gives_all(dataset) for dataset in grant.closed)
        return all(grant.allows(*each) for each in self.rests_on)

    @property
    def scored(self) -> int:
        """Return how many areas have a rank."""
        return self.results.exclude(rank=None).count()

    @property
    def oldest_period(self) -> int | None:
        return min((source["period"] for source in self.sources if source["period"]), default=None)

    def old_sources(self, today: date) -> list[dict[str, Any]]:
        """Return the sources of which the figures are more than two years old."""
        return [source for source in self.sources if (source["period"] or today.year) < today.year - 2]


@dataclass(frozen=True, slots=True)
class ClassShare:
    """A class of an area, and the share of the draws in which it holds."""

    key: str
    label: str | Promise
    share: float


class AreaResult(models.Model):
    """The result of a run for one area. An absent score is None, never 0; ranks come from the unrounded scores."""

    class AdviceClass(models.TextChoices):
        DIA = "dia", _("joint agenda")
        COUPLE = "couple", _("couple")
        WATCH = "watch", _("watch")
        REGULAR = "regular", _("regular")
        INSUFFICIENT = "insufficient", _("insufficient data")

    run = models.ForeignKey(ScoreRun, models.CASCADE, related_name="results")
    area = models.ForeignKey(Area, models.CASCADE, related_name="results")
    rank = models.PositiveIntegerField(null=True)
    urgency = models.FloatField(null=True)
    urgency_coverage = models.FloatField()
    potential_own = models.FloatField(null=True)
    potential = models.FloatField(null=True, help_text="With the neighbours' assets.")
    potential_coverage = models.FloatField()
    neighbour_gain = models.FloatField(default=0)
    locked_gain = models.FloatField(default=0, help_text="What crossing the barriers could add.")
    theme_scores = models.JSONField(default=dict)
    advice = models.CharField(max_length=12, choices=AdviceClass)
    advice_order = models.PositiveSmallIntegerField(null=True)
    priority = models.FloatField(null=True)
    # name → {value, threshold, open, share}: what a person needs to recompute the advice by hand. `share` of the draws.
    gates = models.JSONField(default=dict)
    # Over the draws in which the area has a score, `ranked_share` of all: the mean rank, the ranks that 5 % and 95 % of
    # them stay under, the chance of the top K, and the tranche: areas of one have no certain order among themselves.
    mean_rank = models.FloatField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    top_chance = models.FloatField(null=True)
    ranked_share = models.FloatField(null=True)
    tranche = models.PositiveIntegerField(null=True)
    # By the errors of the figures alone: where the ranks of all areas lie together, with a confidence of 90 %.
    set_low = models.PositiveIntegerField(null=True)
    set_high = models.PositiveIntegerField(null=True)
    advice_chances = models.JSONField(default=dict)
    start_year = models.PositiveSmallIntegerField(null=True)
    # Facts and perception apart, and where the area is in the top tenth.
    facts = models.FloatField(null=True)
    perception = models.FloatField(null=True)
    peaks = ArrayField(models.CharField(max_length=60), default=list)

    objects = AreaResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "area"], name="area_result_once"),
            models.CheckConstraint(
                condition=Q(urgency__isnull=True) | Q(urgency__range=(0, 100.000001)), name="area_result_urgency_range"
            ),
            models.CheckConstraint(
                condition=Q(potential__isnull=True) | Q(potential__range=(0, 100.000001)),
                name="area_result_potential_range",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, urgency__isnull=True)
                | Q(rank__isnull=False, rank__gte=1, urgency__isnull=False),
                name="area_result_rank_with_urgency",
            ),
            models.CheckConstraint(
                condition=Q(rank_low__isnull=True) | Q(rank_low__lte=models.F("rank_high"), rank_low__gte=1),
                name="area_result_interval_in_order",
            ),
            models.CheckConstraint(
                condition=Q(top_chance__isnull=True) | Q(top_chance__range=(0, 1)), name="area_result_top_chance"
            ),
            models.CheckConstraint(
                condition=Q(ranked_share__isnull=True) | Q(ranked_share__range=(0, 1)),
                name="area_result_ranked_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.rank}"

    @property
    def short_share(self) -> float:
        """Return the share of the draws in which too few figures of a ranked area are known; 0 where hardly any."""
        share = 0.0 if self.rank is None or self.ranked_share is None else 1 - self.ranked_share
        return share if share >= WORTH_TELLING else 0.0

    @property
    def class_shares(self) -> list[ClassShare]:
        """Return the classes that the area has in the draws, most often first."""
        labels = dict(self.AdviceClass.choices)
        found = [ClassShare(key, labels[key], share) for key, share in self.advice_chances.items()]
        return sorted((each for each in found if each.share >= WORTH_TELLING), key=lambda each: -each.share)

    @property
    def borders_on(self) -> str:
        """Return the class that the area has next most often, where its own holds in too few draws; else empty."""
        own = self.advice_chances.get(self.advice)
        if own is None or own >= CLEAR:
            return ""
        return next((each.key for each in self.class_shares if each.key != self.advice), "")


class Diagnosis(models.Model):
    """The diagnosis of what a run's order depends on: coherence, influence, sensitivity.

    Made by a job, since it takes seconds.
    """

    run = models.OneToOneField(ScoreRun, models.CASCADE, related_name="diagnosis")
    content = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.run)
