"""Files of a delivery: its quality report, and its table with what is wrong in each row."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions, spreadsheets
from datasets.exports.delivered import may_take
from datasets.pipeline.access import may_see_file, may_see_values
from datasets.texts.quality import rows
from datasets.views.deliveries import find_delivery, find_page
from datasets.views.table_files import answer as answer_table


@require_safe
@in_partnership()
def delivery_quality(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_page(request, partnership, delivery)
    if not may_see_values(request.user, page.delivery):
        raise Http404
    if not may_see_file(request.user, page.delivery):  # which area is far from all others tells of its figure
        raise PermissionDenied
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{_('quality')}-{page.delivery.pk}.csv"
    actions.note_exported(partnership=partnership, by=request.user, file=name)
    response["Content-Disposition"] = content_disposition_header(True, name)
    writer = spreadsheets.writer(response)
    for row in rows(page.delivery, page.names):
        writer.writerow([spreadsheets.harmless(cell) for cell in row])
    return response


@require_safe
@in_partnership()
def delivery_problems(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Return the problems at once, or by a worker where the file has to be read once more and is large."""
    found = find_delivery(request, partnership, delivery)
    if not may_see_values(request.user, found) or not may_see_file(request.user, found):
        raise PermissionDenied
    return answer_table(request, partnership, "problems", delivery=str(delivery))


@require_safe
@in_partnership(P.DELIVER)
def delivery_table(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Return the table at once, or by a worker where it is large."""
    if not may_take(request.user, find_delivery(request, partnership, delivery)):
        raise PermissionDenied
    return answer_table(request, partnership, "delivered", delivery=str(delivery))
