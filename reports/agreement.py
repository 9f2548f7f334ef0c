"""A performance agreement on paper: what is agreed, what came of it, and who signed. It takes the pages it needs."""

from __future__ import annotations

from typing import TypedDict

from reports.fitting import whole
from reports.render import Labels, pdf


class Article(TypedDict):
    number: str  # "Article 3"
    paragraphs: list[str]
    who: str  # who does it, and before when
    outcome: str
    reason: str


class Chapter(TypedDict):
    title: str
    articles: list[Article]


class Signature(TypedDict):
    party: str
    words: str  # by whom and when, or that it is still to come
    signed: bool


class Agreement(TypedDict):
    """Strings are ready to be shown; an empty string or list leaves its part out."""

    created: str  # ISO 8601 with offset
    partnership: str
    fictitious: bool
    title: str
    year: str
    state: str
    is_running: bool
    introduction: list[str]  # by paragraph
    counts: str  # "3 done as agreed, 1 comes later"
    chapters: list[Chapter]
    bids: list[str]
    spearheads: list[str]
    signatures: list[Signature]
    labels: Labels


def as_pdf(agreement: Agreement, *, language: str) -> bytes:
    """Return a PDF of as many A4s as it takes, each with its number."""
    return pdf("agreement", whole(agreement), language=language)
