"""Steps past the check of a delivery that ask first: return it to its supplier, withdraw it, undo it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions, states
from datasets.desk import Desk, desk_of
from datasets.forms.workflow import ReasonForm
from datasets.pages import undo
from datasets.pages.deliveries import DeliveryPage
from datasets.pipeline import undoing
from datasets.texts.problems import Lazy
from datasets.views.deliveries import find_page, too_late


@dataclass(frozen=True, slots=True)
class Step:
    """A step that asks first: the state it leads to, its words, and the verb that takes it."""

    after: str
    title: Lazy
    says: Lazy
    button: Lazy
    done: Lazy
    act: Callable[..., None]
    needs_reason: bool = True


RETURN = Step(
    states.RETURNED,
    _("Return to the supplier?"),
    _("Nothing is loaded. The supplier reads your reason, and can bring a mended file in the same place."),
    _("Return"),
    _("Returned to the supplier."),
    actions.send_back,
)
WITHDRAW = Step(
    states.WITHDRAWN,
    _("Withdraw this delivery?"),
    _("Nothing is loaded, and the file is deleted. That it was here, and until when, stays readable."),
    _("Withdraw"),
    _("Withdrawn. The file is deleted."),
    actions.withdraw,
    needs_reason=False,
)
UNDO = Step(
    states.UNDONE,
    _("Undo this delivery?"),
    undo.FIGURES.says,
    _("Undo"),
    _("The undo is asked for. Below you see how far it is."),
    actions.undo,
)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def delivery_return(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    desk = desk_of(request.user, partnership)
    if not desk.steward:  # nobody else returns anything, so which delivery it is does not matter
        raise PermissionDenied
    return ask(request, find_page(request, partnership, delivery), desk, RETURN)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def delivery_withdraw(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    return ask(request, find_page(request, partnership, delivery), desk_of(request.user, partnership), WITHDRAW)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def delivery_undo(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    return ask(request, find_page(request, partnership, delivery), desk_of(request.user, partnership), UNDO)


def ask(request: Request, page: DeliveryPage, desk: Desk, step: Step) -> HttpResponse:
    """Say what will happen, and do it once that is confirmed."""
    if not states.may(desk, page.delivery, step.after):
        raise PermissionDenied
    if not states.can(page.delivery, step.after) or page.busy:
        return too_late(request, page)
    form = ReasonForm(sent(request), required=step.needs_reason)
    context = {"page": page, "delivery": page.delivery, "step": step, "form": form, **_of_undo(page, step)}
    if context.get("refused"):
        return render(request, "datasets/delivery_ask.html", context, status=CONFLICT)
    if not form.is_valid():
        return render(
            request,
            "datasets/delivery_ask.html",
            context,
            status=UNPROCESSABLE if form.is_bound else 200,
        )
    try:
        step.act(delivery=page.delivery, by=request.user, reason=form.cleaned_data["reason"])
    except StaleEdit:
        return too_late(request, page)
    except ValidationError as refused:  # something came to rest on it meanwhile
        context["refused"] = refused.messages[0]
        return render(request, "datasets/delivery_ask.html", context, status=CONFLICT)
    messages.success(request, step.done)
    return redirect("delivery", partnership=page.delivery.partnership.slug, delivery=page.delivery.pk)


def _of_undo(page: DeliveryPage, step: Step) -> dict[str, Any]:
    """Return what an undo would do, or what stands in its way and can be opened."""
    if step is not UNDO:
        return {}
    if refused := undoing.obstacle(page.delivery):
        return {"refused": refused, "later": undoing.first_to_undo(page.delivery)}
    return {"says": undo.words(page.delivery).says, "facts": undo.facts(page.delivery)}
