"""Works that start in the streets, and what residents may read of them on a page that is open to everybody."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Partnership, User
from coregroup.actions.residents import release_work, set_public_page
from demo.agenda import LEAD, PLANNERS, PURSES, person
from dia.actions import commit, move_work
from dia.actions.money import Amounts
from dia.models import Commitment, Work

INTRO = (
    "Gemeente, woningcorporaties, netbeheerder, waterschap, welzijn en huurders werken samen in uw buurt. Hier leest u wat er "
    "gebeurt, en wanneer."
)
CONTACT = "Loop binnen bij het Huis van de Wijk, elke dinsdag van 10 tot 12 uur."


@dataclass(frozen=True, slots=True)
class Told:
    """In the words of the party whose `work` it is; `begun`: in execution, else programmed."""

    work: str
    party: str
    title: str
    text: str
    years: tuple[int, int] | None  # from the year of the story on; None: those of the work itself
    days: int = 0
    begun: bool = False


TOLD = (
    Told("Samen eten in het Huis van de Wijk", "welzijn", "Samen eten in het Huis van de Wijk",
         "Elke woensdag om zes uur. U betaalt drie euro. Aanmelden hoeft niet.", (0, 3), begun=True),
    Told("Achterpaden opknappen en verlichten", "woon_noord", "Licht en nieuwe tegels in de achterpaden",
         "U kunt een dag niet door uw achterpad. U krijgt een brief met de datum.", (0, 2), 10),
    Told("Zonnepanelen op 240 woningen", "woon_noord", "Zonnepanelen op 240 daken",
         "Er komt een steiger bij uw woning. U hoeft niet weg.", (1, 4), 20),
    Told("Renovatie 96 woningen Velve", "woon_midden", "Nieuwe ramen en muren in 96 woningen",
         "Wij werken per blok. Voor wie tijdelijk weg moet, staat een logeerwoning klaar.", None, 45, begun=True),
)  # fmt: skip


def tell(partnership: Partnership, year: int) -> None:
    """Programme four works that have their money, begin two of these, and let their parties tell of them."""
    for told in TOLD:
        planner = person(PLANNERS[told.party])
        work = Work.objects.of(partnership).get(title=told.work)
        _make_firm(work, person(PURSES[told.party]))
        for state in (Work.State.PROGRAMMED, Work.State.EXECUTION)[: 1 + told.begun]:
            work = move_work(work=work, by=planner, to=state)
        first, last = (year + each for each in told.years) if told.years else (work.earliest, work.latest)
        release_work(
            work=work,
            by=planner,
            seen=0,
            title=told.title,
            text=told.text,
            first_year=first,
            last_year=last,
            days=told.days,
        )
    set_public_page(partnership=partnership, by=person(LEAD), version=0, on=True, intro=INTRO, contact=CONTACT)


def _make_firm(work: Work, by: User) -> None:
    """Programme a work from committed money: what its party only intended is committed first."""
    intended = Commitment.objects.filter(current=True, state="intended", pot__contributions__measure__work=work)
    for stood in intended.select_related("pot__agenda__partnership", "pot__party"):
        commit(
            pot=stood.pot,
            by=by,
            funding=stood.funding,
            state="committed",
            amounts=Amounts(stood.euros, stood.fte),
            seen=stood.version,
            note=f"Vastgesteld voor: {work.title}.",
        )
