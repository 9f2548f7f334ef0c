"""Requests to join a bundle: sent, answered, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import in_partnership
from accounts.http import UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from dia import actions
from dia.forms.requests import AnswerForm, AskForm
from dia.models import Bundle, JoinRequest
from dia.pages.bundles import BundlePage
from dia.views.bundles import answer, back, find_bundle, others_works, with_refusal


@require_POST
@in_partnership(P.PLAN)
@with_refusal
def request_send(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    found = find_bundle(request, partnership, bundle)
    page = BundlePage(found, request.user)
    if page.sender is None:
        raise PermissionDenied
    form = AskForm(request.POST, works=others_works(page), auto_id="ask_%s")
    if not form.is_valid():
        return answer(request, found, ask=form, status=UNPROCESSABLE)
    sent = actions.ask_to_join(bundle=found, by=request.user, sender=page.sender, **form.cleaned_data)
    messages.success(request, _("The request to %(party)s is sent.") % {"party": sent.to})
    return back(partnership, bundle)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
@with_refusal
def request_answer(request: Request, partnership: Partnership, bundle: int, asking: int) -> HttpResponse:
    """Answer a request on a page of its own, so that a mail can link to it."""
    found = find_bundle(request, partnership, bundle)
    asked = find_request(found, asking)
    actions.check_party(request.user, partnership, asked.to)
    form = AnswerForm(sent(request))
    if form.is_bound and form.is_valid():
        actions.answer_request(request=asked, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your answer is sent."))
        return back(partnership, bundle)
    context = {"page": BundlePage(found, request.user), "bundle": found, "asked": asked, "form": form}
    return render(request, "dia/request.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@in_partnership(P.PLAN)
@with_refusal
def request_withdraw(request: Request, partnership: Partnership, bundle: int, asking: int) -> HttpResponse:
    asked = find_request(find_bundle(request, partnership, bundle), asking)
    actions.withdraw_request(request=asked, by=request.user)
    messages.success(request, _("The request is withdrawn."))
    return back(partnership, bundle)


def find_request(bundle: Bundle, pk: int) -> JoinRequest:
    found = bundle.requests.select_related("bundle__partnership", "work", "sender", "to").defer("work__place")
    return get_object_or_404(found, pk=pk)
