"""Every address of the application that reads, and what it answers to somebody, as text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfReader

from accounts.models import User


def addresses(patterns: list[Any]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if getattr(pattern, "namespace", None) != "admin":
                yield from addresses(pattern.url_patterns)
        elif pattern.name:
            yield pattern


def answers(
    user: User,
    known: Mapping[str, Any],
    views: Mapping[str, list[str]],
    *,
    only: Collection[str] = (),
    papers: bool = False,
) -> Iterator[tuple[str, str]]:
    """Return every address of a partnership of which all that it asks for is `known`, with what this user is answered.

    `views` holds by name of the address the queries to try besides none; `only` asks for the addresses that
    name one of these. Papers are read where `papers` are asked for, which takes long.
    """
    client = Client()
    client.force_login(user)
    for pattern in addresses(get_resolver().url_patterns):
        wanted = set(pattern.pattern.converters) | {"partnership"}
        if only and not wanted & set(only):
            continue
        if "p/<slug:partnership>" not in str(pattern.pattern) or not wanted <= known.keys():
            continue
        for view in ["", *views.get(pattern.name or "", [])]:
            answer = client.get(reverse(pattern.name, kwargs={key: known[key] for key in wanted}) + view)
            if answer.status_code == 200:
                yield f"{pattern.name}{view}", text_of(answer, papers=papers)


def text_of(answer: Any, *, papers: bool = False) -> str:
    """Return the content as text; of a workbook what is packed in it, and of a paper what it says."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b" ".join(book.read(name) for name in book.namelist())
    if papers and content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode(errors="replace")
