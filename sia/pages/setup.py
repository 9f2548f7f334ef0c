"""The set-up of a city: six steps from its municipality to a first ranking, each of which can be left and taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import Membership, Partnership, Seat
from accounts.municipalities import municipalities
from datasets.models import Area, Level
from datasets.pipeline.city_outline import CityOutline, city_outline
from sia.pages.missing_themes import Missing
from sia.pages.ranking import open_job
from sia.pages.setup_ranking import FirstRanking, first_rankings, themes_to_bring
from sia.pages.setup_sources import Outcome, Sources

MUNICIPALITY, BOUNDARIES, FIGURES, PARTIES, PEOPLE, RANKING = KEYS = (
    *("municipality", "boundaries", "figures"),
    *("parties", "people", "ranking"),
)
TITLES: dict[str, Promise] = {
    MUNICIPALITY: gettext_lazy("Municipality"),
    BOUNDARIES: gettext_lazy("Boundaries"),
    FIGURES: gettext_lazy("Figures"),
    PARTIES: gettext_lazy("Parties"),
    PEOPLE: gettext_lazy("People"),
    RANKING: pgettext_lazy("step of the set-up", "First ranking"),
}
TABLE = 2  # parties, or people, that make a table to decide at


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is "done", "busy", "ask" where a person has to do something, or "todo"; `said` is how it stands."""

    key: str
    state: str
    said: str

    @property
    def title(self) -> Promise:
        return TITLES[self.key]


class SetupPage:
    """Reads lazily: a step costs only what it shows."""

    def __init__(self, partnership: Partnership, key: str = "") -> None:
        self.partnership, self.sources = partnership, Sources(partnership)
        self.key = key or next((step.key for step in self.steps if step.state not in {"done", "busy"}), RANKING)

    @property
    def title(self) -> Promise:
        return TITLES[self.key]

    @property
    def number(self) -> int:
        return KEYS.index(self.key) + 1

    @property
    def onward(self) -> str:
        """Return the next step; none after the last."""
        return KEYS[self.number] if self.number < len(KEYS) else ""

    @property
    def is_done(self) -> bool:
        return self.steps[self.number - 1].state == "done"

    @property
    def onward_title(self) -> Promise:
        return TITLES[self.onward]

    @property
    def municipality(self) -> str:
        code = self.partnership.municipality_code
        return municipalities().get(code, code)

    @cached_property
    def levels(self) -> dict[str, tuple[int, int]]:
        """Return the number of areas and their year for each level that is there."""
        found = Area.objects.of(self.partnership).current().values_list("level", "vintage").annotate(Count("pk"))
        return {level: (areas, vintage) for level, vintage, areas in found.order_by()}

    @cached_property
    def rankings(self) -> list[FirstRanking]:
        return first_rankings(self.partnership)

    @cached_property
    def to_bring(self) -> list[Missing]:
        return themes_to_bring(self.partnership)

    @cached_property
    def ranks(self) -> bool:
        """Return whether a ranking is being computed."""
        return open_job(self.partnership) is not None

    @property
    def is_busy(self) -> bool:
        return self.sources.is_busy or self.ranks

    @cached_property
    def seats(self) -> list[Seat]:
        return list(Seat.objects.of(self.partnership).current().select_related("party").order_by("party__name"))

    @cached_property
    def people(self) -> list[Membership]:
        found = Membership.objects.of(self.partnership).current().select_related("user", "party")
        return list(found.order_by("party__name", "user__name", "user__email"))

    @cached_property
    def outline(self) -> CityOutline | None:
        return city_outline(self.partnership, Level.BUURT if Level.BUURT in self.levels else Level.WIJK)

    @cached_property
    def areas_said(self) -> str:
        """Return how many areas of which levels there are."""
        named = [
            f"{self.levels[level][0]} {words}"
            for level, words in ((Level.WIJK, "wijken"), (Level.BUURT, "buurten"))
            if level in self.levels
        ]
        return _(" and ").join(named)

    @cached_property
    def steps(self) -> list[Step]:
        return [
            Step(MUNICIPALITY, "done", f"{self.municipality} ({self.partnership.municipality_code})"),
            self._boundaries(),
            self._figures(),
            self._parties(),
            self._people(),
            self._ranking(),
        ]

    def _boundaries(self) -> Step:
        if self.areas_said:
            return Step(BOUNDARIES, "done", self.areas_said)
        return self._to_load(BOUNDARIES, self.sources.outcomes_of_boundaries, _("of a year, or a map of your own"))

    def _figures(self) -> Step:
        outcomes = self.sources.outcomes_of_figures
        loaded = sum(outcome.kind == "ok" for outcome in outcomes)
        if not loaded or self.sources.is_busy:
            return self._to_load(FIGURES, outcomes, _("open data or own files"))
        said = ngettext("%(n)s source loaded", "%(n)s sources loaded", loaded) % {"n": loaded}
        return Step(FIGURES, "done", said)

    def _to_load(self, key: str, outcomes: list[Outcome], choice: str) -> Step:
        if self.sources.is_busy:
            return Step(key, "busy", _("being fetched and read"))
        if any(outcome.kind in {"ask", "stop"} for outcome in outcomes):
            return Step(key, "ask", _("something asks for you"))
        return Step(key, "todo", choice)

    def _parties(self) -> Step:
        seats = len(self.seats)
        said = ngettext("%(n)s party", "%(n)s parties", seats) % {"n": seats}
        return Step(PARTIES, "done" if seats >= TABLE else "todo", said)

    def _people(self) -> Step:
        people = len({each.user_id for each in self.people})
        said = ngettext("%(n)s person", "%(n)s people", people) % {"n": people}
        return Step(PEOPLE, "done" if people >= TABLE else "todo", said)

    def _ranking(self) -> Step:
        if self.ranks:
            return Step(RANKING, "busy", _("being computed"))
        if any(ranking.ranked for ranking in self.rankings):
            return Step(RANKING, "done", _("look whether you recognise your city"))
        return Step(RANKING, "todo", _("after the figures"))
