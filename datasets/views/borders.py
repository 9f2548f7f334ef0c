"""Views on borders, to correct by hand what a map cannot know."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import in_partnership
from accounts.http import UNPROCESSABLE, Request, sent
from accounts.models import Partnership
from accounts.permissions import P
from datasets import actions
from datasets.forms.borders import LinkForm
from datasets.models import Area, AreaLink


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.DELIVER)
def link_edit(request: Request, partnership: Partnership, code: str, link: int) -> HttpResponse:
    """Edit the border as seen from the area in the URL; a border of another area answers 404."""
    found, here, there = find_link(request, partnership, code, link)
    form = LinkForm(sent(request), instance=found)
    if form.is_bound and form.is_valid():
        actions.correct_link(link=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The border is corrected. The scores are being recomputed."))
        return redirect("area", partnership=partnership.slug, code=code)
    page = {"form": form, "link": found, "here": here, "there": there}
    return render(request, "datasets/link_edit.html", page, status=UNPROCESSABLE if form.is_bound else 200)


def find_link(request: Request, partnership: Partnership, code: str, pk: int) -> tuple[AreaLink, Area, Area]:
    """Return the border, the area of the URL and the area on its other side."""
    visible = AreaLink.objects.of(partnership).visible_to(request.user)
    link = get_object_or_404(visible.select_related("a__partnership", "b").defer("a__geometry", "b__geometry"), pk=pk)
    if code not in {link.a.code, link.b.code}:
        raise Http404
    return (link, link.a, link.b) if link.a.code == code else (link, link.b, link.a)
