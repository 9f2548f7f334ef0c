"""One delivery on its way: what was recognised, what is wrong, what would change, and the load."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets import actions, spreadsheets
from datasets.delivery_page import DeliveryPage, jobs_of
from datasets.mapping_forms import MappingForm
from datasets.models import Delivery
from datasets.problem_texts import SEVERITY_NAMES, sentence
from datasets.rights import MAY_DELIVER, may_deliver

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
@in_partnership()
def delivery(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """The whole page; for htmx the bar while the awaited job is open, and all below the title when that is over."""
    page = find_page(request, partnership, delivery)
    if not request.htmx or request.htmx.history_restore_request:
        return answer(request, page)
    if page.job and request.GET.get("wait") == str(page.job.pk):
        return answer(request, page, part="#bar")
    response = answer(request, page, part="#body")
    response["HX-Retarget"] = "#delivery"
    response["HX-Reswap"] = "outerHTML"
    return response


@require_POST
@in_partnership(*MAY_DELIVER)
def delivery_mapping(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_page(request, partnership, delivery)
    if not page.may_map:
        return too_late(request, page)
    form = MappingForm(request.POST, delivery=page.delivery, indicators=page.indicators)
    if not form.is_valid():
        return answer(request, page, form=form, status=UNPROCESSABLE)
    actions.map_columns(delivery=page.delivery, by=request.user, mapping=form.mapping())
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_POST
@in_partnership(*MAY_DELIVER)
def delivery_load(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_page(request, partnership, delivery)
    if not page.may_load and not page.busy:
        return too_late(request, page)
    actions.load(delivery=page.delivery, by=request.user)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_safe
@in_partnership()
def delivery_problems(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """The problems as a list for a spreadsheet: UTF-8 with a mark and semicolons, as Dutch Excel opens it."""
    found = find_delivery(request, partnership, delivery)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = get_valid_filename(f"problems-{found.pk}-{found.name[:80]}.csv")
    response["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "ignore").decode()}"'
    writer = spreadsheets.writer(response)
    writer.writerow([_("weight"), _("row"), _("column"), _("value"), _("what is wrong"), _("how to mend it")])
    for problem in map(sentence, found.problems):
        what = f"{problem.what} ({problem.note})" if problem.note else problem.what
        cells = [
            str(SEVERITY_NAMES[problem.severity]),
            problem.row or "",
            problem.column,
            problem.value,
            what,
            problem.mend,
        ]
        writer.writerow([spreadsheets.harmless(cell) for cell in cells])
    return response


def find_delivery(request: Request, partnership: Partnership, pk: int) -> Delivery:
    visible = Delivery.objects.of(partnership).visible_to(request.user).newest_first()
    return get_object_or_404(visible, pk=pk)


def find_page(request: Request, partnership: Partnership, pk: int) -> DeliveryPage:
    jobs = jobs_of(partnership, pk)
    return DeliveryPage(find_delivery(request, partnership, pk), jobs)


def answer(
    request: Request, page: DeliveryPage, form: MappingForm | None = None, part: str = "", status: int = 200
) -> HttpResponse:
    may = may_deliver(request.user, page.delivery.partnership)
    if form is None and may and page.may_map:
        form = MappingForm(delivery=page.delivery, indicators=page.indicators)
    context = {"page": page, "delivery": page.delivery, "form": form, "may_deliver": may}
    response = render(request, f"datasets/delivery.html{part}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def too_late(request: Request, page: DeliveryPage) -> HttpResponse:
    messages.error(request, _("Nothing changed: this delivery is past that step. See below how it stands."))
    return answer(request, page, status=CONFLICT)
