"""Outcomes of the optimiser: they change nothing until they are adopted by consent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from dia.models.agendas import Agenda
from dia.querysets import ScenarioQuerySet


class Scenario(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        RUNNING = "running", _("is computed")
        DONE = "done", _("computed")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")
        ADOPTED = "adopted", _("adopted")

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="scenarios")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    # What was asked: rates, pins, exclusions, vetoes, time limit, seed. And the whole problem as it was solved.
    settings = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    # Years per work, money, labour and nuisance, shortages, bound, gap, solver version; beside the baseline.
    outcome = models.JSONField(default=dict)
    percent = models.PositiveSmallIntegerField(default=0)
    stop = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    adopted_at = models.DateTimeField(null=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agenda", "name"], name="scenario_name_once")]

    def __str__(self) -> str:
        return self.name


class CarryOver(models.Model):
    """A party lets the optimiser keep its money of this agenda for a later year; without it each year stands alone."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="carry_overs")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agenda", "party"], name="carry_over_once")]

    def __str__(self) -> str:
        return f"{self.agenda}: {self.party}"


class ScenarioConsent(models.Model):
    """Each party whose works would move says yes or no."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    agrees = models.BooleanField(_("agrees"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scenario", "party"], name="scenario_consent_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="scenario_refused_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.party}: {self.agrees}"
