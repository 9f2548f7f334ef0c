"""The joint agenda (DIA): areas, years, parties, and the measures that it holds with their cost per year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Partnership, User
from dia.models.works import Work
from dia.querysets import AgendaQuerySet
from sia.models import Snapshot

SHORTEST, LONGEST = 5, 10


def this_year() -> int:
    return timezone.localdate().year


class Agenda(Versioned):
    """Opened from an adopted advice, or by a decision with its reason.

    5 to 10 years, extended only by a new decision.
    """

    class State(models.TextChoices):
        OPENED = "opened", _("opened")
        DRAFTING = "drafting", _("being drawn up")
        AGREED = "agreed", _("agreed")
        RUNNING = "running", _("running")
        COMPLETED = "completed", _("completed")
        STOPPED = "stopped", _("stopped")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="agendas")
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPENED)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    goals = models.TextField(_("goals"), blank=True)
    price_year = models.PositiveSmallIntegerField(_("prices of the year"), default=this_year)
    with_vat = models.BooleanField(_("amounts with VAT"), default=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="agendas")
    reason = models.TextField(_("decision and reason"), blank=True)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
        ordering = ["first_year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="agenda_name_once"),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year") + (SHORTEST - 1))
                & Q(last_year__lte=F("first_year") + (LONGEST - 1)),
                name="agenda_of_five_to_ten_years",
            ),
            models.CheckConstraint(
                condition=Q(snapshot__isnull=False) | ~Q(reason=""), name="agenda_rests_on_advice_or_reason"
            ),
            models.CheckConstraint(condition=Q(price_year__range=(1950, 2150)), name="agenda_price_year"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def price_level(self) -> str:
        """Return what every amount of this agenda is in."""
        text = gettext("Prices of %(year)s, with VAT") if self.with_vat else gettext("Prices of %(year)s, without VAT")
        return text % {"year": self.price_year}


class AgendaArea(models.Model):
    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="areas")
    area_code = models.CharField(_("area"), max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agenda", "area_code"], name="agenda_area_once")]

    def __str__(self) -> str:
        return self.area_code


class NuisanceCap(models.Model):
    """The household-days that an area bears in a year: above it a warning or, where that was decided, a refusal."""

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="caps")
    area_code = models.CharField(_("area"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    household_days = models.PositiveIntegerField(_("household-days"))
    refuses = models.BooleanField(_("refuses what comes above"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agenda", "area_code", "year"], name="nuisance_cap_once")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.year}"


class Measure(models.Model):
    """A work on an agenda, with the group it stands under in the table."""

    class Group(models.TextChoices):
        STREET = "street", _("Street and underground")
        HOUSING = "housing", _("Dwellings")
        SOCIAL = "social", _("Meeting and social care")
        GREEN = "green", _("Green and climate")
        OTHER = "other", _("Other")

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="measures")
    work = models.OneToOneField(Work, models.PROTECT, related_name="measure")
    group = models.CharField(_("group"), max_length=10, choices=Group, default=Group.OTHER)

    class Meta:
        ordering = ["group", "pk"]

    def __str__(self) -> str:
        return str(self.work)


class MeasureYear(Versioned):
    """The cost of a measure in a year: a cell of the table, edited by its own party.

    `version` guards against lost edits.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    euros = models.PositiveBigIntegerField(default=0)
    fte = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year"], name="measure_year_once"),
            models.CheckConstraint(condition=Q(fte__gte=0), name="measure_year_fte"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.year}: {self.euros}"
