"""The minutes of a meeting: as tagged PDF, and as plain text for an e-mail.

Nothing is left out: they take the pages they need.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TypedDict, cast

from reports.fitting import whole
from reports.render import Labels, pdf

WIDTH = 72  # letters of a line of text, as mail programs have it


class Present(TypedDict):
    party: str
    words: str  # "present", "absent", with whether it has a vote
    there: bool
    names: str


class Line(TypedDict):
    """A label and the words under it, about a decision."""

    label: str
    text: str


class Decision(TypedDict):
    number: str  # empty for a proposal
    outcome: str
    taken: bool
    text: str
    lines: list[Line]  # reason, advice, why it deviates, what it replaces
    votes: list[Line]  # "for" with its parties, and so on, of who said no more than that
    words: list[Line]  # of a party with its condition or objection


class Action(TypedDict):
    text: str
    who: str
    due: str
    origin: str


class Item(TypedDict):
    title: str
    about: str
    said: list[str]  # by paragraph


class Minutes(TypedDict):
    """Strings are ready to be shown; an empty string or list leaves its part out."""

    created: str  # ISO 8601 with offset
    partnership: str
    fictitious: bool
    draft: bool
    title: str
    when: str
    place: str
    chair: str
    attendance: list[Present]
    decisions: list[Decision]
    actions: list[Action]
    items: list[Item]
    rules: str  # in one line; their text has a page of its own
    seal: str  # when it was fixed, with its fingerprint
    labels: Labels


def as_pdf(minutes: Minutes, *, language: str) -> bytes:
    """Return a PDF of as many A4s as it takes, each with its number."""
    return pdf("minutes", whole(minutes), language=language)


def as_text(minutes: Minutes) -> str:
    """Return the minutes in plain text, in lines of at most 72 letters; it ends with a line break."""
    parts = [_head(minutes), _attendance(minutes), _decisions(minutes), _actions(minutes), _items(minutes)]
    return "\n\n".join("\n".join(part) for part in [*map(list, parts), list(_foot(minutes))] if part) + "\n"


def _head(minutes: Minutes) -> Iterator[str]:
    words = minutes["labels"]
    yield from _wrapped(minutes["title"].upper())
    yield from _wrapped(f"{words['minutes']} · {minutes['partnership']}")
    yield from _wrapped(" · ".join(part for part in (minutes["when"], minutes["place"]) if part))
    if minutes["chair"]:
        yield from _wrapped(f"{words['chair']}: {minutes['chair']}")
    if minutes["fictitious"]:
        yield from _wrapped(f"[{words['fictitious']}]")
    if minutes["draft"]:
        yield from _wrapped(f"[{words['draft']}] {words['draft_sentence']}")


def _attendance(minutes: Minutes) -> Iterator[str]:
    yield from _title(minutes["labels"]["attendance"])
    for row in minutes["attendance"]:
        names = f" ({row['names']})" if row["names"] else ""
        yield from _wrapped(f"{row['party']}: {row['words']}{names}", "- ")


def _decisions(minutes: Minutes) -> Iterator[str]:
    words = minutes["labels"]
    yield from _title(words["decisions"])
    if not minutes["decisions"]:
        yield from _wrapped(words["no_decisions"])
    for place, decision in enumerate(minutes["decisions"]):
        if place:
            yield ""
        yield from _wrapped(" · ".join(part for part in (decision["number"], decision["outcome"]) if part))
        yield from _wrapped(decision["text"], "  ")
        for line in [*decision["lines"], *decision["votes"], *decision["words"]]:
            yield from _wrapped(f"{line['label']}: {line['text']}", "  - ")


def _actions(minutes: Minutes) -> Iterator[str]:
    words = minutes["labels"]
    yield from _title(words["actions"])
    if not minutes["actions"]:
        yield from _wrapped(words["no_actions"])
    for action in minutes["actions"]:
        origin = f" ({action['origin']})" if action["origin"] else ""
        yield from _wrapped(f"{action['due']} · {action['who']}: {action['text']}{origin}", "- ")


def _items(minutes: Minutes) -> Iterator[str]:
    words = minutes["labels"]
    yield from _title(words["items"])
    if not minutes["items"]:
        yield from _wrapped(words["no_items"])
    for number, item in enumerate(minutes["items"], start=1):
        if number > 1:
            yield ""
        about = f" ({item['about']})" if item["about"] else ""
        yield from _wrapped(f"{number}. {item['title']}{about}")
        for paragraph in item["said"] or [words["nothing_said"]]:
            yield from _wrapped(paragraph, "   ")


def _foot(minutes: Minutes) -> Iterator[str]:
    if minutes["rules"]:
        yield from _title(minutes["labels"]["rules"])
        yield from _wrapped(minutes["rules"])
    if minutes["seal"]:
        yield ""
        yield from _wrapped(minutes["seal"])


def _title(text: str) -> Iterator[str]:
    yield from _wrapped(text)
    yield "-" * min(len(text), WIDTH)


def _wrapped(text: str, start: str = "") -> Iterator[str]:
    """Wrap a text to lines; a word that is longer than a line, such as a fingerprint, stays whole."""
    later = " " * len(start)
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
    yield from cast(list[str], lines or [start.rstrip()])
