"""Knowledge of people that figures do not hold: interpretations, bottlenecks, and opportunities to act on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from datasets.models import Area, Asset
from datasets.models.indicators import Theme
from sia.querysets import BottleneckQuerySet, InterpretationQuerySet


class Interpretation(models.Model):
    """A party's reading (duiding) of an area's figures. Never changed: a better one is added, a wrong one withdrawn."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirms the figures")
        NUANCE = "nuance", _("adds a nuance")
        CORRECT = "correct", _("says the figures are wrong")

    area = models.ForeignKey(Area, models.CASCADE, related_name="interpretations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("what you know"), max_length=2000)
    effect = models.CharField(_("what it means for the advice"), max_length=300, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InterpretationQuerySet.as_manager()

    class Meta:
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="interpretation_has_text")]

    def __str__(self) -> str:
        return f"{self.area}: {self.kind}"


class Bottleneck(models.Model):
    """A thing that is wrong here (knelpunt), in words that everybody recognises."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="bottlenecks")
    text = models.CharField(_("bottleneck"), max_length=300)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    objects = BottleneckQuerySet.as_manager()

    class Meta:
        verbose_name = _("bottleneck")
        verbose_name_plural = _("bottlenecks")
        ordering = ["theme", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="bottleneck_has_text")]

    def __str__(self) -> str:
        return self.text


class Opportunity(models.Model):
    """An opportunity to do something about a bottleneck (kans): with which asset or activity, taken up by which party.

    Nobody yet is an answer too, and one that must be seen.
    """

    bottleneck = models.ForeignKey(Bottleneck, models.CASCADE, related_name="opportunities")
    text = models.CharField(_("chance"), max_length=300)
    asset = models.ForeignKey(
        Asset, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asset to use")
    )
    activity = models.CharField(_("activity that already runs"), max_length=200, blank=True)
    taken_up_by = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("party that takes it up")
    )
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("chance")
        verbose_name_plural = _("chances")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="opportunity_has_text")]

    def __str__(self) -> str:
        return self.text
