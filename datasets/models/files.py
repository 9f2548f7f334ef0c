"""Files made or fetched in the background for somebody who waits for it: a large file, a publisher's table."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership
from accounts.querysets import ScopedQuerySet
from datasets.models.deliveries import Delivery
from datasets.querysets import ExportQuerySet


def export_path(export: Export, name: str) -> str:
    return f"exports/{uuid.uuid4().hex}"


class Export(models.Model):
    """A file that was too large to wait for: only for who asked for it, and not for long."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    # Which table (a key of EXPORT_TABLES), what the address said of it, in which form and language.
    what = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=export_path, blank=True)
    # What the file was made of, as (dataset, level, indicator), also where that was open: asked whenever it is fetched.
    closed = models.JSONField(default=list)
    # The parties of which it holds places that they keep confidential: asked again likewise.
    places_of = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file on its way out")
        verbose_name_plural = _("files on their way out")

    def __str__(self) -> str:
        return self.name

    @property
    def job_key(self) -> str:
        return f"export:{self.pk}"


class Fetch(models.Model):
    """A table of a publisher that somebody asked for: the delivery that it became, or what stood in the way."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="fetches")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="fetches")
    publication = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    # Of a table that is loaded without a person who looks first, as of a delivery.
    load_tries = models.PositiveSmallIntegerField(null=True, editable=False)
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, related_name="fetches")
    problem = models.CharField(max_length=20, blank=True)
    problem_about = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetched table")
        verbose_name_plural = _("fetched tables")

    def __str__(self) -> str:
        return f"{self.publication} {self.year}"

    @property
    def job_key(self) -> str:
        return f"fetch:{self.pk}"
