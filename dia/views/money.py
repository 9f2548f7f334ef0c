"""Money of an agenda: commitments, contributions and what was really spent."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership, Party
from accounts.permissions import P, acts_for
from dia import actions
from dia.forms.money import ActualForm, CommitmentForm, ContributionForm
from dia.models import Commitment, Measure, Pot
from dia.pages.measures import MeasurePage, given_by, pots_of
from dia.pages.money import MoneyPage, versions_of
from dia.views.agendas import find_agenda
from dia.views.measures import check_mine, find_measure


@require_safe
@in_partnership()
def agenda_money(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    return render(request, "dia/money.html", {"page": MoneyPage(found, request.user, request.GET.get("party", ""))})


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.COMMIT)
def commitment_edit(request: Request, partnership: Partnership, agenda: int, pot: int, funding: str) -> HttpResponse:
    found = find_pot(request, partnership, agenda, pot, funding)
    versions = versions_of(found, funding)
    standing = versions[0] if versions else None
    form, status = CommitmentForm(sent(request), standing=standing), 200
    if form.is_bound:
        form, status = save_commitment(request, form, found, funding)
    if status == 302:  # noqa: PLR2004 -- saved
        messages.success(request, _("The commitment for %(year)s is saved.") % {"year": found.year})
        return to_money(found)
    context = {"form": form, "pot": found, "funding": Commitment.Funding(funding).label, "versions": versions}
    return render(request, "dia/money_commitment.html", context, status=status)


def save_commitment(request: Request, form: CommitmentForm, pot: Pot, funding: str) -> tuple[CommitmentForm, int]:
    """Save a commitment; return the form to show again with its status, or 302 where it is saved."""
    if not form.is_valid():
        return form, UNPROCESSABLE
    try:
        actions.commit(pot=pot, by=request.user, funding=funding, **form.commitment)
    except actions.AmountsAsked as asked:
        form.ask(asked)
        return form, UNPROCESSABLE
    except ValidationError as refused:
        form.add_error(None, refused)
        return form, UNPROCESSABLE
    except StaleEdit:
        fresh = form.once_more()
        text = _("A colleague changed this in the meantime: see the versions below. Saving again takes yours.")
        fresh.add_error(None, text)
        return fresh, CONFLICT
    return form, 302


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.COMMIT)
def contribution_edit(request: Request, partnership: Partnership, agenda: int, measure: int) -> HttpResponse:
    found = find_measure(request, partnership, agenda, measure)
    party = find_purse(request, found)
    pots, given = pots_of(found.agenda, party), given_by(found, party)
    form = ContributionForm(sent(request), pots=pots, given=given)
    status = 200
    if form.is_bound:
        form, status = save_contribution(request, form, found, party)
    if status == 302:  # noqa: PLR2004 -- saved
        messages.success(request, _("What %(party)s gives is saved.") % {"party": party})
        return to_measure(found)
    page = MeasurePage(found, request.user)
    return render(request, "dia/money_contribution.html", {"form": form, "page": page, "party": party}, status=status)


def save_contribution(
    request: Request, form: ContributionForm, measure: Measure, party: Party
) -> tuple[ContributionForm, int]:
    """Save a contribution; return the form to show again with its status, or 302 where it is saved."""
    if not form.is_valid():
        return form, UNPROCESSABLE
    try:
        actions.contribute(measure=measure, party=party, by=request.user, given=form.given, seen=form.seen)
    except ValidationError as refused:
        form.add_error(None, refused)
        return form, UNPROCESSABLE
    except StaleEdit:
        fresh = form.once_more(given_by(measure, party))
        text = _("A colleague changed what your party gives: see it beside yours. Saving again takes yours.")
        fresh.add_error(None, text)
        return fresh, CONFLICT
    return form, 302


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def actual_add(request: Request, partnership: Partnership, agenda: int, measure: int) -> HttpResponse:
    found = find_measure(request, partnership, agenda, measure)
    check_mine(request, found)
    data = sent(request)
    form, status = ActualForm(data, measure=found, asked=request.GET.get("year", "")), 200
    if form.is_bound:
        form, status = save_actual(request, form, found)
    if status == 302:  # noqa: PLR2004 -- saved
        messages.success(request, _("What was spent is saved. The plan stays as it is."))
        return to_measure(found)
    return render(request, "dia/money_actual.html", {"form": form, "measure": found}, status=status)


def save_actual(request: Request, form: ActualForm, measure: Measure) -> tuple[ActualForm, int]:
    """Save what was spent; return the form to show again with its status, or 302 where it is saved."""
    if not form.is_valid():
        return form, UNPROCESSABLE
    try:
        actions.record_actual(measure=measure, by=request.user, **form.actual)
    except ValidationError as refused:
        form.add_error(None, refused)
        return form, UNPROCESSABLE
    except StaleEdit:
        fresh = form.once_more()
        text = _("A colleague filled in this year in the meantime: see it below. Saving again takes yours.")
        fresh.add_error(None, text)
        return fresh, CONFLICT
    return form, 302


def find_pot(request: Request, partnership: Partnership, agenda: int, pk: int, funding: str) -> Pot:
    found = find_agenda(request, partnership, agenda)
    pot = get_object_or_404(found.pots.select_related("party"), pk=pk)
    if funding not in Commitment.Funding.values:
        raise Http404
    pot.agenda = found
    if not acts_for(request.user, P.COMMIT, partnership, pot.party):
        text = _("This is for the budget holder of %(party)s. You can bring money of your own party.")
        raise PermissionDenied(text % {"party": pot.party})
    return pot


def find_purse(request: Request, measure: Measure) -> Party:
    """Return the party that gives: the one asked for, or the only one.

    403 where the user holds no purse on this agenda.
    """
    asked = request.POST.get("party") or request.GET.get("party") or ""
    mine = list(request.user.parties_in(measure.agenda.partnership, P.COMMIT))
    found = [party for party in mine if asked in {"", str(party.pk)}]
    if not found:
        raise PermissionDenied(_("You can bring money of your own party only."))
    return found[0]


def to_money(pot: Pot) -> HttpResponse:
    answer = redirect("agenda_money", partnership=pot.agenda.partnership.slug, agenda=pot.agenda_id)
    answer["Location"] += f"?party={pot.party_id}"
    return answer


def to_measure(measure: Measure) -> HttpResponse:
    slug = measure.agenda.partnership.slug
    return redirect("measure", partnership=slug, agenda=measure.agenda_id, measure=measure.pk)
