"""The joint agenda of Twekkelerveld: measures of all parties, what they commit, one bundle with consent, one open request."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time, timedelta
from decimal import Decimal
from math import ceil

from accounts.models import Partnership, Party, User
from demo.areas import STORY_BUURT
from demo.story import clock
from demo.works import WORKS
from dia import actions
from dia.actions.caps import caps_stamp
from dia.actions.money import Amounts
from dia.models import Agenda, Bundle, Measure, Pot, Work
from dia.pipeline.bundles import look
from dia.pipeline.scenarios import Settings
from dia.planning.sharing import largest_remainder
from sia.models import Snapshot

NAME, LEAD = "Agenda Twekkelerveld", "secretaris@gemeente.demo"
LAST = 7  # in years from the story's, which is the first
FIRM_FOR = 3  # years after the first; later money is intended
STORAGE, RENOVATION = 2, 3  # in which years these are bundled
MORE = 150_000  # euros that the municipality adds in that year
CARRYING = ("gemeente", "woon_noord")  # whose money may wait for a later year in a scenario
HOUSEHOLD_DAYS = 25_000  # what the buurt bears in a year; more is shown, not refused
# Who plans and who holds the purse, per party.
PLANNERS = {
    "gemeente": "gebiedsmanager@gemeente.demo",
    "woon_noord": "relatiemanager@woonnoord.demo",
    "woon_midden": "manager@woonmidden.demo",
    "woon_zuid": "manager@woonzuid.demo",
    "netbeheerder": "planner@netbeheerder.demo",
    "waterschap": "planner@waterschap.demo",
    "welzijn": "planner@welzijn.demo",
    "huurders": "bestuur@huurders.demo",
}
PURSES = {
    "gemeente": "budget@gemeente.demo",
    "woon_noord": "manager@woonnoord.demo",
    "woon_midden": "manager@woonmidden.demo",
    "woon_zuid": "manager@woonzuid.demo",
    "netbeheerder": "budget@netbeheerder.demo",
    "waterschap": "budget@waterschap.demo",
    "welzijn": "budget@welzijn.demo",
    "huurders": "penningmeester@huurders.demo",
}
FUNDING = {"welzijn": "subsidy"}  # of the others it is regular money
GROUPS = {
    "sewer": "street",
    "heat_grid": "street",
    "electricity": "street",
    "gas": "street",
    "crossing": "street",
    "pavement": "street",
    "greening": "green",
    "water_storage": "green",
    "renovation": "housing",
    "new_housing": "housing",
    "demolition": "housing",
    "social": "social",
}
LONG = {"renovation", "new_housing", "social"}  # over all years of their window

TWO_WEEKS = timedelta(days=14)

type ByYear = dict[int, Amounts]
type Gifts = dict[str, dict[Measure, ByYear]]


def draw_up(partnership: Partnership, parties: dict[str, Party], year: int) -> None:
    lead = person(LEAD)
    agenda = actions.open_agenda(
        partnership=partnership,
        by=lead,
        name=NAME,
        areas=[STORY_BUURT],
        parties=parties.values(),
        first_year=year,
        last_year=year + LAST,
        goals="Warme woningen, minder eenzaamheid, en de straat één keer open.",
        snapshot=Snapshot.objects.adopted().of(partnership).get(),
    )
    agenda = actions.move_agenda(agenda=agenda, by=lead, to=Agenda.State.DRAFTING, version=agenda.version)
    caps = {(STORY_BUURT, each): (HOUSEHOLD_DAYS, False) for each in agenda.years}
    actions.set_caps(agenda=agenda, by=lead, caps=caps, seen=caps_stamp(agenda))
    for key, gifts in _gifts(_measures(agenda, parties)).items():
        commit_for(agenda, parties[key], person(PURSES[key]), list(gifts.values()), FUNDING.get(key, "regular"))
        for measure, by_year in gifts.items():
            actions.contribute(measure=measure, party=parties[key], by=person(PURSES[key]), given=by_year, seen={})


def go_on(partnership: Partnership, parties: dict[str, Party], today: date) -> None:
    """Carry the agenda on after the last meeting: a bundle, a request, more money, and a scenario."""
    agenda = Agenda.objects.of(partnership).get(name=NAME)
    _bundle(agenda, parties, today + TWO_WEEKS)
    _request(agenda, parties, today)
    _add_money(Pot.objects.get(agenda=agenda, party=parties["gemeente"], year=agenda.first_year + FIRM_FOR))
    for key in CARRYING:
        actions.allow_carry_over(agenda=agenda, party=parties[key], by=person(PURSES[key]), allowed=True)
    settings = Settings(nuisance_rate=5, seconds=5, carry=[parties[key].pk for key in CARRYING])
    actions.ask_scenario(agenda=agenda, by=person(LEAD), name="Minste overlast", settings=settings)


def _measures(agenda: Agenda, parties: dict[str, Party]) -> dict[str, Measure]:
    """Put all works of Twekkelerveld on the agenda, each by who plans it; return the measures by title."""
    planners = {parties[key]: person(email) for key, email in PLANNERS.items()}
    works = Work.objects.of(agenda.partnership).filter(area_code=STORY_BUURT).select_related("party", "partnership")
    return {
        work.title: actions.add_measure(
            agenda=agenda,
            work=work,
            by=planners[work.party],
            group=GROUPS.get(work.kind, "other"),
            evenly=work.kind in LONG,
        )
        for work in works.order_by("pk")
    }


def _gifts(measures: dict[str, Measure]) -> Gifts:
    """Return the money as `WORKS` says who brings it, in the years of the cost.

    Manpower is brought by the party whose work it is.
    """
    gifts: Gifts = defaultdict(lambda: defaultdict(dict))
    for work in WORKS:
        shares = {work.party: 0} | work.money
        for cell in measures[work.title_nl].years.all() if work.title_nl in measures else ():
            brought = cell.euros * sum(shares.values()) // 100
            for party, part in zip(shares, largest_remainder(brought, list(shares.values())), strict=True):
                fte = cell.fte if party == work.party else Decimal(0)
                gifts[party][measures[work.title_nl]][cell.year] = Amounts(part, fte)
    return gifts


def commit_for(agenda: Agenda, party: Party, by: User, gifts: list[ByYear], funding: str) -> None:
    """Commit what a party brings: money to the next 50,000 euros of what is brought in a year, and people.

    The people are those of the busiest year, in every year.
    """
    euros = {year: sum(one[year].euros for one in gifts if year in one) for year in agenda.years}
    team = max(sum((one[year].fte for one in gifts if year in one), Decimal(0)) for year in agenda.years)
    for pot in Pot.objects.filter(agenda=agenda, party=party).select_related("agenda__partnership", "party"):
        amounts = Amounts(-(-euros[pot.year] // 50_000) * 50_000, Decimal(ceil(team)))
        state = "committed" if pot.year <= agenda.first_year + FIRM_FOR else "intended"
        actions.commit(pot=pot, by=by, funding=funding, state=state, amounts=amounts, seen=0)


def _bundle(agenda: Agenda, parties: dict[str, Party], due: date) -> None:
    """Bundle sewer and water storage, with everybody's consent."""
    partnership, lead = agenda.partnership, person(PLANNERS["gemeente"])
    sewer = _work(partnership, "Riool vervangen Twekkelerveld-midden")
    storage = _work(partnership, "Waterberging speelveld Twekkelerveld")
    year = agenda.first_year + STORAGE
    bundle = actions.create_bundle(
        partnership=partnership, by=lead, lead=parties["gemeente"], name="Riool en berging", year=year, works=[sewer]
    )
    asked = actions.ask_to_join(
        bundle=bundle,
        work=storage,
        sender=parties["gemeente"],
        by=lead,
        due=due,
        version=_version(bundle),
        text="De berging kan in dezelfde weken mee.",
    )
    actions.answer_request(request=asked, by=person(PLANNERS["waterschap"]), answer="agreed")
    actions.move_bundle(bundle=bundle, by=lead, to=Bundle.State.OFFERED, version=_version(bundle))
    for key in ("gemeente", "waterschap"):
        share = look(Bundle.objects.get(pk=bundle.pk)).shares.get(parties[key].pk, 0)
        actions.consent(
            bundle=bundle,
            party=parties[key],
            by=person(PURSES[key]),
            answer="yes",
            version=_version(bundle),
            share=share,
        )
    actions.move_bundle(bundle=bundle, by=lead, to=Bundle.State.CONSENTED, version=_version(bundle))


