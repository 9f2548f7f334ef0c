"""Boundaries and figures straight from their publisher."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.http import UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions
from datasets.fetching.texts import sentence
from datasets.forms.fetches import FetchForm, title_of
from datasets.models import Fetch, Job
from datasets.sources.published import PUBLICATIONS


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def source_fetch(request: Request, partnership: Partnership) -> HttpResponse:
    form = FetchForm(sent(request))
    if form.is_bound and form.is_valid():
        asked = actions.ask_fetch(partnership=partnership, by=request.user, **form.asked)
        return redirect("fetch", partnership=partnership.slug, fetch=asked.pk)
    return render(
        request,
        "datasets/fetch_add.html",
        {"form": form},
        status=UNPROCESSABLE if form.errors else 200,
    )


@require_safe
@in_partnership(P.DELIVER)
def fetch(request: Request, partnership: Partnership, fetch: int) -> HttpResponse:
    """Show how far it is, or what stood in the way; once it is a delivery, that is the page to be on."""
    job = Job.objects.of(partnership).filter(kind="datasets.fetch", key=f"fetch:{fetch}").order_by("-pk").first()
    found = get_object_or_404(Fetch.objects.of(partnership).visible_to(request.user), pk=fetch)
    part = "#waiting" if request.htmx and not request.htmx.history_restore_request else ""
    if found.delivery_id and not part:
        return redirect("delivery", partnership=partnership.slug, delivery=found.delivery_id)
    page = {
        "fetch": found,
        "publication": PUBLICATIONS[found.publication],
        "title": f"{title_of(PUBLICATIONS[found.publication])} {found.year}",
        "job": job,
        "problem": sentence(found.problem, found.problem_about) if found.problem else "",
    }
    response = render(request, f"datasets/fetch.html{part}", page)
    patch_vary_headers(response, ["HX-Request"])
    return response
