"""The parties settle the weights of a version: a round is opened, each votes unseen, it is closed, and decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit, show_refusal
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership, Party
from accounts.permissions import P
from sia import actions
from sia.forms.ballots import DecideForm, OpenForm, PointsForm
from sia.models import ScoreModel
from sia.pages.ballot import BallotPage
from sia.pages.ballot_try import Tried, try_points


@require_safe
@in_partnership()
def ballot(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    page = find_page(request, partnership, version)
    return answer(request, page, party=find_party(page, request.GET.get("party")))


def show_refused(request: Request, partnership: Partnership, version: int, *, refused: str) -> HttpResponse:
    messages.error(request, refused)
    page = find_page(request, partnership, version)
    return answer(request, page, party=find_party(page, None), status=CONFLICT)


with_refusal = show_refusal(show_refused)


@require_POST
@in_partnership(P.LEAD)
@with_refusal
def ballot_open(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    page, form = find_page(request, partnership, version), OpenForm(request.POST)
    if not form.is_valid():
        return answer(request, page, open_form=form, status=UNPROCESSABLE)
    actions.open_ballot(model=page.model, by=request.user, **form.cleaned_data)
    messages.success(request, _("The round is open. The parties can vote now."))
    return back(partnership, version)


@sensitive_post_parameters()
@require_POST
@in_partnership(P.VOTE)
@with_refusal
def ballot_vote(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    """Save a vote; a colleague's vote from meanwhile is shown, and can be replaced.

    Other parties learn nothing from any answer.
    """
    page = find_page(request, partnership, version)
    party = own_party(page, request.POST.get("party"))
    actions.check_open(page.ballot)
    form = PointsForm(request.POST, questions=page.questions, given={})
    if not form.is_valid():
        return answer(request, page, party=party, form=form, seen=seen(request), status=UNPROCESSABLE)
    try:
        actions.cast_vote(ballot=page.ballot, party=party, by=request.user, divided=form.divided, seen=seen(request))
    except StaleEdit:
        return overtaken(request, page, party, form)
    messages.success(
        request, _("The vote of %(party)s is saved. It can be changed until the closing.") % {"party": party}
    )
    return back(partnership, version)


@sensitive_post_parameters()
@require_POST
@in_partnership(P.VOTE)
@with_refusal
def ballot_try(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    """Show what the points would do to the ranking; nothing is kept. For htmx the answer alone, else with the form."""
    page = find_page(request, partnership, version)
    party = own_party(page, request.POST.get("party"))
    actions.check_open(page.ballot)
    form = PointsForm(request.POST, questions=page.questions, given={})
    if not form.is_valid():
        return answer(request, page, party=party, form=form, seen=seen(request), status=UNPROCESSABLE)
    tried = try_points(page.model, form.divided)
    if request.htmx:
        return render(request, "sia/_ballot_tried.html", {"tried": tried, "asked": True})
    return answer(request, page, party=party, form=form, seen=seen(request), tried=tried)


@require_POST
@in_partnership(P.LEAD)
@with_refusal
def ballot_close(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    actions.close_ballot(ballot=find_page(request, partnership, version).ballot, by=request.user)
    messages.success(request, _("The round is closed. Everybody sees the points now."))
    return back(partnership, version)


@require_POST
@in_partnership(P.LEAD)
@with_refusal
def ballot_withdraw(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    actions.withdraw_ballot(ballot=find_page(request, partnership, version).ballot, by=request.user)
    messages.success(request, _("The round is withdrawn. The version is a draft again."))
    return back(partnership, version)


@require_POST
@in_partnership(P.LEAD)
@with_refusal
def ballot_decide(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    page = find_page(request, partnership, version)
    actions.check_undecided(page.ballot)
    form = DecideForm(request.POST, questions=page.questions, given={})
    if form.is_valid():
        try:
            actions.decide_weights(ballot=page.ballot, by=request.user, **form.decision)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The weights are agreed. The scores are being recomputed."))
            return back(partnership, version)
    return answer(request, page, decide_form=form, status=UNPROCESSABLE)


def find_page(request: Request, partnership: Partnership, version: int) -> BallotPage:
    visible = ScoreModel.objects.of(partnership).visible_to(request.user).select_related("partnership")
    return BallotPage(get_object_or_404(visible, version=version), request.user)


def find_party(page: BallotPage, asked: str | None) -> Party | None:
    """Return the party for whom the user votes; a party that is not the user's does not exist here."""
    party = page.party(asked)
    if asked and party is None:
        raise Http404
    return party


def own_party(page: BallotPage, asked: str | None) -> Party:
    """Return the party whose points these are; 403 where the user's party does not vote."""
    party = find_party(page, asked) if page.my_parties else None
    if party is None:
        raise PermissionDenied
    return party


def seen(request: Request) -> str:
    return request.POST.get("seen", "")


def back(partnership: Partnership, version: int) -> HttpResponse:
    return redirect("ballot", partnership=partnership.slug, version=version)


def answer(
    request: Request,
    page: BallotPage,
    *,
    party: Party | None = None,
    form: PointsForm | None = None,
    seen: str | None = None,
    open_form: OpenForm | None = None,
    decide_form: DecideForm | None = None,
    tried: Tried | None = None,
    status: int = 200,
) -> HttpResponse:
    vote = page.own_vote(party) if party else None
    if form is None and page.is_open and party:
        form = PointsForm(questions=page.questions, given=page.own_points(party))
    if decide_form is None and page.is_closed and page.may_lead:
        decide_form = DecideForm(questions=page.questions, given=page.means)
    context: dict[str, Any] = {
        "page": page,
        "model": page.model,
        "ballot": page.ballot,
        "party": party,
        "vote": vote,
        "seen": actions.vote_stamp(vote) if seen is None else seen,
        "form": form,
        "open_form": open_form or OpenForm(),
        "decide_form": decide_form,
        "tried": tried,
    }
    return render(request, "sia/ballot.html", context, status=status)


def overtaken(request: Request, page: BallotPage, party: Party, form: PointsForm) -> HttpResponse:
    """Re-render the form (409) where a colleague voted in the meantime: both votes are shown.

    Saving again takes these points.
    """
    form.show_others(page.own_points(party))
    vote = page.own_vote(party)
    by = vote.cast_by if vote else ""
    text = _("%(colleague)s changed this vote in the meantime. Your points stand in the boxes, theirs beside them.")
    messages.error(request, text % {"colleague": by})
    return answer(request, page, party=party, form=form, status=CONFLICT)
