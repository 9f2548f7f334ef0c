"""Tasks: written down in a meeting, looked up by party, and reported done."""

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
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import tasks as actions
from coregroup.actions.locks import check_not_closed
from coregroup.forms.tasks import DoneForm, TaskForm
from coregroup.models import Task
from coregroup.pages import tasks as screen
from coregroup.pages.conflicts import conflict_page
from coregroup.views.decisions import find_meeting, meeting_url, to_where_it_stood


@require_safe
@in_partnership()
def task_list(request: Request, partnership: Partnership) -> HttpResponse:
    return show(request, partnership)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def task_add(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Add a task; ?item= and ?decision= say what it comes from."""
    found = find_meeting(request, partnership, meeting)
    known = {name: request.GET.get(name) for name in ("item", "decision")}
    form, refused = TaskForm(sent(request), meeting=found, initial=known), ""
    try:
        check_not_closed(found)
        if form.is_bound and form.is_valid():
            made = actions.add_task(meeting=found, by=request.user, **form.task)
            return to_where_it_stood(request, f"{meeting_url(partnership, meeting)}#action-{made.pk}")
    except ValidationError as refusal:
        refused = refusal.messages[0]
    page = {"form": form, "meeting": found, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form.is_bound else 200
    return render(request, "coregroup/task_form.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def task_edit(request: Request, partnership: Partnership, task: int) -> HttpResponse:
    """Edit a task until the meeting is closed; a form that was opened on something else is laid beside what stands."""
    found = find_task(request, partnership, task)
    form = TaskForm(sent(request), meeting=found.meeting, instance=find_task(request, partnership, task))
    refused = ""
    try:
        check_not_closed(found.meeting)
        if form.is_bound and form.is_valid():
            actions.change_task(task=found, by=request.user, seen=form.cleaned_data["seen"], **form.task)
            return redirect(f"{meeting_url(partnership, found.meeting_id)}#action-{found.pk}")
    except StaleEdit:
        return both(request, found, form)
    except ValidationError as refusal:
        refused = refusal.messages[0]
    page = {"form": form, "meeting": found.meeting, "task": found, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form.is_bound else 200
    return render(request, "coregroup/task_form.html", page, status=status)


def both(request: Request, found: Task, form: TaskForm) -> HttpResponse:
    theirs = TaskForm(meeting=found.meeting, instance=find_task(request, request.partnership, found.pk))
    page = {"task": found, "meeting": found.meeting, **conflict_page(form, theirs, request.POST, "seen")}
    return render(request, "coregroup/task_conflict.html", page, status=CONFLICT)


@require_POST
@in_partnership(P.LEAD)
def task_remove(request: Request, partnership: Partnership, task: int) -> HttpResponse:
    found = find_task(request, partnership, task)
    try:
        actions.remove_task(task=found, by=request.user, seen=request.POST.get("seen", ""))
    except StaleEdit:
        return show(request, partnership, refused=_("Somebody changed this action while you looked at it."))
    except ValidationError as refusal:
        return show(request, partnership, refused=refusal.messages[0])
    messages.success(request, _("The action is removed."))
    return redirect(meeting_url(partnership, found.meeting_id))


@require_POST
@in_partnership(P.SPEAK)
def task_done(request: Request, partnership: Partnership, task: int) -> HttpResponse:
    """Report a task done, and go back to where the form stood."""
    found, form = find_task(request, partnership, task), DoneForm(request.POST)
    if not form.is_valid():
        return show(request, partnership, form=form, at=found.pk)
    try:
        actions.finish_task(task=found, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        return show(request, partnership, refused=refusal.messages[0])
    messages.success(request, _("The action is reported done."))
    return to_where_it_stood(request, reverse("task_list", args=[partnership.slug]))


def find_task(request: Request, partnership: Partnership, pk: int) -> Task:
    visible = Task.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(visible.select_related("meeting__partnership", "party", "item", "decision"), pk=pk)


def show(
    request: Request, partnership: Partnership, *, form: Any = None, at: int = 0, refused: str = ""
) -> HttpResponse:
    """Render the list; with what was wrong of the form of the task `at`."""
    page = screen.list_page(partnership, request.user, request.GET) | {"form": form, "at": at, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form else 200
    return render(request, "coregroup/task_list.html", page, status=status)
