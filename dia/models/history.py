"""The history of an agenda, line by line: who changed what, for which party, when, and how it stood before."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from dia.models.agendas import Agenda, Measure


class AgendaEvent(models.Model):
    """Only ever added, by `dia.pipeline.history`: a trigger refuses whoever would change or delete one (sql/agendas.sql).

    `subject` is what it is about in the words of then; `before` and `after` hold only what is named in them.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened")
        CHANGED = "changed", _("agenda changed")
        MOVED = "moved", _("state")
        CAP = "cap", _("what an area bears")
        ADDED = "added", _("measure added")
        REMOVED = "removed", _("measure removed")
        GROUP = "group", _("group")
        CELL = "cell", _("plan of a year")
        COMMITMENT = "commitment", _("commitment")
        CONTRIBUTION = "contribution", _("contribution")
        ACTUAL = "actual", _("actual")
        BUNDLE = "bundle", _("bundle")
        REQUEST = "request", _("request to join")
        SCENARIO = "scenario", _("scenario")
        LOOK_BACK = "look_back", _("look-back")

    agenda = models.ForeignKey(Agenda, models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    subject = models.CharField(max_length=160, blank=True)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["agenda", "-at", "-id"], name="agenda_event_newest")]

    def __str__(self) -> str:
        return f"{self.agenda_id} {self.kind} {self.subject}"
