"""Sites that works share."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import note_places_seen
from datasets.views import table_files
from dia import actions
from dia.actions.sites import site_stamp
from dia.forms.sites import SiteForm
from dia.models import Site
from dia.pages import sites as screen
from dia.pages.works import outlines


@require_safe
@in_partnership()
def site_list(request: Request, partnership: Partnership) -> HttpResponse:
    page = screen.page(partnership, request.user)
    note_places_seen(partnership=partnership, by=request.user, parties=page["places_of"])
    return render(request, "dia/site_list.html", page)


@require_safe
@in_partnership()
def sites_file(request: Request, partnership: Partnership) -> HttpResponse:
    return table_files.answer(request, partnership, "sites")


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def site_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = SiteForm(sent(request), partnership=partnership)
    if form.is_bound and form.is_valid():
        try:
            site = actions.add_site(partnership=partnership, by=request.user, **form.site)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("“%(site)s” is added. Works can choose it now.") % {"site": site})
            return redirect("site_list", partnership=partnership.slug)
    return show_form(request, partnership, form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN, P.LEAD)
def site_edit(request: Request, partnership: Partnership, site: int) -> HttpResponse:
    found = find_site(request, partnership, site)
    if not screen.may_change(found, request.user):
        raise PermissionDenied(_("Other parties have works on this site. Ask the secretary to change it."))
    stamp = site_stamp(found)
    form = SiteForm(sent(request), instance=found, partnership=partnership, stamp=stamp)
    if "look" not in request.POST and form.is_bound and form.is_valid():
        return save(request, partnership, form)
    return show_form(request, partnership, form, site=site)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN, P.LEAD)
def site_remove(request: Request, partnership: Partnership, site: int) -> HttpResponse:
    """Delete a site, after asking."""
    found = find_site(request, partnership, site)
    if not screen.may_change(found, request.user):
        raise PermissionDenied(_("Other parties have works on this site. Ask the secretary to change it."))
    if request.method != "POST":
        page = {"site": found, "refused": screen.works_there(found, request.user)}
        return render(request, "dia/site_remove.html", page)
    try:
        actions.remove_site(site=found, by=request.user)
    except ValidationError as refused:
        page = {"site": found, "refused": refused.messages[0]}
        return render(request, "dia/site_remove.html", page, status=CONFLICT)
    messages.success(request, _("“%(site)s” is deleted.") % {"site": found.name})
    return redirect("site_list", partnership=partnership.slug)


def save(request: Request, partnership: Partnership, form: SiteForm) -> HttpResponse:
    standing = find_site(request, partnership, form.instance.pk)
    try:
        actions.change_site(site=standing, by=request.user, stamp=form.cleaned_data["stamp"], **form.site)
    except StaleEdit:
        labels = {name: str(form[name].label) for name in form.site}
        page = screen.conflict_page(standing, form.site, request.POST, labels)
        return render(request, "dia/site_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        form.add_error(None, refused)
        return show_form(request, partnership, form, site=standing.pk)
    messages.success(request, _("“%(site)s” is saved.") % {"site": form.site["name"]})
    return redirect("site_list", partnership=partnership.slug)


def find_site(request: Request, partnership: Partnership, pk: int) -> Site:
    return get_object_or_404(Site.objects.of(partnership).visible_to(request.user).select_related("partnership"), pk=pk)


def show_form(request: Request, partnership: Partnership, form: SiteForm, site: int | None = None) -> HttpResponse:
    return form_page(request, "dia/site_form.html", form, pk=site, **outlines(partnership))
