"""Views on what parties say of an area: interpretations, bottlenecks, and the opportunities to do something about them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.models import Area
from datasets.pipeline.lineage import forerunners
from sia import actions
from sia.forms.notes import BottleneckForm, InterpretationForm, OpportunityForm, chosen_party
from sia.models import Bottleneck, Interpretation, Opportunity
from sia.pages import area_notes, area_page
from sia.pages.area import assets_near
from sia.views.areas import find_area


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.INTERPRET)
def note_add(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    area = find_area(partnership, code)
    form = InterpretationForm(sent(request), area=area, parties=request.user.parties_in(partnership, P.INTERPRET))
    if form.is_bound and form.is_valid():
        actions.interpret(area=area, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your interpretation is added."))
        return back(area, "interpretation")
    return show_form(request, form, area_notes.interpretation(area))


@require_POST
@in_partnership(P.INTERPRET)
def note_withdraw(request: Request, partnership: Partnership, code: str, note: int) -> HttpResponse:
    area = find_area(partnership, code)
    of_area = Interpretation.objects.select_related("area__partnership", "party").defer("area__geometry")
    found = get_object_or_404(of_area, area__in=said_of(area), pk=note)
    actions.withdraw(note=found, by=request.user)
    messages.success(request, _("The interpretation is withdrawn."))
    return back(area, "interpretation")


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.INTERPRET)
def bottleneck_add(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    area = find_area(partnership, code)
    form = BottleneckForm(sent(request), area=area, parties=request.user.parties_in(partnership, P.INTERPRET))
    if form.is_bound and form.is_valid():
        actions.name_bottleneck(area=area, by=request.user, **form.cleaned_data)
        messages.success(request, _("The bottleneck is added. Now look for a chance."))
        return back(area, "opportunities")
    return show_form(request, form, area_notes.bottleneck(area))


@require_POST
@in_partnership(P.INTERPRET)
def bottleneck_close(request: Request, partnership: Partnership, code: str, bottleneck: int) -> HttpResponse:
    area = find_area(partnership, code)
    found = get_object_or_404(Bottleneck, area__in=said_of(area), pk=bottleneck)
    actions.close_bottleneck(bottleneck=found, by=request.user)
    messages.success(request, _("The bottleneck is closed."))
    return back(area, "opportunities")


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.INTERPRET)
def opportunity_add(request: Request, partnership: Partnership, code: str, bottleneck: int) -> HttpResponse:
    area = find_area(partnership, code)
    of_area = Bottleneck.objects.select_related("area__partnership").defer("area__geometry")
    found = get_object_or_404(of_area, area__in=said_of(area), pk=bottleneck)
    parties = request.user.parties_in(partnership, P.INTERPRET)
    form = OpportunityForm(sent(request), bottleneck=found, assets=assets_near(area), parties=parties)
    if form.is_bound and form.is_valid():
        try:
            actions.add_opportunity(bottleneck=found, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            return show_refusal(request, partnership, area, refused)
        messages.success(request, _("The chance is added."))
        return back(area, "opportunities")
    return show_form(request, form, area_notes.opportunity(area, found))


@require_POST
@in_partnership(P.INTERPRET)
def opportunity_take_up(request: Request, partnership: Partnership, code: str, opportunity: int) -> HttpResponse:
    """Take up an opportunity for a party of the user.

    `party` says for which of them; who speaks for one only need not say it.
    """
    area = find_area(partnership, code)
    found = find_opportunity(area, opportunity)
    try:
        party = chosen_party(request.user.parties_in(partnership, P.INTERPRET), request.POST.get("party", ""))
        actions.take_up(opportunity=found, by=request.user, party=party)
    except ValidationError as refused:
        return show_refusal(request, partnership, area, refused)
    messages.success(request, _("%(party)s takes this up.") % {"party": party})
    return back(area, "opportunities")


@require_POST
@in_partnership(P.INTERPRET)
def opportunity_hand_back(request: Request, partnership: Partnership, code: str, opportunity: int) -> HttpResponse:
    area = find_area(partnership, code)
    try:
        actions.hand_back(opportunity=find_opportunity(area, opportunity), by=request.user)
    except ValidationError as refused:
        return show_refusal(request, partnership, area, refused)
    messages.success(request, _("The chance is handed back. Another party can take it up."))
    return back(area, "opportunities")


def find_opportunity(area: Area, pk: int) -> Opportunity:
    mine = Opportunity.objects.select_related("bottleneck__area__partnership")
    return get_object_or_404(mine.defer("bottleneck__area__geometry"), bottleneck__area__in=said_of(area), pk=pk)


def said_of(area: Area) -> list[int]:
    """Return the area and its forerunners, of which the page shows what was said as well."""
    return [each.former for each in forerunners(area)]


def back(area: Area, section: str) -> HttpResponse:
    return redirect(f"{reverse('area', args=[area.partnership.slug, area.code])}#{section}")


def show_form(request: Request, form: ModelForm[Any], page: dict[str, Any]) -> HttpResponse:
    return render(
        request,
        "sia/note_form.html",
        page | {"form": form},
        status=UNPROCESSABLE if form.is_bound else 200,
    )


def show_refusal(request: Request, partnership: Partnership, area: Area, refused: ValidationError) -> HttpResponse:
    """Render the area as it stands now, with what stood in the way on top (409)."""
    page = area_page.page(partnership, area, request.user)
    return render(request, "sia/area.html", page | {"refusal": refused.messages[0]}, status=CONFLICT)
