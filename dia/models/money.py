"""Money and manpower: what parties commit per year, what of it goes to which measure, and what was really spent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Party, User
from dia.models.agendas import Agenda, Measure


class Pot(models.Model):
    """One party's money and manpower on an agenda in one year: the row that is locked while its sums are checked.

    Every participant has one for each year; `closed` after the look-back of that year.
    """

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="pots")
    party = models.ForeignKey(Party, models.PROTECT, related_name="pots")
    year = models.PositiveSmallIntegerField()
    closed = models.BooleanField(default=False)

    class Meta:
        ordering = ["party", "year"]
        constraints = [models.UniqueConstraint(fields=["agenda", "party", "year"], name="pot_once")]

    def __str__(self) -> str:
        return f"{self.agenda} {self.party} {self.year}"


class Commitment(Versioned):
    """Never changed: an amendment is a new version that takes its place. Only the party itself makes one."""

    class Funding(models.TextChoices):
        REGULAR = "regular", _("regular")
        FORWARD = "forward", _("regular, brought forward")
        BACK = "back", _("regular, moved back")
        ADDITIONAL = "additional", _("additional")
        SUBSIDY = "subsidy", _("subsidy")

    class State(models.TextChoices):
        INTENDED = "intended", _("intended")
        COMMITTED = "committed", _("committed")
        FULFILLED = "fulfilled", _("fulfilled")
        LAPSED = "lapsed", _("lapsed")

    pot = models.ForeignKey(Pot, models.CASCADE, related_name="commitments")
    funding = models.CharField(_("kind of money"), max_length=10, choices=Funding, default=Funding.REGULAR)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INTENDED)
    euros = models.PositiveBigIntegerField(_("euros"), default=0)
    fte = models.DecimalField(_("manpower (fte)"), max_digits=6, decimal_places=1, default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    current = models.BooleanField(default=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(fields=["pot", "funding", "version"], name="commitment_version_once"),
            models.UniqueConstraint(
                fields=["pot", "funding"], condition=Q(current=True), name="commitment_one_current"
            ),
            models.CheckConstraint(condition=Q(fte__gte=0), name="commitment_fte"),
        ]

    def __str__(self) -> str:
        return f"{self.pot} {self.funding} v{self.version}"


FIRM: set[str] = {Commitment.State.COMMITTED, Commitment.State.FULFILLED}


class Contribution(models.Model):
    """The part that a party's pot pays of a measure.

    A trigger keeps the sum within what is committed, also under concurrency.
    """

    pot = models.ForeignKey(Pot, models.PROTECT, related_name="contributions")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="contributions")
    euros = models.PositiveBigIntegerField(_("euros"), default=0)
    fte = models.DecimalField(_("manpower (fte)"), max_digits=6, decimal_places=1, default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["pot", "measure"], name="contribution_once"),
            models.CheckConstraint(condition=Q(fte__gte=0), name="contribution_fte"),
        ]

    def __str__(self) -> str:
        return f"{self.pot} → {self.measure_id}: {self.euros}"


class Actual(Versioned):
    """The amount that was really spent on a measure in a year; it never edits the plan."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="actuals")
    year = models.PositiveSmallIntegerField(_("year"))
    euros = models.PositiveBigIntegerField(_("euros"), default=0)
    fte = models.DecimalField(_("manpower (fte)"), max_digits=6, decimal_places=1, default=0)
    days = models.PositiveSmallIntegerField(_("days of hindrance"), null=True, blank=True)
    reason = models.CharField(_("why it differs"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("actual")
        verbose_name_plural = _("actuals")
        constraints = [models.UniqueConstraint(fields=["measure", "year"], name="actual_once")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.euros}"
