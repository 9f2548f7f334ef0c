"""Look-backs: the list of an agenda, the page of a year, and what parties and core group fill in there."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import note_seen
from dia import actions
from dia.forms.lookbacks import CloseForm, SayForm, SummaryForm
from dia.models import LookBack
from dia.pages.lookbacks import LookBackPage, look_back_list
from dia.views.agendas import find_agenda
from dia.views.measures import check_mine, find_measure


@require_safe
@in_partnership()
def look_backs(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    return render(request, "dia/lookback_list.html", look_back_list(found, request.user))


@require_safe
@in_partnership()
def look_back(request: Request, partnership: Partnership, agenda: int, year: int) -> HttpResponse:
    return answer(request, LookBackPage(find_look_back(request, partnership, agenda, year), request.user))


@require_POST
@in_partnership(P.LEAD)
def look_back_open(request: Request, partnership: Partnership, agenda: int, year: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    try:
        opened = actions.open_look_back(agenda=found, by=request.user, year=year)
    except ValidationError as refused:
        context = {**look_back_list(found, request.user), "refusals": refused.messages}
        return render(request, "dia/lookback_list.html", context, status=CONFLICT)
    return back(opened)


@require_POST
@in_partnership(P.PLAN)
def look_back_say(request: Request, partnership: Partnership, agenda: int, year: int, measure: int) -> HttpResponse:
    found = find_look_back(request, partnership, agenda, year)
    about = find_measure(request, partnership, agenda, measure)
    check_mine(request, about)
    form = SayForm(request.POST, look_back=found, measure=measure)
    if not form.is_valid():
        return answer(request, LookBackPage(found, request.user, sent=form), status=UNPROCESSABLE)
    try:
        actions.say_outcome(look_back=found, measure=about, by=request.user, **form.said)
    except ValidationError as refused:
        form.add_error(None, refused)
        status = UNPROCESSABLE if hasattr(refused, "error_dict") else CONFLICT  # an answer to mend, or one too late
        return answer(request, LookBackPage(found, request.user, sent=form), status=status)
    except StaleEdit:
        fresh = form.once_more()
        fresh.add_error(
            None, _("A colleague answered in the meantime. Theirs stands in the table; saving takes yours.")
        )
        return answer(request, LookBackPage(found, request.user, sent=fresh), status=CONFLICT)
    messages.success(request, _("What became of “%(work)s” is written down.") % {"work": about.work})
    return back(found)


@require_POST
@in_partnership(P.LEAD)
def look_back_summary(request: Request, partnership: Partnership, agenda: int, year: int) -> HttpResponse:
    found = find_look_back(request, partnership, agenda, year)
    form = SummaryForm(request.POST, look_back=found)
    if not form.is_valid():
        return answer(request, LookBackPage(found, request.user, summary=form), status=UNPROCESSABLE)
    try:
        actions.write_summary(look_back=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        return answer(request, LookBackPage(found, request.user), status=CONFLICT, refusals=refused.messages)
    except StaleEdit:
        fresh = form.once_more()
        fresh.add_error(None, _("A colleague wrote in the meantime. Theirs stands beside yours; saving takes yours."))
        return answer(request, LookBackPage(found, request.user, summary=fresh), status=CONFLICT)
    messages.success(request, _("What the parties learned is saved."))
    return back(found)


@require_POST
@in_partnership(P.LEAD)
def look_back_close(request: Request, partnership: Partnership, agenda: int, year: int) -> HttpResponse:
    found, form = find_look_back(request, partnership, agenda, year), CloseForm(request.POST)
    if not form.is_valid():
        unread = [_("This request cannot be read. Load the page again.")]
        return answer(request, LookBackPage(found, request.user), status=UNPROCESSABLE, refusals=unread)
    try:
        actions.close_look_back(look_back=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        return answer(request, LookBackPage(found, request.user), status=CONFLICT, refusals=refused.messages)
    except StaleEdit:
        overtaken = [_("Somebody changed this look-back in the meantime. Below you see how it stands now.")]
        fresh = LookBackPage(find_look_back(request, partnership, agenda, year), request.user)
        return answer(request, fresh, status=CONFLICT, refusals=overtaken)
    messages.success(
        request, _("%(year)s is closed. Its plan, its money and this page stay as they are.") % {"year": year}
    )
    return back(found)


def find_look_back(request: Request, partnership: Partnership, agenda: int, year: int) -> LookBack:
    visible = LookBack.objects.of(partnership).visible_to(request.user)
    held = visible.select_related("agenda__partnership", "agenda__snapshot__run", "opened_by", "closed_by")
    return get_object_or_404(held, agenda=agenda, year=year)


def answer(request: Request, page: LookBackPage, *, status: int = 200, refusals: Iterable[str] = ()) -> HttpResponse:
    """Render the page as it stands, with what stood in the way on top."""
    note_seen(partnership=request.partnership, by=request.user, looked=page.looked)
    return render(request, "dia/lookback.html", {"page": page, "refusals": list(refusals)}, status=status)


def back(found: LookBack) -> HttpResponse:
    slug = found.agenda.partnership.slug
    return redirect("look_back", partnership=slug, agenda=found.agenda_id, year=found.year)
