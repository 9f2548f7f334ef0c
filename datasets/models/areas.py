"""Areas with vintage, level and parent, their borders, their map, and what became of them.

Also what a load of boundaries replaced. The map of areas is an immutable file.
"""

from __future__ import annotations

from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from accounts.querysets import ScopedQuerySet
from datasets.querysets import AreaLinkQuerySet, AreaOverlapQuerySet, AreaQuerySet, MapQuerySet

RD_NEW = 28992
SQUARE_METRES = 1e6  # in a km²


class Level(models.TextChoices):
    """Official Dutch names of the levels stay Dutch in both languages."""

    GEMEENTE = "gemeente", "gemeente"
    WIJK = "wijk", "wijk"
    BUURT = "buurt", "buurt"
    DEELGEBIED = "deelgebied", "deelgebied"


class Area(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="areas")
    code = models.CharField(_("code"), max_length=20)
    vintage = models.PositiveSmallIntegerField(_("vintage"))
    level = models.CharField(_("level"), max_length=10, choices=Level)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    geometry = models.MultiPolygonField(_("outline"), srid=RD_NEW)
    surface_m2 = models.FloatField(_("surface in m²"))
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    dwellings = models.PositiveIntegerField(_("dwellings"), null=True, blank=True)
    corporation_dwellings = models.PositiveIntegerField(_("corporation dwellings"), null=True, blank=True)
    delivery = models.ForeignKey("datasets.Delivery", models.PROTECT, related_name="areas", null=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "vintage", "code"], name="area_code_once_per_vintage"),
            models.CheckConstraint(condition=Q(vintage__gte=1900, vintage__lte=2100), name="area_vintage_is_a_year"),
            models.CheckConstraint(condition=Q(surface_m2__gt=0), name="area_has_surface"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="area_not_its_own_parent"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "level", "vintage"], name="area_by_level")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def surface_km2(self) -> float:
        return self.surface_m2 / SQUARE_METRES


class AreaLink(models.Model):
    """Two areas of one level and vintage that share a border.

    A border of 0 m means that they touch in a corner only.
    """

    class Barrier(models.TextChoices):
        NONE = "none", _("none")
        MOTORWAY = "motorway", _("motorway")
        RAIL = "rail", _("railway")
        WATER = "water", _("water")

    a = models.ForeignKey(Area, models.CASCADE, related_name="links_as_first")
    b = models.ForeignKey(Area, models.CASCADE, related_name="links_as_second")
    border_m = models.FloatField(_("shared border (m)"))
    corrected = models.BooleanField(_("corrected by hand"), default=False)
    barrier = models.CharField(_("barrier"), max_length=10, choices=Barrier, default=Barrier.NONE)
    barrier_share = models.FloatField(_("share of the border that is a barrier"), default=0)
    crossings = models.PositiveSmallIntegerField(_("crossings"), default=0)
    permeability = models.FloatField(_("permeability"), default=1)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AreaLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("border")
        verbose_name_plural = _("borders")
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="area_link_once"),
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="area_link_one_direction"),
            models.CheckConstraint(condition=Q(border_m__gte=0), name="area_link_border_not_negative"),
            models.CheckConstraint(condition=Q(barrier_share__range=(0, 1)), name="area_link_barrier_share"),
            models.CheckConstraint(condition=Q(permeability__range=(0, 1)), name="area_link_permeability"),
        ]

    def __str__(self) -> str:
        return f"{self.a_id}–{self.b_id}"


class AreaOverlap(models.Model):
    """The part of an area of one vintage that lies in one of a later vintage; the shares of a former area sum to 1."""

    class Kind(models.TextChoices):
        SAME = "same", _("the same")
        RENAMED = "renamed", _("another name")
        RECODED = "recoded", _("another code")
        MOVED = "moved", _("border moved")
        SPLIT = "split", _("split")
        MERGED = "merged", _("merged")
        REDRAWN = "redrawn", _("divided anew")

    before = models.ForeignKey(Area, models.CASCADE, related_name="overlaps_after")
    after = models.ForeignKey(Area, models.CASCADE, related_name="overlaps_before")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    surface_share = models.FloatField(_("share of the surface"))
    inhabitants_share = models.FloatField(_("share of the inhabitants"))
    dwellings_share = models.FloatField(_("share of the dwellings"))

    objects = AreaOverlapQuerySet.as_manager()

    class Meta:
        verbose_name = _("overlap")
        verbose_name_plural = _("overlaps")
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="area_overlap_once"),
            models.CheckConstraint(
                condition=Q(
                    surface_share__range=(0, 1), inhabitants_share__range=(0, 1), dwellings_share__range=(0, 1)
                ),
                name="area_overlap_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class AreaMap(models.Model):
    """The outlines of one level and vintage, simplified together by PostGIS: GeoJSON text that never changes under its hash."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="area_maps")
    level = models.CharField(max_length=10, choices=Level)
    vintage = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.TextField()

    objects = MapQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "level", "vintage"], name="area_map_once")]

    def __str__(self) -> str:
        return f"{self.level} {self.vintage}"


class AreaRevisionQuerySet(ScopedQuerySet["AreaRevision"]):
    partnership_path = "replaced_by__partnership"


class AreaRevision(models.Model):
    """The change of one row by a load of boundaries, for its undo.

    Only ever added, by `datasets.pipeline.replaced_areas`: a trigger refuses whoever would change or delete one
    (sql/deliveries.sql).
    """

    class What(models.TextChoices):
        AREA = "area", _("area")
        BORDER = "border", _("border")
        OVERLAP = "overlap", _("overlap")
        MAP = "map", _("map")

    replaced_by = models.ForeignKey("datasets.Delivery", models.CASCADE, related_name="area_revisions")
    what = models.CharField(max_length=10, choices=What)
    row = models.BigIntegerField()
    # By column: those that changed as they were, the whole row where it was removed; null where it was made.
    before = models.JSONField(null=True)
    # Of a border the whole row as the load left it, so that a correction since is seen.
    after = models.JSONField(null=True)

    objects = AreaRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("replaced area")
        verbose_name_plural = _("replaced areas")
        constraints = [
            models.UniqueConstraint(fields=["replaced_by", "what", "row"], name="area_revision_once_per_delivery")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.row} until {self.replaced_by_id}"
