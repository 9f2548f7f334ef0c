"""The delivery calendar: what is promised by whom, when it is due, and who is late."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, may
from datasets import actions
from datasets.desk import desk_of
from datasets.forms.supply import PromiseForm, promise_stamp
from datasets.models import Dataset, DeliveryPromise
from datasets.pipeline.supply import promises


@require_safe
@in_partnership()
def calendar(request: Request, partnership: Partnership) -> HttpResponse:
    page = {
        "promises": promises(partnership, timezone.localdate()),
        "mine": set(own_datasets(request, partnership).values_list("pk", flat=True)),
        "may_deliver": may(request.user, P.DELIVER, partnership),
    }
    return render(request, "datasets/calendar.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def promise_add(request: Request, partnership: Partnership) -> HttpResponse:
    return edit(request, partnership, None)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def promise_edit(request: Request, partnership: Partnership, promise: int) -> HttpResponse:
    return edit(request, partnership, find_promise(request, partnership, promise))


@require_POST
@in_partnership(P.DELIVER)
def promise_remove(request: Request, partnership: Partnership, promise: int) -> HttpResponse:
    held = find_promise(request, partnership, promise)
    if request.POST.get("seen") != promise_stamp(held):
        return overtaken(request, partnership, held)
    actions.drop_promise(promise=held, by=request.user)
    messages.success(request, _("It is off the calendar."))
    return redirect("delivery_calendar", partnership=partnership.slug)


def edit(request: Request, partnership: Partnership, held: DeliveryPromise | None) -> HttpResponse:
    mine = own_datasets(request, partnership)
    data = sent(request)
    form = PromiseForm(data, instance=held, partnership=partnership, datasets=mine)
    if held and form.is_overtaken:
        return overtaken(request, partnership, held)
    if form.is_valid():
        actions.promise(by=request.user, **form.said)
        messages.success(request, _("It stands on the calendar."))
        return redirect("delivery_calendar", partnership=partnership.slug)
    page = {"form": form, "promise": held}
    return render(request, "datasets/promise.html", page, status=UNPROCESSABLE if form.is_bound else 200)


def overtaken(request: Request, partnership: Partnership, held: DeliveryPromise) -> HttpResponse:
    messages.error(request, _("Nothing is saved: somebody changed this meanwhile. See how it stands now."))
    form = PromiseForm(instance=held, partnership=partnership, datasets=own_datasets(request, partnership))
    return render(request, "datasets/promise.html", {"form": form, "promise": held}, status=CONFLICT)


def own_datasets(request: Request, partnership: Partnership) -> QuerySet[Dataset]:
    """Return the datasets of which this person may say when they are due.

    All for administrators, else those of the own parties.
    """
    every = Dataset.objects.of(partnership).visible_to(request.user).exclude(key__startswith="derived-")
    if may(request.user, P.OVERSEE, partnership):
        return every
    return every.filter(Q(owner__in=desk_of(request.user, partnership).parties))


def find_promise(request: Request, partnership: Partnership, pk: int) -> DeliveryPromise:
    kept = DeliveryPromise.objects.of(partnership).filter(dataset__in=own_datasets(request, partnership))
    return get_object_or_404(kept.select_related("dataset__owner", "dataset__partnership", "party"), pk=pk)
