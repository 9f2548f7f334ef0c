"""Indicators: the meaning of a figure."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from accounts.querysets import ScopedQuerySet


class Theme(models.TextChoices):
    INCOME = "income", _("Income and work")
    SOCIAL = "social", _("Social")
    HEALTH = "health", _("Health")
    HOUSING = "housing", _("Housing")
    SAFETY = "safety", _("Safety")
    LIVING_ENVIRONMENT = "living_environment", _("Living environment")
    CLIMATE = "climate", _("Climate")
    ASSETS = "assets", _("Assets")
    INVESTMENT_WINDOW = "investment_window", _("Investment window")
    ORGANISED_RESIDENTS = "organised_residents", _("Organised residents")
    POPULATION = "population", _("Population")


class Indicator(models.Model):
    class Role(models.TextChoices):
        URGENCY = "urgency", _("urgency")
        POTENTIAL = "potential", _("potential")
        CONTEXT = "context", _("context")

    class Nature(models.TextChoices):
        FACT = "fact", _("fact")
        PERCEPTION = "perception", _("perception")

    class Direction(models.IntegerChoices):
        MORE = 1, _("more counts more")
        LESS = -1, _("less counts more")
        NONE = 0, _("does not count")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="indicators")
    code = models.SlugField(_("code"), max_length=60)
    name_nl = models.CharField(_("name in Dutch"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, default=Nature.FACT)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    direction = models.SmallIntegerField(_("direction"), choices=Direction)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["theme", "name_nl"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "code"], name="indicator_code_once"),
            models.CheckConstraint(condition=Q(direction__in=[-1, 0, 1]), name="indicator_direction_known"),
            models.CheckConstraint(
                condition=Q(role="context") | ~Q(direction=0), name="indicator_scored_has_direction"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_nl if get_language() == "nl" or not self.name_en else self.name_en
