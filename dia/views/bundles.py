"""Bundles: the list, a new one by hand, its page, and what parties do with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import Difference, StaleEdit, show_refusal
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.views import table_files
from dia import actions
from dia.forms.bundles import ConsentForm, MoveForm, NewBundleForm, TermsForm, WorkForm, free_works
from dia.forms.requests import AskForm
from dia.models import Bundle, Work
from dia.pages import bundles as screen
from dia.pages.bundles import BundlePage


@require_safe
@in_partnership()
def bundle_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "dia/bundle_list.html", screen.list_page(partnership, request.user))


@require_safe
@in_partnership()
def bundles_file(request: Request, partnership: Partnership) -> HttpResponse:
    return table_files.answer(request, partnership, "bundles")


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def bundle_add(request: Request, partnership: Partnership) -> HttpResponse:
    data, parties = (
        sent(request),
        list(request.user.parties_in(partnership, P.PLAN)),
    )
    form = NewBundleForm(data, partnership=partnership, parties=parties, initial={"works": request.GET.getlist("work")})
    if form.is_bound and form.is_valid():
        try:
            made = actions.create_bundle(partnership=partnership, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return back(partnership, made.pk)
    return form_page(request, "dia/bundle_form.html", form)


@require_safe
@in_partnership()
def bundle(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    return answer(request, find_bundle(request, partnership, bundle))


def show_refused(request: Request, partnership: Partnership, bundle: int, *, refused: str, **_: int) -> HttpResponse:
    return answer(request, find_bundle(request, partnership, bundle), refused=refused, status=CONFLICT)


with_refusal = show_refusal(
    show_refused,
    gettext_lazy(
        "Somebody changed this bundle while you looked at it. It stands below as it is now. Nothing of yours is saved."
    ),
)


@require_POST
@in_partnership(P.PLAN)
@with_refusal
def bundle_edit(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    found = find_bundle(request, partnership, bundle)
    actions.check_party(request.user, partnership, found.lead)
    form = TermsForm(request.POST, instance=find_bundle(request, partnership, bundle))
    if not form.is_valid():
        return answer(request, found, terms=form, status=UNPROCESSABLE)
    try:
        actions.change_bundle(bundle=found, by=request.user, version=form.cleaned_data["version"], **form.terms)
    except StaleEdit:
        return both(request, form)
    messages.success(request, _("The terms are saved. The sheet is counted again."))
    return back(partnership, bundle)


@require_POST
@in_partnership(P.PLAN)
@with_refusal
def bundle_join(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    """Add a work of the own party."""
    found = find_bundle(request, partnership, bundle)
    form = WorkForm(request.POST, works=own_works(request, partnership))
    if not form.is_valid():
        return answer(request, found, join=form, status=UNPROCESSABLE)
    actions.add_to_bundle(bundle=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The work is in the bundle."))
    return back(partnership, bundle)


@require_POST
@in_partnership(P.PLAN)
@with_refusal
def bundle_leave(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    """Take a work of the own party out."""
    found = find_bundle(request, partnership, bundle)
    form = WorkForm(request.POST, works=Work.objects.plain().filter(bundlings__bundle=found))
    if not form.is_valid():
        return answer(request, found, refused=_("This work is not in the bundle any more."), status=CONFLICT)
    actions.remove_from_bundle(bundle=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The work is out of the bundle."))
    return back(partnership, bundle)


@require_POST
@in_partnership(P.PLAN)
@with_refusal
def bundle_move(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    """Move a bundle; `to` is the state to come."""
    found, form = find_bundle(request, partnership, bundle), MoveForm(request.POST)
    if not form.is_valid():
        return answer(request, found, refused=_("Choose what the next step is."), status=UNPROCESSABLE)
    moved = actions.move_bundle(bundle=found, by=request.user, **form.cleaned_data)
    messages.success(request, _("The bundle is now: %(state)s.") % {"state": moved.get_state_display()})
    return back(partnership, bundle)


@require_POST
@in_partnership(P.COMMIT)
@with_refusal
def bundle_consent(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    """Record a consent; `party` is the own party that speaks."""
    found = find_bundle(request, partnership, bundle)
    page, form = BundlePage(found, request.user), ConsentForm(request.POST)
    voice = page.voice(request.POST.get("party", ""))
    if voice is None:
        raise PermissionDenied
    if not form.is_valid():
        return answer(request, found, consent=form, party=voice.party.pk, status=UNPROCESSABLE)
    actions.consent(bundle=found, party=voice.party, by=request.user, **form.cleaned_data)
    messages.success(request, _("What %(party)s says is written down.") % {"party": voice.party})
    return back(partnership, bundle)


@require_POST
@in_partnership(P.COMMIT)
@with_refusal
def bundle_condition(request: Request, partnership: Partnership, bundle: int) -> HttpResponse:
    """Record that a condition is met; `party` is the own party, which says so."""
    found = find_bundle(request, partnership, bundle)
    voice = BundlePage(found, request.user).voice(request.POST.get("party", ""))
    if voice is None:
        raise PermissionDenied
    actions.meet_condition(bundle=found, party=voice.party, by=request.user)
    messages.success(request, _("It is written down that the condition of %(party)s is met.") % {"party": voice.party})
    return back(partnership, bundle)


def both(request: Request, form: TermsForm) -> HttpResponse:
    """Re-render the terms as they stand, with those of this person beside them (409).

    Saving again puts these in their place.
    """
    now = find_bundle(request, request.partnership, form.instance.pk)
    form.data = data = request.POST.copy()
    data["version"] = str(now.version)
    return answer(request, now, terms=form, theirs=screen.differences(now, form), status=CONFLICT)


def find_bundle(request: Request, partnership: Partnership, pk: int) -> Bundle:
    visible = Bundle.objects.of(partnership).visible_to(request.user).select_related("partnership", "lead", "agenda")
    return get_object_or_404(visible, pk=pk)


def own_works(request: Request, partnership: Partnership) -> Any:
    return free_works(partnership).filter(party__in=request.user.parties_in(partnership, P.PLAN))


def others_works(page: BundlePage) -> Any:
    """Return works of other parties that are free and were not asked for already."""
    asked = page.bundle.requests.filter(state="sent").values("work")
    return free_works(page.partnership).exclude(party__in=page.may_plan).exclude(pk__in=asked)


def back(partnership: Partnership, bundle: int) -> HttpResponse:
    return redirect("bundle", partnership=partnership.slug, bundle=bundle)


def answer(
    request: Request,
    bundle: Bundle,
    *,
    terms: BaseForm | None = None,
    join: BaseForm | None = None,
    ask: BaseForm | None = None,
    consent: BaseForm | None = None,
    party: int = 0,
    theirs: list[Difference] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    page, seen = BundlePage(bundle, request.user), {"version": bundle.version}
    context: dict[str, Any] = {
        "page": page,
        "bundle": bundle,
        "refused": refused,
        "wrong": terms or join or ask or consent,
        "consent": consent,
        "theirs": theirs,
        "speaking": party,
        "terms": terms or (TermsForm(instance=bundle, initial=seen) if page.may_change else None),
    }
    if page.takes_part:
        own = own_works(request, page.partnership)
        context["join"] = join or WorkForm(works=own, initial=seen, auto_id="join_%s")
        context["ask"] = ask or AskForm(works=others_works(page), initial=seen, auto_id="ask_%s")
    return render(request, "dia/bundle.html", context, status=status)
