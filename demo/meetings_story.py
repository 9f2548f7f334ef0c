"""Six monthly meetings of the invented parties: what was said and decided, what was agreed, and how they meet.

Years and months between braces are those of `demo.story`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.areas import STORY_BUURT
from demo.decisions import DEVIATION

BOTHOVEN = "BU01530003"
OPENING, CHANGED, ROUND = "Opening en mededelingen", "Wat er veranderd is", "Rondvraag"
# Title, minutes, whether it shows what changed since the last meeting; other items come before the last one.
STANDING = ((OPENING, 5, False), (CHANGED, 15, True), (ROUND, 10, False))
NAMES = {
    "gemeente": "Gerrie Gebied, Sam Secretaris",
    "woon_noord": "Maan Manager, Robin Relatie",
    "woon_midden": "Kim Kwartaal",
    "woon_zuid": "Jos Jaarplan",
    "netbeheerder": "Nour Netten",
    "waterschap": "Pat Peilbuis",
    "welzijn": "Wendy Wijkteam",
    "huurders": "Hanne Huurder",
}
RULES = """Waarvoor wij bij elkaar komen. Wij kiezen samen waar bewoners ons het hardst nodig hebben. Daar werken wij samen, \
en niet na elkaar.

Hoe wij praten. Wij kijken eerst samen naar de cijfers op het scherm. Daarna zegt elke partij wat zij weet van de buurt. \
Vragen mogen altijd. Wij praten over het werk, en niet over wie er iets fout deed.

Hoe wij beslissen. Elke partij met een stem antwoordt: voor, voor onder een voorwaarde, tegen, of onthouding. Wie een \
voorwaarde of een bezwaar heeft, zegt wat er anders moet. Dat komt woordelijk in het verslag. Een besluit is genomen als meer \
partijen voor zijn dan tegen. Wie er niet bij is, mag vooraf een antwoord geven.

Als wij afwijken van het advies. Dat mag. Wij schrijven erbij waarom, zodat iedereen het later kan lezen.

Wat wij elkaar beloven. Geld dat een partij toezegt, staat vast tot die partij zelf iets anders zegt. Wie een actie niet op \
tijd afkrijgt, zegt dat voor het overleg. Een vraag om mee te doen krijgt binnen twee weken een antwoord.

Wat vaststaat. De secretaris sluit het overleg af. Daarna verandert niemand het verslag meer. Een nieuw besluit kan een oud \
besluit vervangen.

