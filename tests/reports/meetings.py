"""Minutes to print: a usual meeting, the longest that is to be expected, and one where nothing happened."""

from __future__ import annotations

from typing import Any, cast

from reports.minutes import Labels, Minutes

DUTCH = {
    "minutes": "Verslag", "draft": "Concept", "draft_sentence": "Het overleg is nog niet afgesloten. Dit kan nog veranderen.",
    "fictitious": "Verzonnen cijfers", "chair": "Voorzitter", "attendance": "Aanwezigheid", "party": "Partij", "who": "Wie",
    "present": "Aanwezig", "decisions": "Besluiten", "no_decisions": "Er is niets besloten.", "actions": "Acties",
    "no_actions": "Er zijn geen acties afgesproken.", "action": "Actie", "due": "Voor", "from_what": "Uit",
    "items": "Agendapunten", "no_items": "Er waren geen agendapunten.", "nothing_said": "Hierover is niets opgeschreven.", "rules": "Spelregels", "page": "pagina",
    "of": "van",
}  # fmt: skip
ENGLISH = {
    "minutes": "Minutes", "draft": "Draft", "draft_sentence": "The meeting is not closed yet. What stands here may still change.",
    "fictitious": "Made-up figures", "chair": "Chair", "attendance": "Attendance", "party": "Party", "who": "Who",
    "present": "Present", "decisions": "Decisions", "no_decisions": "Nothing was decided.", "actions": "Actions",
    "no_actions": "No actions were agreed.", "action": "Action", "due": "Due", "from_what": "From",
    "items": "Items", "no_items": "There were no items.", "nothing_said": "Nothing was written down.", "rules": "Rules of play", "page": "page", "of": "of",
}  # fmt: skip
PARTIES = [
    "Gemeente Enschede",
    "Domijn",
    "De Woonplaats",
    "Ons Huis",
    "Huurdersbelang",
    "Coteq",
    "Twente Water",
    "Stichting Wijk",
]
LONG = "Samenwerkende stichting voor wonen, welzijn en gebiedsontwikkeling Oost-Nederland"
SAID = (
    "De corporaties willen in 2028 beginnen met het gasloos maken van de portieken. De netbeheerder vraagt om een jaar "
    "langer, omdat het kabeltracé door de Lambertuslaan dan al open ligt."
)


def usual(language: str = "nl", **changes: Any) -> Minutes:
    made: dict[str, Any] = {
        "created": "2026-11-12T16:10:00+01:00",
        "partnership": "Enschede",
        "fictitious": False,
        "draft": False,
        "title": "Kerngroep",
        "when": "12 november 2026, 13:30",
        "place": "Stadhuis, kamer 2.14",
        "chair": "A. de Vries",
        "attendance": [present(party, place != 3) for place, party in enumerate(PARTIES[:5])],
        "decisions": [taken(1), rejected(2)],
        "actions": [action(1), action(2)],
        "items": [item("Opening"), item("Twekkelerveld", [SAID]), item("Rondvraag")],
        "rules": "Versie 2 van 8 januari 2026: een besluit is genomen als niemand tegen is. Quorum: 3.",
        "seal": "Vastgesteld op 12 november 2026. Vingerafdruk: " + "0123456789abcdef" * 4,
        "labels": cast(Labels, DUTCH if language == "nl" else ENGLISH),
    }
    return cast(Minutes, made | changes)


def busy(language: str = "nl") -> Minutes:
    """As many items and decisions as an ordinary month has, with eight parties: still one A4."""
    return usual(
        language,
        attendance=[present(party) for party in PARTIES],
        decisions=[taken(1, PARTIES), taken(2), rejected(3)],
        actions=[action(number) for number in range(1, 4)],
        items=[item("Opening"), *(item(f"Agendapunt {number}", [SAID]) for number in range(2, 6)), item("Rondvraag")],
    )


def longest(language: str = "nl") -> Minutes:
    """Eight parties with long names, twelve items, ten decisions."""
    parties = [f"{LONG} {number}" for number in range(1, 9)]
    decisions = [(taken if number % 3 else rejected)(number, parties) for number in range(1, 11)]
    return usual(
        language,
        title="Overleg van de kerngroep over de prioriteiten van de wijken en buurten in het komende jaar",
        attendance=[present(party) for party in parties],
        decisions=decisions,
        actions=[action(number, LONG) for number in range(1, 11)],
        items=[item(f"Agendapunt {number}: {LONG}", [SAID, SAID]) for number in range(1, 13)],
    )


def empty(language: str = "nl") -> Minutes:
    bare = {
        "decisions": [],
        "actions": [],
        "items": [],
        "rules": "",
        "seal": "",
        "chair": "",
        "place": "",
    }
    return usual(language, draft=True, fictitious=True, attendance=[present(PARTIES[0])], **bare)


def present(party: str, there: bool = True) -> dict[str, Any]:
    words, names = ("aanwezig", "J. Jansen, M. Bos") if there else ("afwezig", "")
    return {"party": party, "words": words, "there": there, "names": names}


def taken(number: int, parties: list[str] = PARTIES[:4]) -> dict[str, Any]:
    return {
        "number": f"Besluit 2026-{number}",
        "outcome": "Genomen",
        "taken": True,
        "text": "Twekkelerveld krijgt een gezamenlijke agenda van 2027 tot en met 2034, onder leiding van de gemeente.",
        "lines": [
            {"label": "Reden", "text": "De portieken zijn aan de beurt en de riolering ook."},
            {"label": "Gebied", "text": "Twekkelerveld"},
            {"label": "Advies", "text": "SIA november: gezamenlijke agenda"},
        ],
        "votes": [{"label": "Voor", "text": ", ".join(parties[:-1])}],
        "words": [
            {"label": f"{parties[-1]} (voor, onder voorwaarde)", "text": "De huren stijgen niet door de werken."}
        ],
    }


def rejected(number: int, parties: list[str] = PARTIES[:4]) -> dict[str, Any]:
    return {
        "number": f"Besluit 2026-{number}",
        "outcome": "Niet genomen",
        "taken": False,
        "text": "De Lambertuslaan gaat in 2027 al open.",
        "lines": [{"label": "Wijkt af van het advies", "text": "De vergunning loopt af."}],
        "votes": [{"label": "Voor", "text": parties[0]}, {"label": "Onthoudt zich", "text": ", ".join(parties[2:])}],
        "words": [{"label": f"{parties[1]} (tegen)", "text": "Dan ligt de laan twee keer open."}],
    }


def action(number: int, party: str = "Domijn") -> dict[str, Any]:
    return {
        "text": "Zet de bewoners op de hoogte",
        "who": f"{party} (K. Smit)",
        "due": "1 december 2026",
        "origin": f"Besluit 2026-{number}",
    }


def item(title: str, said: list[str] | None = None) -> dict[str, Any]:
    return {"title": title, "about": "Gebied: Twekkelerveld" if said else "", "said": said or []}
