"""A table as the answer to a request: at once, or by a worker where it is large."""

from __future__ import annotations

import io

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from accounts.http import UNPROCESSABLE, Request
from accounts.models import Partnership
from datasets import actions
from datasets.exports.formats import FORMATS
from datasets.exports.making import table_of
from datasets.forms.covenants import PurposeForm
from datasets.models import Dataset
from datasets.pipeline.grants import lent


def answer(request: Request, partnership: Partnership, what: str, **more: str) -> HttpResponse:
    """?format= says in which form, csv if nothing; the rest of the address is the table's own. `more` comes on top.

    404 for a form that does not exist or does not fit, and where there is no table. Of figures under a covenant ?purpose= is
    asked first (422), and noted.
    """
    query = {**request.GET.dict(), **more}
    purpose = PurposeForm({"purpose": query.pop("purpose")} if "purpose" in query else None)
    chosen = FORMATS.get(query.pop("format", "csv"))
    table = table_of(what, partnership, request.user, query) if chosen else None
    if chosen is None or table is None or (chosen.of_places and table.places is None):
        raise Http404
    if taken := lent(request.user, partnership, {(dataset, level) for dataset, level, _indicator in table.closed}):
        if not purpose.is_valid():
            return ask_purpose(request, purpose, table.title, {dataset for dataset, _level in taken})
        words = purpose.cleaned_data["purpose"]
        actions.note_exported(partnership=partnership, by=request.user, looked=taken, purpose=words)
    name = f"{table.name}.{chosen.ending}"
    if table.cells > settings.EXPORT_CELLS_AT_ONCE:
        export = actions.ask_export(
            partnership=partnership, by=request.user, what=what, query=query, form=chosen.key, name=name
        )
        return redirect("export", partnership=partnership.slug, export=export.pk)
    out = io.BytesIO()
    chosen.write(table, out)
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(out.getvalue(), content_type=chosen.content_type, headers=headers)


def ask_purpose(request: Request, form: PurposeForm, title: str, datasets: set[int]) -> HttpResponse:
    """The same address once more, with what the file is for."""
    page = {
        "form": form,
        "kept": [(name, value) for name, value in request.GET.items() if name != "purpose"],
        "datasets": Dataset.objects.filter(pk__in=datasets).order_by("title", "pk"),
        "title": title,
    }
    return render(request, "datasets/purpose.html", page, status=UNPROCESSABLE)
