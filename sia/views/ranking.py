from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from sia import exports
from sia.models import ScoreRun
from sia.screens import ranking

MAP_PARTS = {"why": ranking.selection, "chips": ranking.progress}


@require_safe
@in_partnership()
def ranked_map(request: Request, partnership: Partnership) -> HttpResponse:
    """The whole page; for htmx only the part it asks for, since a panel needs a fraction of the work."""
    choice = ranking.Choice.read(request.GET)
    part = request.htmx.target if request.htmx and not request.htmx.history_restore_request else ""
    if part in MAP_PARTS:
        response = render(request, f"sia/map.html#{part}", MAP_PARTS[part](partnership, choice))
    else:
        response = render(request, "sia/map.html", ranking.page(partnership, choice))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
@in_partnership()
def ranking_csv(request: Request, partnership: Partnership) -> HttpResponse:
    choice = ranking.Choice.read(request.GET)
    run = ScoreRun.objects.newest(partnership, choice.level)
    if run is None:
        raise Http404
    name = f"{_('ranking')}-{partnership.slug}-{choice.level}-{run.created_at:%Y-%m-%d}.csv"
    return HttpResponse(
        exports.ranking_csv(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
