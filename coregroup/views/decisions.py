"""Decisions: proposed, answered by each party, settled; and the register of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit, show_refusal
from accounts.http import CONFLICT, UNPROCESSABLE, Request, key_of, sent
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import decisions as actions
from coregroup.actions.answers import AnswersStand, answer
from coregroup.actions.locks import check_not_closed
from coregroup.forms.decisions import DecisionForm
from coregroup.forms.presentation import what_if_of
from coregroup.models import Decision, Meeting
from coregroup.pages import decisions as screen
from coregroup.pages import register
from coregroup.pages.conflicts import conflict_page
from datasets.views.table_files import answer as as_file


@require_safe
@in_partnership()
def decision_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/decision_list.html", register.page(partnership, request.GET))


@require_safe
@in_partnership()
def decisions_file(request: Request, partnership: Partnership) -> HttpResponse:
    return as_file(request, partnership, "decisions")


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def decision_add(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Propose a decision; ?item= says under which item.

    The button `look` shows the advice and saves nothing.
    """
    found = find_meeting(request, partnership, meeting)
    form = DecisionForm(sent(request), meeting=found, initial={"item": request.GET.get("item")})
    try:
        check_not_closed(found)
        if "look" in request.POST:
            return show_form(request, found, DecisionForm.looking(request.POST, meeting=found))
        if form.is_bound and form.is_valid():
            tried = what_if_of(partnership, request.POST.get("to", ""))
            made = actions.propose(meeting=found, by=request.user, what_if=tried, **form.decision)
            return to_where_it_stood(request, f"{meeting_url(partnership, meeting)}#decision-{made.pk}")
    except ValidationError as refusal:
        return show_form(request, found, form, refusal)
    return show_form(request, found, form)


@require_safe
@in_partnership()
def decision(request: Request, partnership: Partnership, decision: int) -> HttpResponse:
    return show(request, find_decision(request, partnership, decision))


def show_refused(request: Request, partnership: Partnership, decision: int, *, refused: str) -> HttpResponse:
    return show(request, find_decision(request, partnership, decision), refused=refused, status=CONFLICT)


with_refusal = show_refusal(
    show_refused,
    gettext_lazy("Somebody changed this proposal while you looked at it. It stands below as it is now. Answer that."),
)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
@with_refusal
def decision_edit(request: Request, partnership: Partnership, decision: int) -> HttpResponse:
    """Change a proposal; a form that was opened on an earlier version is laid beside what stands (409)."""
    found = find_decision(request, partnership, decision)
    actions.check_proposed(found)
    known: dict[str, Any] = {"meeting": found.meeting, "instance": find_decision(request, partnership, decision)}
    if "look" in request.POST:
        return show_form(request, found.meeting, DecisionForm.looking(request.POST, **known))
    form = DecisionForm(sent(request), **known)
    if not form.is_bound or not form.is_valid():
        return show_form(request, found.meeting, form)
    try:
        actions.change_proposal(
            decision=found, by=request.user, version=form.cleaned_data["version"] or 0, **form.decision
        )
    except StaleEdit:
        theirs = DecisionForm(meeting=found.meeting, instance=find_decision(request, partnership, decision))
        page = conflict_page(form, theirs, request.POST) | {"decision": found}
        return render(request, "coregroup/decision_conflict.html", page, status=CONFLICT)
    messages.success(request, _("The proposal is saved. The parties answer it anew."))
    return back(request, found)


@require_POST
@in_partnership(P.LEAD)
@with_refusal
def decision_withdraw(request: Request, partnership: Partnership, decision: int) -> HttpResponse:
    found = find_decision(request, partnership, decision)
    actions.withdraw(decision=found, by=request.user, version=key_of(request.POST.get("version", "")))
    messages.success(request, _("The proposal is withdrawn."))
    return to_where_it_stood(request, meeting_url(partnership, found.meeting_id))


@require_POST
@in_partnership(P.SPEAK)
@with_refusal
def decision_answer(request: Request, partnership: Partnership, decision: int) -> HttpResponse:
    """Answer for the own party; who leads may note what was said in the room.

    An answer that came in between is shown first.
    """
    found = find_decision(request, partnership, decision)
    actions.check_proposed(found)
    page = screen.page(found, request.user, request.POST)
    card = page["card"]
    if card.form is None:
        raise PermissionDenied
    if not card.form.is_valid():
        return show(request, found, page=page, status=UNPROCESSABLE)
    try:
        answer(decision=found, by=request.user, version=card.form.cleaned_data["version"], said=card.form.said)
    except AnswersStand as clash:
        now = find_decision(request, partnership, decision)
        fresh = screen.page(now, request.user)
        fresh["card"].form, fresh["card"].clashes = card.form.once_more(clash.standing, now), clash.standing
        return show(request, now, page=fresh, status=CONFLICT)
    messages.success(request, _("The answers are written down."))
    return back(request, found)


@require_POST
@in_partnership(P.LEAD)
@with_refusal
def decision_settle(request: Request, partnership: Partnership, decision: int) -> HttpResponse:
    """Settle a proposal; `seen` is the outcome that the person saw coming."""
    found = find_decision(request, partnership, decision)
    settled = actions.settle(decision=found, by=request.user, seen=request.POST.get("seen", ""))
    words = {"number": settled.reference, "state": settled.get_state_display()}
    messages.success(request, _("Decision %(number)s is written down: %(state)s.") % words)
    return back(request, found)


def find_meeting(request: Request, partnership: Partnership, pk: int) -> Meeting:
    visible = Meeting.objects.of(partnership).visible_to(request.user).select_related("partnership", "rules")
    return get_object_or_404(visible, pk=pk)


def find_decision(request: Request, partnership: Partnership, pk: int) -> Decision:
    visible = Decision.objects.of(partnership).visible_to(request.user)
    related = visible.select_related(
        "meeting__partnership", "meeting__rules", "item", "snapshot", "replaces", "replaced_by"
    )
    return get_object_or_404(related.prefetch_related("answers__party", "answers__by"), pk=pk)


def meeting_url(partnership: Partnership, meeting: int) -> str:
    return reverse("meeting", args=[partnership.slug, meeting])


def back(request: Request, decision: Decision) -> HttpResponse:
    """Redirect to the page that the form names, to its place on the meeting's page, or to the decision."""
    usual = reverse("decision", args=[request.partnership.slug, decision.pk])
    if request.POST.get("from") == "meeting":
        usual = f"{meeting_url(request.partnership, decision.meeting_id)}#decision-{decision.pk}"
    return to_where_it_stood(request, usual)


def to_where_it_stood(request: Request, usual: str) -> HttpResponse:
    """Redirect to the page of ours that the form names in `to`."""
    to = request.POST.get("to", "")
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return redirect(to if ours else usual)


def show(
    request: Request, found: Decision, *, page: dict[str, Any] | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    context = (page or screen.page(found, request.user)) | {"refused": refused}
    return render(request, "coregroup/decision.html", context, status=status)


def show_form(
    request: Request, meeting: Meeting, form: DecisionForm, refusal: ValidationError | None = None
) -> HttpResponse:
    """Render the form with what its rules find, or with what the action refuses."""
    if refusal and form.is_bound:
        form.add_error(None, refusal)
    status = CONFLICT if refusal else UNPROCESSABLE if form.is_bound else 200
    return render(request, "coregroup/decision_form.html", screen.form_page(meeting, form), status=status)
