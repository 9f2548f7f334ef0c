"""Actions: written down in a meeting, looked up by party, and reported done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.edits import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from coregroup.actions import actions
from coregroup.actions.locks import check_not_closed
from coregroup.forms.actions import ActionForm, DoneForm
from coregroup.models import Action
from coregroup.rights import MAY_LEAD, MAY_SPEAK
from coregroup.screens import actions as screen
from coregroup.screens.conflicts import differences
from coregroup.views.decisions import find_meeting, meeting_url, sent, to_where_it_stood

OWN = {"csrfmiddlewaretoken", "seen"}


@require_safe
@in_partnership()
def action_list(request: Request, partnership: Partnership) -> HttpResponse:
    return show(request, partnership)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(*MAY_LEAD)
def action_add(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """?item= and ?decision= say what it comes from."""
    found = find_meeting(request, partnership, meeting)
    known = {name: request.GET.get(name) for name in ("item", "decision")}
    form, refused = ActionForm(sent(request), meeting=found, initial=known), ""
    try:
        check_not_closed(found)
        if form.is_bound and form.is_valid():
            made = actions.add_action(meeting=found, by=request.user, **form.action)
            return to_where_it_stood(request, f"{meeting_url(partnership, meeting)}#action-{made.pk}")
    except ValidationError as refusal:
        refused = refusal.messages[0]
    page = {"form": form, "meeting": found, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form.is_bound else 200
    return render(request, "coregroup/action_form.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(*MAY_LEAD)
def action_edit(request: Request, partnership: Partnership, action: int) -> HttpResponse:
    """Until the meeting is closed; a form that was opened on something else is laid beside what stands."""
    found = find_action(request, partnership, action)
    form = ActionForm(sent(request), meeting=found.meeting, instance=find_action(request, partnership, action))
    refused = ""
    try:
        check_not_closed(found.meeting)
        if form.is_bound and form.is_valid():
            actions.change_action(action=found, by=request.user, seen=form.cleaned_data["seen"], **form.action)
            return redirect(f"{meeting_url(partnership, found.meeting_id)}#action-{found.pk}")
    except StaleEdit:
        return both(request, found, form)
    except ValidationError as refusal:
        refused = refusal.messages[0]
    page = {"form": form, "meeting": found.meeting, "action": found, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form.is_bound else 200
    return render(request, "coregroup/action_form.html", page, status=status)


def both(request: Request, found: Action, form: ActionForm) -> HttpResponse:
    theirs = ActionForm(meeting=found.meeting, instance=find_action(request, request.partnership, found.pk))
    page = {
        "action": found,
        "meeting": found.meeting,
        "differences": differences(form, theirs),
        "sent": [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values],
        "stamp": theirs.initial["seen"],
        "stamp_name": "seen",
    }
    return render(request, "coregroup/action_conflict.html", page, status=CONFLICT)


@require_POST
@in_partnership(*MAY_LEAD)
def action_remove(request: Request, partnership: Partnership, action: int) -> HttpResponse:
    found = find_action(request, partnership, action)
    try:
        actions.remove_action(action=found, by=request.user, seen=request.POST.get("seen", ""))
    except StaleEdit:
        return show(request, partnership, refused=_("Somebody changed this action while you looked at it."))
    except ValidationError as refusal:
        return show(request, partnership, refused=refusal.messages[0])
    messages.success(request, _("The action is removed."))
    return redirect(meeting_url(partnership, found.meeting_id))


@require_POST
@in_partnership(*MAY_SPEAK)
def action_done(request: Request, partnership: Partnership, action: int) -> HttpResponse:
    """Back to where the form stood."""
    found, form = find_action(request, partnership, action), DoneForm(request.POST)
    if not form.is_valid():
        return show(request, partnership, form=form, at=found.pk)
    try:
        actions.finish_action(action=found, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        return show(request, partnership, refused=refusal.messages[0])
    messages.success(request, _("The action is reported done."))
    return to_where_it_stood(request, reverse("action_list", args=[partnership.slug]))


def find_action(request: Request, partnership: Partnership, pk: int) -> Action:
    visible = Action.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(visible.select_related("meeting__partnership", "party", "item", "decision"), pk=pk)


def show(
    request: Request, partnership: Partnership, *, form: Any = None, at: int = 0, refused: str = ""
) -> HttpResponse:
    """The list; with what was wrong of the form of the action `at`."""
    page = screen.list_page(partnership, request.user, request.GET) | {"form": form, "at": at, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form else 200
    return render(request, "coregroup/action_list.html", page, status=status)
