"""The monthly meeting of the core group (kerngroep): who was there, what was spoken about, and what everybody sees."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, IntegerField, Q, Value
from django.db.models.functions import NullIf
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Partnership, Party, User
from accounts.querysets import ScopedQuerySet
from coregroup.models.agreements import Agreement
from coregroup.querysets import ItemQuerySet, MeetingQuerySet
from datasets.models import Covenant, Dataset, Delivery
from dia.models import Agenda, Bundle, JoinRequest
from sia.models import Snapshot


class RulesOfPlay(models.Model):
    """The rules by which the parties decide (spelregels).

    Never changed: a new version takes its place.
    """

    class Way(models.TextChoices):
        CONSENT = "consent", _("nobody objects")
        MAJORITY = "majority", _("more parties for than against; an objection is written down")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="rules_of_play")
    version = models.PositiveIntegerField()
    text = models.TextField(_("rules of play"))
    way = models.CharField(_("a decision is taken when"), max_length=10, choices=Way, default=Way.CONSENT)
    quorum = models.PositiveSmallIntegerField(_("parties that must be there"), default=2)
    agreed_on = models.DateField(_("agreed on"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of play")
        verbose_name_plural = _("rules of play")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="rules_of_play_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="rules_of_play_have_text"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="rules_of_play_quorum"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Series(models.Model):
    """A monthly rhythm: the second Thursday, say. `week` 5 is the last one of the month; `weekday` 0 is Monday."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="series")
    name = models.CharField(_("name"), max_length=120)
    week = models.PositiveSmallIntegerField(_("which of the month"), default=2)
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=3)
    begins = models.TimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=120, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="series_name_once"),
            models.CheckConstraint(condition=Q(week__range=(1, 5), weekday__range=(0, 6)), name="series_has_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(Versioned):
    """A meeting: planned → open → closed; back to planned while nothing was said.

    `body` is all that was said and decided, in one canonical text, and `sha256` its hash.

    Triggers (sql/meetings.sql) keep a closed meeting as it is; only its tasks can still be done.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("in session")
        CLOSED = "closed", _("closed")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="meetings")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="meetings")
    title = models.CharField(_("title"), max_length=120)
    on = models.DateField(_("date"))
    begins = models.TimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    rules = models.ForeignKey(RulesOfPlay, models.PROTECT, null=True, related_name="meetings")
    chair = models.CharField(_("chair"), max_length=120, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-on", "-begins", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "on", "title"], name="meeting_title_once_a_day"),
            models.CheckConstraint(
                condition=Q(state="planned", opened_at__isnull=True, closed_at__isnull=True)
                | Q(state="open", opened_at__isnull=False, closed_at__isnull=True, rules__isnull=False)
                | (Q(state="closed", opened_at__isnull=False, closed_at__isnull=False) & ~Q(sha256="")),
                name="meeting_closed_with_hash",
            ),
            models.UniqueConstraint(fields=["partnership"], condition=Q(state="open"), name="meeting_one_in_session"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.on}"

    @property
    def is_fixed(self) -> bool:
        return self.state == self.State.CLOSED


class Attendance(models.Model):
    """The attendance of a party, and who speaks for it; `votes` as it was when the meeting was opened."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    votes = models.BooleanField(_("votes"), default=True)
    present = models.BooleanField(_("present"), default=False)
    names = models.CharField(_("who"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["party__name"]
        constraints = [models.UniqueConstraint(fields=["meeting", "party"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.party}: {self.present}"


class StandingItem(models.Model):
    """An item that every meeting begins or ends with (vast agendapunt): copied into each new meeting."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="standing_items")
    position = models.PositiveSmallIntegerField(_("place in the order"))
    title = models.CharField(_("item"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    shows_changes = models.BooleanField(_("shows what changed since the last meeting"), default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing item")
        verbose_name_plural = _("standing items")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["partnership", "title"], name="standing_item_once")]

    def __str__(self) -> str:
        return self.title


# What an item can be about, besides an area.
SUBJECTS = ("snapshot", "agenda", "bundle", "delivery", "agreement", "covenant", "dataset")


class Item(Versioned):
    """One point of the meeting's agenda, or of the backlog while it has no meeting. It is about at most one thing.

    `request` is the request without an answer that it came from: each comes on the agenda once.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="items")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("item"), max_length=200)
    text = models.TextField(_("what it is about"), max_length=4000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    shows_changes = models.BooleanField(_("shows what changed since the last meeting"), default=False)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brought by")
    )
    area_code = models.CharField(_("area"), max_length=20, blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    agenda = models.ForeignKey(Agenda, models.PROTECT, null=True, blank=True, related_name="+")
    bundle = models.ForeignKey(Bundle, models.PROTECT, null=True, blank=True, related_name="+")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="+")
    covenant = models.ForeignKey(Covenant, models.PROTECT, null=True, blank=True, related_name="+")
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.OneToOneField(JoinRequest, models.PROTECT, null=True, blank=True, related_name="item")
    said = models.TextField(_("what was said"), max_length=4000, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="item_has_title"),
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    Func(
                        NullIf(F("area_code"), Value("")),
                        *(F(name) for name in SUBJECTS),
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                    1,
                ),
                name="item_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Presentation(Versioned):
    """The address that the presenter shows: one of this partnership. The laptops ask for `version` and follow."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="presentation")
    address = models.CharField(max_length=1000)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")

    def __str__(self) -> str:
        return self.address
