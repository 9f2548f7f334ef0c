from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.actions import note_seen
from datasets.models import Area
from sia.pages import area_beside as beside_screen
from sia.pages import area_inside, area_origin, area_page
from sia.pages import areas as areas_screen


@require_safe
@in_partnership()
def area_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "sia/area_list.html", areas_screen.page(partnership, request.GET.get("q", "")))


@require_safe
@in_partnership()
def pocket_list(request: Request, partnership: Partnership) -> HttpResponse:
    """List buurten and own areas far worse than the area around them.

    ?theme=health keeps one theme, total the totals.
    """
    return render(request, "sia/pocket_list.html", area_inside.pocket_list(partnership, request.GET.get("theme", "")))


@require_safe
@in_partnership()
def area(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    """Show the newest vintage of the area that bears this code; of a code that is gone what became of it."""
    if not Area.objects.of(partnership).current().filter(code=code).exists():
        return area_former(request, partnership, code)
    found = find_area(partnership, code)
    page = area_page.page(partnership, found, request.user)
    note_seen(partnership=partnership, by=request.user, looked=page["looked"])
    return render(request, "sia/area.html", page)


@require_safe
@in_partnership()
def area_beside_choose(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    """Redirect the choice of a form, ?other=CODE, to an address of its own; without a choice back to the area."""
    other = request.GET.get("other", "")
    first, second = find_pair(partnership, code, other or code)
    if not other:
        return redirect("area", partnership=partnership.slug, code=first.code)
    return redirect("area_beside", partnership=partnership.slug, code=first.code, other=second.code)


@require_safe
@in_partnership()
def area_beside(request: Request, partnership: Partnership, code: str, other: str) -> HttpResponse:
    """Show two areas side by side."""
    first, second = find_pair(partnership, code, other)
    page = beside_screen.page(partnership, first, second)
    note_seen(partnership=partnership, by=request.user, looked=page.get("looked", ()))
    return render(request, "sia/area_beside.html", page)


def area_former(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    page = area_origin.former(partnership, code)
    if page is None:
        raise Http404
    return render(request, "sia/area_former.html", page)


def find_pair(partnership: Partnership, code: str, other: str) -> tuple[Area, Area]:
    pair = beside_screen.pair(partnership, code, other)
    if pair is None:
        raise Http404
    return pair


def find_area(partnership: Partnership, code: str) -> Area:
    mine = Area.objects.of(partnership).current().select_related("parent", "partnership")
    return get_object_or_404(mine.defer("geometry", "parent__geometry"), code=code)
