"""Agendas: the list, opening one, its page, moving it on, and what its areas bear."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import note_places_seen
from datasets.views.table_files import answer
from dia import actions
from dia.actions.agendas import check_open
from dia.forms.agendas import AgendaForm, CapsForm, MoveForm
from dia.models import Agenda
from dia.pages.agenda_history import HistoryPage
from dia.pages.agenda_page import AgendaPage
from dia.pages.agendas import AgendaList, advised_areas, area_names, conflict_page


@require_safe
@in_partnership()
def agenda_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "dia/agenda_list.html", {"page": AgendaList(partnership, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def agenda_add(request: Request, partnership: Partnership) -> HttpResponse:
    data = sent(request)
    advised = advised_areas(partnership)
    form = AgendaForm(data, partnership=partnership, advised=advised, asked=request.GET.get("area", ""))
    if form.is_bound and form.is_valid():
        try:
            agenda = actions.open_agenda(partnership=partnership, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The agenda is open. Every party that takes part can add its works now."))
            return back(agenda)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "dia/agenda_form.html", {"form": form, "advised": advised}, status=status)


@require_safe
@in_partnership()
def agenda(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    return show(request, find_agenda(request, partnership, agenda))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def agenda_edit(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    try:
        check_open(found)
    except ValidationError as refused:
        return refuse(request, found, refused)
    data = sent(request)
    form = AgendaForm(data, partnership=partnership, advised=[], agenda=found)
    if "look" not in request.POST and form.is_bound and form.is_valid():
        return save_change(request, partnership, form)
    return show_change(request, found, form)


def save_change(request: Request, partnership: Partnership, form: AgendaForm) -> HttpResponse:
    """Save the change; a form that was opened on an earlier version is laid beside what stands (409)."""
    standing = find_agenda(request, partnership, cast(Agenda, form.agenda).pk)
    seen = {"version": form.cleaned_data["version"], "decision": form.cleaned_data["reason"]}
    try:
        actions.change_agenda(agenda=standing, by=request.user, **seen, **form.terms)
    except StaleEdit:
        return render(request, "dia/agenda_conflict.html", conflict_page(standing, form, request.POST), status=CONFLICT)
    except ValidationError as refused:
        form.add_error(None, refused)
        return show_change(request, standing, form)
    messages.success(request, _("The agenda is changed."))
    return back(standing)


def show_change(request: Request, agenda: Agenda, form: AgendaForm) -> HttpResponse:
    return form_page(request, "dia/agenda_edit.html", form, agenda=agenda)


@require_safe
@in_partnership()
def agenda_file(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    return answer(request, partnership, "agenda", agenda=str(agenda))


@require_safe
@in_partnership()
def agenda_history(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    return render(request, "dia/agenda_history.html", {"page": HistoryPage(found, request.GET)})


@require_POST
@in_partnership(P.LEAD)
def agenda_move(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found, form = find_agenda(request, partnership, agenda), MoveForm(request.POST)
    try:
        moved = actions.move_agenda(agenda=found, by=request.user, **checked(form))
    except ValidationError as refused:
        return refuse(request, found, refused)
    except StaleEdit:
        overtaken = ValidationError(
            _("Somebody moved this agenda on in the meantime. Below you see how it stands now.")
        )
        return refuse(request, find_agenda(request, partnership, agenda), overtaken)
    messages.success(request, _("The agenda is now “%(state)s”.") % {"state": moved.get_state_display()})
    return back(moved)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def agenda_caps(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    names = area_names(partnership, [area.area_code for area in found.areas.all()])
    form = CapsForm(sent(request), agenda=found, names=names)
    if form.is_bound and form.is_valid():
        try:
            actions.set_caps(agenda=found, by=request.user, caps=form.caps, seen=form.cleaned_data["seen"])
        except ValidationError as refused:
            return refuse(request, found, refused)
        except StaleEdit:
            form = form.once_more(find_agenda(request, partnership, agenda))
            form.add_error(
                None,
                _("A colleague changed this in the meantime. Theirs stands under yours. Saving again takes yours."),
            )
        else:
            messages.success(request, _("What the areas bear is saved."))
            return back(found, "?view=nuisance")
    status = CONFLICT if form.is_overtaken else UNPROCESSABLE if form.is_bound else 200
    return render(request, "dia/agenda_caps.html", {"form": form, "agenda": found}, status=status)


def checked(form: MoveForm) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(_("This request cannot be read. Load the page again."))
    return form.cleaned_data


def find_agenda(request: Request, partnership: Partnership, pk: int) -> Agenda:
    visible = Agenda.objects.of(partnership).visible_to(request.user).select_related("partnership", "snapshot")
    return get_object_or_404(visible.prefetch_related("areas", "caps"), pk=pk)


def back(agenda: Agenda, query: str = "") -> HttpResponse:
    answer = redirect("agenda", partnership=agenda.partnership.slug, agenda=agenda.pk)
    answer["Location"] += query
    return answer


def refuse(request: Request, agenda: Agenda, refused: ValidationError) -> HttpResponse:
    """Render the agenda as it stands, with what stood in the way on top (409).

    What was written as the decision is kept.
    """
    context = {"refusal": " ".join(refused.messages), "written": request.POST.get("decision", "")}
    return show(request, agenda, CONFLICT, **context)


def show(request: Request, agenda: Agenda, status: int = 200, **more: str) -> HttpResponse:
    """Render the agenda, and note whoever sees confidential places on its map."""
    page = AgendaPage(agenda, request.user, request.GET)
    if page.is_map:
        note_places_seen(partnership=agenda.partnership, by=request.user, parties=page.map.places_of)
    return render(request, "dia/agenda.html", {"page": page, **more}, status=status)
