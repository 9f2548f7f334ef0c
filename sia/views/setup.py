"""Setting up a city: a partnership for its municipality, and the six steps to its first ranking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.actions import found_partnership, give_seat
from accounts.forms import FoundForm, SeatForm
from accounts.http import UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.municipalities import municipalities
from accounts.permissions import P
from datasets import actions
from datasets.desk import desk_of
from datasets.forms.several import FetchesForm, FilesForm
from sia.pages.setup import BOUNDARIES, FIGURES, KEYS, PARTIES, SetupPage


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def setup_new(request: Request) -> HttpResponse:
    """Ask for which municipality; who looks after the whole site becomes the administrator of the new partnership."""
    if not request.user.is_superuser:
        raise PermissionDenied
    form = FoundForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            partnership = found_partnership(**form.founded, administrator=request.user.email)[0]
        except ValidationError as error:
            form.add_error(None, [text for texts in error.message_dict.values() for text in texts])
        else:
            return redirect("setup_step", partnership=partnership.slug, step=BOUNDARIES)
    context = {"form": form, "names": municipalities().values()}
    return render(request, "sia/setup_new.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@in_partnership(P.OVERSEE)
def setup(request: Request, partnership: Partnership) -> HttpResponse:
    """Show the first step that is not done."""
    return _page(request, partnership, SetupPage(partnership).key)


@require_safe
@in_partnership(P.OVERSEE)
def setup_step(request: Request, partnership: Partnership, step: str) -> HttpResponse:
    """Show one step; for htmx, which asks while something is being read, all that may have changed."""
    if step not in KEYS:
        raise Http404
    part = "#steps" if request.htmx and not request.htmx.history_restore_request else ""
    return _page(request, partnership, step, part=part)


@require_POST
@in_partnership(P.OVERSEE)
def setup_fetch(request: Request, partnership: Partnership) -> HttpResponse:
    form = FetchesForm(request.POST)
    step = _step_of(request)
    if not form.is_valid():
        return _page(request, partnership, step, form=form)
    for asked in form.asked:
        actions.ask_fetch(partnership=partnership, by=request.user, load=True, **asked)
    return redirect("setup_step", partnership=partnership.slug, step=step)


@require_POST
@in_partnership(P.OVERSEE)
def setup_files(request: Request, partnership: Partnership) -> HttpResponse:
    form = FilesForm(request.POST, request.FILES)
    step = _step_of(request)
    if not form.is_valid():
        return _page(request, partnership, step, form=form)
    supplier = desk_of(request.user, partnership).usual
    files = form.cleaned_data["file"]
    actions.receive_files(partnership=partnership, by=request.user, uploads=files, supplier=supplier)
    return redirect("setup_step", partnership=partnership.slug, step=step)


@require_POST
@in_partnership(P.OVERSEE)
def setup_go_on(request: Request, partnership: Partnership) -> HttpResponse:
    """Load what was left when it was stopped."""
    actions.load_rest(partnership=partnership)
    return redirect("setup_step", partnership=partnership.slug, step=_step_of(request))


@require_POST
@in_partnership(P.OVERSEE)
def setup_party(request: Request, partnership: Partnership) -> HttpResponse:
    form = SeatForm(request.POST)
    if form.is_valid():
        try:
            seat = give_seat(partnership=partnership, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("“%(name)s” takes part.") % {"name": seat.party})
            return redirect("setup_step", partnership=partnership.slug, step=PARTIES)
    return _page(request, partnership, PARTIES, form=form)


def _step_of(request: Request) -> str:
    """Return the step on which something was asked: both can bring boundaries and figures."""
    return BOUNDARIES if request.POST.get("step") == BOUNDARIES else FIGURES


def _page(
    request: Request, partnership: Partnership, step: str, *, form: BaseForm | None = None, part: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"page": SetupPage(partnership, step), "form": form}
    context["seat"] = form if isinstance(form, SeatForm) else SeatForm()
    context["files"] = form if isinstance(form, FilesForm) else FilesForm()
    response = render(request, f"sia/setup.html{part}", context, status=UNPROCESSABLE if form else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response
