"""The page on which a room of the main menu opens: a list of the pages that it holds."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from accounts.permissions import may
from coregroup.pages.rooms import ROOMS, entries_for


@require_safe
@in_partnership()
def room(request: Request, partnership: Partnership, room: str) -> HttpResponse:
    """List the pages of a room; 404 for a room that does not exist, 403 for one that is not for this reader."""
    found = ROOMS.get(room)
    if found is None or not found.entries:
        raise Http404
    if not may(request.user, found.permission, partnership):
        raise PermissionDenied
    entries = list(entries_for(found, request.user, partnership))
    return render(request, "coregroup/room.html", {"room": found, "entries": entries})
