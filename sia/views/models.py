from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from sia import actions
from sia.rights import MAY_RECOMPUTE
from sia.screens import model as model_screen


@require_safe
@in_partnership()
def model(request: Request, partnership: Partnership) -> HttpResponse:
    rights = {"may_recompute": request.user.has_role(partnership, *MAY_RECOMPUTE)}
    return render(request, "sia/model.html", model_screen.page(partnership) | rights)


@require_POST
@in_partnership(*MAY_RECOMPUTE)
def recompute(request: Request, partnership: Partnership) -> HttpResponse:
    actions.recompute(partnership=partnership, by=request.user)
    messages.success(request, _("The scores are being recomputed. The map shows it when they are ready."))
    return redirect("map", partnership=partnership.slug)
