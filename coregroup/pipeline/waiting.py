"""The list of what waits for a person in a partnership.

It is derived from what the rooms hold, by the roles and the parties; stored nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Partnership, Party, Seat, User
from accounts.permissions import P, Role, roles_with
from coregroup.models import Bid, Decision, Meeting, Signatory, Task
from coregroup.pipeline.agreement_outcomes import past_due
from coregroup.pipeline.calendar import Occurrence, reminders
from coregroup.pipeline.changes import newest_run
from coregroup.pipeline.voters import assembly_of
from coregroup.pipeline.waiting_covenants import Who, waiting_for
from coregroup.pipeline.waiting_desk import deliveries, promised
from coregroup.pipeline.waiting_lead import duties
from datasets.desk import desk_of_memberships
from dia.actions.scenarios import moving_parties
from dia.models import Agenda, Bundle, Consent, JoinRequest, LookBack, LookBackLine, Measure, Scenario, Work
from dia.pipeline.lookbacks import kept_plan
from sia.models import Ballot

SCENARIOS_LOOKED_AT = 20


class Kind(StrEnum):
    REQUEST = "request"
    BUNDLE = "bundle"
    SCENARIO = "scenario"
    DECISION = "decision"
    AGREEMENT = "agreement"
    COVENANT = "covenant"
    BID = "bid"
    DATE = "date"
    LEAD = "lead"
    TASK = "action"
    BALLOT = "ballot"
    LOOK_BACK = "look_back"
    DELIVERY = "delivery"
    OLD = "old"


# What a role came for stands first; the rest follows in the order of Kind.
FIRST: dict[str, tuple[Kind, ...]] = {
    Role.SECRETARY: (Kind.LEAD, Kind.DECISION, Kind.DATE, Kind.TASK),
    Role.BUDGET_HOLDER: (Kind.BUNDLE, Kind.SCENARIO, Kind.AGREEMENT, Kind.BID, Kind.REQUEST),
    Role.PLANNER: (Kind.REQUEST, Kind.LOOK_BACK, Kind.TASK),
    Role.ANALYST: (Kind.DELIVERY, Kind.OLD, Kind.BALLOT),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """`key` names the same thing tomorrow; once it is late it is news again."""

    kind: Kind
    which: str
    what: str
    link: str
    due: dt.date | None = None
    late: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.which}{':late' if self.late else ''}"


class Asker:
    """A person in a partnership: the parties that he speaks for, by role, read once."""

    def __init__(self, user: User, partnership: Partnership) -> None:
        self.user, self.partnership, self.today = user, partnership, timezone.localdate()
        self.held = user.memberships_in(partnership)

    def parties(self, permission: P) -> dict[int, Party]:
        roles = roles_with(permission)
        return {held.party_id: held.party for held in self.held if held.role in roles}

    def may(self, *permissions: P) -> bool:
        return not self.roles.isdisjoint(roles_with(*permissions))

    @cached_property
    def roles(self) -> set[str]:
        return {held.role for held in self.held}

    @property
    def is_steward(self) -> bool:
        """Return whether the data of all are in his care."""
        return desk_of_memberships(self.held).steward

    @cached_property
    def voting(self) -> set[int]:
        """Return the parties at the table that have a vote today."""
        seats = Seat.objects.of(self.partnership).current().filter(votes=True)
        return set(seats.values_list("party", flat=True))

    @cached_property
    def near_dates(self) -> list[Occurrence]:
        return reminders(self.partnership, self.today)

    def at(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.partnership.slug, *args])


def waiting(user: User, partnership: Partnership) -> list[Waiting]:
    """Return what waits: what is late first, then what the person's role came for, then what is due first.

    Empty for who only looks.
    """
    asker = Asker(user, partnership)
    found = [each for look, *permissions in LOOKS if asker.may(*permissions) for each in look(asker)]
    place = {kind: at for at, kind in enumerate(_order(asker.roles))}
    return sorted(found, key=lambda each: (not each.late, place[each.kind], each.due or dt.date.max))


def _order(roles: Iterable[str]) -> list[Kind]:
    first = [kind for role in FIRST if role in roles for kind in FIRST[role]]
    return list(dict.fromkeys([*first, *Kind]))


def _requests(asker: Asker) -> Iterator[Waiting]:
    sent = {"state": JoinRequest.State.SENT, "due__gte": asker.today, "bundle__partnership": asker.partnership}
    found = JoinRequest.objects.filter(to__in=asker.parties(P.PLAN), **sent)
    for request in found.select_related("sender", "work", "bundle").defer("work__place"):
        names = {"party": request.sender, "work": request.work, "bundle": request.bundle}
        text = _("%(party)s asks whether “%(work)s” can join “%(bundle)s”") % names
        link = asker.at("request_answer", request.bundle_id, request.pk)
        yield Waiting(Kind.REQUEST, str(request.pk), text, link, request.due)


def _bundles(asker: Asker) -> Iterator[Waiting]:
    """Yield the bundles on offer with a work of the own party, which has no answer standing."""
    mine = asker.parties(P.COMMIT)
    offered = Bundle.objects.of(asker.partnership).filter(state=Bundle.State.OFFERED)
    works = Work.objects.filter(bundlings__bundle__in=offered, party__in=mine)
    asked = works.values_list("bundlings__bundle", "bundlings__bundle__name", "party").distinct()
    standing = Q(bundle__in=offered, lapsed_at__isnull=True, party__in=mine)
    answered = set(Consent.objects.filter(standing).values_list("bundle", "party"))
    for bundle, name, party in asked:
        if (bundle, party) not in answered:
            text = _("Bundle “%(bundle)s” waits for the consent of %(party)s") % {"bundle": name, "party": mine[party]}
            yield Waiting(Kind.BUNDLE, f"{bundle}-{party}", text, asker.at("bundle", bundle))


def _scenarios(asker: Asker) -> Iterator[Waiting]:
    """Yield the computed scenarios with a work of the own party that would move; one that somebody refused is off."""
    mine = asker.parties(P.COMMIT)
    done = Scenario.objects.filter(agenda__in=Agenda.objects.of(asker.partnership).live(), state=Scenario.State.DONE)
    found = done.exclude(consents__agrees=False).prefetch_related("consents").select_related("agenda")
    for scenario in found.order_by("-created_at")[:SCENARIOS_LOOKED_AT]:
        said = {consent.party_id for consent in scenario.consents.all()}
        for party in sorted(moving_parties(scenario) & set(mine) - said):
            names = {"scenario": scenario, "party": mine[party]}
            text = _("Scenario “%(scenario)s” moves works of %(party)s: say whether you agree") % names
            link = asker.at("scenario", scenario.agenda_id, scenario.pk)
            yield Waiting(Kind.SCENARIO, f"{scenario.pk}-{party}", text, link)


def _tasks(asker: Asker) -> Iterator[Waiting]:
    for task in Task.objects.of(asker.partnership).open().filter(party__in=asker.parties(P.SPEAK)):
        late = task.due < asker.today
        yield Waiting(Kind.TASK, str(task.pk), task.text, asker.at("task_list"), task.due, late)


def _decisions(asker: Asker) -> Iterator[Waiting]:
    """Yield what is proposed in the meeting in session, and not answered yet by an own party that has a vote there."""
    meeting = Meeting.objects.of(asker.partnership).filter(state=Meeting.State.OPEN).select_related("rules").first()
    proposed = meeting.decisions.filter(state=Decision.State.PROPOSED).prefetch_related("answers") if meeting else ()
    mine = asker.parties(P.SPEAK)
    voters = {party.pk for party in assembly_of(meeting).voters} & set(mine) if meeting and proposed else set()
    for decision in proposed:
        for party in sorted(voters - {answer.party_id for answer in decision.answers.all()}):
            text = _("%(party)s has not answered: %(decision)s") % {"party": mine[party], "decision": decision}
            yield Waiting(Kind.DECISION, f"{decision.pk}-{party}", text, asker.at("decision", decision.pk))


def _ballots(asker: Asker) -> Iterator[Waiting]:
    mine = set(asker.parties(P.VOTE)) & asker.voting
    open_ones = Ballot.objects.of(asker.partnership).filter(closed_at__isnull=True).select_related("model")
    for ballot in open_ones.prefetch_related("votes") if mine else ():
        if mine - {vote.party_id for vote in ballot.votes.all()}:
            text = _("Vote on the weights of model %(version)s") % {"version": ballot.model.version}
            late = ballot.due is not None and ballot.due < asker.today
            link = asker.at("ballot", ballot.model.version)
            yield Waiting(Kind.BALLOT, str(ballot.pk), text, link, ballot.due, late)


def _deliveries(asker: Asker) -> Iterator[Waiting]:
    mine, steward = asker.parties(P.DELIVER), asker.is_steward
    for errand in deliveries(asker.partnership, mine, steward=steward):
        yield Waiting(Kind.DELIVERY, errand.which, errand.what, asker.at("delivery", errand.delivery))
    for errand in promised(asker.partnership, mine, asker.today, steward=steward):
        link = asker.at("delivery_calendar")
        yield Waiting(Kind.DELIVERY, errand.which, errand.what, link, errand.due, errand.late)


def _old(asker: Asker) -> Iterator[Waiting]:
    run = newest_run(asker.partnership)
    old = run.old_sources(asker.today) if run else []
    if old:
        texts = ngettext(
            "%(n)d indicator of the scores is older than two years",
            "%(n)d indicators of the scores are older than two years",
            len(old),
        )
        which = ",".join(sorted(f"{source['indicator']}-{source['period']}" for source in old))
        yield Waiting(Kind.OLD, which, texts % {"n": len(old)}, asker.at("data"))


def _agreements(asker: Asker) -> Iterator[Waiting]:
    unsigned = {"agreement__partnership": asker.partnership, "agreement__state": "signing", "signed_at__isnull": True}
    found = Signatory.objects.filter(party__in=asker.parties(P.SIGN_AGREEMENT), **unsigned)
    for signatory in found.select_related("agreement", "party"):
        text = _("Sign “%(agreement)s” for %(party)s") % {"agreement": signatory.agreement, "party": signatory.party}
        yield Waiting(Kind.AGREEMENT, str(signatory.pk), text, asker.at("agreement", signatory.agreement_id))


def _articles(asker: Asker) -> Iterator[Waiting]:
    mine = asker.parties(P.SPEAK)
    for each in past_due(asker.partnership, mine, asker.today):
        link, which = asker.at("agreement", each.agreement.pk), f"said-{each.agreement.pk}-{each.party}"
        yield Waiting(Kind.AGREEMENT, which, each.words(mine[each.party]), link)


def _bids(asker: Asker) -> Iterator[Waiting]:
    """Yield drafts of the own party, once a date of the yearly calendar is near."""
    drafts = Bid.objects.of(asker.partnership).filter(party__in=asker.parties(P.SIGN_AGREEMENT), state=Bid.State.DRAFT)
    for bid in drafts.select_related("party").defer("body") if asker.near_dates else ():
        text = _("Offer the bid of %(party)s for %(year)d") % {"party": bid.party, "year": bid.year}
        yield Waiting(Kind.BID, str(bid.pk), text, asker.at("bid", bid.pk))


def _dates(asker: Asker) -> Iterator[Waiting]:
    for each in asker.near_dates:
        which = f"{each.key_date.pk}-{each.on.year}"
        yield Waiting(Kind.DATE, which, each.key_date.title, asker.at("key_date_list"), each.on)


def _look_backs(asker: Asker) -> Iterator[Waiting]:
    """Open, with a measure of the own party of which nobody said yet what became of it."""
    mine = asker.parties(P.PLAN)
    backs = list(LookBack.objects.of(asker.partnership).filter(state="open").select_related("agenda"))
    agendas = {back.agenda_id for back in backs}
    own = dict(Measure.objects.filter(agenda__in=agendas, work__party__in=mine).values_list("pk", "work__party"))
    said = set(LookBackLine.objects.filter(look_back__in=backs).values_list("look_back", "measure"))
    for back in backs:
        missing = [pk for pk in kept_plan(back) if pk in own and (back.pk, pk) not in said]
        if missing:
            texts = ngettext(
                "Look-back %(year)d of %(agenda)s: %(n)d measure without an outcome",
                "Look-back %(year)d of %(agenda)s: %(n)d measures without an outcome",
                len(missing),
            )
            names = {"year": back.year, "agenda": back.agenda, "n": len(missing)}
            yield Waiting(Kind.LOOK_BACK, str(back.pk), texts % names, asker.at("look_back", back.agenda_id, back.year))


def _leading(asker: Asker) -> Iterator[Waiting]:
    for duty in duties(asker.partnership, asker.today):
        link = asker.at(duty.page, *([duty.pk] if duty.pk else []))
        yield Waiting(Kind.LEAD, duty.which, duty.what, link, duty.due, duty.late)


def _covenants(asker: Asker) -> Iterator[Waiting]:
    who = Who(asker.parties(P.SIGN_COVENANT), asker.parties(P.REQUEST_DATA), asker.may(P.DRAFT_COVENANT))
    for each in waiting_for(who, asker.partnership, asker.today):
        yield Waiting(Kind.COVENANT, each.which, each.what, asker.at(each.page, each.pk), each.due, each.late)


LOOKS: tuple[tuple[Callable[[Asker], Iterable[Waiting]], *tuple[P, ...]], ...] = (
    (_requests, P.PLAN),
    (_bundles, P.COMMIT),
    (_scenarios, P.COMMIT),
    (_decisions, P.SPEAK),
    (_agreements, P.SIGN_AGREEMENT),
    (_articles, P.SPEAK),
    (_covenants, P.REQUEST_DATA),
    (_bids, P.SIGN_AGREEMENT),
    (_dates, P.LEAD, P.SIGN_AGREEMENT),
    (_leading, P.LEAD),
    (_tasks, P.SPEAK),
    (_ballots, P.VOTE),
    (_look_backs, P.PLAN),
    (_deliveries, P.DELIVER),
    (_old, P.DELIVER),
)
