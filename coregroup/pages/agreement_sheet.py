"""An agreement as its page shows it, written out for print."""

from __future__ import annotations

from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coregroup.models import Article, Signatory
from coregroup.pages.agreements import AgreementPage, ArticleRow
from coregroup.pages.minutes import paragraphs
from reports import agreement as report
from reports.render import Labels


def pdf(page: AgreementPage) -> bytes:
    return report.as_pdf(sheet(page), language=(get_language() or "nl")[:2])


def file_name(page: AgreementPage) -> str:
    return f"{_('agreement')}-{page.partnership.slug}-{page.agreement.year}-{page.agreement.pk}.pdf"


def sheet(page: AgreementPage) -> report.Agreement:
    agreement = page.agreement
    return {
        "created": timezone.now().isoformat(timespec="seconds"),
        "partnership": page.partnership.name,
        "fictitious": page.partnership.fictitious,
        "title": agreement.title,
        "year": str(agreement.year),
        "state": capfirst(str(agreement.stands)),
        "is_running": page.kind == "ok",
        "introduction": paragraphs(agreement.text),
        "counts": counts(page),
        "chapters": [
            {"title": str(chapter.title), "articles": [article(row) for row in chapter.rows]}
            for chapter in page.chapters
            if chapter.rows
        ],
        "bids": [str(bid) for bid in page.bids],
        "spearheads": [f"{each.title} ({each.get_state_display()})" for each in page.spearheads],
        "signatures": [signature(each.signatory) for each in page.signatures],
        "labels": labels(),
    }


def counts(page: AgreementPage) -> str:
    return ", ".join(f"{each.count} {each.label}" for each in page.counts) if page.is_looked_back_on else ""


def article(row: ArticleRow) -> report.Article:
    return {
        "number": _("Article %(number)s") % {"number": row.number},
        "paragraphs": paragraphs(row.article.text),
        "who": who(row.article),
        "outcome": capfirst(row.article.get_outcome_display()),
        "reason": row.article.reason,
    }


def who(article: Article) -> str:
    party = str(article.party) if article.party else _("all parties together")
    if article.due is None:
        return party
    return f"{party} · {_('before %(due)s') % {'due': date_format(article.due, 'j F Y')}}"


def signature(signatory: Signatory) -> report.Signature:
    words = _("not signed yet")
    if signatory.signed_at:
        on = date_format(timezone.localtime(signatory.signed_at), "j F Y H:i")
        words = _("signed by %(who)s on %(date)s") % {"who": signatory.signed_by or "–", "date": on}
    return {"party": signatory.party.name, "words": words, "signed": signatory.signed_at is not None}


def labels() -> Labels:
    return {
        "agreement": capfirst(_("performance agreement")),
        "fictitious": _("Made-up figures"),
        "looked_back": _("What became of it"),
        "no_articles": _("Nothing is agreed yet: there are no articles."),
        "bids": _("Bids taken up"),
        "spearheads": _("Spearheads"),
        "signatures": _("Signatures"),
        "party": _("Party"),
        "signed": capfirst(_("signed")),
        "page": _("page"),
        "of": _("of"),
    }
