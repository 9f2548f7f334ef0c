"""Files to take along: figures and areas of the catalogue, and the large ones that a worker makes."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.exports import FORMATS
from datasets.exports.making import may_fetch
from datasets.models import Export, Job
from datasets.views.table_files import answer


@require_safe
@in_partnership()
def figures_file(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership, "figures")


@require_safe
@in_partnership()
def areas_file(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership, "areas")


@require_safe
@in_partnership()
def export(request: Request, partnership: Partnership, export: int) -> HttpResponse:
    """Show how far the file is; for htmx the part that waits."""
    job = newest_job(partnership, export)  # before the row itself: a file that comes in between is seen
    found = find_export(request, partnership, export)
    page = {"export": found, "job": job, "may_fetch": may_fetch(found, request.user)}
    part = "#waiting" if request.htmx and not request.htmx.history_restore_request else ""
    response = render(request, f"datasets/export.html{part}", page)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@in_partnership()
def export_file(request: Request, partnership: Partnership, export: int) -> HttpResponse:
    found = find_export(request, partnership, export)
    if not found.file or not may_fetch(found, request.user):
        raise Http404
    kind = FORMATS[found.format].content_type
    file = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=kind)
    return cast(HttpResponse, file)  # both are responses; a streamed one only has no content of its own


def find_export(request: Request, partnership: Partnership, pk: int) -> Export:
    """Return a file to take along; only who asked for it finds it, and only for a day."""
    return get_object_or_404(Export.objects.of(partnership).kept().filter(asked_by=request.user), pk=pk)


def newest_job(partnership: Partnership, export: int) -> Job | None:
    jobs = Job.objects.of(partnership).filter(kind="datasets.export", key=f"export:{export}")
    return jobs.order_by("-pk").first()
