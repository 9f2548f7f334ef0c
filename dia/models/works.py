"""When, with whom, for how much. So far the register of works; agendas, bundles and money follow."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party
from accounts.querysets import ScopedQuerySet
from datasets.models.areas import RD_NEW


class Work(models.Model):
    """A planned work or measure of one party, physical or social; a social measure needs no place on the map."""

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        PLANNED = "planned", _("planned")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="works")
    party = models.ForeignKey(Party, models.PROTECT, related_name="works")
    area_code = models.CharField(_("area"), max_length=20)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(_("kind"), max_length=40)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    point = models.PointField(_("place"), srid=RD_NEW, null=True, blank=True)
    earliest = models.PositiveSmallIntegerField(_("earliest year"))
    latest = models.PositiveSmallIntegerField(_("latest year"))
    preferred = models.PositiveSmallIntegerField(_("preferred year"))
    direct_cost = models.PositiveIntegerField(_("direct cost (€)"))
    common_cost = models.PositiveIntegerField(_("common cost (€)"), default=0)
    fte_years = models.DecimalField(_("manpower (fte-years)"), max_digits=6, decimal_places=1, default=0)
    households = models.PositiveIntegerField(_("households affected"), default=0)

    objects = ScopedQuerySet.as_manager()

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
        ]

    def __str__(self) -> str:
        return self.title
