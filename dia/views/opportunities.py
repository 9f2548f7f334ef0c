"""Coupling opportunities and conflicts: the list, one opportunity, and what a party does with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import note_places_seen
from datasets.pipeline.grants import shown_places
from datasets.views import table_files
from dia import actions
from dia.forms.opportunities import DeclineForm, TalkForm
from dia.models import CouplingOpportunity
from dia.pages import opportunities as screen


@require_safe
@in_partnership()
def coupling_list(request: Request, partnership: Partnership) -> HttpResponse:
    choice = screen.Choice.read(request.GET)
    page = screen.page(partnership, request.user, choice, request.GET.get("page", ""))
    note_places_seen(partnership=partnership, by=request.user, parties=page["places_of"])
    return render(request, "dia/opportunity_list.html", page)


@require_safe
@in_partnership()
def opportunities_file(request: Request, partnership: Partnership) -> HttpResponse:
    return table_files.answer(request, partnership, "opportunities")


@require_safe
@in_partnership()
def coupling(request: Request, partnership: Partnership, coupling: UUID) -> HttpResponse:
    return answer(request, find_opportunity(request, partnership, coupling))


@require_POST
@in_partnership(P.PLAN)
def coupling_see(request: Request, partnership: Partnership, coupling: UUID) -> HttpResponse:
    actions.mark_opportunity_seen(opportunity=find_opportunity(request, partnership, coupling), by=request.user)
    return redirect("coupling_list", partnership=partnership.slug)


@require_POST
@in_partnership(P.PLAN)
def coupling_talk(request: Request, partnership: Partnership, coupling: UUID) -> HttpResponse:
    """Start a talk; where nobody is to be asked, both works go into the bundle at once."""
    found, form = find_opportunity(request, partnership, coupling), TalkForm(request.POST)
    actions.own_side(found, request.user)
    if not form.is_valid():
        return answer(request, found, talk=form)
    try:
        bundle = actions.start_talk(opportunity=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    messages.success(request, _("The bundle is sketched. See below what each party gains."))
    return redirect("bundle", partnership=partnership.slug, bundle=bundle.pk)


@require_POST
@in_partnership(P.PLAN)
def coupling_decline(request: Request, partnership: Partnership, coupling: UUID) -> HttpResponse:
    found, form = find_opportunity(request, partnership, coupling), DeclineForm(request.POST)
    actions.own_side(found, request.user)
    if not form.is_valid():
        return answer(request, found, decline=form)
    try:
        actions.decline(opportunity=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    messages.success(request, _("The chance is put away until one of the works changes."))
    return redirect("coupling_list", partnership=partnership.slug)


def find_opportunity(request: Request, partnership: Partnership, pk: UUID) -> CouplingOpportunity:
    opportunities = (
        CouplingOpportunity.objects.of(partnership)
        .visible_to(request.user)
        .seen_by(shown_places(request.user, partnership))
    )
    opportunities = opportunities.with_works().select_related("partnership")
    return get_object_or_404(opportunities, pk=pk)


def answer(
    request: Request,
    found: CouplingOpportunity,
    *,
    talk: Form | None = None,
    decline: Form | None = None,
    refused: str = "",
) -> HttpResponse:
    page: dict[str, Any] = screen.one(found, request.user) | {"refused": refused, "wrong": talk or decline}
    note_places_seen(partnership=found.partnership, by=request.user, parties=page["places_of"])
    page |= {"talk": talk or TalkForm(auto_id="talk_%s"), "decline": decline or DeclineForm()}
    status = CONFLICT if refused else UNPROCESSABLE if talk or decline else 200
    return render(request, "dia/opportunity.html", page, status=status)
