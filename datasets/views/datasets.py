"""One dataset of the catalogue: who can see it and why, closing and opening it, asking for it and answering."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import access as actions
from datasets.forms.covenants import AnswerForm, AskForm
from datasets.models import AccessRequest, Dataset
from datasets.pages.datasets import DatasetPage


@require_safe
@in_partnership()
def dataset(request: Request, partnership: Partnership, dataset: int) -> HttpResponse:
    return answer(request, find_dataset(request, partnership, dataset))


@require_safe
@in_partnership()
def dataset_readers(request: Request, partnership: Partnership, dataset: int) -> HttpResponse:
    """Show who can see this, and why."""
    page = DatasetPage(find_dataset(request, partnership, dataset), request.user)
    return render(request, "datasets/dataset_readers.html", {"page": page, "dataset": page.dataset})


@require_POST
@in_partnership(P.SIGN_COVENANT, P.OVERSEE)
def dataset_close(request: Request, partnership: Partnership, dataset: int) -> HttpResponse:
    """Close a dataset with POST required=yes, or open it again with required=no."""
    found = find_dataset(request, partnership, dataset)
    if request.POST.get("required") not in {"yes", "no"}:
        return answer(
            request,
            found,
            refused=_("This step is not complete. Choose again."),
            status=UNPROCESSABLE,
        )
    required = request.POST["required"] == "yes"
    try:
        actions.require_covenant(dataset=found, by=request.user, required=required)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    if required:
        messages.success(
            request, _("Only its owner and who has a covenant see “%(dataset)s” now.") % {"dataset": found}
        )
    else:
        messages.success(request, _("Everybody in the partnership sees “%(dataset)s” now.") % {"dataset": found})
    return redirect("dataset", partnership=partnership.slug, dataset=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.REQUEST_DATA)
def access_ask(request: Request, partnership: Partnership, dataset: int) -> HttpResponse:
    found = find_dataset(request, partnership, dataset)
    form = AskForm(sent(request), dataset=found, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_access(dataset=found, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("You asked %(owner)s for access.") % {"owner": found.owner})
            return redirect("dataset", partnership=partnership.slug, dataset=found.pk)
    return form_page(request, "datasets/access_ask.html", form, dataset=found)


@require_POST
@in_partnership(P.REQUEST_DATA)
def access_answer(request: Request, partnership: Partnership, asked: int) -> HttpResponse:
    visible = AccessRequest.objects.of(partnership).visible_to(request.user)
    found = get_object_or_404(visible.select_related("dataset__owner", "dataset__partnership"), pk=asked)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        words = str(form.errors["answer"][0])
        return answer(request, found.dataset, refused=words, status=UNPROCESSABLE)
    try:
        actions.answer_access(asked=found, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        return answer(request, found.dataset, refused=refused.messages[0])
    messages.success(request, _("Your answer is there. To give access, draw up a covenant."))
    return redirect("dataset", partnership=partnership.slug, dataset=found.dataset_id)


def find_dataset(request: Request, partnership: Partnership, pk: int) -> Dataset:
    visible = Dataset.objects.of(partnership).visible_to(request.user)
    return get_object_or_404(visible.select_related("owner", "partnership"), pk=pk)


def answer(request: Request, found: Dataset, *, refused: str = "", status: int = 0) -> HttpResponse:
    page = {"page": DatasetPage(found, request.user), "dataset": found, "refusal": refused}
    return render(request, "datasets/dataset.html", page, status=status or (CONFLICT if refused else 200))
