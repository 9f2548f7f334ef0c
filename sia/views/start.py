from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.rights import may_deliver
from sia.screens import start as start_screen


@require_safe
@in_partnership()
def start(request: Request, partnership: Partnership) -> HttpResponse:
    context = start_screen.page(partnership) | {"may_deliver": may_deliver(request.user, partnership)}
    return render(request, "sia/start.html", context)
