"""Assets that an area already has and could use better: a club, a community centre, a pool."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Party
from accounts.querysets import ScopedQuerySet
from datasets.models.areas import RD_NEW


class Asset(models.Model):
    class Kind(models.TextChoices):
        SPORTS_CLUB = "sports_club", _("sports club")
        COMMUNITY_CENTRE = "community_centre", _("community centre")
        POOL = "pool", _("swimming pool")
        SCHOOL = "school", _("school")
        LIBRARY = "library", _("library")
        PARK = "park", _("park")
        CARE = "care", _("care")
        CULTURE = "culture", _("culture")
        WORK = "work", _("work and learning")
        OTHER = "other", _("other")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="assets")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    point = models.PointField(_("place"), srid=RD_NEW)
    reach_m = models.PositiveIntegerField(_("reach (m)"), default=800)
    owner = models.ForeignKey(
        Party, models.SET_NULL, null=True, blank=True, related_name="assets", verbose_name=_("owner")
    )
    could_carry = models.CharField(_("what it could carry"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="asset_name_once"),
            models.CheckConstraint(condition=Q(reach_m__range=(50, 20_000)), name="asset_reach_in_metres"),
        ]

    def __str__(self) -> str:
        return self.name
