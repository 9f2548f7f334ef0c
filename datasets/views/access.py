"""The log of who looked at figures under a covenant, and of what was taken along."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets.models import Covenant
from datasets.pages.access import log_page
from datasets.views.table_files import answer


@require_safe
@in_partnership(P.REQUEST_DATA)
def access_log(request: Request, partnership: Partnership) -> HttpResponse:
    """Show the access log: all for administrators, for others what was looked at of their own party's datasets.

    ?dataset= keeps one.
    """
    page = log_page(partnership, request.user, request.GET.get("dataset", ""))
    return render(request, "datasets/access_log.html", page)


@require_safe
@in_partnership(P.REQUEST_DATA)
def access_log_file(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership, "access")


@require_safe
@in_partnership()
def access_summary_file(request: Request, partnership: Partnership, covenant: int) -> HttpResponse:
    """Return a file for the yearly review: per party how often, without names."""
    found = get_object_or_404(Covenant.objects.of(partnership).visible_to(request.user), pk=covenant)
    return answer(request, partnership, "access_summary", covenant=str(found.pk))
