from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from accounts.permissions import P, may
from datasets.actions import note_seen
from datasets.models import Area
from datasets.views.table_files import answer
from sia.pages import advice as advice_screen
from sia.pages import advice_flip as flip_screen
from sia.pages.ranking import Choice


@require_safe
@in_partnership()
def advice(request: Request, partnership: Partnership) -> HttpResponse:
    """Show the advice on today's data; ?level= says of which areas."""
    page = advice_screen.page(partnership, Choice.read(request.GET))
    note_seen(partnership=partnership, by=request.user, looked=page.get("looked", ()))
    rights = {"may_snapshot": may(request.user, P.MAKE_SNAPSHOT, partnership)}
    return render(request, "sia/advice.html", page | rights)


@require_safe
@in_partnership()
def advice_flip(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    """Show what would change the advice of one area: a part for htmx, else a page."""
    area = get_object_or_404(Area.objects.of(partnership).current().plain(), code=code)
    page = flip_screen.page(partnership, area)
    if page is None:
        raise Http404
    part = "#flip" if request.htmx and not request.htmx.history_restore_request else ""
    response = render(request, f"sia/advice_flip.html{part}", page)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@in_partnership()
def advice_file(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership, "advice")
