"""The register of works: all parties' works, one work, and what its own party does with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets.actions import note_places_seen
from datasets.models import Area
from datasets.views import table_files
from dia import actions
from dia.actions.works import check_editable, check_own, why_it_stays
from dia.forms.works import RelationForm, WorkForm
from dia.models import Work
from dia.pages import area_works as area_screen
from dia.pages import works as register
from dia.pages import works_page


@require_safe
@in_partnership()
def work_list(request: Request, partnership: Partnership) -> HttpResponse:
    choice = register.Choice.read(request.GET)
    page = register.page(partnership, request.user, choice, request.GET.get("page", ""))
    note_places_seen(partnership=partnership, by=request.user, parties=page["places_of"])
    return render(request, "dia/work_list.html", page)


@require_safe
@in_partnership()
def works_file(request: Request, partnership: Partnership) -> HttpResponse:
    return table_files.answer(request, partnership, "works")


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def work_add(request: Request, partnership: Partnership) -> HttpResponse:
    """Register a work; ?area=CODE says where it is to be."""
    data, parties = sent(request), list(request.user.parties_in(partnership, P.PLAN))
    form = WorkForm(data, partnership=partnership, parties=parties, initial={"area_code": request.GET.get("area", "")})
    if form.is_bound and form.is_valid():
        try:
            work = actions.add_work(partnership=partnership, by=request.user, party=form.owner, **form.work)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("“%(work)s” is in the register.") % {"work": work})
            return redirect("work", partnership=partnership.slug, work=work.pk)
    return show_form(request, partnership, form)


@require_safe
@in_partnership()
def work(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    return answer(request, find_work(request, partnership, work))


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def work_edit(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    found = find_work(request, partnership, work, whole=True)
    check_own(request.user, partnership, found.party)
    try:
        check_editable(found)
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    form = WorkForm(sent(request), instance=found, partnership=partnership, parties=[found.party])
    if "look" not in request.POST and form.is_bound and form.is_valid():
        return save(request, partnership, form)
    return show_form(request, partnership, form, work=work)


def save(request: Request, partnership: Partnership, form: WorkForm) -> HttpResponse:
    """Save a work; a form that was opened on an earlier version is laid beside what stands (409)."""
    standing = find_work(request, partnership, form.instance.pk, whole=True)
    try:
        version = form.cleaned_data["version"] or 0
        actions.change_work(work=standing, by=request.user, version=version, **form.work)
    except StaleEdit:
        labels = {name: str(form[name].label) for name in form.work}
        page = works_page.conflict_page(standing, form.work, request.POST, labels)
        return render(request, "dia/work_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        form.add_error(None, refused)
        return show_form(request, partnership, form, work=standing.pk)
    messages.success(request, _("“%(work)s” is saved.") % {"work": form.work["title"]})
    return redirect("work", partnership=partnership.slug, work=standing.pk)


@require_POST
@in_partnership(P.PLAN)
def work_move(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    """Move a work; `to` is the state to come."""
    found = find_work(request, partnership, work)
    try:
        moved = actions.move_work(work=found, by=request.user, to=request.POST.get("to", ""))
    except ValidationError as refused:
        return answer(request, found, refused=refused.messages[0])
    text = _("“%(work)s” is now: %(state)s.") % {"work": moved, "state": moved.get_state_display()}
    messages.success(request, text)
    return redirect("work", partnership=partnership.slug, work=work)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def work_remove(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    """Delete a work, after asking."""
    found = find_work(request, partnership, work)
    check_own(request.user, partnership, found.party)
    if request.method != "POST":
        return render(request, "dia/work_remove.html", {"work": found, "refused": why_it_stays(found)})
    try:
        actions.remove_work(work=found, by=request.user)
    except ValidationError as refused:
        page = {"work": found, "refused": refused.messages[0]}
        return render(request, "dia/work_remove.html", page, status=CONFLICT)
    messages.success(request, _("“%(work)s” is deleted.") % {"work": found.title})
    return redirect("work_list", partnership=partnership.slug)


@require_POST
@in_partnership(P.PLAN)
def relation_add(request: Request, partnership: Partnership, work: int) -> HttpResponse:
    found = find_work(request, partnership, work)
    check_own(request.user, partnership, found.party)
    form = RelationForm(request.POST, work=found)
    if not form.is_valid():
        return answer(request, found, form=form)
    try:
        actions.relate(by=request.user, **form.relation)
    except ValidationError as refused:
        form.add_error(None, refused)
        return answer(request, found, form=form)
    messages.success(request, _("The relation is added."))
    return redirect("work", partnership=partnership.slug, work=work)


@require_POST
@in_partnership(P.PLAN)
def relation_remove(request: Request, partnership: Partnership, work: int, relation: int) -> HttpResponse:
    """Delete a relation; one that is gone already needs nothing more."""
    found = works_page.find_relation(find_work(request, partnership, work), relation)
    if found:
        actions.unrelate(relation=found, by=request.user)
        messages.success(request, _("The relation is removed."))
    return redirect("work", partnership=partnership.slug, work=work)


@require_safe
@in_partnership()
def area_works(request: Request, partnership: Partnership, code: str) -> HttpResponse:
    """Render a section for the page of the area, or a page of its own for who has no scripts."""
    found = get_object_or_404(Area.objects.of(partnership).visible_to(request.user).current().plain(), code=code)
    template = "dia/_works_of_area.html" if request.htmx else "dia/works_of_area.html"
    response = render(request, template, area_screen.page(partnership, found, request.user))
    patch_vary_headers(response, ["HX-Request"])
    return response


def find_work(request: Request, partnership: Partnership, pk: int, *, whole: bool = False) -> Work:
    """Return a work without its place, unless the own party is to change it."""
    works = Work.objects.of(partnership).visible_to(request.user).select_related("partnership", "party", "changed_by")
    return get_object_or_404(works if whole else works.plain(), pk=pk)


def show_form(request: Request, partnership: Partnership, form: WorkForm, work: int | None = None) -> HttpResponse:
    return form_page(request, "dia/work_form.html", form, pk=work, **register.outlines(partnership))


def answer(request: Request, found: Work, *, form: RelationForm | None = None, refused: str = "") -> HttpResponse:
    page = works_page.page(found, request.user)
    note_places_seen(partnership=found.partnership, by=request.user, parties=page["places_of"])
    form = form or (RelationForm(work=found) if page["may_change"] else None)
    status = CONFLICT if refused else UNPROCESSABLE if form and form.is_bound else 200
    return render(request, "dia/work.html", page | {"form": form, "refused": refused}, status=status)
