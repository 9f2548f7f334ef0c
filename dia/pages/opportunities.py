"""Coupling opportunities as cards, best first, with what clashes below.

Also one opportunity with what can be done with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.urls import reverse

from accounts.models import Partnership, Party, User
from accounts.permissions import P, may
from datasets.models import Job
from datasets.pipeline.grants import shown_places
from dia.models import CouplingOpportunity, Work
from dia.pages import conflicts as clashes
from dia.pages import opportunities_map
from dia.pages.bundles_bars import Bars, bars
from dia.pages.opportunities_words import discreet, sentence, title
from dia.pages.works import area_names
from dia.pages.works_parties import COLOURS, Mark, marks
from dia.querysets import CouplingOpportunityQuerySet

PAGE = 24
STANDING = "standing"
LOOKING = ("dia.find_opportunities", "dia.find_conflicts")
State = CouplingOpportunity.State


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice in the address; what is empty or unknown chooses nothing.

    Works that only share an area are many: they are chosen by `kind`, and else stand folded in a line per area.
    """

    area: str = ""
    party: str = ""
    state: str = STANDING
    kind: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        given = {each.name: query.get(each.name, "")[:20] for each in fields(cls)}
        if not given["party"].isascii() or not given["party"].isdigit():
            given["party"] = ""
        if given["state"] not in {"all", *State.values}:
            given["state"] = STANDING
        if given["kind"] != CouplingOpportunity.Kind.AREA:
            given["kind"] = ""
        return cls(**given)

    def query(self, **changes: str) -> str:
        new, usual = replace(self, **changes), Choice()
        kept = [(f.name, getattr(new, f.name)) for f in fields(self) if getattr(new, f.name) != getattr(usual, f.name)]
        return "?" + urlencode(kept)


@dataclass(frozen=True, slots=True)
class Side:
    work: Work
    mark: Mark


@dataclass(frozen=True, slots=True)
class Card:
    opportunity: CouplingOpportunity
    title: str
    sentence: str
    area: str
    sides: list[Side]
    bars: list[Bars]
    is_mine: bool

    @property
    def score(self) -> int:
        return round(self.opportunity.score)

    @property
    def key(self) -> str:
        """Return the key under which the map knows it."""
        return opportunities_map.opportunity_key(self.opportunity.pk)

    @property
    def is_open(self) -> bool:
        """Return whether somebody can still say what to do with it."""
        return self.opportunity.state in {State.DETECTED, State.SEEN}


def seen(partnership: Partnership, user: User) -> CouplingOpportunityQuerySet:
    """Return the opportunities that this reader may know of.

    Not one that rests on a place which is confidential to this reader.
    """
    return CouplingOpportunity.objects.of(partnership).visible_to(user).closest(shown_places(user, partnership))


def of_kind(opportunities: CouplingOpportunityQuerySet, choice: Choice) -> CouplingOpportunityQuerySet:
    return (
        opportunities.filter(kind=CouplingOpportunity.Kind.AREA)
        if choice.kind
        else opportunities.exclude(kind=CouplingOpportunity.Kind.AREA)
    )


def chosen(opportunities: CouplingOpportunityQuerySet, choice: Choice) -> CouplingOpportunityQuerySet:
    found = of_kind(opportunities, choice).with_works().order_by("-score", "first_id", "second_id")
    if choice.state == STANDING:
        found = found.standing()
    elif choice.state != "all":
        found = found.filter(state=choice.state)
    if choice.area:
        found = found.filter(Q(first__area_code=choice.area) | Q(second__area_code=choice.area))
    if choice.party:
        found = found.filter(Q(first__party=choice.party) | Q(second__party=choice.party))
    return found


def page(partnership: Partnership, user: User, choice: Choice, number: str = "") -> dict[str, Any]:
    opportunities = seen(partnership, user)
    found = chosen(opportunities, choice)
    shown = Paginator(found, PAGE).get_page(number)
    names, signs = area_names(partnership), marks(partnership)
    mine = {party.pk for party in user.parties_in(partnership, P.PLAN)}
    drawn = [] if choice.kind else [card(each, names, signs, mine) for each in found[: opportunities_map.MOST]]
    conflicts = clashes.rows_of(partnership, choice.area, choice.party)
    cards = [card(each, names, signs, mine) for each in shown]
    return {
        "cards": cards,
        "places_of": places_of(drawn) | places_of(cards),
        "map_page": opportunities_map.page(partnership, drawn, conflicts, choice.area),
        "shown": shown,
        "choice": choice,
        "by_area": by_area(of_kind(opportunities, choice).standing(), names),
        "folded": [] if choice.kind else folded(opportunities, choice, names),
        "close": choice.query(kind="", area=""),
        "parties": [(str(pk), mark.name) for pk, mark in signs.items()],
        "states": State.choices,
        "any_opportunities": opportunities.exists(),
        "any_works": Work.objects.of(partnership).exists(),
        "busy": newest_search(partnership),
        "conflicts": conflicts,
        "may_plan": bool(mine),
    }


