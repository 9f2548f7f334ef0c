"""The register of works: what each party plans, where, in which years, at what cost and with how much hindrance."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Partnership, Party, User
from datasets.models.areas import RD_NEW
from dia.querysets import SiteQuerySet, WorkQuerySet


class Site(models.Model):
    """A street section or cluster of them that is opened as a whole; its common cost is paid once per opening."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    area_code = models.CharField(_("area"), max_length=20)
    place = models.GeometryField(_("place"), srid=RD_NEW, null=True, blank=True)
    households = models.PositiveIntegerField(_("households around it"), default=0)
    shops = models.PositiveIntegerField(_("shops around it"), default=0)
    common_cost = models.PositiveIntegerField(_("common cost of an opening (€)"), default=0)
    setup_days = models.PositiveSmallIntegerField(_("days to set up"), default=0)
    last_renewed = models.PositiveSmallIntegerField(_("last renewed in"), null=True, blank=True)
    closed_until = models.PositiveSmallIntegerField(_("stays closed until"), null=True, blank=True)
    rest_years = models.PositiveSmallIntegerField(
        _("years between two openings"), default=5, validators=[MinValueValidator(1)]
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="site_name_once"),
            models.CheckConstraint(condition=Q(rest_years__gte=1), name="site_rest_years"),
        ]

    def __str__(self) -> str:
        return self.name


class Work(Versioned):
    """A work or measure of one party, physical or social; a social measure needs no place on the map."""

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        PLANNED = "planned", _("planned")
        PROGRAMMED = "programmed", _("programmed")
        EXECUTION = "execution", _("in execution")
        FINISHED = "finished", _("finished")
        SUSPENDED = "suspended", _("suspended")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        SEWER = "sewer", _("sewer")
        HEAT_GRID = "heat_grid", _("heat grid")
        ELECTRICITY = "electricity", _("electricity")
        GAS = "gas", _("gas")
        WATER = "water", _("drinking water")
        TELECOM = "telecom", _("telecom")
        WATER_STORAGE = "water_storage", _("water storage")
        PAVEMENT = "pavement", _("pavement")
        CROSSING = "crossing", _("crossing")
        GREENING = "greening", _("greening")
        RENOVATION = "renovation", _("renovation")
        NEW_HOUSING = "new_housing", _("new housing")
        DEMOLITION = "demolition", _("demolition")
        SOCIAL = "social", _("social measure")
        OTHER = "other", _("other work")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="works")
    party = models.ForeignKey(Party, models.PROTECT, related_name="works", verbose_name=_("party"))
    area_code = models.CharField(_("area"), max_length=20)
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("what is done"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    place = models.GeometryField(_("place"), srid=RD_NEW, null=True, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="works", verbose_name=_("site"))
    earliest = models.PositiveSmallIntegerField(_("earliest year"))
    latest = models.PositiveSmallIntegerField(_("latest year"))
    preferred = models.PositiveSmallIntegerField(_("preferred year"))
    flexibility = models.PositiveSmallIntegerField(_("years it may move outside its window"), default=0)
    direct_cost = models.PositiveIntegerField(_("direct cost (€)"))
    common_cost = models.PositiveIntegerField(_("common cost (€)"), default=0)
    fte_years = models.DecimalField(_("manpower (fte-years)"), max_digits=6, decimal_places=1, default=0)
    days = models.PositiveSmallIntegerField(_("days of hindrance"), default=0)
    severity = models.FloatField(
        _("severity"),
        default=0.5,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("1 is a full closure, 0.5 a half one, 0.25 a footway or noise."),
    )
    households = models.PositiveIntegerField(_("households affected"), default=0)
    mandatory = models.BooleanField(_("has to be done"), default=True)
    value = models.PositiveIntegerField(_("what it is worth if it is optional (€)"), default=0)
    confidential = models.BooleanField(
        _("confidential place"),
        default=False,
        help_text=_("Others see the area and the years, not the place, until an agreement says otherwise."),
    )
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "party", "title"], name="work_title_once_per_party"),
            models.CheckConstraint(condition=Q(earliest__lte=F("latest")), name="work_window_in_order"),
            models.CheckConstraint(
                condition=Q(preferred__gte=F("earliest"), preferred__lte=F("latest")),
                name="work_preferred_year_in_window",
            ),
            models.CheckConstraint(condition=Q(severity__range=(0, 1)), name="work_severity"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def planned_cost(self) -> int:
        return self.direct_cost + self.common_cost

    @property
    def shared_site(self) -> Site | None:
        """Return the site as far as all may know it.

        A work with a confidential place shares none, in no sum that others see.
        """
        return None if self.confidential else self.site


class WorkRelation(models.Model):
    """The relation in time between two works, whoever they are of."""

    class Kind(models.TextChoices):
        SEQUENCE = "sequence", _("first, then")
        TOGETHER = "together", _("in the same year")
        APART = "apart", _("never in the same year")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    first = models.ForeignKey(Work, models.CASCADE, related_name="relations_as_first")
    second = models.ForeignKey(Work, models.CASCADE, related_name="relations_as_second")

    class Meta:
        verbose_name = _("relation of works")
        verbose_name_plural = _("relations of works")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="work_relation_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="work_relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


class SearchMark(models.Model):
    """Fingerprint of a work and all that bears on it, from when the search for opportunities last looked around it."""

    work = models.OneToOneField(Work, models.CASCADE, primary_key=True, related_name="search_mark")
    seal = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("search mark")
        verbose_name_plural = _("search marks")

    def __str__(self) -> str:
        return f"{self.work_id} {self.seal}"
