from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.models import Area
from datasets.rights import may_deliver
from sia.screens import area as area_screen
from sia.screens import areas as areas_screen


@require_safe
@in_partnership()
def area_list(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "sia/area_list.html", areas_screen.page(partnership, request.GET.get("q", "")))


@require_safe
@in_partnership()
def area(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    """The newest vintage of the area that bears this code."""
    mine = Area.objects.of(partnership).current().plain().select_related("parent", "partnership")
    found = get_object_or_404(mine, code=code)
    rights: dict[str, Any] = {"may_deliver": may_deliver(request.user, partnership)}
    return render(request, "sia/area.html", area_screen.page(partnership, found) | rights)
