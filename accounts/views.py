from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms import TokenForm
from accounts.http import UNPROCESSABLE, Request, sent
from accounts.models import AccessToken, Partnership


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the user's partnership; a choice when there are several, a word of help when there are none."""
    partnerships = list(Partnership.objects.visible_to(request.user).order_by("name"))
    if len(partnerships) == 1:
        return redirect("start", partnership=partnerships[0].slug)
    return render(request, "accounts/partnership_list.html", {"partnerships": partnerships})


@require_safe
def about(request: HttpRequest, page: str) -> HttpResponse:
    """Show one of the pages that the footer names; for everybody."""
    return render(request, f"accounts/{page}.html")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the same page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    return response


@require_safe
@login_required
def token_list(request: Request) -> HttpResponse:
    """List the own tokens, the newest first; of each partnership the address that a program is given."""
    tokens = AccessToken.objects.visible_to(request.user).select_related("partnership").order_by("-pk")
    partnerships = Partnership.objects.visible_to(request.user).order_by("name")
    return render(request, "accounts/token_list.html", {"tokens": tokens, "partnerships": partnerships})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def token_add(request: Request) -> HttpResponse:
    """Make a token, which is shown in the answer itself: in an address or a session it would be kept."""
    form = TokenForm(sent(request), user=request.user)
    if form.is_bound and form.is_valid():
        made, token = actions.make_token(by=request.user, **form.token)
        page = {"made": made, "token": token, "partnerships": [made.partnership]}
        return render(request, "accounts/token_made.html", page)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "accounts/token_add.html", {"form": form}, status=status)


@require_POST
@login_required
def token_revoke(request: Request, access_token: int) -> HttpResponse:
    found = get_object_or_404(AccessToken.objects.visible_to(request.user), pk=access_token)
    actions.revoke_token(token=found, by=request.user)
    messages.success(request, _("“%(name)s” is revoked and gives nothing any more.") % {"name": found})
    return redirect("token_list")
