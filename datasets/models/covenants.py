"""Covenants on who may see which data: covenants between parties, and the log of what was looked at under them.

A grant is never typed by hand or stored: it follows from a covenant in force, one of its clauses, and a membership.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party, Role
from accounts.querysets import ScopedQuerySet
from datasets.models.areas import Level
from datasets.models.deliveries import Dataset
from datasets.models.indicators import Indicator
from datasets.querysets import AccessEventQuerySet, CovenantQuerySet


class Covenant(models.Model):
    """Drafted, then signed by every party on it.

    What is signed is fixed by a trigger, and can only be reviewed or ended.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="covenants")
    title = models.CharField(_("title"), max_length=160)
    purpose = models.TextField(_("purpose"), max_length=1000)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    review_on = models.DateField(_("review on"))
    # Set when the last party signs.
    signed_at = models.DateTimeField(null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CovenantQuerySet.as_manager()

    class Meta:
        verbose_name = _("covenant")
        verbose_name_plural = _("covenants")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "title"], name="covenant_title_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="covenant_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(review_on__gt=F("since")), name="covenant_reviewed_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(end_reason=""), name="covenant_ended_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CovenantParty(models.Model):
    """A party on a covenant, and who signed for it."""

    covenant = models.ForeignKey(Covenant, models.CASCADE, related_name="parties")
    party = models.ForeignKey(Party, models.PROTECT, related_name="covenants", verbose_name=_("party"))
    # To the people of the other parties to this covenant, as long as it is in force.
    shows_places = models.BooleanField(_("shows the places of its confidential works"), default=False)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("party to a covenant")
        verbose_name_plural = _("parties to a covenant")
        constraints = [
            models.UniqueConstraint(fields=["covenant", "party"], name="covenant_party_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="covenant_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} – {self.covenant}"


class CovenantClause(models.Model):
    """One dataset that the parties share: at which levels, which of its indicators (all, when none is named), for which roles."""

    covenant = models.ForeignKey(Covenant, models.CASCADE, related_name="clauses")
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="clauses", verbose_name=_("dataset"))
    levels = ArrayField(models.CharField(max_length=10, choices=Level), verbose_name=_("levels"))
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="clauses", verbose_name=_("indicators"))

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(fields=["covenant", "dataset"], name="covenant_clause_once_per_dataset"),
            models.CheckConstraint(condition=Q(levels__len__gt=0), name="covenant_clause_has_levels"),
            models.CheckConstraint(condition=Q(roles__len__gt=0), name="covenant_clause_has_roles"),
        ]

    def __str__(self) -> str:
        return f"{self.covenant}: {self.dataset}"


class CovenantReview(models.Model):
    """The outcome of the yearly review, and when the next one is due."""

    covenant = models.ForeignKey(Covenant, models.CASCADE, related_name="reviews")
    held_on = models.DateField(_("held on"), default=timezone.localdate)
    outcome = models.TextField(_("outcome"), max_length=2000)
    next_on = models.DateField(_("next review on"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("review of a covenant")
        verbose_name_plural = _("reviews of covenants")
        constraints = [
            models.CheckConstraint(condition=Q(next_on__gt=F("held_on")), name="covenant_next_review_is_later"),
        ]

    def __str__(self) -> str:
        return f"{self.covenant}, {self.held_on}"


class AccessEvent(models.Model):
    """Somebody looked at figures or places that are shared under a covenant, or took a file along: those of open tables too.

    Without values, and never changed. It is about a dataset, about the places of a party's confidential works, or, of an
    open table, about neither.
    """

    class Kind(models.TextChoices):
        SEEN = "seen", _("seen")
        EXPORTED = "exported", _("taken along")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="access_events")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    dataset = models.ForeignKey(Dataset, models.CASCADE, null=True, related_name="access_events")
    level = models.CharField(_("level"), max_length=10, choices=Level, blank=True)
    places_of = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("places of"))
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    file = models.CharField(_("file"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="exported") | ~Q(purpose="") | Q(dataset=None, places_of=None),
                name="access_taken_along_with_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(dataset=None) | Q(places_of=None), name="access_to_figures_or_to_places"
            ),
            models.CheckConstraint(
                condition=~Q(dataset=None, places_of=None) | Q(kind="exported") & ~Q(file=""),
                name="access_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.what}"

    @property
    def what(self) -> str:
        """Return in words the dataset, whose places, or of an open table the name of the file."""
        if self.places_of:
            return str(_("places of confidential works of %(party)s") % {"party": self.places_of})
        return self.dataset.title if self.dataset else self.file


class AccessRequest(models.Model):
    """A party asks for a dataset that the catalogue shows and its covenants do not give."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="access_requests")
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="access_requests")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    reason = models.CharField(_("what for"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for access")
        verbose_name_plural = _("requests for access")
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "party"], condition=Q(answered_at__isnull=True), name="access_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.dataset}"
