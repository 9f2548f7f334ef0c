"""The catalogue of what the partnership holds, and the door by which a file comes in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.http import UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P, may
from datasets import actions
from datasets.desk import desk_of
from datasets.forms.uploads import UploadForm
from datasets.models import Delivery
from datasets.pages import catalogue as reads
from datasets.pages.profiles import profiles_of


@require_safe
@in_partnership()
def catalogue(request: Request, partnership: Partnership) -> HttpResponse:
    found = reads.catalogue(partnership)
    theme = request.GET.get("theme", "")
    page = {
        "catalogue": found,
        "theme": theme,
        "lines": found.of_theme(theme),
        "may_deliver": may(request.user, P.DELIVER, partnership),
    }
    return render(request, "datasets/catalogue.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def upload(request: Request, partnership: Partnership) -> HttpResponse:
    profiles, desk = profiles_of(request.user, partnership), desk_of(request.user, partnership)
    if request.method != "POST":
        form = UploadForm(initial=request.GET.dict(), profiles=profiles, desk=desk)
        return render(request, "datasets/upload.html", {"form": form})
    form = UploadForm(request.POST, request.FILES, profiles=profiles, desk=desk)
    if form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        received = actions.receive_file(
            partnership=partnership,
            by=request.user,
            upload=file,
            kind=kind,
            options=form.options,
            supplier=form.cleaned_data.get("supplier") or desk.usual,
        )
        tell_if_known(request, received)
        return redirect("delivery", partnership=partnership.slug, delivery=received.pk)
    return render(request, "datasets/upload.html", {"form": form}, status=UNPROCESSABLE)


def tell_if_known(request: Request, received: Delivery) -> None:
    if received.already_loaded:
        messages.info(request, _("Nothing changed: this file was loaded before. This is that delivery."))
