"""The choice of a person to get the daily mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, sent
from coregroup.actions.digest import choose_digest
from coregroup.forms.residents import DigestForm
from coregroup.models import Digest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def digest(request: Request) -> HttpResponse:
    standing = Digest.objects.filter(user=request.user).first() or Digest(user=request.user)
    form = DigestForm(sent(request), instance=standing)
    if form.is_bound and form.is_valid():
        choose_digest(by=request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("Your choice is saved."))
        return redirect("digest")
    return render(request, "coregroup/digest.html", {"form": form})
