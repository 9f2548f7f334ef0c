"""Views on assets: what areas already have and could use better."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.http import UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, may
from datasets import actions
from datasets.forms.assets import AssetForm
from datasets.models import Asset


@require_safe
@in_partnership()
def asset_list(request: Request, partnership: Partnership) -> HttpResponse:
    assets = Asset.objects.of(partnership).visible_to(request.user).select_related("owner").order_by("name")
    page = {"assets": assets, "may_deliver": may(request.user, P.DELIVER, partnership)}
    return render(request, "datasets/asset_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def asset_add(request: Request, partnership: Partnership) -> HttpResponse:
    form = AssetForm(sent(request), partnership=partnership)
    if form.is_bound and form.is_valid():
        asset = actions.add_asset(partnership=partnership, by=request.user, **form.asset)
        messages.success(request, _("%(asset)s is added. The scores are being recomputed.") % {"asset": asset})
        return redirect("asset_list", partnership=partnership.slug)
    return render(
        request,
        "datasets/asset_add.html",
        {"form": form},
        status=UNPROCESSABLE if form.is_bound else 200,
    )
