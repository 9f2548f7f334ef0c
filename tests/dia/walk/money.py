"""What parties commit and give, and what was spent."""

from __future__ import annotations

from dia import actions
from dia.actions.money import NOTHING, Amounts
from dia.models import Contribution, Pot
from tests.days import this_year
from tests.dia.walk.people import Asking, People, step
from tests.dia.walk.works import lacks


@step(3)
def commit(here: People) -> Asking | None:
    agenda = here.agenda()
    pot = agenda and here.one(agenda.pots.select_related("agenda__partnership", "party"))
    if not pot:
        return None
    funding = here.random.choice(["regular", "regular", "subsidy"])
    standing = pot.commitments.filter(funding=funding, current=True).first()
    terms = {"state": here.random.choice(["committed", "committed", "committed", "fulfilled", "intended", "lapsed"])}
    terms |= {"amounts": Amounts(here.euros(3_000_000), here.fte() * 5), "note": "Begroting." if here.often() else ""}
    terms |= {"funding": funding, "seen": here.seen(standing.version if standing else 0)}
    return lambda: actions.commit(pot=pot, by=here.who(pot.party, holder=True), **terms)


@step(4)
def contribute(here: People) -> Asking | None:
    """Mostly just what the work lacks, of what is committed and not given yet."""
    wanting = [one for one in here.measures() if lacks(one)]
    measure = here.one(wanting if here.often() else here.measures())
    if not measure:
        return None
    pots = Pot.objects.filter(agenda=measure.agenda).select_related("party").order_by("pk")
    rich = pots.filter(commitments__current=True, commitments__euros__gt=0)
    pot = here.one(rich if here.often() else pots) or here.one(pots)
    stood = pot.contributions.filter(measure=measure).first()
    seen = Amounts(stood.euros, stood.fte) if stood else NOTHING
    room = sum(one.euros for one in pot.commitments.filter(current=True).exclude(state="lapsed"))
    room -= sum(gift.euros for gift in pot.contributions.all())
    more = min(lacks(measure), room) if here.often() else lacks(measure)
    aim = max(seen.euros + more, 0) if here.often() else here.euros(2_000_000)
    given = {pot.year: Amounts(aim, seen.fte if here.often() else here.fte())}
    if not here.often(0.92):
        here.stale, seen = True, Amounts(seen.euros + 1, seen.fte)
    by = here.who(pot.party, holder=True)
    return lambda: actions.contribute(measure=measure, party=pot.party, by=by, given=given, seen={pot.year: seen})


@step(2)
def take_back(here: People) -> Asking | None:
    """A party gives less; as lief where the work is programmed already."""
    gifts = Contribution.objects.filter(pot__agenda__partnership=here.partnership).order_by("pk")
    gifts = gifts.select_related("pot__party", "measure__agenda__partnership", "measure__work")
    gift = here.one(gifts.filter(measure__work__state="programmed")) if here.often(0.5) else None
    if not (gift := gift or here.one(gifts)):
        return None
    party, year = gift.pot.party, gift.pot.year
    given = {year: Amounts(gift.euros - here.euros(gift.euros), gift.fte)}
    seen = {year: Amounts(here.seen(gift.euros), gift.fte)}
    by = here.who(party, holder=True)
    return lambda: actions.contribute(measure=gift.measure, party=party, by=by, given=given, seen=seen)


@step()
def record_actual(here: People) -> Asking | None:
    if not (measure := here.one(here.measures())):
        return None
    year = this_year() + here.random.choice([-3, -2, -1, 0, 0, 1])
    stood = measure.actuals.filter(year=year).first()
    terms = {"amounts": Amounts(here.euros(1_000_000), here.fte()), "reason": "Viel mee." if here.often() else ""}
    terms |= {"year": year, "seen": here.seen(stood.version if stood else 0)}
    return lambda: actions.record_actual(measure=measure, by=here.who(measure.work.party), **terms)
