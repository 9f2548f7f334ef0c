"""OGC API - Features of one partnership: for QGIS with a token, and for who is logged in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import api_view, authentication_classes, content_negotiation_class
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import find_partnership
from accounts.api import AskingTokenAuthentication
from accounts.http import UNPROCESSABLE, key_of
from accounts.models import AccessToken, Partnership, User
from datasets import actions
from datasets.exports.making import lent_in
from datasets.forms.covenants import PurposeForm
from datasets.ogc import documents, items
from datasets.ogc.asked import OF_A_FEATURE, OF_FEATURES, Asked, Unclear, read
from datasets.ogc.collections import Collection as Layer
from datasets.ogc.collections import collection_of, collections_of
from datasets.ogc.definition import definition as described

type Answer = Callable[..., HttpResponse | Response]


class PurposeNeeded(APIException):
    status_code = UNPROCESSABLE


class OneForm(BaseContentNegotiation):
    """Each address answers in the form that the standard gives it, whichever a program would like best."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


@dataclass(frozen=True, slots=True)
class Question:
    """The reader and the question; `root` is the address of the landing page."""

    partnership: Partnership
    user: User
    token: AccessToken | None
    asked: Asked
    query: dict[str, str]
    root: str


def served(*known: str) -> Callable[[Answer], Any]:
    """Serve a view of a partnership that the reader sees (404).

    `known` is what the address may ask (400 for the rest).
    """

    def decorate(view: Answer) -> Any:
        @extend_schema(exclude=True)  # it has a description of its own, in the form that these programs look for
        @api_view(["GET", "HEAD"])
        @authentication_classes([AskingTokenAuthentication, SessionAuthentication])
        @content_negotiation_class(OneForm)
        @wraps(view)
        def wrapped(request: Request, partnership: str, **kwargs: Any) -> HttpResponse | Response:
            found, query = find_partnership(cast(Any, request), partnership), request.query_params.dict()
            try:
                asked = read(query, known)
            except Unclear as unclear:
                raise ParseError(str(unclear)) from unclear
            root = request.build_absolute_uri(reverse("api-ogc", args=[found.slug]))
            who, token = cast(User, request.user), cast("AccessToken | None", request.auth)
            return view(Question(found, who, token, asked, query, root), **kwargs)

        return wrapped

    return decorate


@served()
def landing(question: Question) -> Response:
    return Response(documents.landing(question.partnership, question.root))


@served()
def definition(question: Question) -> Response:
    return Response(described(question.partnership, question.root), content_type=documents.OPENAPI)


@served()
def conformance(question: Question) -> Response:
    return Response({"conformsTo": documents.CONFORMS_TO})


@served()
def collections(question: Question) -> Response:
    found = collections_of(question.partnership, question.user)
    links = [documents.link("self", f"{question.root}collections", documents.JSON)]
    return Response({"links": links, "collections": [documents.collection(each, question.root) for each in found]})


@served()
def collection(question: Question, collection: str) -> Response:
    return Response(documents.collection(find_layer(question, collection), question.root))


@served(*OF_FEATURES)
def features(question: Question, collection: str) -> HttpResponse:
    found = find_layer(question, collection)
    note(question, found)
    return geojson(items.page(found, question.asked, question.root, question.query), question.asked)


@served(*OF_A_FEATURE)
def feature(question: Question, collection: str, feature: str) -> HttpResponse:
    found = find_layer(question, collection)
    written = items.feature(found, key_of(feature), question.asked, question.root)
    if written is None:
        raise Http404
    note(question, found)
    return geojson(written, question.asked)


def find_layer(question: Question, key: str) -> Layer:
    found = collection_of(key, question.partnership, question.user)
    if found is None:
        raise Http404
    return found


def note(question: Question, found: Layer) -> None:
    """Note each reading, as every file, with its purpose: that of its token, or ?purpose=.

    A covenant asks for one (422). What it holds under a covenant is said of the whole collection: which page is read
    tells nothing of that.
    """
    form = PurposeForm({"purpose": question.token.purpose if question.token else question.asked.purpose})
    figures, places = lent_in(found.table, question.partnership, question.user)
    if not form.is_valid() and (figures or places):
        raise PurposeNeeded(_("Say with “purpose” what you need this for. That is agreed in the covenant."))
    actions.note_exported(
        partnership=question.partnership,
        by=question.user,
        file=f"{found.key} (OGC API)",
        purpose=form.cleaned_data.get("purpose", ""),
        figures=figures,
        places=places,
    )


def geojson(body: bytes, asked: Asked) -> HttpResponse:
    return HttpResponse(body, content_type=documents.GEOJSON, headers={"Content-Crs": f"<{asked.crs}>"})
