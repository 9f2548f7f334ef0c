"""A table as the answer to a request: at once, or by a worker where it is large."""

from __future__ import annotations

import io
from collections.abc import Collection

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from accounts.http import UNPROCESSABLE, Request
from accounts.models import Partnership, Party
from datasets import actions
from datasets.exports.formats import FORMATS
from datasets.exports.making import lent_in, table_of
from datasets.forms.covenants import PurposeForm
from datasets.models import Dataset

LONGEST_NAME = 200  # of a file


def answer(request: Request, partnership: Partnership, what: str, **more: str) -> HttpResponse:
    """Return a table in the form that ?format= says, csv if nothing; the rest of the address is the table's own.

    `more` comes on top.

    404 for a form that does not exist or does not fit, and where there is no table. Every file is noted, with ?purpose=
    where that is said; of what a covenant gives it is asked first (422).
    """
    query = {**request.GET.dict(), **more}
    purpose = PurposeForm({"purpose": query.pop("purpose")} if "purpose" in query else None)
    chosen = FORMATS.get(query.pop("format", "csv"))
    table = table_of(what, partnership, request.user, query) if chosen else None
    if chosen is None or table is None or (chosen.of_places and table.places is None):
        raise Http404
    figures, places = lent_in(table, partnership, request.user)
    if not purpose.is_valid() and (figures or places):
        return ask_purpose(request, purpose, table.title, {dataset for dataset, _level in figures}, places)
    name = chosen.name_of(table)
    words = purpose.cleaned_data["purpose"] if purpose.is_valid() else ""
    actions.note_exported(
        partnership=partnership,
        by=request.user,
        file=name[:LONGEST_NAME],
        purpose=words,
        figures=figures,
        places=places,
    )
    if table.cells > settings.EXPORT_CELLS_AT_ONCE:
        export = actions.ask_export(
            partnership=partnership, by=request.user, what=what, query=query, form=chosen.key, name=name
        )
        return redirect("export", partnership=partnership.slug, export=export.pk)
    out = io.BytesIO()
    chosen.write(table, out)
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(out.getvalue(), content_type=chosen.content_type, headers=headers)


def ask_purpose(
    request: Request, form: PurposeForm, title: str, datasets: set[int], places: Collection[int]
) -> HttpResponse:
    """Ask at the same address once more (422), for the purpose of the file."""
    page = {
        "form": form,
        "kept": [(name, value) for name, value in request.GET.items() if name != "purpose"],
        "datasets": Dataset.objects.filter(pk__in=datasets).order_by("title", "pk"),
        "showers": Party.objects.filter(pk__in=places).order_by("name", "pk"),
        "title": title,
    }
    return render(request, "datasets/purpose.html", page, status=UNPROCESSABLE)
