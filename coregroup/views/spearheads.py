"""Spearheads: proposed by a party, adopted and ended by who leads the core group."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import spearheads as actions
from coregroup.forms.spearheads import SpearheadForm, SpearheadMoveForm
from coregroup.models import Spearhead
from coregroup.pages import spearheads as screen
from coregroup.pages.conflicts import conflict_page


@require_safe
@in_partnership()
def spearhead_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/spearhead_list.html", screen.list_page(partnership, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def spearhead_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = SpearheadForm(sent(request), partnership=partnership, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            made = actions.propose_spearhead(partnership=partnership, by=request.user, **form.spearhead)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The spearhead is proposed. The core group decides whether it is adopted."))
            return redirect("spearhead", partnership=partnership.slug, spearhead=made.pk)
    return show_form(request, form)


@require_safe
@in_partnership()
def spearhead(request: Request, partnership: Partnership, spearhead: int) -> HttpResponse:
    return answer(request, find_spearhead(request, partnership, spearhead))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def spearhead_edit(request: Request, partnership: Partnership, spearhead: int) -> HttpResponse:
    found = find_spearhead(request, partnership, spearhead)
    if not actions.may_change(request.user, found):
        raise PermissionDenied(_("Its own party changes it as long as it is proposed; after that the secretary does."))
    instance = find_spearhead(request, partnership, spearhead)
    form = SpearheadForm(sent(request), partnership=partnership, user=request.user, instance=instance)
    if "look" not in request.POST and form.is_bound and form.is_valid():
        return save(request, partnership, found, form)
    return show_form(request, form, found)


def save(request: Request, partnership: Partnership, found: Spearhead, form: SpearheadForm) -> HttpResponse:
    """Save a spearhead; a form that was opened on an earlier version is laid beside what stands (409)."""
    version = form.cleaned_data["version"] or 0
    try:
        actions.change_spearhead(spearhead=found, by=request.user, version=version, **form.spearhead)
    except StaleEdit:
        standing = find_spearhead(request, partnership, found.pk)
        theirs = SpearheadForm(partnership=partnership, user=request.user, instance=standing)
        page = conflict_page(form, theirs, request.POST) | {"spearhead": standing}
        return render(request, "coregroup/spearhead_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            return answer(request, find_spearhead(request, partnership, found.pk), refused=refused.messages[0])
        form.add_error(None, refused)
        return show_form(request, form, found)
    messages.success(request, _("The spearhead is saved."))
    return redirect("spearhead", partnership=partnership.slug, spearhead=found.pk)


@require_POST
@in_partnership(P.LEAD)
def spearhead_move(request: Request, partnership: Partnership, spearhead: int) -> HttpResponse:
    """Move a spearhead; `to` is the state to come, with the reason or the agreement that belongs to it."""
    found, form = (
        find_spearhead(request, partnership, spearhead),
        SpearheadMoveForm(request.POST, partnership=partnership),
    )
    if not form.is_valid():
        return answer(request, found, form=form)
    try:
        moved = actions.move_spearhead(spearhead=found, by=request.user, **form.cleaned_data)
    except StaleEdit:
        text = _("Somebody changed this spearhead while you looked at it. Below you see how it stands now.")
        return answer(request, find_spearhead(request, partnership, spearhead), refused=text)
    except ValidationError as refused:
        if hasattr(refused, "error_dict"):
            form.add_error(None, refused)
            return answer(request, found, form=form)
        return answer(request, find_spearhead(request, partnership, spearhead), refused=refused.messages[0])
    messages.success(request, _("The spearhead is now: %(state)s.") % {"state": moved.get_state_display()})
    return redirect("spearhead", partnership=partnership.slug, spearhead=spearhead)


def find_spearhead(request: Request, partnership: Partnership, pk: int) -> Spearhead:
    visible = Spearhead.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(visible.select_related("partnership", "party", "agreement"), pk=pk)


def show_form(request: Request, form: SpearheadForm, found: Spearhead | None = None) -> HttpResponse:
    return form_page(request, "coregroup/spearhead_form.html", form, spearhead=found)


def answer(
    request: Request, found: Spearhead, *, refused: str = "", form: SpearheadMoveForm | None = None
) -> HttpResponse:
    page = screen.page(found, request.user, form) | {"refusal": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form else 200
    return render(request, "coregroup/spearhead.html", page, status=status)
