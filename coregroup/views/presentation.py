"""Meeting mode: the big screen, the laptops that follow it, and what goes from one to the other."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P, may
from coregroup.actions.presentation import SomebodyLeads, present
from coregroup.forms.presentation import PresentationForm
from coregroup.models import Meeting
from coregroup.pages import presentation as screen
from coregroup.pages.subjects import pages_of
from coregroup.pipeline.poll_state import Moment, moment
from datasets.actions import note_seen
from sia.views.ranking import PARTS as MAP_PARTS

# What htmx asks for, by the id that it replaces.
PARTS = {
    "screen-head": ("coregroup/_screen_answer.html", screen.page),
    "list": ("coregroup/_screen_standing.html", screen.standing),
    "why": (MAP_PARTS["why"][0], screen.selection),
    "decision-line": ("coregroup/_screen_decisions.html", screen.decided),
    "decided": ("coregroup/_screen_decided.html", screen.decided),
}


@require_safe
@in_partnership()
def meeting_screen(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    return show(request, partnership, meeting, follows=False)


@require_safe
@in_partnership()
def meeting_follow(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Show what is shown to all; with a query in the address, to somebody who looks around alone."""
    return show(request, partnership, meeting, follows=True)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership()
def presentation(request: Request, partnership: Partnership, meeting: int) -> HttpResponse:
    """Answer every laptop that asks each second (GET): 304 as long as nothing changed; lead by POST."""
    if request.method == "POST":
        return lead(request, partnership, meeting)
    now = find_moment(request, partnership, meeting)
    answer = get_conditional_response(request, etag=now.stamp) or JsonResponse(
        {"state": now.state, "version": now.version, "by": now.by, "address": now.address, "decided": now.decided}
    )
    answer["ETag"] = now.stamp
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def lead(request: Request, partnership: Partnership, pk: int) -> HttpResponse:
    """Show an address on the laptops; a script gets JSON, a form the screen."""
    if not may(request.user, P.LEAD, partnership):
        raise PermissionDenied
    found, plain = find_meeting(request, partnership, pk), not request.accepts("text/html")
    form = PresentationForm(request.POST, meeting=found, pages=pages_of)
    if not form.is_valid():
        text = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return refuse(request, found, text, UNPROCESSABLE, plain=plain)
    shown = form.cleaned_data["address"]
    try:
        made = present(
            meeting=found, by=request.user, address=shown, item=form.item, take_over=form.cleaned_data["take_over"]
        )
    except SomebodyLeads as other:
        return refuse(request, found, _("%(name)s leads the laptops now.") % {"name": other.by}, CONFLICT, plain=plain)
    except ValidationError as refusal:
        return refuse(request, found, " ".join(refusal.messages), CONFLICT, plain=plain)
    if plain:
        return JsonResponse({"version": made.version})
    return redirect(f"{shown}?showing={pk}" if is_page(found, shown) else shown)


def refuse(request: Request, meeting: Meeting, text: str, status: int, *, plain: bool) -> HttpResponse:
    if plain:
        return JsonResponse({"refusal": text}, status=status)
    return show(request, request.partnership, meeting.pk, follows=False, refusal=text, status=status)


def show(
    request: Request, partnership: Partnership, pk: int, *, follows: bool, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Render the page, or the part of it that htmx asks for."""
    now, found = find_moment(request, partnership, pk), find_meeting(request, partnership, pk)
    if follows and not request.GET and now.state == Meeting.State.OPEN and is_page(found, now.address):
        led_to = f"{now.address}?following={pk}"
        return HttpResponseClientRedirect(led_to) if request.htmx else redirect(led_to)
    part = (request.htmx.target or "") if request.htmx and not request.htmx.history_restore_request else ""
    template, contents = PARTS.get(part, ("coregroup/screen.html", screen.page))
    seen = screen.Screen(found, request.user, now, request.GET, follows=follows)
    page = contents(seen)
    note_seen(partnership=partnership, by=request.user, looked=page.get("looked", ()))
    answer = render(request, template, page | {"part": part, "refusal": refusal}, status=status)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def is_page(meeting: Meeting, address: str) -> bool:
    """Return whether what is shown to all is another page than the screen: who follows is led there, and led back."""
    screen_path = reverse("meeting_screen", args=[meeting.partnership.slug, meeting.pk])
    return address.partition("?")[0] not in {"", screen_path}


def find_meeting(request: Request, partnership: Partnership, pk: int) -> Meeting:
    related = Meeting.objects.of(partnership).visible_to(request.user).select_related("rules", "presentation__by")
    found = related.defer("body").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.partnership = partnership
    return found


def find_moment(request: Request, partnership: Partnership, pk: int) -> Moment:
    found = moment(Meeting.objects.of(partnership).visible_to(request.user), pk)
    if found is None:
        raise Http404
    return found
