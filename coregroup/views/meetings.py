"""Meetings: the list, one meeting in its three moments, who is there."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import items as item_actions
from coregroup.actions import meetings as actions
from coregroup.actions.locks import check_not_closed
from coregroup.forms.meetings import AttendanceForm, MeetingForm
from coregroup.models import Meeting
from coregroup.pages import meetings as list_screen
from coregroup.pages.conflicts import conflict_page
from coregroup.pages.meeting import MeetingPage, seated


@require_safe
@in_partnership()
def meeting_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/meeting_list.html", list_screen.page(partnership, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def meeting_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = MeetingForm(sent(request), initial={"title": _("Core group")})
    if form.is_bound and form.is_valid():
        try:
            made = actions.plan_meeting(partnership=partnership, by=request.user, **form.meeting)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The meeting is planned. Its agenda begins with the standing items."))
            return to_meeting(made)
    return show_form(request, form)


@require_safe
@in_partnership()
def meeting(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    return answer(request, find_meeting(request, partnership, meeting))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def meeting_edit(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    found = find_meeting(request, partnership, meeting)
    try:
        check_not_closed(found)
    except ValidationError as refused:
        return answer(request, found, refused=refused)
    form = MeetingForm(sent(request), instance=found)
    if "look" not in request.POST and form.is_bound and form.is_valid():
        return save(request, partnership, form)
    return show_form(request, form, pk=meeting)


def save(request: Request, partnership: Partnership, form: MeetingForm) -> HttpResponse:
    """Save a meeting; a form that was opened on an earlier version is laid beside what stands (409)."""
    standing = find_meeting(request, partnership, form.instance.pk)
    version = form.cleaned_data["version"] or 0
    try:
        actions.change_meeting(meeting=standing, by=request.user, version=version, **form.meeting)
    except StaleEdit:
        page = conflict_page(form, MeetingForm(instance=standing), request.POST)
        return render(request, "coregroup/meeting_conflict.html", page | {"meeting": standing}, status=CONFLICT)
    except ValidationError as refused:
        form.add_error(None, refused)
        return show_form(request, form, pk=standing.pk)
    messages.success(request, _("The meeting is saved."))
    return to_meeting(standing)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def meeting_remove(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Remove a meeting, after asking."""
    found = find_meeting(request, partnership, meeting)
    if request.method != "POST":
        return render(request, "coregroup/meeting_remove.html", {"meeting": found})
    try:
        actions.remove_meeting(meeting=found, by=request.user)
    except ValidationError as refused:
        return answer(request, find_meeting(request, partnership, meeting), refused=refused)
    messages.success(request, _("The meeting is off. What parties brought is on the backlog again."))
    return redirect("meeting_list", partnership=partnership.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def meeting_open(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Open a meeting; ask first where its day is still to come: `early` says that this is meant."""
    found = find_meeting(request, partnership, meeting)
    is_early = found.state == Meeting.State.PLANNED and found.on > timezone.localdate()
    if request.method != "POST" or (is_early and "early" not in request.POST):
        page, status = {"meeting": found, "is_early": is_early}, CONFLICT if request.method == "POST" else 200
        return render(request, "coregroup/meeting_open.html", page, status=status)
    try:
        actions.open_meeting(meeting=found, by=request.user)
    except ValidationError as refused:
        return answer(request, find_meeting(request, partnership, meeting), refused=refused)
    messages.success(request, _("The meeting is in session. Write down first who is there."))
    return to_meeting(found)


@require_POST
@in_partnership(P.LEAD)
def meeting_undo(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    found = find_meeting(request, partnership, meeting)
    try:
        actions.undo_opening(meeting=found, by=request.user)
    except ValidationError as refused:
        return answer(request, find_meeting(request, partnership, meeting), refused=refused)
    messages.success(request, _("The meeting is planned again, as if it had not been opened."))
    return to_meeting(found)


@require_POST
@in_partnership(P.LEAD)
def meeting_standing(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Add the standing items that are not on the agenda."""
    found = find_meeting(request, partnership, meeting)
    try:
        came = item_actions.add_standing_items(meeting=found, by=request.user)
    except ValidationError as refused:
        return answer(request, find_meeting(request, partnership, meeting), refused=refused)
    text = ngettext("%(count)s standing item is added.", "%(count)s standing items are added.", came)
    messages.success(request, text % {"count": came})
    return to_meeting(found)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def meeting_attendance(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    found = find_meeting(request, partnership, meeting)
    standing = list(found.attendance.select_related("party"))
    form = AttendanceForm(sent(request), parties=seated(found), standing=standing)
    if form.is_bound and form.is_valid():
        try:
            actions.note_attendance(meeting=found, by=request.user, lines=form.lines)
        except ValidationError as refused:
            return answer(request, find_meeting(request, partnership, meeting), refused=refused)
        messages.success(request, _("Who is there is written down."))
        return to_meeting(found)
    page = {"meeting": found, "form": form}
    return render(
        request,
        "coregroup/meeting_attendance.html",
        page,
        status=UNPROCESSABLE if form.errors else 200,
    )


def find_meeting(request: Request, partnership: Partnership, pk: int) -> Meeting:
    mine = Meeting.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(mine.select_related("partnership", "rules", "closed_by"), pk=pk)


def to_meeting(meeting: Meeting, anchor: str = "") -> HttpResponse:
    answer = redirect("meeting", partnership=meeting.partnership.slug, meeting=meeting.pk)
    answer["Location"] += anchor
    return answer


def show_form(request: Request, form: MeetingForm, pk: int | None = None) -> HttpResponse:
    return form_page(request, "coregroup/meeting_form.html", form, pk=pk)


def answer(request: Request, meeting: Meeting, *, refused: ValidationError | None = None) -> HttpResponse:
    """Render the page as it stands now, with what stood in the way on top."""
    page = {"page": MeetingPage(meeting, request.user), "refusal": " ".join(refused.messages) if refused else ""}
    return render(request, "coregroup/meeting.html", page, status=CONFLICT if refused else 200)
