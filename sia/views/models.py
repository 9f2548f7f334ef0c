"""The score model: its versions, one version, its draft as a form, and two versions side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, may
from sia import actions
from sia.forms.model_settings import AgreeForm
from sia.forms.models import ModelForm
from sia.models import ScoreModel
from sia.pages import model as model_screen
from sia.pages import model_compare, model_edit, model_version

ONLY_LOOKS = {"posts", "look"}  # buttons that fill in goalposts, or show the shares, and save nothing


@require_safe
@in_partnership()
def model(request: Request, partnership: Partnership) -> HttpResponse:
    rights = {
        "may_recompute": may(request.user, P.RECOMPUTE, partnership),
        "may_model": may(request.user, P.EDIT_MODEL, partnership),
        "may_deliver": may(request.user, P.DELIVER, partnership),
    }
    return render(request, "sia/model.html", model_screen.page(partnership) | rights)


@require_POST
@in_partnership(P.RECOMPUTE)
def recompute(request: Request, partnership: Partnership) -> HttpResponse:
    actions.recompute(partnership=partnership, by=request.user)
    messages.success(request, _("The scores are being recomputed. The map shows it when they are ready."))
    return redirect("map", partnership=partnership.slug)


@require_POST
@in_partnership(P.EDIT_MODEL)
def new(request: Request, partnership: Partnership) -> HttpResponse:
    """Create a draft like the version in use."""
    in_use = ScoreModel.objects.in_use(partnership)
    if in_use is None:
        messages.error(request, _("There is no model to start from yet. Load figures first."))
        return redirect("model", partnership=partnership.slug)
    draft = actions.new_version(model=in_use, by=request.user)
    messages.success(request, _("This draft is a copy of the version in use. Change what should be different."))
    return redirect("model_version", partnership=partnership.slug, version=draft.version)


@require_safe
@in_partnership()
def version(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    return answer(request, find_model(request, partnership, version))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.EDIT_MODEL)
def edit(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    found = find_model(request, partnership, version)
    if refused := model_screen.why_not_editable(found):
        return answer(request, found, refused=refused)
    offer, data = model_edit.offer(found), sent(request)
    form = ModelForm(data, model=found, offer=offer)
    if data and not ONLY_LOOKS.isdisjoint(data):
        form = ModelForm(form.retaken(data.get("posts", "")), model=found, offer=offer)
        return render(request, "sia/model_edit.html", {"model": found, "form": form, "unsaved": True})
    if form.is_bound and form.is_valid():
        return save(request, found, form)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "sia/model_edit.html", {"model": found, "form": form}, status=status)


def save(request: Request, found: ScoreModel, form: ModelForm) -> HttpResponse:
    plan = form.plan()
    try:
        actions.change_model(model=found, by=request.user, plan=plan, stamp=form.cleaned_data["stamp"])
    except StaleEdit:
        page = model_edit.conflict_page(found, plan, request.POST)
        return render(request, "sia/model_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    messages.success(request, _("The draft is saved. The map follows it only after it is agreed on."))
    return redirect("model_version", partnership=found.partnership.slug, version=found.version)


@require_POST
@in_partnership(P.LEAD)
def agree(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    """Agree on the version without a ballot: with what was decided, in writing."""
    found = find_model(request, partnership, version)
    if not found.is_draft:
        return answer(request, found, refused=_("Only a draft can be agreed on without a ballot. Nothing is changed."))
    form = AgreeForm(request.POST, heavy=model_version.heavy_themes(found))
    if not form.is_valid():
        return answer(request, found, form=form)
    try:
        actions.agree(model=found, by=request.user, reason=form.decision)
    except ValidationError as refused:
        form.add_error(None, refused)
        return answer(request, found, form=form)
    messages.success(request, _("The parties weigh by this version from now on. The scores are being recomputed."))
    return redirect("model_version", partnership=partnership.slug, version=version)


@require_POST
@in_partnership(P.EDIT_MODEL)
def retire(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    """Drop a draft."""
    found = find_model(request, partnership, version)
    try:
        actions.retire(model=found, by=request.user)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    messages.success(request, _("Version %(version)s is dropped.") % {"version": version})
    return redirect("model", partnership=partnership.slug)


@require_safe
@in_partnership()
def compare(request: Request, partnership: Partnership, version: int, against: int) -> HttpResponse:
    second, first = (find_model(request, partnership, number) for number in (version, against))
    return render(request, "sia/model_compare.html", model_compare.page(second, first))


def find_model(request: Request, partnership: Partnership, number: int) -> ScoreModel:
    visible = ScoreModel.objects.of(partnership).visible_to(request.user)
    people = visible.select_related("partnership", "created_by", "agreed_by", "based_on")
    return get_object_or_404(people, version=number)


def answer(request: Request, found: ScoreModel, *, form: AgreeForm | None = None, refused: str = "") -> HttpResponse:
    """Render the page of the version: as it stands, with the errors of a decision, or with why nothing was changed."""
    page: dict[str, Any] = model_version.page(found, request.user)
    page |= {"form": form or AgreeForm(heavy=model_version.heavy_themes(found)), "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form else 200
    return render(request, "sia/model_version.html", page, status=status)
