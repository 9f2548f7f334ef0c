"""The outcome of an agreement, article by article: how many were kept, who has still to say it, and who may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import ngettext

from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from coregroup.models import Agreement, Article
from coregroup.querysets import ArticleQuerySet

Outcome = Article.Outcome


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Articles of one party of which it did not say yet what came of them, although their day is past."""

    agreement: Agreement
    party: int
    count: int

    def words(self, party: Party) -> str:
        texts = ngettext(
            "“%(agreement)s”: %(party)s has to say what became of %(n)d article",
            "“%(agreement)s”: %(party)s has to say what became of %(n)d articles",
            self.count,
        )
        return texts % {"agreement": self.agreement, "party": party, "n": self.count}


def answerable(user: User, agreement: Agreement) -> ArticleQuerySet:
    """Return the articles of which the person may say what came of them: those of the own party.

    Who leads says it of what all parties do together, and for a party that left the table.
    """
    mine = Q(party__in=user.parties_in(agreement.partnership, P.SPEAK))
    if may(user, P.LEAD, agreement.partnership):
        mine |= Q(party__isnull=True) | ~Q(party__in=agreement.partnership.seats.current().values("party"))
    found: ArticleQuerySet = agreement.articles.filter(mine)
    return found


def counted(articles: Collection[Article]) -> dict[str, int]:
    """Return how many were kept, came later, were dropped, and under "" how many nobody spoke of yet."""
    return {outcome: sum(each.outcome == outcome for each in articles) for outcome in (*Outcome.values, "")}


def unsaid_by_party(agreement: Agreement) -> list[tuple[str, int]]:
    """Return the party's name and the number of its articles without outcome; no name for all together."""
    unsaid = agreement.articles.unsaid().order_by("party__name").values_list("party__name")
    return list(unsaid.annotate(count=Count("pk")))


def past_due(partnership: Partnership, parties: Collection[int], today: dt.date) -> Iterator[Unsaid]:
    """Yield the articles of these parties without outcome, in agreements that run.

    Once the day of an article is past, or the year without a day.
    """
    running = Agreement.objects.of(partnership).running(today.year)
    past = Q(due__lt=today) | Q(due__isnull=True, agreement__year__lt=today.year)
    found = Article.objects.unsaid().filter(past, agreement__in=running, party__in=parties)
    agreements = {agreement.pk: agreement for agreement in running}
    for agreement, party, count in (
        found.order_by("agreement", "party").values_list("agreement", "party").annotate(count=Count("pk"))
    ):
        yield Unsaid(agreements[agreement], party, count)


def overdue(partnership: Partnership, today: dt.date) -> list[Agreement]:
    """Return the agreements whose year is over and that still run, the oldest first."""
    return list(Agreement.objects.of(partnership).running(today.year - 1).order_by("year", "title"))
