"""The model by which a partnership weighs its figures: versioned, with two trees; only a draft is edited."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from datasets.models import Indicator
from datasets.models.indicators import Theme
from sia.querysets import ScoreModelQuerySet


class ScoreModel(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_BALLOT = "in_ballot", _("in ballot")
        AGREED = "agreed", _("agreed")
        RETIRED = "retired", _("retired")

    class Normalisation(models.TextChoices):
        """The ways of `sia.scoring`: fixed goalposts, or one of four that measure the areas by each other."""

        GOALPOSTS = "goalposts", _("fixed goalposts")
        MINMAX = "minmax", _("from the lowest to the highest area (min–max)")
        PERCENTILE = "percentile", _("by place among the areas (percentile)")
        ZSCORE = "zscore", _("by distance to the mean (z-score)")
        SIMD = "simd", _("by place, the worst far apart (SIMD)")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="score_models")
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    starter = models.BooleanField(_("proposed from the loaded figures"), default=False)
    reference = models.CharField(_("reference of the goalposts"), max_length=120, blank=True)
    normalisation = models.CharField(
        _("how figures are made comparable"),
        max_length=10,
        choices=Normalisation,
        default=Normalisation.GOALPOSTS,
        help_text=_(
            "Only fixed goalposts let years be compared. With the others a score depends on which areas are listed."
        ),
    )
    power = models.FloatField(_("power of the mean"), default=1)
    neighbour_share = models.FloatField(_("weight of neighbours' assets"), default=0.25)
    top_share = models.FloatField(_("share of areas that counts as urgent"), default=0.25)
    min_top_chance = models.FloatField(_("least chance of being urgent"), default=0.5)
    min_quotient = models.FloatField(_("least corporation share against the city"), default=1)
    min_potential_quantile = models.FloatField(_("share of areas with less potential"), default=0.5)
    max_running = models.PositiveSmallIntegerField(
        _("agendas at once"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many joint agendas can run at the same time. Empty: no limit."),
    )
    first_year = models.PositiveSmallIntegerField(_("first year of an agenda"), null=True, blank=True)
    agenda_years = models.PositiveSmallIntegerField(
        _("years of an agenda"), default=8, validators=[MinValueValidator(5), MaxValueValidator(10)]
    )
    shrink = models.BooleanField(
        _("pull small numbers to the wijk"),
        default=False,
        help_text=_("Figures of few people are drawn towards the figure of the wijk around them."),
    )
    tame_outliers = models.BooleanField(
        _("hold extreme figures back"),
        default=False,
        help_text=_("An extreme figure is set to the next one, so that it does not decide everything."),
    )
    draw_errors = models.BooleanField(
        _("count errors of measurement"),
        default=True,
        help_text=_("Every figure has an error, published or by how it was made. It widens the interval of a rank."),
    )
    assumed_spread = models.FloatField(
        _("assumed spread of the weights"),
        default=0.25,
        help_text=_("Share by which parties are taken to differ on a weight, until they have voted."),
    )
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(_("what is new"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("decision and reason"), blank=True)

    objects = ScoreModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("score model")
        verbose_name_plural = _("score models")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="score_model_version_once"),
            models.CheckConstraint(
                condition=Q(normalisation__in=["goalposts", "minmax", "percentile", "zscore", "simd"]),
                name="score_model_normalisation_known",
            ),
            models.CheckConstraint(condition=Q(power__gte=1, power__lte=10), name="score_model_power"),
            models.CheckConstraint(
                condition=Q(top_share__range=(0, 1), min_top_chance__range=(0, 1), neighbour_share__range=(0, 1)),
                name="score_model_shares",
            ),
            models.CheckConstraint(condition=Q(assumed_spread__range=(0, 1)), name="score_model_assumed_spread"),
            models.CheckConstraint(condition=Q(min_potential_quantile__range=(0, 1)), name="score_model_quantile"),
            models.CheckConstraint(condition=Q(agenda_years__range=(5, 10)), name="score_model_agenda_years"),
            models.CheckConstraint(
                condition=Q(max_running__isnull=True) | Q(max_running__gte=1), name="score_model_max_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership} {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def on_goalposts(self) -> bool:
        return self.normalisation == self.Normalisation.GOALPOSTS


class ScoreTheme(models.Model):
    """A theme of one of the two trees; urgency and potential are never averaged."""

    class Tree(models.TextChoices):
        URGENCY = "urgency", _("urgency")
        POTENTIAL = "potential", _("potential")

    model = models.ForeignKey(ScoreModel, models.CASCADE, related_name="themes")
    tree = models.CharField(_("tree"), max_length=10, choices=Tree)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    weight = models.FloatField(_("weight"))

    class Meta:
        ordering = ["-tree", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["model", "tree", "theme"], name="score_theme_once"),
            models.CheckConstraint(condition=Q(weight__range=(0, 1)), name="score_theme_weight"),
        ]

    def __str__(self) -> str:
        return self.get_theme_display()


class ScoreIndicator(models.Model):
    """An indicator with its weight inside the theme and its frozen goalposts.

    `low` scores 0, `high` 100, mirrored where less is more.

    Where the model is not on goalposts they count only in the draws of how sure a rank is.
    """

    theme = models.ForeignKey(ScoreTheme, models.CASCADE, related_name="indicators")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    weight = models.FloatField(_("weight"))
    low = models.FloatField(_("low goalpost"))
    high = models.FloatField(_("high goalpost"))
    direction = models.SmallIntegerField(
        _("direction"), choices=[(1, _("more counts more")), (-1, _("less counts more"))]
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "indicator"], name="score_indicator_once"),
            models.CheckConstraint(condition=Q(weight__range=(0, 1)), name="score_indicator_weight"),
            models.CheckConstraint(condition=Q(low__lt=models.F("high")), name="score_indicator_goalposts"),
        ]

    def __str__(self) -> str:
        return str(self.indicator)