def newest_search(partnership: Partnership) -> Job | None:
    """Return the job that looks for opportunities or conflicts, or that was stopped before it had looked everywhere."""
    jobs = Job.objects.of(partnership).filter(kind__in=LOOKING).select_related("partnership")
    newest = sorted(
        jobs.order_by("kind", "-pk").distinct("kind"),
        key=lambda job: (job.is_open, job.kind == LOOKING[0]),
        reverse=True,
    )
    return next((job for job in newest if job.is_open or job.state == Job.State.STOPPED), None)


def page_of_search(user: User, job: Job) -> str | None:
    """Return the page where the search is followed, for who may stop it: who starts it with each change of a work."""
    if not may(user, P.PLAN, job.partnership):
        return None
    return reverse("coupling_list", args=[job.partnership.slug])


def one(opportunity: CouplingOpportunity, user: User) -> dict[str, Any]:
    partnership = opportunity.partnership
    mine = list(user.parties_in(partnership, P.PLAN))
    found = card(opportunity, area_names(partnership), marks(partnership), {party.pk for party in mine})
    return {
        "card": found,
        "places_of": places_of([found]),
        "asked": asked(opportunity, mine),
        "parts": parts_of(opportunity),
        "bundle": bundle_of(opportunity),
    }


def places_of(cards: Iterable[Card]) -> set[int]:
    """Return the parties of which confidential places are told in these cards."""
    told = [side.work for card in cards if card.opportunity.confidential for side in card.sides]
    return {work.party_id for work in told if work.confidential}


def card(
    opportunity: CouplingOpportunity, names: Mapping[str, str], signs: Mapping[int, Mark], mine: Iterable[int]
) -> Card:
    discreet(opportunity)
    sides = [
        Side(work, signs.get(work.party_id) or Mark(COLOURS, "?", work.party.name))
        for work in (opportunity.first, opportunity.second)
    ]
    places = dict.fromkeys(names.get(side.work.area_code, side.work.area_code) for side in sides)
    return Card(
        opportunity=opportunity,
        title=title(opportunity),
        sentence=sentence(opportunity),
        area=", ".join(places),
        sides=sides,
        bars=bars(opportunity.facts.get("cost", []), opportunity.facts.get("nuisance", [])),
        is_mine=bool({opportunity.first.party_id, opportunity.second.party_id} & set(mine)),
    )


def asked(opportunity: CouplingOpportunity, mine: Sequence[Party]) -> list[Party]:
    """Return whom a talk asks to join; nobody where both works are of the own party."""
    return [party for party in (opportunity.first.party, opportunity.second.party) if party not in mine]


def parts_of(opportunity: CouplingOpportunity) -> list[tuple[str, float]]:
    parts = opportunity.facts.get("parts", {})
    return [
        (name, 100 * parts.get(name, 0)) for name in ("shared_cost", "spatial_overlap", "window_overlap", "readiness")
    ]


def bundle_of(opportunity: CouplingOpportunity) -> Any:
    """Return the live bundle in which the works meet, or in which one is asked to join the other."""
    works = [opportunity.first_id, opportunity.second_id]
    inside = opportunity.partnership.bundles.live()
    return (
        inside.filter(Q(members__work__in=works)).distinct().first() if opportunity.state in {"talk", "taken"} else None
    )


def folded(
    opportunities: CouplingOpportunityQuerySet, choice: Choice, names: Mapping[str, str]
) -> list[tuple[str, str, int]]:
    """Return the opportunities of the choice that lie in an area alone, a line per area: (address, name, number).

    The choice is of party, area and state.
    """
    lines = by_area(chosen(opportunities, replace(choice, kind=CouplingOpportunity.Kind.AREA)).order_by(), names)
    wanted = [line for line in lines if choice.area in {"", line[0]}]
    return [
        (choice.query(kind=CouplingOpportunity.Kind.AREA, area=code), name, number) for code, name, number in wanted
    ]


def by_area(opportunities: CouplingOpportunityQuerySet, names: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Return how many of these opportunities lie in each area, most first: (code, name, number).

    One across two counts in both.
    """
    pairs = opportunities.values_list("first__area_code", "second__area_code")
    counts = Counter(code for pair in pairs for code in set(pair))
    return sorted(((code, names.get(code, code), n) for code, n in counts.items()), key=lambda row: (-row[2], row[1]))
