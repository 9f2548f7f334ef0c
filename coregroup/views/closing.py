"""Closing a meeting, and its minutes on paper and as text."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, Request
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions.closing import close_meeting
from coregroup.models import Meeting
from coregroup.pages import closing as screen
from coregroup.pages import minutes
from coregroup.views.decisions import find_meeting


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def meeting_close(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Show what is unfinished and what will be fixed, and close the meeting; `seen` says what the person looked at."""
    found = find_meeting(request, partnership, meeting)
    if request.method != "POST":
        return show(request, found)
    try:
        close_meeting(meeting=found, by=request.user, seen=request.POST.get("seen", ""))
    except StaleEdit:
        text = _("Something of this meeting changed while you looked. Look once more, then close it.")
        return show(request, find_meeting(request, partnership, meeting), text)
    except ValidationError as refusal:
        return show(request, find_meeting(request, partnership, meeting), refusal.messages[0])
    messages.success(request, _("The meeting is closed. From now on nothing of its minutes changes."))
    return redirect("meeting", partnership=partnership.slug, meeting=meeting)


@require_safe
@in_partnership()
def minutes_pdf(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Return the minutes as a PDF, to be looked at in the browser and printed.

    Until the meeting is closed they are marked as a draft.
    """
    found = find_meeting(request, partnership, meeting)
    sheet = minutes.sheet(found)
    if sheet is None:
        return broken(request, found)
    return HttpResponse(
        minutes.pdf(sheet),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{minutes.file_name(found)}.pdf"'},
    )


@require_safe
@in_partnership()
def minutes_txt(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Return the minutes as text, to be read in an e-mail."""
    found = find_meeting(request, partnership, meeting)
    sheet = minutes.sheet(found)
    if sheet is None:
        return broken(request, found)
    return HttpResponse(
        minutes.text(sheet),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{minutes.file_name(found)}.txt"'},
    )


def broken(request: Request, found: Meeting) -> HttpResponse:
    """Refuse to show minutes that are no longer what was fixed as if they were (409)."""
    page = {"meeting": found, "seal": minutes.seal(found)}
    return render(request, "coregroup/minutes_broken.html", page, status=CONFLICT)


def show(request: Request, found: Meeting, refused: str = "") -> HttpResponse:
    page = screen.page(found) | {"refused": refused}
    return render(request, "coregroup/meeting_close.html", page, status=CONFLICT if refused else 200)
