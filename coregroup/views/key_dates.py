"""The yearly calendar and its key dates."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import key_dates as actions
from coregroup.forms.key_dates import KeyDateForm
from coregroup.models import KeyDate
from coregroup.pages import key_dates as screen
from coregroup.pages.conflicts import conflict_page


@require_safe
@in_partnership()
def key_date_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/key_date_list.html", screen.list_page(partnership, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def key_date_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = KeyDateForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.add_key_date(partnership=partnership, by=request.user, **form.key_date)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The key date is added."))
            return redirect("key_date_list", partnership=partnership.slug)
    return show_form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def key_date_edit(request: Request, partnership: Partnership, key_date: int) -> HttpResponse:
    """Edit a key date; an edit of an older one shows both (409)."""
    found = find_key_date(partnership, key_date)
    form = KeyDateForm(sent(request), instance=find_key_date(partnership, key_date))
    if "look" not in request.POST and form.is_bound and form.is_valid():
        try:
            actions.change_key_date(key_date=found, by=request.user, seen=form.cleaned_data["seen"], **form.key_date)
        except StaleEdit:
            theirs = KeyDateForm(instance=find_key_date(partnership, key_date))
            page = {"key_date": found, **conflict_page(form, theirs, request.POST, "seen")}
            return render(request, "coregroup/key_date_conflict.html", page, status=CONFLICT)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The key date is saved."))
            return redirect("key_date_list", partnership=partnership.slug)
    return show_form(request, form, found)


@require_POST
@in_partnership(P.LEAD)
def key_date_remove(request: Request, partnership: Partnership, key_date: int) -> HttpResponse:
    found = find_key_date(partnership, key_date)
    try:
        actions.remove_key_date(key_date=found, by=request.user, seen=request.POST.get("seen", ""))
    except StaleEdit:
        text = _("Somebody changed “%(title)s” while you looked at it. It is not removed.") % {"title": found.title}
        page = screen.list_page(partnership, request.user) | {"refusal": text}
        return render(request, "coregroup/key_date_list.html", page, status=CONFLICT)
    messages.success(request, _("“%(title)s” is off the calendar.") % {"title": found.title})
    return redirect("key_date_list", partnership=partnership.slug)


@require_POST
@in_partnership(P.LEAD)
def key_date_usual(request: Request, partnership: Partnership) -> HttpResponse:
    came = actions.add_usual_dates(partnership=partnership, by=request.user)
    text = ngettext("%(count)s key date is added.", "%(count)s key dates are added.", came)
    messages.success(request, text % {"count": came})
    return redirect("key_date_list", partnership=partnership.slug)


def find_key_date(partnership: Partnership, pk: int) -> KeyDate:
    return get_object_or_404(partnership.key_dates.select_related("partnership"), pk=pk)


def show_form(request: Request, form: KeyDateForm, found: KeyDate | None = None) -> HttpResponse:
    return form_page(request, "coregroup/key_date_form.html", form, key_date=found)
