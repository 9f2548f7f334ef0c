"""The yearly cycle: agreements of this year that run, those of next year, two bids, spearheads and the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time

from accounts.models import Partnership, Party
from coregroup.actions.agreements import (
    add_article,
    draft_agreement,
    move_agreement,
    outcome_stamp,
    say_outcome,
    sign_agreement,
)
from coregroup.actions.bids import begin_bid, offer_bid, texts_stamp, write_bid
from coregroup.actions.key_dates import add_key_date, add_usual_dates
from coregroup.actions.spearheads import move_spearhead, propose_spearhead
from coregroup.models import Agreement, Article, Spearhead
from demo.agenda import LEAD, PLANNERS, PURSES, person
from demo.areas import STORY_BUURT
from demo.decisions import VOTERS
from demo.story import Story, clock

TITLE = "Prestatieafspraken"
INTRODUCTION = (
    "Gemeente, woningcorporaties en huurders spreken elk jaar af wat zij samen doen aan wonen. Elke partij doet wat bij haar "
    "naam staat. Twee keer per jaar kijkt de kerngroep hoe het ervoor staat."
)
DRAFT = "Dit is nog een concept. De kerngroep bespreekt het nadat de corporaties hun bod hebben gedaan."

type Row = tuple[str, str, str, tuple[int, int] | None]  # subject, party, what is agreed, month and day before which
THIS_YEAR: tuple[Row, ...] = (
    ("supply", "woon_zuid", "Bouwt 48 woningen in Wesselerbrink Zuid-Oost, waarvan 30 voor ouderen.", (12, 15)),
    ("supply", "gemeente", "Beslist binnen acht weken over elke aanvraag voor nieuwbouw van een corporatie.", None),
    ("affordable", "woon_noord", "Verhoogt de huur van 900 huishoudens met een laag inkomen niet.", (7, 1)),
    ("affordable", "gemeente", "Betaalt energiecoaches die bij 600 huishoudens thuis komen.", (12, 1)),
    ("groups", "woon_midden", "Wijst 40 woningen toe aan mensen die uit een opvang komen.", (12, 15)),
    ("groups", "gemeente", "Regelt voor elke nieuwe huurder uit een opvang een vaste begeleider.", None),
    ("sustainable", "woon_noord", "Bereidt de renovatie van 180 woningen in Twekkelerveld voor, samen met de bewoners.", (10, 1)),
    ("sustainable", "woon_midden", "Vervangt in 96 woningen in Velve het enkel glas.", (11, 1)),
    ("liveable", "huurders", "Organiseert in tien buurten een gesprek over schoon en veilig wonen.", (11, 15)),
    ("liveable", "gemeente", "Houdt met de corporaties een vast spreekuur in Twekkelerveld en Wesselerbrink.", None),
)  # fmt: skip
LATE = {
    "Bouwt 48 woningen in Wesselerbrink Zuid-Oost, waarvan 30 voor ouderen.": "De laatste twaalf zijn in maart klaar.",
    "Vervangt in 96 woningen in Velve het enkel glas.": "In twaalf woningen moest eerst de muur droog. Zij volgen in maart.",
}
NEXT_YEAR: tuple[Row, ...] = (
    ("supply", "woon_noord", "Bereidt de nieuwbouw van 24 woningen aan het Spoelerhof voor.", (12, 15)),
    ("affordable", "huurders", "Denkt mee over één brief met huur en energie samen.", (6, 1)),
    ("sustainable", "woon_noord", "Legt de planning van renovatie en warmtenet in Twekkelerveld vast.", (4, 1)),
    ("liveable", "gemeente", "Plant bomen op het Garenplein, samen met de bewoners.", None),
)
SIGNED_BEFORE = (12, 15)  # month and day, in the year before
SIGNING = ("gemeente", "woon_noord", "woon_midden", "woon_zuid", "huurders")
BIDS = {
    "woon_noord": {
        "supply": "Wij slopen oude garages aan het Spoelerhof en bouwen er 24 woningen. Daar is ruimte, en de straat gaat "
        "toch open.",
        "affordable": "Onze huurders houden minder over dan elders. Wij houden de huur na een renovatie twee jaar gelijk.",
        "groups": "De huismeester in de Weversstraat werkt. Bewoners weten hem te vinden. Wij gaan ermee door.",
        "sustainable": "180 woningen in Twekkelerveld zijn koud en vochtig. Wij renoveren ze als het warmtenet er ligt.",
        "liveable": "De achterpaden zijn donker. Wij knappen ze op en de gemeente betaalt de helft.",
    },
    "woon_zuid": {
        "supply": "Aan het Garenplein kunnen 30 woningen voor ouderen komen, dicht bij de winkels.",
        "sustainable": "72 woningen aan de Katoenlaan hebben slechte muren. Wij isoleren ze als de straat open ligt.",
    },
}
OFFERED = "woon_noord"


def sign_this_year(partnership: Partnership, parties: Mapping[str, Party], story: Story) -> None:
    """Sign by all the agreements that the last meeting spoke of, and fill the calendar of the year."""
    lead = person(LEAD)
    agreement = _draft(partnership, parties, story.agreed_year, INTRODUCTION, THIS_YEAR)
    to_sign = move_agreement(agreement=agreement, by=lead, to=Agreement.State.SIGNING, version=_version(agreement))
    signed = clock(date(story.agreed_year - 1, *SIGNED_BEFORE), time(15))
    for key in SIGNING:
        sign_agreement(
            agreement=to_sign, party=parties[key], by=person(PURSES[key]), version=to_sign.version, at=signed
        )
    _look_back(agreement, {parties[key].pk: key for key in SIGNING}, story.today)
    add_usual_dates(partnership=partnership, by=lead)
    add_key_date(partnership=partnership, by=lead, title="Terugblik op de agenda’s", month=3, day=15, remind=30)


def _look_back(agreement: Agreement, keys: Mapping[int, str], today: date) -> None:
    """Say the outcome of the articles that had to be done by now."""
    for article in agreement.articles.filter(due__lt=today, party__in=keys):
        by, reason = person(PURSES[keys[article.party_id or 0]]), LATE.get(article.text, "")
        outcome = Article.Outcome.LATE if reason else Article.Outcome.KEPT
        say_outcome(article=article, by=by, seen=outcome_stamp(article), outcome=outcome, reason=reason)


def prepare_next_year(partnership: Partnership, parties: Mapping[str, Party], year: int) -> None:
    """Make a draft, one bid offered and one being written, a spearhead adopted and one proposed."""
    agreement = _draft(partnership, parties, year, DRAFT, NEXT_YEAR)
    for key, texts in BIDS.items():
        _bid(partnership, parties[key], PURSES[key], year, texts, offer=key == OFFERED)
    adopted = propose_spearhead(
        partnership=partnership,
        by=person(PLANNERS["woon_noord"]),
        party=parties["woon_noord"],
        title="Warmtenet en renovatie in één keer",
        text="De straat gaat één keer open, en bewoners krijgen warmte en een goede woning in hetzelfde jaar.",
        area_code=STORY_BUURT,
        first_year=year,
        last_year=year + 3,
    )
    move_spearhead(
        spearhead=adopted, by=person(LEAD), to=Spearhead.State.ADOPTED, version=adopted.version, agreement=agreement
    )
    propose_spearhead(
        partnership=partnership,
        by=person(VOTERS["huurders"]),
        party=parties["huurders"],
        title="Koele plekken voor hete dagen",
        text="Ouderen in flats hebben elke zomer last van de hitte. In elke buurt hoort een koele plek op loopafstand.",
        first_year=year,
    )


def _draft(
    partnership: Partnership, parties: Mapping[str, Party], year: int, text: str, rows: Iterable[Row]
) -> Agreement:
    lead, signing = person(LEAD), [parties[key] for key in SIGNING]
    made = draft_agreement(partnership=partnership, by=lead, year=year, title=TITLE, parties=signing, text=text)
    for subject, party, agreed, day in rows:
        due = date(year, *day) if day else None
        add_article(agreement=made, by=lead, subject=subject, party=parties[party], text=agreed, due=due)
    return made


def _bid(
    partnership: Partnership, party: Party, email: str, year: int, texts: Mapping[str, str], *, offer: bool
) -> None:
    by = person(email)
    made = begin_bid(partnership=partnership, party=party, year=year, by=by)
    written = write_bid(bid=made, by=by, seen=texts_stamp(made), texts=texts)
    if offer:
        offer_bid(bid=written, by=by, version=written.version)


def _version(agreement: Agreement) -> int:
    return Agreement.objects.values_list("version", flat=True).get(pk=agreement.pk)