def _request(agenda: Agenda, parties: dict[str, Party], today: date) -> None:
    """Ask two parties to join a bundle of the corporation.

    Another corporation, whose day to answer has passed, and the grid operator, who has not answered yet.
    """
    partnership, lead = agenda.partnership, person(PLANNERS["woon_noord"])
    renovation = _work(partnership, "Renovatie 180 woningen Twekkelerveld")
    bundle = actions.create_bundle(
        partnership=partnership,
        by=lead,
        lead=parties["woon_noord"],
        name="Renovatie en warmtenet",
        year=agenda.first_year + RENOVATION,
        works=[renovation],
    )
    _unanswered(bundle, _work(partnership, "Renovatie 64 woningen Twekkelerveld-zuid"), lead, today)
    actions.ask_to_join(
        bundle=bundle,
        work=_work(partnership, "Warmtenet Twekkelerveld fase 1"),
        sender=parties["woon_noord"],
        by=lead,
        due=today + TWO_WEEKS,
        version=_version(bundle),
        text="Kan het warmtenet in het jaar van de renovatie?",
    )


def _unanswered(bundle: Bundle, work: Work, by: User, today: date) -> None:
    """Write a request of two weeks ago, to be answered before yesterday.

    Nobody can ask in the past, so it is written as it stood.
    """
    text, due = "Kan uw renovatie in hetzelfde jaar, met dezelfde aannemer?", today - timedelta(days=1)
    asked = bundle.requests.create(work=work, sender=bundle.lead, to=work.party, text=text, due=due, sent_by=by)
    bundle.requests.filter(pk=asked.pk).update(sent_at=clock(today - TWO_WEEKS, time(10)))


def _add_money(pot: Pot) -> None:
    """Commit a second version of what a party brings, with the reason."""
    stood = pot.commitments.get(current=True)
    actions.commit(
        pot=pot,
        by=person(PURSES["gemeente"]),
        funding=stood.funding,
        state=stood.state,
        amounts=Amounts(stood.euros + MORE, stood.fte),
        seen=stood.version,
        note="Voor de begeleiding van bewoners tijdens het werk in de straat.",
    )


def _work(partnership: Partnership, title: str) -> Work:
    return Work.objects.of(partnership).get(title=title)


def _version(bundle: Bundle) -> int:
    return Bundle.objects.values_list("version", flat=True).get(pk=bundle.pk)


def person(email: str) -> User:
    return User.objects.get(email=email)
