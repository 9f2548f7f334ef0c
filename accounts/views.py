from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Partnership


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the user's partnership; a choice when there are several, a word of help when there are none."""
    partnerships = list(Partnership.objects.visible_to(request.user).order_by("name"))
    if len(partnerships) == 1:
        return redirect("start", partnership=partnerships[0].slug)
    return render(request, "accounts/partnership_list.html", {"partnerships": partnerships})


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
