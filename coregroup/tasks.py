"""Tasks of the worker for the core group."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Membership, User
from coregroup.models import Digest
from coregroup.pipeline.digest import Part, parts_of


@shared_task
def send_digests() -> None:
    """Send each morning a mail to everybody who wants it and for whom something new waits.

    May run twice, also at once. One address that fails keeps nobody else from the mail; what failed is raised at the
    end, and told the next time.
    """
    members, faults = Membership.objects.current().values("user"), []
    for user in User.objects.filter(pk__in=members, is_active=True).order_by("pk"):
        try:
            send_digest(user)
        except OSError as fault:  # that of the mail server too
            faults.append(fault)
    if faults:
        raise ExceptionGroup("The daily mail did not reach everybody.", faults)


@transaction.atomic
def send_digest(user: User) -> bool:
    """Send a user the daily mail, and return whether it went.

    The row is held meanwhile, so that nobody else tells the same; where the mail cannot be sent nothing is kept as
    told, and the next run tells it.
    """
    Digest.objects.get_or_create(user=user)
    held = Digest.objects.select_for_update(no_key=True, skip_locked=True).filter(user=user, wanted=True).first()
    if held is None:
        return False
    with override(user.language):
        parts = parts_of(user)
        keys = [key for part in parts for key in part.keys]
        news = set(keys) - set(held.told)
        if news:
            _send(user, parts)
            held.sent_at = timezone.now()
    held.told = keys
    held.save(update_fields=["told", "sent_at"])
    return bool(news)


def _send(user: User, parts: list[Part]) -> None:
    context = {"user": user, "parts": parts, "address": settings.PUBLIC_ADDRESS}
    body = render_to_string("coregroup/digest.txt", context)
    send_mail(_("Samenwijk: something waits for you"), body, None, [user.email])
