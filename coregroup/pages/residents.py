"""The page that residents read, by wijk and area; and for the parties: what they told, and what they can tell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Partnership, User
from accounts.permissions import P, may
from coregroup.actions.residents import RELEASABLE, codes_on_map, why_not
from coregroup.models import PublicPage, Release
from datasets.models import Area, Level
from dia.models import Work

LITTLE, SOME = 10, 40  # days of hindrance


@dataclass(frozen=True, slots=True)
class Notice:
    """Only what the owner of the work wrote for residents."""

    title: str
    text: str
    years: str
    hindrance: str


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wijk:
    name: str
    places: list[Place]


class ResidentsPage:
    def __init__(self, page: PublicPage) -> None:
        self.page = page

    @cached_property
    def wijken(self) -> list[Wijk]:
        """Return the wijken by name; what is about the whole city comes first."""
        year = timezone.localdate().year
        releases = Release.objects.of(self.page.partnership).for_residents(year).order_by("first_year", "title")
        told: dict[str, list[Notice]] = defaultdict(list)
        for code, release in (
            (release.work.area_code, release) for release in releases.select_related("work").defer("work__place")
        ):
            told[code].append(notice_of(release))
        found: dict[str, list[Place]] = defaultdict(list)
        areas = Area.objects.of(self.page.partnership).current().filter(code__in=told).plain()
        for area in areas.select_related("parent").defer("geometry", "parent__geometry").order_by("name"):
            found[_wijk_of(area)].append(Place(area.name, told[area.code]))
        return [Wijk(name, places) for name, places in sorted(found.items())]


def _wijk_of(area: Area) -> str:
    """Return the name of the wijk that the area is or lies in; empty for the whole city."""
    if area.level == Level.GEMEENTE:
        return ""
    return area.name if area.level == Level.WIJK or area.parent is None else area.parent.name


def notice_of(release: Release) -> Notice:
    same = release.first_year == release.last_year
    years = str(release.first_year) if same else f"{release.first_year}–{release.last_year}"
    return Notice(release.title, release.text, years, hindrance(release.days))


def hindrance(days: int) -> str:
    """Return the hindrance in words, with the days in brackets."""
    if not days:
        return _("no hindrance")
    much = _("little hindrance") if days <= LITTLE else _("some hindrance") if days <= SOME else _("much hindrance")
    return f"{much} ({ngettext('about %(n)d day', 'about %(n)d days', days) % {'n': days}})"


@dataclass(frozen=True, slots=True)
class Row:
    """A work of the own party; `why_not` says why residents cannot be told of it."""

    work: Work
    told: Release | None
    why_not: str


class ReleasesPage:
    def __init__(self, partnership: Partnership, user: User) -> None:
        self.partnership, self.user = partnership, user

    @cached_property
    def page(self) -> PublicPage | None:
        return PublicPage.objects.filter(partnership=self.partnership).first()

    @property
    def may_lead(self) -> bool:
        return may(self.user, P.LEAD, self.partnership)

    @cached_property
    def may_tell(self) -> bool:
        return may(self.user, P.PLAN, self.partnership)

    @cached_property
    def rows(self) -> list[Row]:
        """Return the programmed works of the own parties, and what else they told of before, by title."""
        if not self.may_tell:
            return []
        own = Work.objects.of(self.partnership).plain().filter(party__in=self.user.parties_in(self.partnership, P.PLAN))
        known = own.filter(state__in=RELEASABLE) | own.filter(
            releases__withdrawn_at__isnull=True, releases__isnull=False
        )
        standing = Prefetch("releases", Release.objects.standing())
        works = known.distinct().prefetch_related(standing).order_by("title")
        return [Row(work, next(iter(work.releases.all()), None), why_not(work, self._on_map)) for work in works]

    @cached_property
    def _on_map(self) -> frozenset[str]:
        return codes_on_map(self.partnership)

    @cached_property
    def told(self) -> list[Release]:
        """Return what residents read now, of all parties."""
        found = Release.objects.of(self.partnership).for_residents(timezone.localdate().year)
        found = found.filter(work__area_code__in=self._on_map)
        return list(found.select_related("work__party").defer("work__place").order_by("work__party__name", "title"))
