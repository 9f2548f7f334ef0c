"""A delivery that could not be read as it came: mend alike cells together, or bring a mended file in its place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions
from datasets.forms.answers import AnswersForm
from datasets.forms.uploads import UploadForm
from datasets.views.deliveries import answer, find_own, mending_form, too_late

DECIMAL_SIGNS = (",", ".")


@require_POST
@in_partnership(P.DELIVER)
def delivery_mend(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_own(request, partnership, delivery)
    form = mending_form(page, request.POST)
    if not form.is_valid():
        return answer(request, page, mending=form, status=UNPROCESSABLE)
    try:
        actions.mend(delivery=page.delivery, by=request.user, repairs=form.repairs)
    except StaleEdit:
        return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_POST
@in_partnership(P.DELIVER)
def delivery_answer(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Take the answers that only a person can give: which sheet, percents or fractions, a strange figure that is right."""
    page = find_own(request, partnership, delivery)
    form = AnswersForm(request.POST, delivery=page.delivery)
    if not form.fields or not form.is_valid():
        return answer(request, page, answers=form, status=UNPROCESSABLE)
    try:
        actions.answer_questions(delivery=page.delivery, by=request.user, answers=form.answers())
    except StaleEdit:
        return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_POST
@in_partnership(P.DELIVER)
def delivery_sign(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    """Record which decimal sign figures such as 1.234 were written with."""
    page = find_own(request, partnership, delivery)
    sign = request.POST.get("sign")
    if sign not in DECIMAL_SIGNS:
        return answer(request, page, status=UNPROCESSABLE)
    try:
        actions.read_with_sign(delivery=page.delivery, by=request.user, sign=sign)
    except StaleEdit:
        return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_POST
@in_partnership(P.DELIVER)
def delivery_forget_repairs(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_own(request, partnership, delivery)
    try:
        actions.discard_repairs(delivery=page.delivery, by=request.user)
    except StaleEdit:
        return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)


@require_POST
@in_partnership(P.DELIVER)
def delivery_anew(request: Request, partnership: Partnership, delivery: int) -> HttpResponse:
    page = find_own(request, partnership, delivery)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer(request, page, anew=form, status=UNPROCESSABLE)
    try:
        actions.replace_file(delivery=page.delivery, by=request.user, upload=form.cleaned_data["file"])
    except StaleEdit:
        return too_late(request, page)
    return redirect("delivery", partnership=partnership.slug, delivery=delivery)
