"""Bids: begun, written and offered by their own party; discussed and taken up by who leads the core group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P, acts_for
from coregroup.actions import bids as actions
from coregroup.forms.bids import AbsorbForm, BidForm, BidTextsForm
from coregroup.forms.steps import StepForm
from coregroup.models import Bid
from coregroup.pages import bid_sheet
from coregroup.pages.bid_figure import FigurePage
from coregroup.pages.bids import BidPage, content_of, fits
from coregroup.pages.conflicts import conflict_page
from datasets.actions import note_seen


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def bid_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = BidForm(sent(request), partnership=partnership, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            made = actions.begin_bid(partnership=partnership, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("bid_write", partnership=partnership.slug, bid=made.pk)
    return render(
        request,
        "coregroup/bid_form.html",
        {"form": form},
        status=UNPROCESSABLE if form.is_bound else 200,
    )


@require_safe
@in_partnership()
def bid(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    return answer(request, find_bid(request, partnership, bid))


@require_safe
@in_partnership()
def bid_pdf(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    """Return the bid as one A4, to be looked at in the browser and printed."""
    found = find_bid(request, partnership, bid)
    content = content_of(found)
    if content is None:
        return answer(request, found, refused=_("This bid is not what was offered, so it is not printed."))
    note_seen(partnership=partnership, by=request.user, looked=content.looked)
    name = f"{_('bid')}-{partnership.slug}-{found.year}-{found.pk}.pdf"
    return HttpResponse(
        bid_sheet.pdf(found, content),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_safe
@in_partnership()
def bid_figure(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    """Show where the figure ?of=KEY comes from.

    404 for a figure that the bid does not have, or not every party may read.
    """
    found = find_bid(request, partnership, bid)
    if "of" not in request.GET:
        return redirect("bid", partnership=partnership.slug, bid=bid)
    content = content_of(found)
    figure = content.figures.get(request.GET["of"]) if content else None
    if content is None or figure is None or figure["key"] in content.closed:
        raise Http404
    page = FigurePage(found, content, figure)
    note_seen(partnership=partnership, by=request.user, looked=page.looked)
    return render(request, "coregroup/bid_figure.html", {"page": page, "bid": found})


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def bid_write(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    """Edit the texts of a draft; who wrote on older ones is shown both (409)."""
    found = find_bid(request, partnership, bid)
    if not acts_for(request.user, P.SPEAK, partnership, found.party):
        raise PermissionDenied(_("This is for %(party)s to decide.") % {"party": found.party})
    try:
        actions.check_draft(found)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    form = BidTextsForm(sent(request), bid=found, fits=fits(found) if request.method != "POST" else None)
    if "look" not in request.POST and form.is_bound and form.is_valid():
        return save(request, partnership, found, form)
    return form_page(request, "coregroup/bid_write.html", form, bid=found)


def save(request: Request, partnership: Partnership, found: Bid, form: BidTextsForm) -> HttpResponse:
    try:
        actions.write_bid(bid=found, by=request.user, seen=form.cleaned_data["seen"], texts=form.texts)
    except StaleEdit:
        theirs = BidTextsForm(bid=found)
        page = {"bid": found, **conflict_page(form, theirs, request.POST, "seen")}
        return render(request, "coregroup/bid_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        return answer(request, find_bid(request, partnership, found.pk), refused=refused.messages[0])
    messages.success(request, _("The texts are saved. Below you see what the A4 says."))
    return redirect("bid", partnership=partnership.slug, bid=found.pk)


@require_POST
@in_partnership(P.SIGN_AGREEMENT)
def bid_offer(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    found = find_bid(request, partnership, bid)
    return step(request, found, actions.offer_bid, _("The bid is offered. What it says stays as it is."))


@require_POST
@in_partnership(P.SIGN_AGREEMENT)
def bid_take_back(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    found = find_bid(request, partnership, bid)
    return step(request, found, actions.take_back_bid, _("The bid is a draft again, for your party only."))


@require_POST
@in_partnership(P.LEAD)
def bid_discuss(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    found = find_bid(request, partnership, bid)
    return step(request, found, actions.discuss_bid, _("It is written down that the bid is discussed."))


@require_POST
@in_partnership(P.LEAD)
def bid_absorb(request: Request, partnership: Partnership, bid: int) -> HttpResponse:
    found = find_bid(request, partnership, bid)
    form = AbsorbForm(request.POST, bid=found)
    return step(request, found, actions.absorb_bid, _("The bid is taken up in the agreement."), form)


def step(request: Request, found: Bid, verb: Any, told: str, form: StepForm | None = None) -> HttpResponse:
    """Run `verb`; on ValidationError show the page again with its message."""
    form = form or StepForm(request.POST)
    if not form.is_valid():
        absorb = form if isinstance(form, AbsorbForm) else None
        text = _("This step is not complete. Choose again.")
        return answer(request, found, refused=text, absorb=absorb, status=UNPROCESSABLE)
    try:
        verb(bid=found, by=request.user, **form.cleaned_data)
    except StaleEdit:
        text = _("Somebody changed this bid while you looked at it. Below you see how it stands now.")
        return answer(request, find_bid(request, found.partnership, found.pk), refused=text)
    except ValidationError as refused:
        return answer(request, find_bid(request, found.partnership, found.pk), refused=refused.messages[0])
    messages.success(request, told)
    return redirect("bid", partnership=found.partnership.slug, bid=found.pk)


def find_bid(request: Request, partnership: Partnership, pk: int) -> Bid:
    readable = Bid.objects.of(partnership).readable_by(request.user)
    return get_object_or_404(readable.select_related("partnership", "party", "agreement", "offered_by"), pk=pk)


def answer(
    request: Request, found: Bid, *, refused: str = "", absorb: AbsorbForm | None = None, status: int = 0
) -> HttpResponse:
    page = BidPage(found, request.user, absorb)
    if page.content:
        note_seen(partnership=found.partnership, by=request.user, looked=page.content.looked)
    shown = {"page": page, "bid": found, "refusal": refused}
    return render(request, "coregroup/bid.html", shown, status=status or (CONFLICT if refused else 200))
