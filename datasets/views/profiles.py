"""Ways to read a table that a party keeps under a name: the list, one of them, and reading a file so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions
from datasets.forms.profiles import ProfileChoiceForm, ProfileForm, profile_stamp
from datasets.models import MappingProfile
from datasets.pages.profiles import ProfilePage, profiles_of
from datasets.views.deliveries import answer, find_own, too_late


@require_safe
@in_partnership(P.DELIVER)
def profile_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "datasets/profile_list.html", {"profiles": profiles_of(request.user, partnership)})


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def profile(request: Request, partnership: Partnership, profile: int) -> HttpResponse:
    """Show how a profile reads a table; posting gives it another name."""
    found = find_profile(request, partnership, profile)
    if request.method != "POST":
        return show(request, found, ProfileForm(instance=found))
    form = ProfileForm(request.POST, instance=find_profile(request, partnership, profile))
    if form.is_overtaken:
        return overtaken(request, found)
    if not form.is_valid():
        return show(request, found, form, status=UNPROCESSABLE)
    actions.rename_profile(profile=found, by=request.user, name=form.cleaned_data["name"])
    messages.success(request, _("The new name is kept."))
    return redirect("profile_list", partnership=partnership.slug)


@require_POST
@in_partnership(P.DELIVER)
def profile_delete(request: Request, partnership: Partnership, profile: int) -> HttpResponse:
    found = find_profile(request, partnership, profile)
    if request.POST.get("seen") != profile_stamp(found):
        return overtaken(request, found)
    name = found.name
    actions.delete_profile(profile=found, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": name})
    return redirect("profile_list", partnership=partnership.slug)


@require_POST
@in_partnership(P.DELIVER)
def delivery_profile(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Read the table of a delivery in a way that was kept."""
    page = find_own(request, partnership, delivery)
    if not page.may_map:
        return too_late(request, page)
    form = ProfileChoiceForm(request.POST, profiles=profiles_of(request.user, partnership))
    if not form.is_valid():
        return answer(request, page, status=UNPROCESSABLE, choice=form)
    try:
        actions.read_as(delivery=page.delivery, by=request.user, profile=form.chosen())
    except StaleEdit:  # somebody was first
        return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


def show(request: Request, found: MappingProfile, form: ProfileForm, status: int = 200) -> HttpResponse:
    page = {"page": ProfilePage(found), "form": form}
    return render(request, "datasets/profile.html", page, status=status)


def overtaken(request: Request, found: MappingProfile) -> HttpResponse:
    messages.error(request, _("Nothing is saved: somebody changed this meanwhile. See how it stands now."))
    return show(request, found, ProfileForm(instance=found), status=CONFLICT)


def find_profile(request: Request, partnership: Partnership, pk: int) -> MappingProfile:
    return get_object_or_404(profiles_of(request.user, partnership), pk=pk)
