"""Snapshots of the advice: made, spoken about, adopted, opened again as they were."""

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
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, may
from sia import actions
from sia.forms.snapshots import AdoptForm, DeviationForm, MoveForm, SnapshotForm
from sia.models import ScoreRun, Snapshot
from sia.pages import snapshot as screen
from sia.pages.ranking import Choice


@require_safe
@in_partnership()
def snapshot_list(request: Request, partnership: Partnership) -> HttpResponse:
    rights = {"may_snapshot": may(request.user, P.MAKE_SNAPSHOT, partnership)}
    return render(request, "sia/snapshot_list.html", screen.list_page(partnership) | rights)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.MAKE_SNAPSHOT)
def snapshot_add(request: Request, partnership: Partnership) -> HttpResponse:
    """Make a snapshot from the newest run of ?level=.

    Where newer scores came while the form was open, the form is shown again.
    """
    level = Choice.read(request.GET).level
    run = ScoreRun.objects.newest(partnership, level)
    form = SnapshotForm(sent(request), run=run)
    status = UNPROCESSABLE if form.is_bound else 200
    if run and form.is_bound and form.is_valid():
        try:
            made = actions.make_snapshot(partnership=partnership, level=level, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form, status = form.once_more(refusal), CONFLICT
        else:
            return redirect("snapshot", partnership=partnership.slug, snapshot=made.pk)
    return render(request, "sia/snapshot_add.html", {"form": form, "run": run}, status=status)


@require_safe
@in_partnership()
def snapshot(request: Request, partnership: Partnership, snapshot: int) -> HttpResponse:
    return answer(request, find_snapshot(request, partnership, snapshot))


@require_POST
@in_partnership(P.LEAD)
def snapshot_move(request: Request, partnership: Partnership, snapshot: int) -> HttpResponse:
    found, form = find_snapshot(request, partnership, snapshot), MoveForm(request.POST)
    if not form.is_valid():
        return refused(request, found, _("Choose what the next step is."), UNPROCESSABLE)
    try:
        actions.move_snapshot(snapshot=found, by=request.user, to=form.cleaned_data["to"])
    except ValidationError as refusal:
        return refused(request, find_snapshot(request, partnership, snapshot), refusal.messages[0], CONFLICT)
    return redirect("snapshot", partnership=partnership.slug, snapshot=snapshot)


@require_POST
@in_partnership(P.LEAD)
def snapshot_adopt(request: Request, partnership: Partnership, snapshot: int) -> HttpResponse:
    found, form = find_snapshot(request, partnership, snapshot), AdoptForm(request.POST)
    if not form.is_valid():
        return answer(request, found, form=form, status=UNPROCESSABLE)
    try:
        actions.adopt_snapshot(snapshot=found, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        return refused(request, find_snapshot(request, partnership, snapshot), refusal.messages[0], CONFLICT)
    messages.success(request, _("The advice is adopted. From now on nothing about it changes."))
    return redirect("snapshot", partnership=partnership.slug, snapshot=snapshot)


@require_POST
@in_partnership()
def snapshot_rerun(request: Request, partnership: Partnership, snapshot: int) -> HttpResponse:
    """Repeat the run of a snapshot, which changes nothing, but takes seconds: therefore a button and not a link."""
    found = find_snapshot(request, partnership, snapshot)
    return render(request, "sia/snapshot.html", screen.rerun_page(found, request.user) | {"adopt_form": AdoptForm()})


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def snapshot_area(request: Request, partnership: Partnership, snapshot: int, code: str) -> HttpResponse:
    """Record another class for one area, with the reason; who saw an older answer is shown both (409)."""
    found = find_snapshot(request, partnership, snapshot)
    result = get_object_or_404(found.run.results.ranked(), area__code=code)
    form = DeviationForm(sent(request), snapshot=found, result=result)
    status = UNPROCESSABLE if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.deviate(snapshot=found, result=result, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form, status = form.once_more(refusal), CONFLICT
        else:
            return redirect(f"{reverse('snapshot', args=[partnership.slug, snapshot])}#area-{code}")
    page = screen.area_page(find_snapshot(request, partnership, snapshot), result, request.user)
    return render(request, "sia/snapshot_area.html", page | {"form": form}, status=status)


def find_snapshot(request: Request, partnership: Partnership, pk: int) -> Snapshot:
    mine = Snapshot.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(mine.select_related("partnership", "run__model", "adopted_by", "replaced_by"), pk=pk)


def answer(request: Request, found: Snapshot, *, form: AdoptForm | None = None, status: int = 200) -> HttpResponse:
    page: dict[str, Any] = screen.page(found, request.user) | {"adopt_form": form or AdoptForm()}
    return render(request, "sia/snapshot.html", page, status=status)


def refused(request: Request, found: Snapshot, sentence: str, status: int) -> HttpResponse:
    messages.error(request, sentence)
    return answer(request, found, status=status)
