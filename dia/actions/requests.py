"""Requests to do a work together: sent to its party with a day by which an answer is due, answered by that party."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from dia.actions.bundles import check_changeable, check_party, hold, join, moved_on, opportunities_of
from dia.actions.works import FIXED
from dia.models import Bundle, JoinRequest, Work
from dia.pipeline import bundles as pipeline
from dia.pipeline.history import note_together
from dia.pipeline.opportunities import follow
from dia.pipeline.requests import expire_requests

State = JoinRequest.State
AGREES = {State.AGREED, State.CONDITIONAL}


@transaction.atomic
def ask_to_join(
    *, bundle: Bundle, work: Work, sender: Party, by: User, due: dt.date, version: int, text: str = ""
) -> JoinRequest:
    """Ask the party of `work` to join the bundle.

    The lead party asks, or one that has a work in the bundle. Raises StaleEdit as change_bundle.
    """
    check_party(by, bundle.partnership, sender)
    held = hold(bundle, version)
    check_changeable(held)
    _check_sender(held, sender)
    _check_work(held, work)
    if due < timezone.localdate():
        raise ValidationError({"due": _("This day has passed. Choose today or a later day.")})
    expire_requests(held.partnership)
    fields = {"sender": sender, "to": work.party, "text": text, "due": due, "sent_by": by}
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(bundle=held, work=work, **fields)
    except IntegrityError as clash:
        if "join_request_one_open" not in str(clash):
            raise
        raise ValidationError({"work": _("This work was asked for already. Wait for the answer.")}) from clash
    said = {"work": work.title, "to": work.party.name, "due": due, "text": text}
    note_together("request", held, by, party=sender, after=said, asked=[work])
    held.save_changes()
    moved_on(held)
    return request


@transaction.atomic
def answer_request(*, request: JoinRequest, by: User, answer: str, text: str = "") -> JoinRequest:
    """Answer a request; a work that agrees is in the bundle.

    `answer`: agreed, conditional or refused; the last two say why in `text`.
    """
    check_party(by, request.bundle.partnership, request.to)
    bundle = hold(request.bundle)
    held = _open(request)
    if held.due < timezone.localdate():
        raise ValidationError(_("The day to answer before has passed. It goes on the next meeting, or is asked anew."))
    if answer not in AGREES | {State.REFUSED}:
        raise ValidationError({"answer": _("Choose one of the answers.")})
    if answer != State.AGREED and not text.strip():
        raise ValidationError({"text": _("Write down your condition or your reason.")})
    held.state, held.answer, held.answered_by, held.answered_at = answer, text.strip(), by, timezone.now()
    held.save()
    _note_moved(held, by, held.to)
    if answer in AGREES:
        check_changeable(bundle)
        join(bundle, held.work, by)
        pipeline.lapse(bundle, everybody=True)
    bundle.save_changes()
    moved_on(bundle)
    follow(opportunities_of([held.work_id], bundle))
    return held


@transaction.atomic
def withdraw_request(*, request: JoinRequest, by: User) -> JoinRequest:
    """Withdraw a request, by the party that sent it."""
    check_party(by, request.bundle.partnership, request.sender)
    bundle = hold(request.bundle)
    held = _open(request)
    held.state = State.WITHDRAWN
    held.save(update_fields=["state"])
    _note_moved(held, by, request.sender)
    bundle.save_changes()
    moved_on(bundle)
    follow(opportunities_of([held.work_id], bundle))
    return held


def _open(request: JoinRequest) -> JoinRequest:
    """Return the request as it stands now; raise ValidationError where it is not open any more.

    The bundle is held already, so nobody else answers it meanwhile.
    """
    held = JoinRequest.objects.select_related("work__party", "to").defer("work__place").get(pk=request.pk)
    if held.state != State.SENT:
        text = _("This request is %(state)s already.")
        raise ValidationError(text % {"state": held.get_state_display()})
    return held


def _note_moved(request: JoinRequest, by: User, party: Party) -> None:
    before, work = {"state": State.SENT}, request.work
    after = {"state": request.state, "answer": request.answer, "work": work.title}
    note_together("request", request.bundle, by, party=party, before=before, after=after, asked=[work])


def _check_sender(bundle: Bundle, sender: Party) -> None:
    if sender != bundle.lead and not bundle.members.filter(work__party=sender).exists():
        raise ValidationError(_("A party asks others once it has a work in the bundle itself. Add your work first."))


def _check_work(bundle: Bundle, work: Work) -> None:
    if work.partnership_id != bundle.partnership_id or work.state in FIXED:
        raise ValidationError({"work": _("This work is over. Choose another one.")})
    if work.bundlings.filter(live=True).exists():
        raise ValidationError({"work": _("This work is in a bundle already. Choose another one.")})
