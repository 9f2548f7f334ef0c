"""The rules by which works meet: read by everybody, written by who leads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from dia import actions
from dia.forms.coupling_rules import RuleForm
from dia.models import CouplingRule
from dia.pages import coupling_rules as screen
from dia.pipeline.coupling_rules import rules_stamp


@require_safe
@in_partnership()
def coupling_rules(request: Request, partnership: Partnership) -> HttpResponse:
    return answer(request, partnership)


@require_POST
@in_partnership(P.LEAD)
def coupling_rule_write(request: Request, partnership: Partnership) -> HttpResponse:
    """Write the rules; a stale edit is shown the rules as they stand now, above the form as it was sent (409)."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        return answer(request, partnership, form, status=UNPROCESSABLE)
    try:
        actions.write_rule(partnership=partnership, by=request.user, **form.cleaned_data)
    except StaleEdit:
        form.data = request.POST.copy()
        form.data["seen"] = rules_stamp(partnership)
        return answer(request, partnership, form, refused=first())
    except ValidationError as refused:
        return answer(request, partnership, form, refused=" ".join(refused.messages))
    return saved(request, partnership)


@require_POST
@in_partnership(P.LEAD)
def coupling_rule_remove(request: Request, partnership: Partnership, rule: int) -> HttpResponse:
    found = get_object_or_404(CouplingRule.objects.of(partnership).select_related("partnership"), pk=rule)
    try:
        actions.remove_rule(rule=found, by=request.user, seen=request.POST.get("seen", ""))
    except StaleEdit:
        return answer(request, partnership, refused=first())
    except ValidationError as refused:
        return answer(request, partnership, refused=" ".join(refused.messages))
    return saved(request, partnership)


def saved(request: Request, partnership: Partnership) -> HttpResponse:
    messages.success(request, _("The rule is saved. Chances are being looked up again."))
    return redirect("coupling_rules", partnership=partnership.slug)


def first() -> str:
    return _("Somebody changed these rules while you looked at them. They stand below as they are now.")


def answer(
    request: Request, partnership: Partnership, form: RuleForm | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    page = screen.page(partnership, request.user, form) | {"refused": refused}
    return render(request, "dia/coupling_rules.html", page, status=CONFLICT if refused else status)
