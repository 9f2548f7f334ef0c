"""Views on what became of the areas when a later year of boundaries was loaded."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from accounts.permissions import P, may
from datasets.pages import years as screen


@require_safe
@in_partnership()
def boundary_years(request: Request, partnership: Partnership) -> HttpResponse:
    """Show a year of boundaries beside the one before it: ?level=wijk&year=2024."""
    page = screen.page(partnership, request.GET.get("level", ""), request.GET.get("year", ""))
    return render(
        request, "datasets/boundary_years.html", page | {"may_deliver": may(request.user, P.DELIVER, partnership)}
    )
