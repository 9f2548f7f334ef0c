"""The figures themselves: the current ones, keyed by what they are about, and every value that was replaced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from datasets.models.areas import Area
from datasets.models.deliveries import Delivery
from datasets.models.indicators import Indicator
from datasets.querysets import ObservationQuerySet


class Flag(models.TextChoices):
    """The flag that the reader must know of a figure.

    A withheld one has no values at all: they never enter the store.
    """

    WITHHELD = "withheld", _("withheld")
    APPORTIONED = "apportioned", _("apportioned over changed borders")


class ObservationFields(models.Model):
    # Row-wise foreign keys cost twice the rest of a load; a statement trigger checks each load as a set (sql/observations.sql).
    # No index of their own either: reads go by area and indicator, along the primary key.
    area = models.ForeignKey(Area, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    indicator = models.ForeignKey(Indicator, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    period = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    flag = models.CharField(max_length=12, blank=True, default="", choices=Flag)

    class Meta:
        abstract = True


class Observation(ObservationFields):
    """One current figure; a missing figure has no row, so that nothing can mistake it for 0."""

    pk = models.CompositePrimaryKey("area_id", "indicator_id", "period")
    delivery = models.ForeignKey(Delivery, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__range=(1900, 2100)), name="observation_period_is_a_year"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | (Q(value__gt=-1e300) & Q(value__lt=1e300)),
                name="observation_value_is_finite",
            ),
            models.CheckConstraint(
                condition=~Q(flag="withheld")
                | Q(
                    value__isnull=True,
                    numerator__isnull=True,
                    denominator__isnull=True,
                    standard_error__isnull=True,
                ),
                name="observation_withheld_has_no_values",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator_id} {self.period}: {self.value}"


class ObservationRevision(ObservationFields):
    """The figure that stood here before `replaced_by` was loaded.

    A figure of that delivery without a revision filled an empty place: an undo takes it away, and puts these back.
    """

    replaced_by = models.ForeignKey(Delivery, models.CASCADE, db_index=False, related_name="revisions")
    delivery = models.ForeignKey(
        Delivery, models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["replaced_by", "area", "indicator", "period"], name="revision_once_per_delivery"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator_id} {self.period} until {self.replaced_by_id}"
