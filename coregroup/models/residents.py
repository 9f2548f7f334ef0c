"""The page that residents may see, once a partnership opens its public page.

Also the digest that people get by e-mail.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import Versioned
from accounts.models import Partnership, User
from accounts.querysets import ScopedQuerySet
from coregroup.querysets import ReleaseQuerySet
from dia.models import Work


class PublicPage(Versioned):
    """The page for residents of one partnership: switched on by a decision, off at any time."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="public_page")
    on = models.BooleanField(_("the page is open to everybody"), default=False)
    intro = models.TextField(_("introduction"), max_length=2000, blank=True)
    contact = models.CharField(_("where to ask"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("page for residents")
        verbose_name_plural = _("pages for residents")

    def __str__(self) -> str:
        return str(self.partnership)


class Release(models.Model):
    """A text of the owner of a work for residents: its own words and years, no euros.

    Withdrawn, it is gone from the page.
    """

    work = models.ForeignKey(Work, models.CASCADE, related_name="releases")
    title = models.CharField(_("what"), max_length=160)
    text = models.TextField(_("what residents notice"), max_length=1000, blank=True)
    first_year = models.PositiveSmallIntegerField(_("from"))
    last_year = models.PositiveSmallIntegerField(_("until"))
    days = models.PositiveSmallIntegerField(_("days of hindrance"), default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release to residents")
        verbose_name_plural = _("releases to residents")
        ordering = ["first_year", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["work"], condition=Q(withdrawn_at__isnull=True), name="release_one_standing"
            ),
            models.CheckConstraint(condition=Q(last_year__gte=models.F("first_year")), name="release_years"),
        ]

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """The choice of a person to get the daily e-mail, and what the last one told: the same news is not sent twice."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest")
    wanted = models.BooleanField(_("send me a daily e-mail when something waits for me"), default=True)
    told = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("e-mail digest")
        verbose_name_plural = _("e-mail digests")

    def __str__(self) -> str:
        return str(self.user)
