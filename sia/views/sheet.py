from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.actions import note_seen
from datasets.models import Area
from sia.pages import area, sheet


@require_safe
@in_partnership()
def area_sheet(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    """Return one A4 of the area as a PDF, to be looked at in the browser and printed."""
    mine = Area.objects.of(partnership).current().plain().select_related("parent", "partnership")
    found = get_object_or_404(mine, code=code)
    page = area.page(partnership, found, request.user)
    note_seen(partnership=partnership, by=request.user, looked=page["looked"])
    return HttpResponse(
        sheet.pdf(partnership, found, page),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{partnership.slug}-{found.code}.pdf"'},
    )
