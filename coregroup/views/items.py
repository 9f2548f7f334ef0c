"""Items: on the agenda of a meeting, on the backlog, from one to the other, and what was said of them."""

from __future__ import annotations

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
from coregroup.actions import items as actions
from coregroup.actions.locks import check_not_closed
from coregroup.forms.items import ItemForm, SaidForm, TakeForm
from coregroup.models import Item, Meeting
from coregroup.pages import backlog as screen
from coregroup.pages.conflicts import conflict_page
from coregroup.views.meetings import answer as meeting_page
from coregroup.views.meetings import find_meeting, to_meeting


@require_safe
@in_partnership()
def backlog(request: Request, partnership: Partnership) -> HttpResponse:
    return show_backlog(request, partnership)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def backlog_add(request: Request, partnership: Partnership) -> HttpResponse:
    return add(request, partnership)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def item_add(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    found = find_meeting(request, partnership, meeting)
    try:
        check_not_closed(found)
    except ValidationError as refused:
        return meeting_page(request, found, refused=refused)
    return add(request, partnership, found)


def add(request: Request, partnership: Partnership, meeting: Meeting | None = None) -> HttpResponse:
    form = ItemForm(sent(request), partnership=partnership, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            item = actions.add_item(partnership=partnership, by=request.user, meeting=meeting, **form.item)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return done(request, item, _("“%(item)s” is added.") % {"item": item.title})
    return show_form(request, form, meeting=meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def item_edit(request: Request, partnership: Partnership, item: int) -> HttpResponse:
    found = find_item(request, partnership, item)
    actions.check_may_change(request.user, found)
    if found.meeting and found.meeting.is_fixed:
        return refuse(request, found, ValidationError(_("This meeting is closed, so it stays as it is.")))
    form = ItemForm(sent(request), partnership=partnership, user=request.user, instance=found)
    if "look" in request.POST or not (form.is_bound and form.is_valid()):
        return show_form(request, form, meeting=found.meeting)
    standing, version = find_item(request, partnership, item), form.cleaned_data["version"] or 0
    try:
        changed = actions.change_item(item=standing, by=request.user, version=version, **form.item)
    except StaleEdit:
        theirs = ItemForm(partnership=partnership, user=request.user, instance=standing)
        page = conflict_page(form, theirs, request.POST) | {"item": standing, "address": "item_edit"}
        return render(request, "coregroup/item_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        return refuse(request, standing, refused)
    return done(request, changed, _("“%(item)s” is saved.") % {"item": changed.title})


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def item_said(request: Request, partnership: Partnership, item: int) -> HttpResponse:
    found = find_item(request, partnership, item)
    form = SaidForm(sent(request), instance=found)
    if "look" in request.POST or not (form.is_bound and form.is_valid()):
        page = {"form": form, "item": found, "unsaved": form.is_bound and not form.errors}
        return render(request, "coregroup/item_said.html", page, status=UNPROCESSABLE if form.errors else 200)
    standing, version = find_item(request, partnership, item), form.cleaned_data["version"] or 0
    try:
        changed = actions.say_of_item(item=standing, by=request.user, version=version, said=form.cleaned_data["said"])
    except StaleEdit:
        page = conflict_page(form, SaidForm(instance=standing), request.POST)
        page |= {"item": standing, "address": "item_said"}
        return render(request, "coregroup/item_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        return refuse(request, standing, refused)
    return done(request, changed, _("What was said is saved."))


@require_POST
@in_partnership(P.LEAD)
def item_move(request: Request, partnership: Partnership, item: int) -> HttpResponse:
    """Move an item; `to` is up or down."""
    found = find_item(request, partnership, item)
    try:
        actions.move_item(item=found, by=request.user, up=request.POST.get("to") == "up")
    except ValidationError as refused:
        return refuse(request, found, refused)
    return done(request, found)


@require_POST
@in_partnership(P.LEAD)
def item_take(request: Request, partnership: Partnership, item: int) -> HttpResponse:
    """Take an item from the backlog to `meeting`."""
    found, form = find_item(request, partnership, item), TakeForm(request.POST, partnership=partnership)
    if not form.is_valid():
        return show_backlog(request, partnership, str(form.errors["meeting"][0]), UNPROCESSABLE)
    try:
        taken = actions.take_item(item=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        return refuse(request, find_item(request, partnership, item), refused)
    return done(request, taken, _("“%(item)s” is on the agenda.") % {"item": taken.title})


@require_POST
@in_partnership(P.LEAD)
def item_back(request: Request, partnership: Partnership, item: int) -> HttpResponse:
    found = find_item(request, partnership, item)
    meeting = found.meeting
    try:
        actions.put_back(item=found, by=request.user)
    except ValidationError as refused:
        return refuse(request, found, refused)
    messages.success(request, _("“%(item)s” is on the backlog.") % {"item": found.title})
    return to_meeting(meeting, "#items") if meeting else redirect("backlog", partnership=partnership.slug)


@require_POST
@in_partnership(P.SPEAK)
def item_remove(request: Request, partnership: Partnership, item: int) -> HttpResponse:
    found = find_item(request, partnership, item)
    meeting = found.meeting
    try:
        actions.remove_item(item=found, by=request.user)
    except ValidationError as refused:
        return refuse(request, found, refused)
    messages.success(request, _("“%(item)s” is deleted.") % {"item": found.title})
    return to_meeting(meeting, "#items") if meeting else redirect("backlog", partnership=partnership.slug)


def find_item(request: Request, partnership: Partnership, pk: int) -> Item:
    mine = Item.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(mine.select_related("partnership", "meeting__partnership", "party"), pk=pk)


def show_form(request: Request, form: ItemForm, *, meeting: Meeting | None) -> HttpResponse:
    return form_page(request, "coregroup/item_form.html", form, meeting=meeting, pk=form.instance.pk)


def show_backlog(request: Request, partnership: Partnership, refused: str = "", status: int = 200) -> HttpResponse:
    page = screen.page(partnership, request.user) | {"refusal": refused}
    return render(request, "coregroup/backlog.html", page, status=status)


def done(request: Request, item: Item, sentence: str = "") -> HttpResponse:
    """Redirect to where the item stands now."""
    if sentence:
        messages.success(request, sentence)
    if item.meeting:
        return to_meeting(item.meeting, f"#item-{item.pk}")
    return redirect("backlog", partnership=item.partnership.slug)


def refuse(request: Request, item: Item, refused: ValidationError) -> HttpResponse:
    """Render the page on which the item stands, with what stood in the way on top."""
    if item.meeting:
        return meeting_page(request, item.meeting, refused=refused)
    return show_backlog(request, item.partnership, " ".join(refused.messages), CONFLICT)
