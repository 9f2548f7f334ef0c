"""Doing works together: opportunities that were found, conflicts, bundles, requests to join, and consent per party."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Partnership, Party, User
from dia.models.agendas import Agenda
from dia.models.works import Work
from dia.querysets import BundleQuerySet, ConflictQuerySet, CouplingOpportunityQuerySet


class CouplingOpportunity(models.Model):
    """Two works that could gain from each other (koppelkans).

    A declined one stays away until one of the works changes.
    """

    class Kind(models.TextChoices):
        TRENCH = "trench", _("same trench")
        SITE = "site", _("same site")
        AREA = "area", _("same area")

    class State(models.TextChoices):
        DETECTED = "detected", _("found")
        SEEN = "seen", _("seen")
        TALK = "talk", _("in talk")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")

    # Random: of numbers that follow each other, a gap would tell that a hidden row lies beside a public one.
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="opportunities")
    first = models.ForeignKey(Work, models.CASCADE, related_name="opportunities_as_first")
    second = models.ForeignKey(Work, models.CASCADE, related_name="opportunities_as_second")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # Rests on a place that is kept confidential: only for who sees the places of both works. Beside it stands, where there
    # is one, the opportunity that lies in their areas alone, for everybody else.
    confidential = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DETECTED)
    score = models.FloatField(_("score"))
    # Distance, overlap of years, euros and household-days that could be won; and what the works looked like then.
    facts = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    found_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = CouplingOpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupling chance")
        verbose_name_plural = _("coupling chances")
        ordering = ["-score", "first_id", "second_id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "confidential"], name="opportunity_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="opportunity_one_direction"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="opportunity_score"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="opportunity_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id} {self.kind}"


class Conflict(models.Model):
    """A thing that cannot go as planned. Found anew whenever works change; nobody edits it."""

    class Kind(models.TextChoices):
        REOPENING = "reopening", _("street opened again")
        ORDER = "order", _("wrong order")
        OVERLOAD = "overload", _("too much hindrance")
        MEANS = "means", _("too little money or manpower")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="conflicts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    works = models.ManyToManyField(Work, related_name="conflicts")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    area_code = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField(auto_now_add=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Bundle(Versioned):
    """Works that are done at once. Programmed only with the consent of every party that has a work in it."""

    class State(models.TextChoices):
        SKETCHED = "sketched", _("sketched")
        OFFERED = "offered", _("offered")
        CONSENTED = "consented", _("consented")
        PROGRAMMED = "programmed", _("programmed")
        EXECUTION = "execution", _("in execution")
        EVALUATED = "evaluated", _("evaluated")
        DISSOLVED = "dissolved", _("dissolved")

    class Split(models.TextChoices):
        PROPORTIONAL = "proportional", _("by what each would pay alone")
        EQUAL = "equal", _("equal parts")
        SHAPLEY = "shapley", _("by what each brings (Shapley)")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="bundles")
    agenda = models.ForeignKey(Agenda, models.PROTECT, null=True, blank=True, related_name="bundles")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SKETCHED)
    lead = models.ForeignKey(Party, models.PROTECT, related_name="led_bundles", verbose_name=_("lead party"))
    year = models.PositiveSmallIntegerField(_("year"))
    split = models.CharField(_("split of the common cost"), max_length=14, choices=Split, default=Split.PROPORTIONAL)
    overlap = models.FloatField(_("share of the days that works need together"), default=0.6)
    tolerance = models.FloatField(
        _("tolerance"), default=0.05, help_text=_("How far cost may change before consent lapses.")
    )
    evidence = models.TextField(_("evidence for a large saving"), blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="bundle_name_once"),
            models.CheckConstraint(condition=Q(overlap__range=(0, 1)), name="bundle_overlap"),
            models.CheckConstraint(condition=Q(tolerance__range=(0, 1)), name="bundle_tolerance"),
        ]

    def __str__(self) -> str:
        return self.name


class BundleWork(models.Model):
    """A work is in at most one live bundle; `live` goes with the state of the bundle."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="members")
    work = models.ForeignKey(Work, models.PROTECT, related_name="bundlings")
    live = models.BooleanField(default=True)
    # Its part of the common cost (euros), of what its party pays of the opening: as everybody agreed to it.
    share = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "work"], name="bundle_work_once"),
            models.UniqueConstraint(fields=["work"], condition=Q(live=True), name="work_in_one_live_bundle"),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.work_id}"


class Consent(models.Model):
    """A party's answer to a bundle as it was (`fingerprint`).

    It lapses when cost, year or split change beyond tolerance.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        CONDITION = "condition", _("yes, on a condition")
        NO = "no", _("no")

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    above_alone = models.BooleanField(_("accepts to pay more than alone"), default=False)
    share = models.PositiveBigIntegerField(_("share of the common cost (€)"), default=0)
    year = models.PositiveSmallIntegerField()
    split = models.CharField(max_length=14, choices=Bundle.Split)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    lapsed_at = models.DateTimeField(null=True)
    # When the party itself said that its condition is met; the bundle is not programmed before.
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "party"], condition=Q(lapsed_at__isnull=True), name="consent_one_standing"
            ),
            models.CheckConstraint(condition=~Q(answer="condition") | ~Q(condition=""), name="consent_names_condition"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(answer="condition"), name="consent_met_condition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle} {self.party}: {self.answer}"

    @property
    def waits(self) -> bool:
        """Return whether its condition is still to be met."""
        return self.answer == self.Answer.CONDITION and self.met_at is None


class JoinRequest(models.Model):
    """A request to do a work together, with a date by which an answer is due."""

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        AGREED = "agreed", _("agreed")
        CONDITIONAL = "conditional", _("agreed on a condition")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="requests")
    work = models.ForeignKey(Work, models.PROTECT, related_name="requests")
    sender = models.ForeignKey(Party, models.PROTECT, related_name="+")
    to = models.ForeignKey(Party, models.PROTECT, related_name="requests", verbose_name=_("party"))
    text = models.CharField(_("message"), max_length=500, blank=True)
    due = models.DateField(_("answer before"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SENT)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(fields=["bundle", "work"], condition=Q(state="sent"), name="join_request_one_open"),
            models.CheckConstraint(
                condition=~Q(state__in=["conditional", "refused"]) | ~Q(answer=""), name="join_request_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle}: {self.to}"
