"""The register of corrections: what a delivery replaced, and what ever stood at one place."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.actions import note_seen
from datasets.models import Area, Indicator
from datasets.pages.corrections import history, replaced_by
from datasets.pipeline.access import may_see_values
from datasets.pipeline.grants import granted
from datasets.views.deliveries import find_delivery


@require_safe
@in_partnership()
def delivery_replaced(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    found = find_delivery(request, partnership, delivery)
    if not may_see_values(request.user, found):
        raise Http404
    looked = [(found.dataset_id, "")] if found.dataset_id else []
    note_seen(partnership=partnership, by=request.user, looked=looked)
    shown, rows = replaced_by(found, granted(request.user, partnership), request.GET.get("page", ""))
    return render(request, "datasets/delivery_replaced.html", {"delivery": found, "shown": shown, "rows": rows})


@require_safe
@in_partnership()
def figure_history(request: Request, partnership: Partnership, code: str, indicator: str) -> HttpResponse:
    areas = Area.objects.of(partnership).visible_to(request.user).plain().order_by("-vintage")
    area = areas.filter(code=code).first()
    if area is None:
        raise Http404
    found = get_object_or_404(Indicator.objects.of(partnership), code=indicator)
    stood = history(area, found, granted(request.user, partnership))
    shown = [each.delivery.dataset_id for each in stood if each.delivery and not each.value.hidden]
    looked = {(dataset, area.level) for dataset in shown if dataset}
    note_seen(partnership=partnership, by=request.user, looked=looked)
    return render(request, "datasets/figure_history.html", {"area": area, "indicator": found, "stood": stood})
