"""Standing items: the order in which every meeting begins."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import Request, form_page, key_of
from accounts.models import Partnership
from accounts.permissions import P, may
from coregroup.actions import standing as actions
from coregroup.forms.rules import StandingForm
from coregroup.models import StandingItem
from coregroup.views.meetings import sent


@require_safe
@in_partnership()
def standing_list(request: Request, partnership: Partnership) -> HttpResponse:
    items = list(partnership.standing_items.all())
    page = {
        "items": items,
        "minutes": sum(item.minutes for item in items),
        "usual": actions.USUAL,
        "may_lead": may(request.user, P.LEAD, partnership),
    }
    return render(request, "coregroup/standing_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def standing_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = StandingForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.add_standing_item(partnership=partnership, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return back(partnership)
    return show_form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def standing_edit(request: Request, partnership: Partnership, standing: int) -> HttpResponse:
    found = find_standing(partnership, standing)
    form = StandingForm(sent(request), instance=found)
    if form.is_bound and form.is_valid():
        try:
            actions.change_standing_item(standing=found, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved. Meetings that are planned already keep what they have."))
            return back(partnership)
    return show_form(request, form)


@require_POST
@in_partnership(P.LEAD)
def standing_move(request: Request, partnership: Partnership, standing: int) -> HttpResponse:
    """Move a standing item; `to` is up or down."""
    found = find_standing(partnership, standing)
    actions.move_standing_item(standing=found, by=request.user, up=request.POST.get("to") == "up")
    return back(partnership)


@require_POST
@in_partnership(P.LEAD)
def standing_remove(request: Request, partnership: Partnership) -> HttpResponse:
    """Remove a standing item; `standing` says which, and one that is gone already needs nothing more."""
    found = partnership.standing_items.filter(pk=key_of(request.POST.get("standing", ""))).first()
    if found:
        actions.remove_standing_item(standing=found, by=request.user)
        messages.success(request, _("“%(item)s” is deleted.") % {"item": found.title})
    return back(partnership)


@require_POST
@in_partnership(P.LEAD)
def standing_usual(request: Request, partnership: Partnership) -> HttpResponse:
    actions.begin_with_usual(partnership=partnership, by=request.user)
    return back(partnership)


def find_standing(partnership: Partnership, pk: int) -> StandingItem:
    return get_object_or_404(partnership.standing_items.select_related("partnership"), pk=pk)


def show_form(request: Request, form: StandingForm) -> HttpResponse:
    return form_page(request, "coregroup/standing_form.html", form, pk=form.instance.pk)


def back(partnership: Partnership) -> HttpResponse:
    return redirect("standing_list", partnership=partnership.slug)
