from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.models import Area
from datasets.rights import may_deliver
from sia import actions, exports
from sia.models import ScoreRun
from sia.rights import MAY_RECOMPUTE
from sia.screens import area as area_screen
from sia.screens import areas as areas_screen
from sia.screens import model as model_screen
from sia.screens import ranking
from sia.screens import start as start_screen

MAP_PARTS = {"why": ranking.selection, "chips": ranking.progress}


@require_safe
@in_partnership()
def start(request: Request, partnership: Partnership) -> HttpResponse:
    context = start_screen.page(partnership) | {"may_deliver": may_deliver(request.user, partnership)}
    return render(request, "sia/start.html", context)


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


@require_safe
@in_partnership()
def model(request: Request, partnership: Partnership) -> HttpResponse:
    rights = {"may_recompute": request.user.has_role(partnership, *MAY_RECOMPUTE)}
    return render(request, "sia/model.html", model_screen.page(partnership) | rights)


@require_POST
@in_partnership(*MAY_RECOMPUTE)
def recompute(request: Request, partnership: Partnership) -> HttpResponse:
    actions.recompute(partnership=partnership, by=request.user)
    messages.success(request, _("The scores are being recomputed. The map shows it when they are ready."))
    return redirect("map", partnership=partnership.slug)
