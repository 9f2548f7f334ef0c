"""Articles of a performance agreement: written as long as it is a draft, and what came of them once it runs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import in_partnership
from accounts.editing import StaleEdit
from accounts.http import CONFLICT, Request, form_page, sent
from accounts.models import Partnership
from accounts.permissions import P
from coregroup.actions import agreements as actions
from coregroup.forms.agreements import ArticleForm, OutcomeForm
from coregroup.models import Agreement, Article
from coregroup.pages.conflicts import conflict_page
from coregroup.views.agreements import answer, find_agreement, to_agreement


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def article_add(request: Request, partnership: Partnership, agreement: int) -> HttpResponse:
    """Add an article; ?subject= says under which subject."""
    found = find_agreement(request, partnership, agreement)
    form = ArticleForm(sent(request), agreement=found, subject=request.GET.get("subject", ""))
    try:
        actions.check_draft(found)
        if form.is_bound and form.is_valid():
            made = actions.add_article(agreement=found, by=request.user, **form.article)
            messages.success(request, _("The article is added."))
            return to_agreement(found, f"#article-{made.pk}")
    except ValidationError as refused:
        return answer(request, find_agreement(request, partnership, agreement), refused=refused.messages[0])
    return show_form(request, form, found)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.LEAD)
def article_edit(request: Request, partnership: Partnership, agreement: int, article: int) -> HttpResponse:
    """Edit an article; an edit of an older text shows both (409)."""
    found = find_agreement(request, partnership, agreement)
    standing = find_article(found, article)
    form = ArticleForm(sent(request), agreement=found, instance=find_article(found, article))
    try:
        actions.check_draft(found)
        if "look" not in request.POST and form.is_bound and form.is_valid():
            actions.change_article(article=standing, by=request.user, seen=form.cleaned_data["seen"], **form.article)
            messages.success(request, _("The article is saved."))
            return to_agreement(found, f"#article-{article}")
    except StaleEdit:
        theirs = ArticleForm(agreement=found, instance=find_article(found, article))
        page = {"agreement": found, "article": standing, **conflict_page(form, theirs, request.POST, "seen")}
        return render(request, "coregroup/article_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        return answer(request, find_agreement(request, partnership, agreement), refused=refused.messages[0])
    return show_form(request, form, found, standing)


@require_POST
@in_partnership(P.LEAD)
def article_remove(request: Request, partnership: Partnership, agreement: int, article: int) -> HttpResponse:
    found = find_agreement(request, partnership, agreement)
    try:
        actions.remove_article(article=find_article(found, article), by=request.user, seen=request.POST.get("seen", ""))
    except StaleEdit:
        text = _("Somebody changed this article while you looked at it. It is not removed; read it again below.")
        return answer(request, find_agreement(request, partnership, agreement), refused=text)
    except ValidationError as refused:
        return answer(request, find_agreement(request, partnership, agreement), refused=refused.messages[0])
    messages.success(request, _("The article is removed."))
    return to_agreement(found)


@require_http_methods(["GET", "HEAD", "POST"])
@in_partnership(P.SPEAK)
def article_outcome(request: Request, partnership: Partnership, agreement: int, article: int) -> HttpResponse:
    """Record the outcome of an article of the own party; an answer after a colleague's shows both (409)."""
    found = find_agreement(request, partnership, agreement)
    standing = find_article(found, article)
    form = OutcomeForm(sent(request), article=standing)
    try:
        actions.check_may_say(standing, request.user)
        if "look" not in request.POST and form.is_bound and form.is_valid():
            actions.say_outcome(article=standing, by=request.user, **form.said)
            messages.success(request, _("What became of it is saved."))
            return to_agreement(found, f"#article-{article}")
    except StaleEdit:
        theirs = OutcomeForm(article=find_article(found, article))
        page = {"agreement": found, "article": standing, **conflict_page(form, theirs, request.POST, "seen")}
        return render(request, "coregroup/outcome_conflict.html", page, status=CONFLICT)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            return answer(request, find_agreement(request, partnership, agreement), refused=refused.messages[0])
        form.add_error(None, refused)
    return form_page(request, "coregroup/outcome_form.html", form, agreement=found, article=standing)


def find_article(agreement: Agreement, pk: int) -> Article:
    return get_object_or_404(agreement.articles.select_related("agreement__partnership", "party"), pk=pk)


def show_form(
    request: Request, form: ArticleForm, agreement: Agreement, article: Article | None = None
) -> HttpResponse:
    return form_page(request, "coregroup/article_form.html", form, agreement=agreement, article=article)
