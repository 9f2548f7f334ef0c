"""The yearly cycle: bid on one A4, performance agreements, key dates of the year, and spearheads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Partnership, Party, User
from accounts.querysets import ScopedQuerySet
from coregroup.querysets import AgreementQuerySet, ArticleQuerySet, BidQuerySet, SpearheadQuerySet


class Subject(models.TextChoices):
    """The headings under which Dutch corporations and municipalities agree on housing."""

    SUPPLY = "supply", _("New dwellings and purchase")
    AFFORDABLE = "affordable", _("Affordable rents")
    GROUPS = "groups", _("Groups that need attention")
    SUSTAINABLE = "sustainable", _("Sustainable dwellings")
    LIVEABLE = "liveable", _("Liveable neighbourhoods")


class Agreement(Versioned):
    """Performance agreement (prestatieafspraak) of one year: drafted → signed by every party to it → running → ended.

    Signed by all before its year it is RUNNING in the table already, and runs from 1 January: see `is_ahead`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being drawn up")
        SIGNING = "signing", _("to be signed")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="agreements")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("introduction"), max_length=4000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("performance agreement")
        verbose_name_plural = _("performance agreements")
        ordering = ["-year", "title"]
        constraints = [models.UniqueConstraint(fields=["partnership", "year", "title"], name="agreement_once_a_year")]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def is_ahead(self) -> bool:
        """Return whether it is signed by all, and its year has still to begin."""
        return self.state == self.State.RUNNING and self.year > timezone.localdate().year

    @property
    def stands(self) -> str | Promise:
        """Return its state in words."""
        return _("signed") if self.is_ahead else self.get_state_display()


class Signatory(models.Model):
    """A party to the agreement; `signed_at` when it has signed."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["party__name"]
        constraints = [models.UniqueConstraint(fields=["agreement", "party"], name="signatory_once")]

    def __str__(self) -> str:
        return str(self.party)


class Article(models.Model):
    """One thing that is agreed, under its subject; `party` does it, before `due` where a date was agreed.

    `outcome`: what came of it, said by its party while the agreement runs.
    """

    class Outcome(models.TextChoices):
        KEPT = "kept", _("done as agreed")
        LATE = "late", _("comes later")
        DROPPED = "dropped", _("dropped")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="articles")
    subject = models.CharField(_("subject"), max_length=12, choices=Subject)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("what is agreed"), max_length=1500)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by"))
    due = models.DateField(_("before"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    said_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(null=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="article_has_text"),
            models.CheckConstraint(
                condition=Q(outcome="", reason="", said_at__isnull=True)
                | Q(outcome__in=["kept", "late", "dropped"], said_at__isnull=False),
                name="article_outcome_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["late", "dropped"]) | ~Q(reason=""), name="article_outcome_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Bid(Versioned):
    """A corporation's bid (bod) for a year, on one A4.

    Once offered, `body` holds every figure on it with its source.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being drawn up")
        OFFERED = "offered", _("offered")
        DISCUSSED = "discussed", _("discussed")
        ABSORBED = "absorbed", _("taken up in an agreement")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="bids")
    party = models.ForeignKey(Party, models.PROTECT, related_name="bids")
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="bids")
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    offered_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = BidQuerySet.as_manager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        ordering = ["-year", "party__name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "party", "year"], name="bid_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="draft", offered_at__isnull=True, sha256="")
                | (Q(state__in=["offered", "discussed", "absorbed"], offered_at__isnull=False) & ~Q(sha256="")),
                name="bid_offered_with_hash",
            ),
            models.CheckConstraint(
                condition=Q(state="absorbed", agreement__isnull=False)
                | (~Q(state="absorbed") & Q(agreement__isnull=True)),
                name="bid_absorbed_in_an_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.year}"


class BidText(models.Model):
    """The party's own insight under one subject of its bid."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="texts")
    subject = models.CharField(_("subject"), max_length=12, choices=Subject)
    text = models.TextField(_("insight"), max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "subject"], name="bid_text_once")]

    def __str__(self) -> str:
        return self.text[:60]


class KeyDate(models.Model):
    """A date of the yearly calendar (1 July: the bid; 15 December: the agreements), with days of warning before it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="key_dates")
    title = models.CharField(_("what"), max_length=160)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    remind = models.PositiveSmallIntegerField(_("days of warning"), default=30)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")
        ordering = ["month", "day", "title"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "title"], name="key_date_once"),
            models.CheckConstraint(condition=Q(month__range=(1, 12), day__range=(1, 31)), name="key_date_in_a_year"),
        ]

    def __str__(self) -> str:
        return self.title


class Spearhead(Versioned):
    """A new development that the parties put first (speerpunt), in an area or the whole city."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ADOPTED = "adopted", _("adopted")
        FINISHED = "finished", _("finished")
        DROPPED = "dropped", _("dropped")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="spearheads")
    title = models.CharField(_("spearhead"), max_length=160)
    text = models.TextField(_("why now"), max_length=2000)
    area_code = models.CharField(_("area"), max_length=20, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    first_year = models.PositiveSmallIntegerField(_("from"))
    last_year = models.PositiveSmallIntegerField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="spearheads")
    reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SpearheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("spearhead")
        verbose_name_plural = _("spearheads")
        ordering = ["-first_year", "title"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "title"], name="spearhead_once"),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")), name="spearhead_years"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="spearhead_dropped_with_reason"),
        ]

    def __str__(self) -> str:
        return self.title
