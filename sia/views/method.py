from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from datasets.actions import note_seen
from sia.models import ScoreModel
from sia.pages import method as method_screen


@require_safe
@in_partnership()
def method(request: Request, partnership: Partnership, version: int) -> HttpResponse:
    """Show how this version of the model comes to a rank and an advice, worked out for the area in `?area=`."""
    versions = ScoreModel.objects.of(partnership).select_related("partnership")
    model = get_object_or_404(versions, version=version)
    page = method_screen.page(model, request.GET.get("area", ""))
    note_seen(partnership=partnership, by=request.user, looked=page["looked"])
    return render(request, "sia/method.html", page)
