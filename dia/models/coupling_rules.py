"""The rules by which two kinds of work meet: how near, and over how many years.

The partnership's own, in place of what is usual.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from accounts.querysets import ScopedQuerySet
from dia.models.works import Work

FARTHEST_M, LONGEST_GAP = 1_000, 10


class CouplingRule(models.Model):
    """For one pair of kinds; without kinds for all pairs that have no rule of their own."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="coupling_rules")
    kind = models.CharField(_("kind"), max_length=20, choices=Work.Kind, blank=True)
    other = models.CharField(_("other kind"), max_length=20, choices=Work.Kind, blank=True)
    trench_m = models.PositiveSmallIntegerField(_("metres in one trench"), default=10)
    site_m = models.PositiveSmallIntegerField(_("metres at one site"), default=100)
    gap_years = models.PositiveSmallIntegerField(_("years between their windows"), default=0)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for chances")
        verbose_name_plural = _("rules for chances")
        ordering = ["kind", "other"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "other"], name="coupling_rule_once_per_pair"),
            models.CheckConstraint(
                condition=Q(kind="", other="") | (~Q(kind="") & ~Q(other="")), name="coupling_rule_of_two_kinds_or_all"
            ),
            models.CheckConstraint(condition=Q(trench_m__lte=F("site_m")), name="coupling_rule_trench_within_site"),
            models.CheckConstraint(condition=Q(site_m__lte=FARTHEST_M), name="coupling_rule_not_too_far"),
            models.CheckConstraint(condition=Q(gap_years__lte=LONGEST_GAP), name="coupling_rule_not_too_long"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}–{self.other}"
