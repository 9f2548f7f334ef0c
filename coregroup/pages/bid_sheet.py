"""The A4 of a bid: what its page shows, written out for print."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coregroup.models import Bid
from coregroup.pages.bid_content import Content, Part
from reports import bid as report
from reports.fitting import ELLIPSIS
from reports.render import Labels

SEAL = 12  # characters of the fingerprint: enough to tell two prints apart
MARK = re.compile(rf"(?P<shown>\d+)/(?P<of>\d+)|{ELLIPSIS}$")  # as reports.fitting tells what was cut


def pdf(bid: Bid, content: Content) -> bytes:
    """Render the bid in the reader's language; exactly one page."""
    return report.bid_sheet(sheet(bid, content), language=content.language)


def cuts(bid: Bid, content: Content) -> dict[str, report.Cut]:
    """Return for each subject what of its text has no place on the page; nothing for a text that fits."""
    _fitted, found = report.fit(sheet(bid, content), language=content.language)
    return {each.subject: each for each in found}


def left_out(bid: Bid, content: Content) -> list[tuple[str, str]]:
    """Return what else has no place on the page, as the part and how much of it is shown: works, areas, names."""
    fitted, texts = report.fit(sheet(bid, content), language=content.language)
    lines = fitted["cut"][:-1] if texts else fitted["cut"]  # that of the texts comes last
    return [_told(line) for line in lines]


def _told(line: str) -> tuple[str, str]:
    """Return the label, and its marks in words: 12 of 15 fit, names are shortened."""
    found = list(MARK.finditer(line))
    words = [
        _("%(shown)s of %(of)s fit") % mark.groupdict() if mark["of"] else _("names are shortened") for mark in found
    ]
    return line[: found[0].start()].rstrip(), ", ".join(words)


def sheet(bid: Bid, content: Content) -> report.Bid:
    return {
        "created": (bid.offered_at or timezone.now()).isoformat(timespec="seconds"),
        "partnership": bid.partnership.name,
        "fictitious": bid.partnership.fictitious,
        "party": content.body["party"],
        "title": _("Bid for %(year)s") % {"year": content.year},
        "state": state(bid),
        "tiles": [{"label": label, "value": cell.shown} for label, cell in content.tiles],
        "years": [str(year) for year in content.years],
        "money": [
            {"label": row.label, "cells": [cell.shown for cell in row.cells], "sum": row.is_sum}
            for row in content.money
        ],
        "subjects": [subject(part) for part in content.parts],
        "works": works(content),
        "figures": [figure for part in content.parts for figure in figures(part)],
        "areas": content.areas,
        "together": content.together,
        "sources": content.sources,
        "caveat": _("The cost is that of the whole work, also in other years.") if content.body["works"] else "",
        "seal": _("Fingerprint %(hash)s.") % {"hash": bid.sha256[:SEAL]} if bid.sha256 else "",
        "labels": labels(),
        "cut": [],
    }


def state(bid: Bid) -> str:
    if bid.offered_at is None:
        return _("draft of %(date)s") % {"date": date_format(timezone.localdate(), "j F Y")}
    return _("offered on %(date)s") % {"date": date_format(timezone.localtime(bid.offered_at), "j F Y")}


def subject(part: Part) -> report.Subject:
    total = f"{part.count.shown} {part.count_words} · {part.cost.shown}" if part.count and part.cost else ""
    return {
        "key": part.key,
        "title": str(part.title),
        "sum": total,
        "text": part.text,
        "paragraphs": [],
        "empty": _("The party writes nothing about this."),
    }


def works(content: Content) -> list[report.Work]:
    """Return the works, the largest first, whatever the subject: the smallest are left out where there are too many."""
    order = {f"work:{row['id']}": place for place, row in enumerate(content.body["works"])}
    rows = [(part.key, work) for part in content.parts for work in part.works]
    rows.sort(key=lambda row: order[row[1].cost.key])
    return [
        {"subject": key, "title": work.title, "where": work.area, "years": work.years, "cost": work.cost.shown}
        for key, work in rows
    ]


def figures(part: Part) -> list[report.Figure]:
    return [
        {
            "subject": part.key,
            "name": row.name,
            "own": row.own.shown,
            "city": row.city.shown,
            "source": ", ".join(filter(None, [str(row.period), row.origin])),
        }
        for row in part.indicators
    ]


def labels() -> Labels:
    return {
        "bid": _("Bid on one A4"),
        "fictitious": _("Made-up figures"),
        "party": _("Party"),
        "facts": _("In short"),
        "money": _("What we commit"),
        "kind": _("Kind of money"),
        "works": _("Works"),
        "cost": _("Cost"),
        "years": _("Years"),
        "figures": _("Figures"),
        "own": _("here"),
        "city": _("city"),
        "insight": _("Insight"),
        "sources": _("Sources"),
        "together": _("Together with"),
        "areas": _("Here is"),
        "name": _("Name and position"),
        "date": _("Date"),
        "signature": _("Signature"),
        "cut": _("Left out or shortened"),
    }
