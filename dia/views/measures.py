"""Measures: a work of the register comes on an agenda, is looked at, and goes off it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, acts_for
from dia import actions
from dia.forms.measures import MeasureForm
from dia.models import Measure
from dia.pages.measures import MeasurePage, works_to_add
from dia.views.agendas import back, find_agenda


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def measure_add(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    works = works_to_add(found, request.user)
    form = MeasureForm(sent(request), works=works, asked=request.GET.get("work", ""))
    if form.is_bound and form.is_valid():
        try:
            measure = actions.add_measure(agenda=found, by=request.user, **form.measure)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("“%(work)s” stands on the agenda.") % {"work": measure.work})
            return back(found)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "dia/measure_form.html", {"form": form, "agenda": found, "works": works}, status=status)


@require_safe
@in_partnership()
def measure(request: Request, partnership: Partnership, agenda: int, measure: int) -> HttpResponse:
    found = find_measure(request, partnership, agenda, measure)
    return render(request, "dia/measure.html", {"page": MeasurePage(found, request.user)})


@require_POST
@in_partnership(P.PLAN)
def measure_remove(request: Request, partnership: Partnership, agenda: int, measure: int) -> HttpResponse:
    found = find_measure(request, partnership, agenda, measure)
    check_mine(request, found)
    try:
        actions.remove_measure(measure=found, by=request.user)
    except ValidationError as refused:
        context = {"page": MeasurePage(found, request.user), "refusal": " ".join(refused.messages)}
        return render(request, "dia/measure.html", context, status=CONFLICT)
    messages.success(request, _("“%(work)s” is off the agenda. It stays in the register.") % {"work": found.work})
    return back(found.agenda)


def find_measure(request: Request, partnership: Partnership, agenda: int, pk: int) -> Measure:
    found = find_agenda(request, partnership, agenda)
    measures = found.measures.select_related("work__party").defer("work__place").prefetch_related("years")
    measure = get_object_or_404(measures, pk=pk)
    measure.agenda = found
    return measure


def check_mine(request: Request, measure: Measure) -> None:
    party = measure.work.party
    if not acts_for(request.user, P.PLAN, measure.agenda.partnership, party):
        text = _("“%(work)s” is of %(party)s. You can change measures of your own party.")
        raise PermissionDenied(text % {"work": measure.work, "party": party})
