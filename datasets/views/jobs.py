"""Jobs that a person stops while they run or wait."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets import jobs
from datasets.job_permissions import page_to_stop
from datasets.models import Job


@require_POST
@in_partnership()
def job_stop(request: Request, partnership: Partnership, job: int) -> HttpResponse:
    """Stop it, and show the page where it is followed; for whoever may not, it is not there."""
    found = get_object_or_404(Job.objects.of(partnership).select_related("partnership"), pk=job)
    page = page_to_stop(request.user, found)
    if page is None:
        raise Http404
    jobs.stop(found)
    return redirect(page)
