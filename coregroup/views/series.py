"""Series: the monthly rhythm, and the meetings that are planned by it."""

from __future__ import annotations

from itertools import islice

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import in_partnership
from accounts.http import UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import series as actions
from coregroup.forms.meetings import PlanForm, SeriesForm
from coregroup.models import Series
from coregroup.pipeline.rhythm import days_from
from coregroup.views.meetings import sent
from coregroup.words.rhythm import rhythm_words


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def series_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = SeriesForm(sent(request), initial={"name": _("Core group"), "begins": "09:00"})
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_series(partnership=partnership, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The rhythm is saved. Now plan the next meetings by it."))
            return redirect("series", partnership=partnership.slug, series=made.pk)
    return render(
        request,
        "coregroup/series.html",
        {"form": form},
        status=UNPROCESSABLE if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def series(request: Request, partnership: Partnership, series: int) -> HttpResponse:
    found = find_series(partnership, series)
    form = SeriesForm(sent(request), instance=found)
    if form.is_bound and form.is_valid():
        try:
            actions.change_series(series=found, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The rhythm is saved. Meetings that are planned already stay on their day."))
            return redirect("series", partnership=partnership.slug, series=series)
    return answer(request, find_series(partnership, series), form=form)


@require_POST
@in_partnership(P.LEAD)
def series_plan(request: Request, partnership: Partnership, series: int) -> HttpResponse:
    found, form = find_series(partnership, series), PlanForm(request.POST)
    if not form.is_valid():
        return answer(request, found, plan=form)
    try:
        made = actions.plan_ahead(series=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return answer(request, found, plan=form)
    text = ngettext("%(count)s meeting is planned.", "%(count)s meetings are planned.", len(made))
    messages.success(request, text % {"count": len(made)} if made else _("All these days have a meeting already."))
    return redirect("meeting_list", partnership=partnership.slug)


def find_series(partnership: Partnership, pk: int) -> Series:
    return get_object_or_404(partnership.series.select_related("partnership"), pk=pk)


def answer(
    request: Request, found: Series, *, form: SeriesForm | None = None, plan: PlanForm | None = None
) -> HttpResponse:
    page = {
        "series": found,
        "rhythm": rhythm_words(found),
        "days": list(islice(days_from(timezone.localdate(), found.week, found.weekday), 3)),
        "form": form or SeriesForm(instance=found),
        "plan": plan or PlanForm(),
    }
    wrong = bool((form and form.errors) or (plan and plan.errors))
    return render(request, "coregroup/series.html", page, status=UNPROCESSABLE if wrong else 200)
