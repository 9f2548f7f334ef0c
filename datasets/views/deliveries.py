"""One delivery on its way: what was recognised, what is wrong, what would change, and the load."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions, states
from datasets.desk import desk_of
from datasets.forms.answers import AnswersForm
from datasets.forms.mapping import MappingForm
from datasets.forms.mending import MendingForm
from datasets.forms.profiles import ProfileChoiceForm
from datasets.forms.uploads import UploadForm
from datasets.models import Area, Delivery
from datasets.pages.deliveries import DeliveryPage, jobs_of
from datasets.pages.delivery_desk import DeliveryDesk
from datasets.pages.profiles import profiles_of
from datasets.pages.quality import QualityPage
from datasets.pipeline.access import may_see_file, may_see_values


@require_safe
@in_partnership()
def delivery(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Show the whole page of a delivery.

    For htmx the bar while the awaited job is open, and all below the title when that is over.
    """
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
@in_partnership(P.DELIVER)
def delivery_mapping(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_own(request, partnership, delivery)
    if not page.may_map:
        return too_late(request, page)
    form = mapping_form(page, request.POST)
    if not form.is_valid():
        return answer(request, page, form=form, status=UNPROCESSABLE)
    try:
        actions.map_columns(delivery=page.delivery, by=request.user, mapping=form.mapping())
    except StaleEdit:  # somebody was first
        return too_late(request, page)
    if form.cleaned_data["profile"] and page.party:
        actions.save_profile(
            partnership=partnership,
            party=page.party,
            by=request.user,
            name=form.cleaned_data["profile"],
            header=page.delivery.recognised["header"],
            mapping=form.mapping(),
        )
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_POST
@in_partnership(P.DELIVER)
def delivery_load(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Take the next step towards the load that is this person's: approve, accept, or both at once."""
    page = find_page(request, partnership, delivery)
    if not page.busy:
        try:
            actions.load(delivery=page.delivery, by=request.user)
        except StaleEdit:
            return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


def find_delivery(request: Request, partnership: Partnership, pk: int) -> Delivery:
    visible = Delivery.objects.of(partnership).visible_to(request.user).newest_first()
    return get_object_or_404(visible, pk=pk)


def find_page(request: Request, partnership: Partnership, pk: int) -> DeliveryPage:
    jobs = jobs_of(partnership, pk)
    return DeliveryPage(find_delivery(request, partnership, pk), jobs)


def mapping_form(page: DeliveryPage, data: QueryDict | None = None) -> MappingForm:
    return MappingForm(data, delivery=page.delivery, indicators=page.indicators, areas=page.areas, party=page.party)


def mending_form(page: DeliveryPage, data: QueryDict | None = None) -> MendingForm:
    held = Area.objects.of(page.delivery.partnership).current()
    return MendingForm(data, delivery=page.delivery, areas=set(held.values_list("code", flat=True)) if data else ())


def find_own(request: Request, partnership: Partnership, pk: int) -> DeliveryPage:
    """Return a delivery that this person may have read once more; 403 for another."""
    page = find_page(request, partnership, pk)
    if not states.may(desk_of(request.user, partnership), page.delivery, states.RECEIVED):
        raise PermissionDenied
    return page


def answer(
    request: Request,
    page: DeliveryPage,
    *,
    form: MappingForm | None = None,
    part: str = "",
    status: int = 200,
    choice: ProfileChoiceForm | None = None,
    mending: MendingForm | None = None,
    anew: UploadForm | None = None,
    answers: AnswersForm | None = None,
) -> HttpResponse:
    may = DeliveryDesk(page, desk_of(request.user, page.delivery.partnership))
    context = {
        "page": page,
        "delivery": page.delivery,
        "form": form,
        "may": may,
        "anew": anew,
        "values": look(request, page.delivery),
        "cells": may_see_file(request.user, page.delivery),
    }
    if page.delivery.quality and context["cells"]:
        context["quality"] = QualityPage(page)
    if may.may_mend and context["values"] and context["cells"] and page.blocking:
        context["mending"] = mending or mending_form(page)
        context["answers"] = answers or AnswersForm(delivery=page.delivery)
    if may.may_mend and page.may_map:
        context["form"] = form or mapping_form(page)
        context["choice"] = choice or ProfileChoiceForm(profiles=profiles_of(request.user, page.delivery.partnership))
    response = render(request, f"datasets/delivery.html{part}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def look(request: Request, delivery: Delivery) -> bool:
    """Return whether what the delivery holds is shown; who sees it under a covenant is noted."""
    seen = may_see_values(request.user, delivery)
    if seen and delivery.dataset_id:
        actions.note_seen(partnership=delivery.partnership, by=request.user, looked=[(delivery.dataset_id, "")])
    return seen


def too_late(request: Request, page: DeliveryPage) -> HttpResponse:
    messages.error(request, _("Nothing changed: this delivery is past that step. See below how it stands."))
    return answer(request, page, status=CONFLICT)
