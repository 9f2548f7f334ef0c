"""The look-back on a year of an agenda: what each party says became of its measures, and what was shown when it closed."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import User
from dia.models.agendas import Agenda, Measure
from dia.querysets import LookBackQuerySet


class LookBack(Versioned):
    """A look-back on a year: open → closed.

    `plan` is what stood in the agenda when it was opened, so that nobody changes it afterwards to fit.

    `shown` is all that the page showed at closing; triggers of the database (sql/look_backs.sql) keep a closed one, and
    what was said in it, as they are.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="look_backs")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    plan = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    summary = models.TextField(_("what we learned"), blank=True)
    shown = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = LookBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("look-back")
        verbose_name_plural = _("look-backs")
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "year"], name="look_back_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, shown={})
                | Q(state="closed", closed_at__isnull=False) & ~Q(shown={}),
                name="look_back_closed_with_what_it_showed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agenda} {self.year}"

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class LookBackLine(Versioned):
    """The outcome of a measure in the year, as its party says. `version` guards against lost edits."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("done as agreed")
        LATE = "late", _("comes later")
        DROPPED = "dropped", _("dropped")

    look_back = models.ForeignKey(LookBack, models.CASCADE, related_name="lines")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="look_backs")
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    later_year = models.PositiveSmallIntegerField(_("year in which it comes"), null=True, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look_back", "measure"], name="look_back_line_once"),
            models.CheckConstraint(condition=Q(outcome="kept") | ~Q(reason=""), name="look_back_line_says_why"),
            models.CheckConstraint(
                condition=Q(later_year__isnull=True) | Q(outcome="late"), name="look_back_line_later_year_if_late"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.look_back_id} {self.measure_id}: {self.outcome}"
