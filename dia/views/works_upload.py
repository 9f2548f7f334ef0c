"""Works out of a file: choose it, see what was read and what would change, then load it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, UNPROCESSABLE, Request
from accounts.models import Partnership
from accounts.permissions import P
from datasets import spreadsheets
from datasets.texts.problems import SEVERITY_NAMES
from dia.actions import works_upload as uploads
from dia.actions.works import check_own
from dia.forms.works_upload import WorksUploadForm
from dia.pages.works_upload import UploadPage, sentences


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def works_upload(request: Request, partnership: Partnership) -> HttpResponse:
    parties = list(request.user.parties_in(partnership, P.PLAN))
    posted = request.method == "POST"
    form = WorksUploadForm(request.POST if posted else None, request.FILES if posted else None, parties=parties)
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = uploads.keep(partnership=partnership, party=form.owner, by=request.user, upload=file)
        except uploads.ReaderBusyError:
            form.add_error("file", _("We are reading another file. Upload this file again in a minute."))
        except uploads.PersonalDataError as refused:
            [said] = sentences([refused.problem])
            form.add_error("file", [said.what, f"{said.place} ({said.note}).", said.mend])
        else:
            return redirect("works_preview", partnership=partnership.slug, token=kept.token)
    return render(request, "dia/works_upload.html", {"form": form}, status=UNPROCESSABLE if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.PLAN)
def works_preview(request: Request, partnership: Partnership, token: str) -> HttpResponse:
    """Show what loading would change; a POST loads exactly that, and nothing where it has become something else."""
    upload = find_upload(request, partnership, token)
    if not upload.path.exists():
        messages.warning(request, _("This file is loaded, or was kept for a day only. Upload it again if you need it."))
        return redirect("works_upload", partnership=partnership.slug)
    if request.method != "POST":
        return show(request, upload)
    try:
        stamp, meant = request.POST.get("stamp", ""), "meant" in request.POST
        done = uploads.load(upload=upload, by=request.user, stamp=stamp, meant=meant)
    except StaleEdit:
        messages.error(request, _("Nothing is loaded: works changed meanwhile. See below what loading would do now."))
        return show(request, upload, status=CONFLICT)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return show(request, upload, status=CONFLICT)
    counts = {"new": len(done.new), "changed": len(done.changed), "same": done.same}
    messages.success(request, _("Loaded. New: %(new)s, changed: %(changed)s, the same: %(same)s.") % counts)
    return redirect("work_list", partnership=partnership.slug)


@require_safe
@in_partnership(P.PLAN)
def works_problems(request: Request, partnership: Partnership, token: str) -> HttpResponse:
    """Return the problems as a list for a spreadsheet."""
    upload = find_upload(request, partnership, token)
    if not upload.path.exists():
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    writer = spreadsheets.writer(response)
    writer.writerow([_("weight"), _("row"), _("column"), _("value"), _("what is wrong"), _("how to mend it")])
    for problem in sentences(uploads.check(upload).problems):
        what = f"{problem.what} ({problem.note})" if problem.note else problem.what
        weight = str(SEVERITY_NAMES[problem.severity])
        cells = [weight, problem.row or "", problem.column, problem.value, what, problem.mend]
        writer.writerow([spreadsheets.harmless(cell) for cell in cells])
    return response


def find_upload(request: Request, partnership: Partnership, token: str) -> uploads.Upload:
    upload = uploads.find(partnership, token)
    if upload is None:
        raise Http404
    check_own(request.user, partnership, upload.party)
    return upload


def show(request: Request, upload: uploads.Upload, status: int = 200) -> HttpResponse:
    page = UploadPage(upload, uploads.check(upload))
    return render(request, "dia/works_preview.html", {"page": page, "upload": upload}, status=status)
