"""The page that anybody may read, its settings, and what parties tell on it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, acts_for
from coregroup.actions import residents as actions
from coregroup.forms.residents import PublicPageForm, ReleaseForm, WithdrawForm
from coregroup.models import PublicPage, Release
from coregroup.pages.conflicts import conflict_page
from coregroup.pages.residents import ReleasesPage, ResidentsPage
from dia.models import Work


@require_safe
@cache_control(public=True, no_cache=True)
@conditional_page
def residents(request: HttpRequest, partnership: str) -> HttpResponse:
    """Show everybody the page, in the language of the partnership; whether it exists but is off, nobody can tell.

    Anybody may keep it, and asks each time whether it is still so: what is withdrawn is gone at once.
    """
    found = get_object_or_404(PublicPage.objects.select_related("partnership"), partnership__slug=partnership, on=True)
    with translation.override(found.partnership.language):
        return render(request, "coregroup/residents.html", {"page": ResidentsPage(found)})


@require_safe
@in_partnership()
def releases(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership)


def answer(request: Request, partnership: Partnership, *, said: str = "", status: int = 200) -> HttpResponse:
    """Render the list; `said` is why something was refused."""
    page = {"page": ReleasesPage(partnership, request.user), "said": said}
    return render(request, "coregroup/releases.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def public_page(request: Request, partnership: Partnership) -> HttpResponse:
    standing = PublicPage.objects.filter(partnership=partnership).first() or PublicPage(partnership=partnership)
    form = PublicPageForm(sent(request), instance=standing)
    if "look" not in request.POST and form.is_bound and form.is_valid():
        try:
            actions.set_public_page(partnership=partnership, by=request.user, **form.cleaned_data)
        except StaleEdit:
            theirs = PublicPageForm(instance=PublicPage.objects.get(partnership=partnership))
            page = conflict_page(form, theirs, request.POST)
            return render(request, "coregroup/public_page_conflict.html", page, status=CONFLICT)
        messages.success(request, _("The settings of the page for residents are saved."))
        return redirect("releases", partnership=partnership.slug)
    return render(
        request,
        "coregroup/public_page.html",
        {"form": form},
        status=UNPROCESSABLE if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def release_edit(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    found = find_work(request, partnership, work)
    form = ReleaseForm(sent(request), work=found, standing=standing_of(found))
    status = UNPROCESSABLE if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            actions.release_work(work=found, by=request.user, **form.cleaned_data)
        except StaleEdit:
            said = _("A colleague told something else meanwhile. It stands below. Save again if yours has to stand.")
            form, status = (
                ReleaseForm(request.POST, work=found, standing=standing_of(found)).once_more(said),
                CONFLICT,
            )
        except ValidationError as refused:
            form.add_error(None, refused)
            status = CONFLICT
        else:
            messages.success(request, _("Residents can read it as soon as the page is open."))
            return redirect("releases", partnership=partnership.slug)
    page = {"form": form, "work": found, "why_not": actions.why_not(found, actions.codes_on_map(partnership))}
    return render(request, "coregroup/release_form.html", page, status=status)


@require_POST
@in_partnership(P.PLAN)
def release_withdraw(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    found, form = find_work(request, partnership, work), WithdrawForm(request.POST)
    if not form.is_valid():
        return answer(request, partnership, said=_("Choose what you want to withdraw."), status=UNPROCESSABLE)
    try:
        actions.withdraw_release(work=found, by=request.user, seen=form.cleaned_data["seen"])
    except StaleEdit:
        text = _("A colleague told something else meanwhile. Look at it first.")
        return answer(request, partnership, said=text, status=CONFLICT)
    messages.success(request, _("It is withdrawn: residents no longer read it."))
    return redirect("releases", partnership=partnership.slug)


def find_work(request: Request, partnership: Partnership, pk: int) -> Work:
    """Return a work of the own party; another party's answers 403."""
    works = Work.objects.of(partnership).visible_to(request.user).plain().select_related("party", "partnership")
    found = get_object_or_404(works, pk=pk)
    if not acts_for(request.user, P.PLAN, partnership, found.party):
        raise PermissionDenied(_("This is for %(party)s to decide.") % {"party": found.party})
    return found


def standing_of(work: Work) -> Release | None:
    return work.releases.standing().first()
