"""Scenarios of an agenda: asked for, followed while computed, compared with the baseline, agreed, adopted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.http import CONFLICT, UNPROCESSABLE, Request, key_of, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.views import table_files
from dia import actions
from dia.forms.scenarios import CarryOverForm, ScenarioForm, ScenarioSayForm
from dia.models import Agenda, Scenario
from dia.pages.scenarios import ScenarioPage
from dia.pages.scenarios_list import list_page
from dia.pages.scenarios_sides import TABLE, Side, side_of, side_of_table
from dia.pipeline.scenarios import works_on


@require_safe
@in_partnership()
def scenario_list(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found = find_agenda(request, partnership, agenda)
    return render(request, "dia/scenario_list.html", list_page(found, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.ASK_SCENARIO)
def scenario_add(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    found, data = find_agenda(request, partnership, agenda), sent(request)
    form = ScenarioForm(data, agenda=found, works=works_on(found))
    if data and "more" in data:
        form = ScenarioForm.with_more_pairs(data, agenda=found, works=form.works)
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask_scenario(
                agenda=found, by=request.user, name=form.cleaned_data["name"], settings=form.settings
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return back(made)
    context = {"agenda": found, "form": form}
    return render(request, "dia/scenario_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@in_partnership(P.COMMIT)
def scenario_carry(request: Request, partnership: Partnership, agenda: int) -> HttpResponse:
    """Allow, or no longer, that money of the own party is kept for a later year."""
    found = find_agenda(request, partnership, agenda)
    form = CarryOverForm(request.POST, agenda=found)
    if not form.is_valid():
        return list_again(request, found, [_("Choose a party that takes part, and one of the answers.")])
    said = {"party": form.cleaned_data["party"], "allowed": form.cleaned_data["allowed"] == "yes"}
    try:
        actions.allow_carry_over(agenda=found, by=request.user, **said)
    except ValidationError as refused:
        return list_again(request, found, refused.messages, CONFLICT)
    messages.success(request, _("What %(party)s says is written down.") % {"party": said["party"]})
    return redirect("scenario_list", partnership=partnership.slug, agenda=found.pk)


@require_safe
@in_partnership()
def scenario(request: Request, partnership: Partnership, agenda: int, scenario: int) -> HttpResponse:
    """Show the whole page; for htmx the bar while it is computed, and the page anew when that is over.

    `?with=` sets another scenario of this agenda beside it, or the table as it stands.
    """
    found = find_scenario(request, partnership, agenda, scenario)
    if not request.htmx:
        return answer(request, found, beside=find_beside(request, found))
    page = ScenarioPage(found, request.user)
    response = render(request, "dia/scenario.html#bar", {"page": page, "scenario": found})
    if not page.is_busy:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@in_partnership()
def scenario_file(request: Request, partnership: Partnership, agenda: int, scenario: int) -> HttpResponse:
    return table_files.answer(request, partnership, "scenario", agenda=str(agenda), scenario=str(scenario))


@require_POST
@in_partnership(P.ASK_SCENARIO)
def scenario_stop(request: Request, partnership: Partnership, agenda: int, scenario: int) -> HttpResponse:
    return back(actions.stop_scenario(scenario=find_scenario(request, partnership, agenda, scenario), by=request.user))


@require_POST
@in_partnership(P.COMMIT)
def scenario_say(request: Request, partnership: Partnership, agenda: int, scenario: int) -> HttpResponse:
    """Record what a party says of a scenario; `party` is the own party that speaks."""
    found, form = find_scenario(request, partnership, agenda, scenario), ScenarioSayForm(request.POST)
    voice = ScenarioPage(found, request.user).voice(request.POST.get("party", ""))
    if voice is None:
        raise PermissionDenied
    if not form.is_valid():
        return answer(request, found, form=form, speaking=voice.party.pk)
    said = {"agrees": form.cleaned_data["agrees"] == "yes", "reason": form.cleaned_data["reason"]}
    try:
        actions.respond_to_scenario(scenario=found, party=voice.party, by=request.user, **said)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    messages.success(request, _("What %(party)s says is written down.") % {"party": voice.party})
    return back(found)


@require_POST
@in_partnership(P.LEAD)
def scenario_adopt(request: Request, partnership: Partnership, agenda: int, scenario: int) -> HttpResponse:
    found = find_scenario(request, partnership, agenda, scenario)
    try:
        actions.adopt_scenario(scenario=found, by=request.user)
    except ValidationError as refused:
        return answer(request, found, refused=" ".join(refused.messages))
    messages.success(
        request, _("The scenario is adopted. The works, and their cost in the table, have their new years.")
    )
    return back(found)


def list_again(request: Request, found: Agenda, refused: Sequence[str], status: int = UNPROCESSABLE) -> HttpResponse:
    context = list_page(found, request.user) | {"refused": refused[0]}
    return render(request, "dia/scenario_list.html", context, status=status)


def find_agenda(request: Request, partnership: Partnership, pk: int) -> Agenda:
    visible = Agenda.objects.of(partnership).visible_to(request.user).select_related("partnership")
    return get_object_or_404(visible, pk=pk)


def find_scenario(request: Request, partnership: Partnership, agenda: int, pk: int) -> Scenario:
    visible = Scenario.objects.of(partnership).visible_to(request.user).select_related("agenda__partnership")
    return get_object_or_404(visible, agenda=agenda, pk=pk)


def find_beside(request: Request, found: Scenario) -> Side | None:
    """Return the side that is asked for; None for nothing, for itself and for one without a plan.

    Another agenda's answers 404.
    """
    asked = request.GET.get("with", "")
    if asked == TABLE:
        return side_of_table(found.agenda)
    if not (key := key_of(asked)) or key == found.pk:
        return None
    return side_of(find_scenario(request, found.agenda.partnership, found.agenda_id, key))


def back(scenario: Scenario) -> HttpResponse:
    slug = scenario.agenda.partnership.slug
    return redirect("scenario", partnership=slug, agenda=scenario.agenda_id, scenario=scenario.pk)


def answer(
    request: Request,
    found: Scenario,
    *,
    form: BaseForm | None = None,
    speaking: int = 0,
    refused: str = "",
    beside: Side | None = None,
) -> HttpResponse:
    page = ScenarioPage(found, request.user, beside, request.GET.get("with", "") if beside else "")
    context: dict[str, Any] = {"page": page, "scenario": found, "agenda": found.agenda}
    context |= {"form": form, "speaking": speaking, "refused": refused}
    status = CONFLICT if refused else UNPROCESSABLE if form else 200
    response = render(request, "dia/scenario.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
