"""Rules of play: the version in force, those before it, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P, may
from coregroup.actions import rules as actions
from coregroup.forms.rules import RulesForm
from coregroup.views.meetings import sent


@require_safe
@in_partnership()
def rules_of_play(request: Request, partnership: Partnership) -> HttpResponse:
    versions = list(partnership.rules_of_play.select_related("by"))
    page = {
        "newest": versions[0] if versions else None,
        "earlier": versions[1:],
        "may_lead": may(request.user, P.LEAD, partnership),
    }
    return render(request, "coregroup/rules_of_play.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def rules_add(request: Request, partnership: Partnership) -> HttpResponse:
    """Write a version that begins from the one in force; where another one came meanwhile, both are shown (409)."""
    form = RulesForm(sent(request), newest=partnership.rules_of_play.first())
    status = UNPROCESSABLE if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.write_rules(partnership=partnership, by=request.user, **form.cleaned_data)
        except StaleEdit:
            text = _(
                "Somebody else wrote a new version in the meantime. It stands below. Send yours again to follow it."
            )
            form, status = form.once_more(ValidationError(text)), CONFLICT
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            text = _("Version %(version)s is in force. Meetings from now on are opened under it.")
            messages.success(request, text % {"version": made.version})
            return redirect("rules_of_play", partnership=partnership.slug)
    return render(request, "coregroup/rules_form.html", {"form": form, "newest": form.newest}, status=status)
