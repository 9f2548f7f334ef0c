"""The joint agenda of Twekkelerveld: measures of all parties, what they commit, one bundle with consent, one open request."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from accounts.models import Partnership, Party, User
from demo.areas import STORY_BUURT
from dia import actions
from dia.actions.money import Amounts
from dia.models import Agenda, Bundle, Measure, MeasureYear, Pot, Site, Work
from dia.pipeline.bundles import look
from dia.pipeline.scenarios import Settings
from sia.models import Snapshot

FIRST, LAST = 2026, 2033
# Who plans and who holds the purse, per party.
PLANNERS = {
    "gemeente": "gebiedsmanager@gemeente.demo",
    "woon_noord": "relatiemanager@woonnoord.demo",
    "woon_midden": "manager@woonmidden.demo",
    "woon_zuid": "manager@woonzuid.demo",
    "netbeheerder": "planner@netbeheerder.demo",
    "waterschap": "planner@waterschap.demo",
    "huurders": "bestuur@huurders.demo",
}
PURSES = {
    "gemeente": "budget@gemeente.demo",
    "woon_noord": "manager@woonnoord.demo",
    "woon_midden": "manager@woonmidden.demo",
    "woon_zuid": "manager@woonzuid.demo",
    "netbeheerder": "budget@netbeheerder.demo",
    "waterschap": "budget@waterschap.demo",
}
GROUPS = {
    "sewer": "street",
    "heat_grid": "street",
    "electricity": "street",
    "crossing": "street",
    "pavement": "street",
    "greening": "green",
    "water_storage": "green",
    "renovation": "housing",
    "new_housing": "housing",
    "social": "social",
}
# Days of hindrance and how much they hinder, of kinds that open the street.
HINDRANCE = {"sewer": (70, 1.0), "heat_grid": (60, 0.5), "electricity": (40, 0.25), "greening": (30, 0.25)}
STREET = ("sewer", "heat_grid", "electricity", "greening")
SHORT = "netbeheerder"  # commits less than its works cost: what is short is shown, never hidden


def draw_up(partnership: Partnership, parties: dict[str, Party]) -> None:
    works = list(Work.objects.of(partnership).filter(area_code=STORY_BUURT).order_by("pk"))
    _site(partnership, works)
    lead = User.objects.get(email="secretaris@gemeente.demo")
    agenda = actions.open_agenda(
        partnership=partnership,
        by=lead,
        name="Agenda Twekkelerveld",
        areas=[STORY_BUURT],
        parties=parties.values(),
        first_year=FIRST,
        last_year=LAST,
        goals="Warme woningen, minder eenzaamheid, en de straat één keer open.",
        snapshot=Snapshot.objects.adopted().of(partnership).get(),
    )
    agenda = actions.move_agenda(agenda=agenda, by=lead, to=Agenda.State.DRAFTING, version=agenda.version)
    keys = {party: key for key, party in parties.items()}
    for work in works:
        actions.add_measure(
            agenda=agenda,
            work=work,
            by=_person(PLANNERS[keys[work.party]]),
            group=GROUPS.get(work.kind, "other"),
            evenly=work.kind not in STREET,
        )
    for key, email in PURSES.items():
        _commit(agenda, parties[key], _person(email), short=key == SHORT)
    _bundle(partnership, parties)
    _request(partnership, parties)
    actions.look_again(partnership)
    actions.ask_scenario(agenda=agenda, by=lead, name="Minste overlast", settings=Settings(nuisance_rate=5, seconds=5))


def _site(partnership: Partnership, works: list[Work]) -> None:
    """One street in which four parties dig."""
    site = Site.objects.create(
        partnership=partnership,
        name="Lambertuslaan en omgeving",
        area_code=STORY_BUURT,
        households=310,
        shops=6,
        common_cost=1_150_000,
        setup_days=10,
        rest_years=5,
    )
    for work in works:
        if work.kind in HINDRANCE:
            work.site = site
            work.days, work.severity = HINDRANCE[work.kind]
            work.save(update_fields=["site", "days", "severity"])


def _commit(agenda: Agenda, party: Party, by: User, *, short: bool) -> None:
    """What the own measures cost per year, to the next 50,000 euros; the first half of the years is firm."""
    cells = MeasureYear.objects.filter(measure__agenda=agenda, measure__work__party=party)
    planned = {row["year"]: row for row in cells.values("year").annotate(euros=Sum("euros"), fte=Sum("fte"))}
    for pot in Pot.objects.filter(agenda=agenda, party=party, year__in=planned).order_by("year"):
        euros = planned[pot.year]["euros"] * (0.8 if short else 1)
        amounts = Amounts(int(-(-euros // 50_000) * 50_000), Decimal(planned[pot.year]["fte"]))
        state = "committed" if pot.year <= FIRST + 3 else "intended"
        actions.commit(pot=pot, by=by, funding="regular", state=state, amounts=amounts, seen=0)
    if not short:
        for measure in Measure.objects.filter(agenda=agenda, work__party=party):
            given = {cell.year: Amounts(cell.euros, cell.fte) for cell in measure.years.all()}
            actions.contribute(measure=measure, party=party, by=by, given=given, seen={})


def _bundle(partnership: Partnership, parties: dict[str, Party]) -> None:
    """Sewer and water storage together, with everybody's consent."""
    sewer, storage = (_work(partnership, kind) for kind in ("sewer", "water_storage"))
    lead = _person(PLANNERS["gemeente"])
    bundle = actions.sketch_bundle(
        partnership=partnership, by=lead, lead=parties["gemeente"], name="Riool en berging", year=2028, works=[sewer]
    )
    asked = actions.ask_to_join(
        bundle=bundle,
        work=storage,
        sender=parties["gemeente"],
        by=lead,
        due=timezone.localdate() + timedelta(days=14),
        version=_version(bundle),
        text="De berging kan in dezelfde weken mee.",
    )
    actions.answer_request(request=asked, by=_person(PLANNERS["waterschap"]), answer="agreed")
    actions.move_bundle(bundle=bundle, by=lead, to=Bundle.State.OFFERED, version=_version(bundle))
    for key in ("gemeente", "waterschap"):
        share = look(Bundle.objects.get(pk=bundle.pk)).shares.get(parties[key].pk, 0)
        actions.consent(
            bundle=bundle,
            party=parties[key],
            by=_person(PURSES[key]),
            answer="yes",
            version=_version(bundle),
            share=share,
        )
    actions.move_bundle(bundle=bundle, by=lead, to=Bundle.State.CONSENTED, version=_version(bundle))


def _request(partnership: Partnership, parties: dict[str, Party]) -> None:
    """The corporation asks the grid operator, who has not answered yet."""
    lead = _person(PLANNERS["woon_noord"])
    renovation = Work.objects.of(partnership).get(kind="renovation", party=parties["woon_noord"], area_code=STORY_BUURT)
    bundle = actions.sketch_bundle(
        partnership=partnership,
        by=lead,
        lead=parties["woon_noord"],
        name="Renovatie en warmtenet",
        year=2029,
        works=[renovation],
    )
    actions.ask_to_join(
        bundle=bundle,
        work=_work(partnership, "heat_grid"),
        sender=parties["woon_noord"],
        by=lead,
        due=timezone.localdate() + timedelta(days=14),
        version=_version(bundle),
        text="Kan het warmtenet in het jaar van de renovatie?",
    )


def _work(partnership: Partnership, kind: str) -> Work:
    return Work.objects.of(partnership).get(kind=kind, area_code=STORY_BUURT)


def _version(bundle: Bundle) -> int:
    return Bundle.objects.values_list("version", flat=True).get(pk=bundle.pk)


def _person(email: str) -> User:
    return User.objects.get(email=email)
