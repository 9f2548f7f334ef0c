"""Cells of the table: a block that the page sends, or all of one measure in a form."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from dia import actions
from dia.actions.cells import closed_years
from dia.forms.cells import RowForm, read_block
from dia.pages.agenda_answers import conflicts, written
from dia.views.agendas import back, find_agenda
from dia.views.measures import check_mine, find_measure

FORBIDDEN = 403


@require_POST
@in_partnership(P.PLAN)
def agenda_cells(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    """Write cells: 200 with the new versions and sums; 409 with both values; 403 for another party's measure.

    422 with sentences, or with questions whose keys the page sends along as `meant` where the answer is yes.
    """
    found = find_agenda(request, partnership, agenda)
    try:
        edits, meant = read_block(body_of(request))
        actions.write_cells(agenda=found, by=request.user, edits=edits, meant=meant)
    except actions.AmountsAsked as asked:
        questions = [asdict(question) for question in asked.questions]
        return JsonResponse({"questions": questions}, status=UNPROCESSABLE)
    except ValidationError as refused:
        return JsonResponse({"errors": refused.messages}, status=UNPROCESSABLE)
    except PermissionDenied as refusal:
        return JsonResponse({"errors": [str(refusal)]}, status=FORBIDDEN)
    except actions.StaleCells as overtaken:
        return JsonResponse(conflicts(request, found, overtaken), status=CONFLICT)
    return JsonResponse(written(request, found, edits))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def measure_edit(request: Request, partnership: Partnership, agenda: int, measure: int) -> HttpResponse:
    found = find_measure(request, partnership, agenda, measure)
    check_mine(request, found)
    shut = closed_years(found.agenda, found.work.party_id)
    form = RowForm(sent(request), measure=found, closed=shut)
    status = 200
    if form.is_bound:
        form, status = save(request, form)
    if status == 302:  # noqa: PLR2004 -- saved
        messages.success(request, _("“%(work)s” is saved.") % {"work": found.work})
        return back(found.agenda)
    return render(request, "dia/measure_edit.html", {"form": form, "measure": found}, status=status)


def save(request: Request, form: RowForm) -> tuple[RowForm, int]:
    """Save a row; return the form to show again with its status, or 302 where all is saved."""
    if not form.is_valid():
        return form, UNPROCESSABLE
    measure = form.measure
    try:
        actions.write_row(measure=measure, by=request.user, **form.row)
    except actions.AmountsAsked as asked:
        form.ask(asked)
        return form, UNPROCESSABLE
    except ValidationError as refused:
        form.add_error(None, refused)
        return form, UNPROCESSABLE
    except actions.StaleCells as overtaken:
        fresh = form.once_more({conflict.edit.year: conflict.theirs for conflict in overtaken.conflicts})
        text = _("A colleague changed cells in the meantime. Theirs stand beside yours; saving again takes yours.")
        fresh.add_error(None, text)
        return fresh, CONFLICT
    return form, 302


def body_of(request: Request) -> Any:
    try:
        return json.loads(request.body or b"null")
    except ValueError:
        return None
