"""The pages that people see first: the start page by role, all that waits, what changed, and the page in short."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import in_partnership
from accounts.http import Request
from accounts.models import Partnership
from coregroup.pages import in_short_sheet
from coregroup.pages.changes import ChangesPage
from coregroup.pages.in_short import InShort
from coregroup.pages.start import StartPage
from datasets.actions import note_seen


@require_safe
@in_partnership()
def start(request: Request, partnership: Partnership) -> HttpResponse:
    page = StartPage(partnership, request.user)
    note_seen(partnership=partnership, by=request.user, looked=page.looked)
    return render(request, "coregroup/start.html", {"page": page})


@require_safe
@in_partnership()
def waiting(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/waiting.html", {"page": StartPage(partnership, request.user)})


@require_safe
@in_partnership()
def changes(request: Request, partnership: Partnership) -> HttpResponse:
    return render(request, "coregroup/changes.html", {"changes": ChangesPage(partnership)})


@require_safe
@in_partnership()
def in_short(request: Request, partnership: Partnership) -> HttpResponse:
    short = InShort(partnership)
    note_seen(partnership=partnership, by=request.user, looked=short.looked)
    return render(request, "coregroup/in_short.html", {"short": short})


@require_safe
@in_partnership()
def in_short_pdf(request: Request, partnership: Partnership) -> HttpResponse:
    """Return the page in short as one A4, to be looked at in the browser and printed."""
    short = InShort(partnership)
    note_seen(partnership=partnership, by=request.user, looked=short.looked)
    name = f"{_('in-short')}-{partnership.slug}-{timezone.localdate().isoformat()}.pdf"
    return HttpResponse(
        in_short_sheet.pdf(short),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
