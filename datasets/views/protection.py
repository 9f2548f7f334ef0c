"""The rule of which figures of a dataset are withheld.

Everybody may read it; its owner's analysts and administrators set it.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from datasets.actions import protection as actions
from datasets.forms.protection import ProtectionForm
from datasets.models import Dataset, Observation
from datasets.owners import may_protect, may_protect_any
from datasets.pipeline.disclosure_control import rule_of
from datasets.views.datasets import find_dataset


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership()
def dataset_protection(request: Request, partnership: Partnership, dataset: int) -> HttpResponse:
    if request.method == "POST" and not may_protect_any(request.user, partnership):
        raise PermissionDenied
    found = find_dataset(request, partnership, dataset)
    form = ProtectionForm(sent(request), rule=rule_of(found))
    if not form.is_bound:
        return answer(request, found, form)
    if not may_protect(request.user, found):
        raise PermissionDenied
    if not form.is_valid():
        return answer(request, found, form, UNPROCESSABLE)
    try:
        changed = actions.protect(dataset=found, by=request.user, rule=form.rule, seen=form.seen_rule)
    except StaleEdit:
        messages.error(
            request, _("Nothing changed: somebody else changed this rule meanwhile. Below is what it is now.")
        )
        found.refresh_from_db()
        return answer(request, found, ProtectionForm(rule=rule_of(found)), CONFLICT)
    told = ngettext("Saved. %(n)s figure changed.", "Saved. %(n)s figures changed.", changed) % {"n": changed}
    messages.success(request, told if changed else _("Saved. No figure changed."))
    return redirect("dataset_protection", partnership=partnership.slug, dataset=dataset)


def answer(request: Request, found: Dataset, form: ProtectionForm, status: int = 200) -> HttpResponse:
    page = {
        "dataset": found,
        "form": form,
        "rule": rule_of(found),
        "may_protect": may_protect(request.user, found),
        "withheld": Observation.objects.filter(delivery__dataset=found).withheld().count(),
    }
    return render(request, "datasets/protection.html", page, status=status)
