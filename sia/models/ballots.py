"""Votes of the parties on the weights: each divides 100 points without seeing the others, then the spread is shown."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from sia.models.weighing import ScoreModel, ScoreTheme
from sia.querysets import BallotQuerySet, VoteQuerySet

POINTS = 100
MOST_INDICATORS = 10


class Ballot(models.Model):
    """One round of voting on the weights of a model."""

    class Method(models.TextChoices):
        MEAN = "mean", _("mean of the parties")
        OTHER = "other", _("other weights, with a reason")

    model = models.ForeignKey(ScoreModel, models.CASCADE, related_name="ballots")
    question = models.CharField(_("what it is about"), max_length=200, blank=True)
    due = models.DateField(_("vote before"), null=True, blank=True)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    method = models.CharField(_("weights"), max_length=10, choices=Method, blank=True)
    reason = models.TextField(_("decision and reason"), blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [
            models.UniqueConstraint(
                fields=["model"], condition=Q(decided_at__isnull=True), name="ballot_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(closed_at__isnull=False), name="ballot_closed_before_decided"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(method=""), name="ballot_decided_by_a_method"
            ),
            models.CheckConstraint(condition=~Q(method="other") | ~Q(reason=""), name="ballot_other_needs_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Vote(models.Model):
    """The vote of a party. That it voted is for all to see; what, only for itself until the round is closed."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    cast_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    cast_at = models.DateTimeField(auto_now=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["ballot", "party"], name="vote_once_per_party")]

    def __str__(self) -> str:
        return f"{self.party}: {self.ballot}"


class IsDivision(Func):
    """The condition that an array holds points of 0 or more that sum to 100: a check constraint cannot hold a subquery."""

    function = "sia_is_division"
    output_field = models.BooleanField()


class Division(models.Model):
    """100 points over the themes of a tree (`theme` empty) or over the indicators of one theme."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="divisions")
    tree = models.CharField(max_length=10, choices=ScoreTheme.Tree)
    theme = models.CharField(max_length=20, blank=True)
    members = ArrayField(models.CharField(max_length=60), size=MOST_INDICATORS)
    points = ArrayField(models.PositiveSmallIntegerField(), size=MOST_INDICATORS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "tree", "theme"], name="division_once"),
            models.CheckConstraint(condition=Q(points__len=F("members__len")), name="division_points_for_each_member"),
            models.CheckConstraint(condition=IsDivision(F("points")), name="division_sums_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.tree} {self.theme}"  # never the points: they are secret until the round is closed
