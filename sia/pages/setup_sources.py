"""The sources of the set-up: what publishers offer and what was brought, each with how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Partnership
from datasets.fetching.texts import sentence
from datasets.forms.fetches import title_of
from datasets.models import Delivery, Fetch, Job
from datasets.models.indicators import Theme
from datasets.sources import SOURCES
from datasets.sources.published import CBS_BOUNDARIES, CBS_OLDER_BOUNDARIES, PUBLICATIONS, Publication
from datasets.states import LIVE
from sia.pages.missing_themes import brought_by
from sia.pipeline.starter import THEMES
from sia.words.figures import written

LOAD_ALL = "datasets.load_all"
BOUNDARIES_LICENCE = "CC BY 4.0"
OVER = (Delivery.State.WITHDRAWN, Delivery.State.UNDONE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a source is: loaded ("ok"), waiting its turn ("wait"), being read ("busy"), or for a person ("ask", "stop")."""

    kind: str
    words: str | Promise
    more: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A table of one year of a publisher. `value` is what a form sends of it; `proposed`: ticked before anybody chose."""

    publication: Publication
    year: int
    outcome: Outcome | None
    proposed: bool

    @property
    def value(self) -> str:
        return f"{self.publication.key}:{self.year}"

    @property
    def title(self) -> str:
        return title_of(self.publication)

    @property
    def licence(self) -> str:
        source = SOURCES.get(self.publication.source)
        return source.licence if source else BOUNDARIES_LICENCE

    @property
    def brings(self) -> str:
        """Return the themes of the ranking to which it adds figures."""
        source = SOURCES.get(self.publication.source)
        found = {spec.theme for spec in brought_by(source) if spec.theme in THEMES.get(spec.role, [])} if source else ()
        return get_text_list([str(Theme(theme).label) for theme in Theme.values if theme in found], ", ")

    @property
    def is_over(self) -> bool:
        """Return whether asking for it once more brings nothing: it is loaded, or on its way."""
        return self.outcome is not None and self.outcome.kind in {"ok", "wait", "busy"}


@dataclass(frozen=True, slots=True)
class OwnFile:
    delivery: Delivery
    outcome: Outcome

    @property
    def year(self) -> str:
        """Return the year that was said of it, or stood in its name."""
        return str(self.delivery.options.get("vintage") or self.delivery.options.get("period") or "–")


class Sources:
    """Reads what was asked and brought in three queries."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership

    @cached_property
    def job(self) -> Job | None:
        """Return the newest job that brings things in."""
        return Job.objects.of(self.partnership).filter(kind=LOAD_ALL).order_by("-pk").first()

    @property
    def is_busy(self) -> bool:
        return self.job is not None and self.job.is_open

    @property
    def is_left(self) -> bool:
        """Return whether something waits and nobody works at it: the job was stopped, or failed."""
        tries = [each.load_tries for each in self._fetches] + [each.load_tries for each in self._deliveries]
        return not self.is_busy and any(each is not None for each in tries)

    @cached_property
    def _fetches(self) -> list[Fetch]:
        asked = Fetch.objects.of(self.partnership).select_related("delivery").defer(*_unread("delivery__"))
        return list(asked.order_by("pk"))

    @cached_property
    def _deliveries(self) -> list[Delivery]:
        brought = Delivery.objects.of(self.partnership).exclude(kind=Delivery.Kind.DERIVED).exclude(state__in=OVER)
        return list(brought.filter(fetches=None).defer(*_unread()).order_by("pk"))

    @property
    def boundaries(self) -> list[Offer]:
        """Return each year of the boundaries, newest first."""
        return self._offers([CBS_BOUNDARIES], every_year=True, propose=not self.own_boundaries)

    @property
    def figures(self) -> list[Offer]:
        """Return the newest year of each table of figures, and each year that was asked for."""
        return self._offers([each for each in PUBLICATIONS.values() if each.source])

    @property
    def outcomes_of_boundaries(self) -> list[Outcome]:
        return _outcomes(self.boundaries, self.own_boundaries)

    @property
    def outcomes_of_figures(self) -> list[Outcome]:
        return _outcomes(self.figures, self.own_figures)

    def _offers(
        self, publications: Iterable[Publication], *, every_year: bool = False, propose: bool = True
    ) -> list[Offer]:
        """Return the offers; the newest year of each is proposed while none of its years was asked for."""
        newest = {(fetch.publication, fetch.year): fetch for fetch in self._fetches}
        found = []
        for publication in publications:
            tried = {year for key, year in newest if key == publication.key}
            latest = publication.years[0]
            for year in publication.years if every_year else sorted({latest, *tried}, reverse=True):
                outcome = self._of_fetch(newest.get((publication.key, year)))
                found.append(Offer(publication, year, outcome, propose and not tried and year == latest))
        return found

    @property
    def own_boundaries(self) -> list[OwnFile]:
        older = [fetch for fetch in self._fetches if fetch.publication == CBS_OLDER_BOUNDARIES.key and fetch.delivery]
        return self._files([*self._deliveries, *(fetch.delivery for fetch in older)], Delivery.Kind.BOUNDARIES)

    @property
    def own_figures(self) -> list[OwnFile]:
        """Return the tables, and of maps what was loaded of their figures: a map need not have any."""
        maps = {each.sha256 for each in self._deliveries if each.kind == Delivery.Kind.BOUNDARIES}
        files = self._files(self._deliveries, Delivery.Kind.STATISTICS)
        return [file for file in files if file.delivery.sha256 not in maps or file.outcome.kind == "ok"]

    def _files(self, deliveries: Iterable[Delivery | None], kind: str) -> list[OwnFile]:
        newest = {each.name: each for each in deliveries if each and each.kind == kind}
        return [OwnFile(each, self._of_delivery(each)) for each in sorted(newest.values(), key=lambda each: each.name)]

    def _of_fetch(self, fetch: Fetch | None) -> Outcome | None:
        if fetch is None:
            return None
        if fetch.problem:
            return Outcome("stop", sentence(fetch.problem, fetch.problem_about), address=self._page("upload"))
        if fetch.delivery and fetch.delivery.state not in OVER:
            return self._of_delivery(fetch.delivery)
        return self._waiting(fetch) if fetch.load_tries is not None else None

    def _of_delivery(self, delivery: Delivery) -> Outcome:
        page = self._page("delivery", delivery.pk)
        if delivery.load_tries is not None:
            return self._waiting(delivery)
        if delivery.state in LIVE:
            return Outcome("ok", _("loaded"), _held(delivery), page)
        if delivery.state == Delivery.State.UNMAPPED:
            return Outcome("ask", _("we do not know these columns"), address=page)
        if delivery.state == Delivery.State.REFUSED:
            return Outcome("ask", _("something is wrong in the file"), address=page)
        return Outcome("ask", _("not loaded yet"), address=page)

    def _waiting(self, item: Fetch | Delivery) -> Outcome:
        if self.is_busy and item.load_tries:
            return Outcome("busy", _("being read"))
        return Outcome("wait", _("waits for its turn") if self.is_busy else _("not loaded yet"))

    def _page(self, name: str, *args: int) -> str:
        return reverse(name, args=[self.partnership.slug, *args])


def _outcomes(offers: Iterable[Offer], files: Iterable[OwnFile]) -> list[Outcome]:
    """Return how far each is that was asked for or brought."""
    return [*(offer.outcome for offer in offers if offer.outcome), *(file.outcome for file in files)]


def _held(delivery: Delivery) -> str:
    """Return how much stands in a loaded delivery: areas, or figures."""
    if delivery.kind == Delivery.Kind.BOUNDARIES:
        areas = delivery.counts.get("areas", 0)
        return ngettext("%(n)s area", "%(n)s areas", areas) % {"n": areas}
    figures = sum(delivery.preview.get(name, 0) for name in ("new", "changed", "unchanged"))
    return ngettext("%(n)s figure", "%(n)s figures", figures) % {"n": written(figures, 0)}


def _unread(path: str = "") -> list[str]:
    return [path + name for name in ("problems", "mapping", "recognised", "quality")]
