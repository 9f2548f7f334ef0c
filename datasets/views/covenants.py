"""Covenants: drawn up, signed by each party, reviewed, replaced and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, key_of, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import covenants as actions
from datasets.forms.covenants import ClauseForm, CovenantForm, DatasetChoice, EndForm, ReviewForm, SignForm
from datasets.models import Covenant, CovenantClause, Dataset
from datasets.pages.covenants import CovenantPage, list_page


@require_safe
@in_partnership()
def covenant_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "datasets/covenant_list.html", list_page(partnership, request.user))


@require_safe
@in_partnership()
def covenant(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    return answer(request, find_covenant(request, partnership, covenant))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DRAFT_COVENANT)
def covenant_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = CovenantForm(sent(request), partnership=partnership)
    if form.is_bound and form.is_valid():
        try:
            made = actions.draft_covenant(partnership=partnership, by=request.user, **form.covenant)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The covenant is there as a draft. Say below which datasets are shared."))
            return to_covenant(made)
    return show_form(request, "covenant_form", form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DRAFT_COVENANT)
def covenant_edit(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    """Edit a draft; an edit of an older text shows what is stored now (409), and can be saved all the same."""
    found = find_covenant(request, partnership, covenant)
    form = CovenantForm(sent(request), partnership=partnership, instance=find_covenant(request, partnership, covenant))
    try:
        actions.check_draft(found)
        if form.is_bound and form.is_valid():
            seen = form.cleaned_data["seen"]
            actions.change_covenant(covenant=found, by=request.user, seen=seen, **form.covenant)
            messages.success(request, _("The covenant is saved. Whoever signed the former text is asked again."))
            return to_covenant(found)
    except StaleEdit:
        return overtaken(request, "covenant_form", form, found)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            return answer(request, found, refused=refused.messages)
        form.add_error(None, refused)
    return show_form(request, "covenant_form", form, covenant=found)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DRAFT_COVENANT)
def covenant_clause(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    """Write what is shared of ?dataset=; a draft says it once for each dataset."""
    found = find_covenant(request, partnership, covenant)
    dataset = find_dataset(request, found)
    if dataset is None:
        return answer(request, found, refused=[_("Choose a dataset first.")], status=UNPROCESSABLE)
    clause = found.clauses.filter(dataset=dataset).first()
    form = ClauseForm(sent(request), covenant=found, dataset=dataset, clause=clause)
    more = {"covenant": found, "dataset": dataset, "clause": clause}
    try:
        actions.check_draft(found)
        if form.is_bound and form.is_valid():
            actions.write_clause(covenant=found, by=request.user, dataset=dataset, **form.clause)
            messages.success(request, _("“%(dataset)s” stands in the covenant.") % {"dataset": dataset})
            return to_covenant(found)
    except StaleEdit:
        return overtaken(request, "covenant_clause", form, found, **more)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages)
    return show_form(request, "covenant_clause", form, **more)


@require_POST
@in_partnership(P.DRAFT_COVENANT)
def covenant_clause_remove(request: Request, partnership: Partnership, covenant: int, clause: int) -> HttpResponse:
    found = find_covenant(request, partnership, covenant)
    which = get_object_or_404(CovenantClause.objects.select_related("covenant__partnership"), covenant=found, pk=clause)
    seen = request.POST.get("seen", "")
    return step(request, found, lambda: actions.remove_clause(clause=which, by=request.user, seen=seen))


@require_POST
@in_partnership(P.DRAFT_COVENANT)
def covenant_remove(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    found, seen = find_covenant(request, partnership, covenant), request.POST.get("seen", "")
    try:
        actions.remove_covenant(covenant=found, by=request.user, seen=seen)
    except StaleEdit:
        return answer(
            request, found, refused=[_("Somebody changed this covenant while you looked at it. Read it again below.")]
        )
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages)
    messages.success(request, _("The draft is gone."))
    return redirect("covenant_list", partnership=partnership.slug)


@require_POST
@in_partnership(P.SIGN_COVENANT)
def covenant_sign(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    found = find_covenant(request, partnership, covenant)
    form = SignForm(request.POST, covenant=found)
    if not form.is_valid():
        return answer(
            request,
            found,
            refused=[_("This step is not complete. Choose again.")],
            status=UNPROCESSABLE,
        )
    done = _("You signed the covenant.")
    return step(
        request, found, lambda: actions.sign_covenant(covenant=found, by=request.user, **form.cleaned_data), done
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SIGN_COVENANT)
def covenant_end(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    found, form = find_covenant(request, partnership, covenant), EndForm(sent(request))
    if form.is_bound and form.is_valid():
        done = _("The covenant has ended. Nobody reads under it any more.")
        reason = form.cleaned_data["reason"]
        return step(request, found, lambda: actions.end_covenant(covenant=found, by=request.user, reason=reason), done)
    return show_form(request, "covenant_end", form, covenant=found)


@require_POST
@in_partnership(P.DRAFT_COVENANT)
def covenant_replace(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    found = find_covenant(request, partnership, covenant)
    try:
        made = actions.replace_covenant(covenant=found, by=request.user)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages)
    return to_covenant(made)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DRAFT_COVENANT)
def covenant_review(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    found, form = find_covenant(request, partnership, covenant), ReviewForm(sent(request))
    if form.is_bound and form.is_valid():
        written = form.cleaned_data
        done = _("The review is written down.")
        return step(request, found, lambda: actions.review_covenant(covenant=found, by=request.user, **written), done)
    page = CovenantPage(found, request.user)
    return show_form(request, "covenant_review", form, covenant=found, page=page)


def step(request: Request, found: Covenant, verb: Callable[[], Any], done: str = "") -> HttpResponse:
    """Run `verb`; on ValidationError show the page again with its message (409)."""
    try:
        verb()
    except StaleEdit:
        text = _("Somebody changed this covenant while you looked at it. Read it again below.")
        return answer(request, find_covenant(request, found.partnership, found.pk), refused=[text])
    except ValidationError as refused:
        return answer(request, find_covenant(request, found.partnership, found.pk), refused=refused.messages)
    if done:
        messages.success(request, done)
    return to_covenant(found)


def find_covenant(request: Request, partnership: Partnership, pk: int) -> Covenant:
    visible = Covenant.objects.of(partnership).visible_to(request.user)
    related = ("partnership", "replaces", "replaced_by", "ended_by")
    return get_object_or_404(visible.select_related(*related), pk=pk)


def find_dataset(request: Request, covenant: Covenant) -> Dataset | None:
    """Return a dataset of the draft, or one that it can still share; None where nothing is chosen."""
    key = key_of(request.GET.get("dataset", ""))
    held = covenant.clauses.filter(dataset__pk=key).select_related("dataset").first()
    choice = DatasetChoice(request.GET, covenant=covenant)
    return held.dataset if held else choice.cleaned_data["dataset"] if choice.is_valid() else None


def to_covenant(found: Covenant) -> HttpResponse:
    return redirect("covenant", partnership=found.partnership.slug, covenant=found.pk)


def show_form(request: Request, template: str, form: BaseForm, **page: Any) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"datasets/{template}.html", {"form": form, **page}, status=status)


def overtaken(request: Request, template: str, form: BaseForm, found: Covenant, **page: Any) -> HttpResponse:
    """Re-render the same form as it was sent, under what stands now (409): saving once more is a choice."""
    now = find_covenant(request, found.partnership, found.pk)
    fresh = CovenantPage(now, request.user)
    sent_again = request.POST.copy()
    sent_again["seen"] = fresh.stamp
    form.data = sent_again
    page = {**page, "form": form, "covenant": now, "theirs": fresh}
    return render(request, f"datasets/{template}.html", page, status=CONFLICT)


def answer(request: Request, found: Covenant, *, refused: list[str] | None = None, status: int = 0) -> HttpResponse:
    page = {"page": CovenantPage(found, request.user), "covenant": found, "refusals": refused or []}
    return render(request, "datasets/covenant.html", page, status=status or (CONFLICT if refused else 200))
