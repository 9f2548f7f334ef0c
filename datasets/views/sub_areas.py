"""Areas that the partnership draws itself, smaller than a buurt or across some."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P, may
from datasets import actions
from datasets.forms.sub_areas import SubAreaForm
from datasets.models import Area, AreaMap, Level
from datasets.querysets import AreaQuerySet


@require_safe
@in_partnership()
def sub_area_list(request: Request, partnership: Partnership) -> HttpResponse:
    page = {
        "areas": own_areas(request, partnership).order_by("parent__code", "name"),
        "has_buurten": background(partnership) is not None,
        "may_deliver": may(request.user, P.DELIVER, partnership),
    }
    return render(request, "datasets/sub_area_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def sub_area_add(request: Request, partnership: Partnership) -> HttpResponse:
    """Add an own area; the outline comes from the map or from the clipboard.

    ?parent=CODE says what it is to lie in.
    """
    data = sent(request)
    form = SubAreaForm(data, partnership=partnership, initial={"inside": request.GET.get("parent", "")})
    if form.is_bound and form.is_valid():
        area = draw(request, partnership, form)
        if area:
            text = _("%(area)s is saved. Use its code %(code)s in tables with figures.")
            messages.success(request, text % {"area": area.name, "code": area.code})
            return redirect("sub_area_list", partnership=partnership.slug)
    page = {"form": form, **maps(partnership)}
    return render(request, "datasets/sub_area_add.html", page, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def sub_area_remove(request: Request, partnership: Partnership, sub_area: str) -> HttpResponse:
    """Remove an own area, after asking; what others loaded or wrote keeps an area in its place."""
    page: dict[str, Any] = {"area": get_object_or_404(own_areas(request, partnership), code=sub_area)}
    if request.method == "POST":
        try:
            actions.remove_sub_area(area=page["area"], by=request.user)
        except ValidationError as refused:
            page["refused"] = refused.messages[0]
            return render(request, "datasets/sub_area_remove.html", page, status=CONFLICT)
        messages.success(request, _("%(area)s is deleted.") % {"area": page["area"].name})
        return redirect("sub_area_list", partnership=partnership.slug)
    return render(request, "datasets/sub_area_remove.html", page)


def draw(request: Request, partnership: Partnership, form: SubAreaForm) -> Area | None:
    """Draw the new area; without one the form says why the outline will not do."""
    try:
        return actions.draw_sub_area(partnership=partnership, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error("outline", refused)
        return None


def own_areas(request: Request, partnership: Partnership) -> AreaQuerySet:
    visible = Area.objects.of(partnership).visible_to(request.user).at(Level.DEELGEBIED).current()
    return visible.select_related("parent", "partnership").defer("geometry", "parent__geometry")


def background(partnership: Partnership) -> AreaMap | None:
    kept = AreaMap.objects.of(partnership)
    return kept.newest(Level.BUURT) or kept.newest(Level.WIJK)


def maps(partnership: Partnership) -> dict[str, Any]:
    """Return what the drawing map shows: the buurten, the own areas so far, and tiles where they are set."""
    own = AreaMap.objects.of(partnership).newest(Level.DEELGEBIED)
    return {"map": background(partnership), "own_map": own, "tiles_url": settings.MAP_TILES_URL}
