from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.actions import note_seen
from datasets.views.table_files import answer
from sia.pages import history, ranking

# What htmx asks for, by the id it replaces: a part takes a fraction of the work of the page.
PARTS = {
    "why": ("sia/map.html#why", ranking.selection),
    "chips": ("sia/map.html#chips", ranking.progress),
    "list": ("sia/_what_if_answer.html", ranking.what_if),
}


@require_safe
@in_partnership()
def ranked_map(request: Request, partnership: Partnership) -> HttpResponse:
    choice = ranking.Choice.read(request.GET)
    part = request.htmx.target if request.htmx and not request.htmx.history_restore_request else ""
    template, screen = PARTS.get(part or "", ("sia/map.html", ranking.page))
    page = screen(partnership, choice)
    note_seen(partnership=partnership, by=request.user, looked=page.get("looked", ()))
    response = render(request, template, page)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
@in_partnership()
def ranking_file(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership, "ranking")


@require_safe
@in_partnership()
def rank_history(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "sia/history.html", history.page(partnership, request.GET))
