"""The button that stops a job, beside its progress."""

from __future__ import annotations

from typing import Any

from django import template

from datasets.job_permissions import page_to_stop
from datasets.models import Job

register = template.Library()


@register.inclusion_tag("_components/stop_job.html", takes_context=True)
def stop_job(context: dict[str, Any], job: Job | None) -> dict[str, Any]:
    """Render the button only for whoever may stop the job; after that a sentence until it has stopped."""
    request = context["request"]
    may = bool(job and job.is_open and page_to_stop(request.user, job))
    return {"job": job, "may": may, "slug": request.partnership.slug, "csrf_token": context.get("csrf_token")}