Elk jaar in juni lezen wij deze spelregels opnieuw."""

type Answers = Mapping[str, tuple[str, str]]  # by party: the answer and its words


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a meeting.

    `about` is an area, the advice, or an agenda, a bundle, a covenant or an agreement by its name: see
    demo.meetings.subject.
    """

    title: str
    said: str = ""
    party: str = ""
    about: str = ""
    minutes: int = 15


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal at a meeting.

    `answers` of who said something else than "for"; `replaces`: the text of an earlier decision; `why`: it deviates.
    """

    topic: str
    text: str
    reason: str = ""
    answers: Answers = field(default_factory=dict)
    area: str = ""
    rests_on_advice: bool = False
    why: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """`days` after the meeting it is due; `outcome` where it is done."""

    topic: str
    text: str
    party: str
    person: str
    days: int
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    topics: tuple[Topic, ...]
    proposals: tuple[Proposal, ...]
    todos: tuple[Todo, ...]
    absent: tuple[str, ...] = ()


BEGIN = "De renovatie van 180 woningen in Twekkelerveld begint in {year+2}."
HELD: tuple[Held, ...] = (
    Held(
        topics=(
            Topic(OPENING, "Iedereen stelt zich voor. Woningcorporatie Zuid leest mee en is er de volgende keer bij."),
            Topic("Hoe wij werken", "De spelregels zijn duidelijk. De tweede donderdag past bij iedereen.", "gemeente"),
            Topic("Dezelfde cijfers voor iedereen", "Elke partij had eigen lijstjes. Die spraken elkaar soms tegen.",
                  "woon_midden"),
            Topic("Een eerste blik op Twekkelerveld", "De buurt valt bij alle partijen op. Bijna de helft van de bewoners "
                  "voelt zich eenzaam.", "welzijn", f"area:{STORY_BUURT}", 25),
            Topic(ROUND, "De huurders vragen om korte stukken in gewone taal."),
        ),
        proposals=(
            Proposal("Hoe wij werken", "De kerngroep komt elke tweede donderdag van de maand bijeen, volgens de spelregels."),
            Proposal("Dezelfde cijfers voor iedereen", "Alle partijen gebruiken dezelfde cijfers en leveren nieuwe cijfers "
                     "elk jaar voor 1 februari.",
                     answers={"huurders": ("condition", "Bewoners krijgen de cijfers ook te zien, in gewone taal.")}),
        ),
        todos=(
            Todo("Dezelfde cijfers voor iedereen", "Zet de cijfers van alle buurten klaar", "gemeente", "Dani Data", 28,
                 "De cijfers van 70 buurten staan klaar."),
        ),
        absent=("woon_zuid",),
    ),
    Held(
        topics=(
            Topic(OPENING, "De cijfers van alle buurten staan klaar."),
            Topic("Waar beginnen wij", "Twekkelerveld, Pathmos en Wesselerbrink liggen dicht bij elkaar. In Twekkelerveld "
                  "plannen de meeste partijen werk in dezelfde straten.", "gemeente", f"area:{STORY_BUURT}", 30),
            Topic("Riool in de Lambertuslaan", "De gemeente wil beginnen. De renovatie is dan nog niet klaar, en de kabels "
                  "ook niet.", "gemeente", minutes=20),
            Topic(ROUND, "Niemand heeft nog iets."),
        ),
        proposals=(
            Proposal("Waar beginnen wij", "Twekkelerveld is de eerste buurt waar wij samen aan het werk gaan.",
                     "De nood is er het hoogst, en acht partijen plannen er werk.", area=STORY_BUURT),
            Proposal("Riool in de Lambertuslaan", "De Lambertuslaan gaat in {year+1} al open voor het riool.",
                     "Het riool is veertig jaar oud.", {
                         "woon_noord": ("no", "De renovatie is dan nog niet klaar. Dan ligt de laan twee keer open."),
                         "woon_midden": ("abstain", ""), "woon_zuid": ("abstain", ""),
                         "huurders": ("no", "Bewoners zitten dan twee jaar lang in het werk."),
                     }, STORY_BUURT),
        ),
        todos=(
            Todo("Riool in de Lambertuslaan", "Zoek uit wanneer de kabels in de Lambertuslaan mee kunnen", "netbeheerder",
                 "Nour Netten", 30, "De kabels kunnen mee in {year+2}."),
        ),
    ),
    Held(
        topics=(
            Topic("Wat wij leerden in Velve", "De meeste plannen zijn gelukt. Het warmtenet kwam later door de vergunning.",
                  "gemeente", "agenda:Agenda Velve", 25),
            Topic("Hoe zwaar weegt elk thema", "Elke partij weegt anders. Stemmen per partij is eerlijk en te volgen.",
                  "huurders"),
            Topic(ROUND, "Het waterschap vraagt aandacht voor de wateroverlast van de laatste bui."),
        ),
        proposals=(
            Proposal("Wat wij leerden in Velve", "Vergunningen vragen wij voortaan een half jaar eerder aan.",
                     "Zo kwam het warmtenet in Velve te laat.",
                     {"woon_midden": ("condition", "De gemeente beoordeelt een aanvraag binnen acht weken.")}),
            Proposal("Hoe zwaar weegt elk thema", "Elke partij stemt over de gewichten. Wij nemen het gemiddelde."),
        ),
        todos=(
            Todo("Wat wij leerden in Velve", "Maak een lijst van alle vergunningen tot en met {year+3}", "gemeente",
                 "Gerrie Gebied", 21, "De lijst heeft 23 vergunningen en staat bij de agenda."),
        ),
        absent=("woon_zuid", "welzijn"),
    ),
    Held(
        topics=(
            Topic("Het advies vaststellen", "De volgorde past bij wat partijen in de buurten zien.", "gemeente", "advice", 30),
            Topic("De Bothoven", "Het advies ziet hier geen gezamenlijke agenda. De plannen van gemeente en corporaties vallen "
                  "wel samen.", "woon_midden", f"area:{BOTHOVEN}", 20),
            Topic(CHANGED, "De stemming over de gewichten is klaar. Elke partij heeft gestemd."),
            Topic(ROUND, "De netbeheerder stuurt een overzicht van straten waar het net vol is."),
        ),
        proposals=(
            Proposal("Het advies vaststellen", "Wij stellen het advies vast en kiezen daarmee de buurten.",
                     rests_on_advice=True),
            Proposal("De Bothoven", "De Bothoven krijgt een gezamenlijke agenda.", "De plannen liggen er klaar.",
                     {"woon_zuid": ("no", "Wesselerbrink is eerst aan de beurt. Daar is de nood hoger.")},
                     BOTHOVEN, rests_on_advice=True, why=DEVIATION[2]),
        ),
        todos=(
            Todo("De Bothoven", "Zet de plannen van alle partijen in De Bothoven op een rij", "woon_midden", "Ali Analyse", 56,
                 "Elf plannen van vier partijen staan op de kaart."),
        ),
    ),
    Held(
        topics=(
            Topic("De agenda van Twekkelerveld", "Veertig werken van acht partijen. Het meeste geld is er. Een warmtenet, "
                  "liften en een fietsroute wachten nog op geld.", "gemeente", "agenda:Agenda Twekkelerveld", 30),
            Topic("Renovatie van 180 woningen", "Beginnen in {year+2} kan, als de bewoners voor de zomer weten waar zij aan toe "
                  "zijn.", "woon_noord", f"area:{STORY_BUURT}"),
            Topic(ROUND, "Welzijn nodigt iedereen uit om mee te eten in het Huis van de Wijk."),
        ),
        proposals=(
            Proposal("De agenda van Twekkelerveld", "Wij werken in Twekkelerveld met één agenda tot en met {year+7}. "
                     "De gemeente trekt hem.", "Dit volgt uit het advies.",
                     {"woon_noord": ("condition", "De huren stijgen niet door de werken in de straat.")},
                     STORY_BUURT, rests_on_advice=True),
            Proposal("Renovatie van 180 woningen", BEGIN, area=STORY_BUURT),
        ),
        todos=(
            Todo("De agenda van Twekkelerveld", "Vraag de bewoners van de Lambertuslaan wat zij van de planning vinden",
                 "woon_noord", "Robin Relatie", 21),
            Todo("Renovatie van 180 woningen", "Schrijf de bewoners een brief over de renovatie", "woon_noord",
                 "Robin Relatie", 28, "De brief is bezorgd bij 180 adressen."),
        ),
        absent=("waterschap",),
    ),
    Held(
        topics=(
            Topic(OPENING, "De actie over de Lambertuslaan loopt uit. De corporatie belt de bewoners eerst op."),
            Topic("Renovatie en warmtenet", "Het warmtenet kan pas in {year+3} de straat in. Twee keer openbreken wil niemand.",
                  "netbeheerder", f"area:{STORY_BUURT}", 25),
            Topic("Hoe staat het met de afspraken van dit jaar", "De meeste afspraken liggen op koers. De nieuwbouw loopt "
                  "achter.", "gemeente", "agreement", 20),
            Topic("Wat vertellen wij bewoners", "Bewoners willen weten wat er in hun straat gebeurt, en wanneer.",
                  "huurders", minutes=20),
            Topic(ROUND, "De wethouder komt de volgende keer kijken."),
        ),
        proposals=(
            Proposal("Renovatie en warmtenet", "De renovatie van 180 woningen in Twekkelerveld begint in {year+3}, tegelijk met "
                     "het warmtenet.", "Zo gaat de straat één keer open.",
                     {"huurders": ("condition", "De bewoners horen dit voor het eind van de maand.")},
                     STORY_BUURT, replaces=BEGIN),
            Proposal("Hoe staat het met de afspraken van dit jaar", "Elke corporatie legt haar bod voor volgend jaar aan de "
                     "kerngroep voor."),
            Proposal("Wat vertellen wij bewoners", "Wij openen een pagina voor bewoners. Elke partij schrijft er over haar "
                     "eigen werk.", answers={"woon_zuid": ("abstain", "")}),
        ),
        todos=(
            Todo("Renovatie en warmtenet", "Vertel de bewoners dat de renovatie in {year+3} begint", "woon_noord",
                 "Robin Relatie", 60),
            Todo("Hoe staat het met de afspraken van dit jaar", "Zoek uit hoe de nieuwbouw weer op tijd kan komen",
                 "woon_zuid", "Jos Jaarplan", 75),
        ),
    ),
)  # fmt: skip

NEXT: tuple[Topic, ...] = (
    Topic("Renovatie en warmtenet: wacht op antwoord", party="woon_noord", about="bundle:Renovatie en warmtenet"),
    Topic("Het geld voor Twekkelerveld", party="gemeente", about="agenda:Agenda Twekkelerveld", minutes=20),
    Topic("De afspraken van {next agreement}", party="gemeente", about="agreement", minutes=30),
    Topic("Jaarlijkse evaluatie van het convenant", party="woon_noord", about="covenant:Convenant huurachterstanden"),
)
COMING = Proposal(
    "De afspraken van {next agreement}",
    "“Koele plekken voor hete dagen” wordt een speerpunt van alle partijen.",
    "Ouderen in flats hebben elke zomer last van de hitte.",
)
# Party, what it is about, and what the meeting should know.
BACKLOG = (
    ("waterschap", "Water op straat na een bui", "Op drie plekken in Twekkelerveld loopt het water de huizen in."),
    ("woon_zuid", "Wesselerbrink als volgende buurt", "Drie corporaties willen er in {year+3} beginnen."),
    (
        "huurders",
        "Huur en energie samen op één brief",
        "Bewoners willen weten wat zij per maand kwijt zijn na een renovatie.",
    ),
)
