"""Decisions of a meeting, how each party answered, and who does what by when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.editing import Versioned
from accounts.models import Partnership, Party, User
from coregroup.models.meetings import Item, Meeting
from coregroup.querysets import DecisionQuerySet, TaskQuerySet
from sia.models import Snapshot


class Decision(Versioned):
    """proposed → taken | rejected. It gets its year and number in the register when the meeting has answered it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        TAKEN = "taken", pgettext_lazy("decision", "taken")
        REJECTED = "rejected", _("not taken")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="decisions")
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    text = models.TextField(_("decision"), max_length=1000)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    area_code = models.CharField(_("area"), max_length=20, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("advice it rests on")
    )
    deviates = models.BooleanField(_("deviates from the advice"), default=False)
    deviation_reason = models.TextField(_("why it deviates"), max_length=1000, blank=True)
    what_if = models.CharField(max_length=1000, blank=True)  # the weights tried, as a query of the map
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces decision")
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year", "number"], name="decision_number_once_a_year"),
            models.CheckConstraint(condition=~Q(text=""), name="decision_has_text"),
            models.CheckConstraint(
                condition=Q(deviates=False, deviation_reason="") | Q(deviates=True) & ~Q(deviation_reason=""),
                name="decision_deviates_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", year__isnull=True, number__isnull=True, answered_at__isnull=True)
                | Q(
                    state__in=["taken", "rejected"],
                    year__isnull=False,
                    number__isnull=False,
                    answered_at__isnull=False,
                ),
                name="decision_numbered_when_answered",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="decision_replaces_another"),
        ]

    def __str__(self) -> str:
        return self.reference or Truncator(self.text).chars(60)

    @property
    def reference(self) -> str:
        """Return its number as the register calls it: 2026-14; empty while it is only proposed."""
        return f"{self.year}-{self.number}" if self.number else ""

    @property
    def is_proposed(self) -> bool:
        return self.state == self.State.PROPOSED


class Answer(models.Model):
    """The answer of one party to a proposed decision: given by itself, or noted by who keeps the minutes."""

    class Kind(models.TextChoices):
        YES = "yes", _("for")
        CONDITION = "condition", _("for, on a condition")
        NO = "no", _("against")
        ABSTAIN = "abstain", _("abstains")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="answers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    kind = models.CharField(_("answer"), max_length=10, choices=Kind)
    words = models.CharField(_("condition or objection"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_itself = models.BooleanField(default=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["party__name"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "party"], name="answer_once_per_party"),
            models.CheckConstraint(condition=~Q(kind__in=["condition", "no"]) | ~Q(words=""), name="answer_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.party}: {self.kind}"

    @property
    def stamp(self) -> str:
        """Return a stamp, another one after every change: a form says with it which answer it was opened on."""
        return f"{self.pk}-{self.at.timestamp():.6f}"


class Task(models.Model):
    """Something that a party does before a date. Made in a meeting; done at any time after it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="tasks")
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="tasks")
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, blank=True, related_name="tasks")
    text = models.CharField(_("action"), max_length=300)
    party = models.ForeignKey(Party, models.PROTECT, related_name="tasks", verbose_name=_("party"))
    person = models.CharField(_("who"), max_length=120, blank=True)
    due = models.DateField(_("due"))
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="task_has_text")]

    def __str__(self) -> str:
        return self.text

    def is_late(self, today: date) -> bool:
        return self.done_at is None and self.due < today
