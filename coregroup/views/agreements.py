"""Performance agreements: the years, one agreement as a document, drawn up, put to the parties and signed."""

from __future__ import annotations

from typing import Any

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
from coregroup.actions import agreements as actions
from coregroup.forms.agreements import AgreementForm, SignForm
from coregroup.forms.steps import MoveForm
from coregroup.models import Agreement
from coregroup.pages import agreement_sheet
from coregroup.pages import agreements as screen
from coregroup.pages.conflicts import conflict_page


@require_safe
@in_partnership()
def agreement_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/agreement_list.html", screen.list_page(partnership, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def agreement_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = AgreementForm(sent(request), partnership=partnership)
    if form.is_bound and form.is_valid():
        try:
            made = actions.draft_agreement(partnership=partnership, by=request.user, **form.agreement)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The agreement is there as a draft. Add what is agreed, subject by subject."))
            return to_agreement(made)
    return show_form(request, form)


@require_safe
@in_partnership()
def agreement(request: Request, partnership: Partnership, agreement: int) -> HttpResponse:
    return answer(request, find_agreement(request, partnership, agreement))


@require_safe
@in_partnership()
def agreement_pdf(request: Request, partnership: Partnership, agreement: int) -> HttpResponse:
    """Return the agreement as a PDF, to be looked at in the browser and printed."""
    page = screen.AgreementPage(find_agreement(request, partnership, agreement), request.user)
    return HttpResponse(
        agreement_sheet.pdf(page),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{agreement_sheet.file_name(page)}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def agreement_edit(request: Request, partnership: Partnership, agreement: int) -> HttpResponse:
    """Edit what stands above the articles, and who signs; an edit of an older text shows both (409)."""
    found = find_agreement(request, partnership, agreement)
    form = AgreementForm(
        sent(request), partnership=partnership, instance=find_agreement(request, partnership, agreement)
    )
    try:
        actions.check_draft(found)
        if "look" not in request.POST and form.is_bound and form.is_valid():
            actions.change_agreement(agreement=found, by=request.user, seen=form.cleaned_data["seen"], **form.agreement)
            messages.success(request, _("The agreement is saved."))
            return to_agreement(found)
    except StaleEdit:
        theirs = AgreementForm(partnership=partnership, instance=find_agreement(request, partnership, agreement))
        page = {"agreement": found, "form": form, **conflict_page(form, theirs, request.POST, "seen")}
        return render(request, "coregroup/agreement_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            return answer(request, find_agreement(request, partnership, agreement), refused=refused.messages[0])
        form.add_error(None, refused)
    return show_form(request, form, found)


@require_POST
@in_partnership(P.LEAD)
def agreement_move(request: Request, partnership: Partnership, agreement: int) -> HttpResponse:
    """Move an agreement; `to` is the state to come."""
    found, form = find_agreement(request, partnership, agreement), MoveForm(request.POST)
    if not form.is_valid():
        return answer(
            request,
            found,
            refused=_("This step is not complete. Choose again."),
            status=UNPROCESSABLE,
        )
    return step(request, found, lambda: actions.move_agreement(agreement=found, by=request.user, **form.cleaned_data))


@require_POST
@in_partnership(P.SIGN_AGREEMENT)
def agreement_sign(request: Request, partnership: Partnership, agreement: int) -> HttpResponse:
    found = find_agreement(request, partnership, agreement)
    form = SignForm(request.POST, agreement=found)
    if not form.is_valid():
        return answer(
            request,
            found,
            refused=_("This step is not complete. Choose again."),
            status=UNPROCESSABLE,
        )
    return step(request, found, lambda: actions.sign_agreement(agreement=found, by=request.user, **form.cleaned_data))


def step(request: Request, found: Agreement, verb: Any) -> HttpResponse:
    """Run `verb`; on ValidationError show the page again with its message."""
    try:
        moved = verb()
    except StaleEdit:
        text = _("Somebody changed this agreement while you looked at it. Read it again below.")
        return answer(request, find_agreement(request, found.partnership, found.pk), refused=text)
    except ValidationError as refused:
        return answer(request, find_agreement(request, found.partnership, found.pk), refused=" ".join(refused.messages))
    messages.success(request, _("The agreement is now: %(state)s.") % {"state": moved.stands})
    return to_agreement(found)


def find_agreement(request: Request, partnership: Partnership, pk: int) -> Agreement:
    visible = Agreement.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(visible.select_related("partnership"), pk=pk)


def to_agreement(found: Agreement, anchor: str = "") -> HttpResponse:
    response = redirect("agreement", partnership=found.partnership.slug, agreement=found.pk)
    response["Location"] += anchor
    return response


def show_form(request: Request, form: AgreementForm, found: Agreement | None = None) -> HttpResponse:
    return form_page(request, "coregroup/agreement_form.html", form, agreement=found)


def answer(request: Request, found: Agreement, *, refused: str = "", status: int = 0) -> HttpResponse:
    page = {"page": screen.AgreementPage(found, request.user), "agreement": found, "refusal": refused}
    return render(request, "coregroup/agreement.html", page, status=status or (CONFLICT if refused else 200))
