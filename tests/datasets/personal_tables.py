"""Tables with the columns in them that hold personal data, all invented: what the detector must find, and what it must let pass.

The numbers pass their checksums and belong to nobody in particular; the same seed gives the same tables.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

ROWS = 40
BUURTEN = [f"BU0153{wijk:02}{buurt:02}" for wijk in range(5) for buurt in range(8)]
GIVEN = ["Jan", "Fatima", "Pieter", "Ayse", "Kees", "Johanna", "Mehmet", "Sanne", "Willem", "Noor"]
FAMILY = ["de Vries", "Jansen", "Yilmaz", "van den Berg", "Bakker", "El Amrani", "Smit", "Meijer"]
STREETS = ["Lasondersingel", "Deurningerstraat", "Haaksbergerweg", "Oude Markt", "Kuipersdijk", "Hengelosestraat"]
AREAS = [
    "Lasonder, Zeggelt",
    "Kennispark",
    "'t Weldink",
    "Pathmos",
    "Boswinkel-De Braker",
    "Willem de Zwijger",
    "Velve",
]
random_ = random.Random(153)  # noqa: S311 -- invented data, the same each time


@dataclass(frozen=True)
class Labelled:
    """A table; `personal` are the columns that must be found, none for one that must pass."""

    name: str
    columns: dict[str, Sequence[object]] = field(repr=False)
    personal: frozenset[str] = frozenset()


def bsn(wide: bool = False) -> str:
    """Nine digits that pass the eleven-test."""
    while True:
        first = [random_.randint(0, 9) for _ in range(8)]
        last = sum((9 - at) * digit for at, digit in enumerate(first)) % 11
        if last < 10 and first[0]:
            number = "".join(map(str, [*first, last]))
            return f"{number[:4]}.{number[4:6]}.{number[6:]}" if wide else number


def iban(bank: str = "TEST") -> str:
    account = f"{random_.randrange(10**10):010}"
    check = 98 - int("".join(str(int(sign, 36)) for sign in f"{bank}{account}NL00")) % 97
    return f"NL{check:02}{bank}{account}"


def birthday(form: str = "%Y-%m-%d") -> str:
    return (date(1930, 1, 1) + timedelta(days=random_.randrange(28_000))).strftime(form)


def mobile(form: str = "06-{}") -> str:
    return form.format(random_.randrange(10**7, 10**8))


def person() -> str:
    return f"{random_.choice(GIVEN)} {random_.choice(FAMILY)}"


def initials() -> str:
    return f"{random_.choice('ABCDEFGHJKLMPRST')}.{random_.choice('ABCDEFGHJ')}. {random_.choice(FAMILY)}"


def email() -> str:
    return f"{random_.choice(GIVEN)}.{random_.choice('abcdefgh')}{random_.randrange(100)}@voorbeeld.example".lower()


def postcode() -> str:
    digits, space = random_.randint(7510, 7549), random_.choice(["", " "])
    return f"{digits}{space}{random_.choice('ABGHK')}{random_.choice('BCDPW')}"


def address() -> str:
    return f"{random_.choice(STREETS)} {random_.randint(1, 400)}"


def number(low: int = 0, high: int = 3_000) -> int:
    return random_.randint(low, high)


def many(make: Callable[[], object], rows: int = ROWS) -> list[object]:
    return [make() for _ in range(rows)]


def with_area(**columns: Sequence[object]) -> dict[str, Sequence[object]]:
    rows = len(next(iter(columns.values())))
    return {"buurtcode": BUURTEN[:rows], **columns}


def one(column: str, make: Callable[[], object], rows: int = ROWS) -> Labelled:
    """An area code, the personal column and a figure."""
    columns: dict[str, Sequence[object]] = {
        "buurtcode": BUURTEN[:rows],
        column: many(make, rows),
        "aantal": many(number, rows),
    }
    return Labelled(f"{column} ({make.__name__})", columns, frozenset({column}))


def fine(name: str, **columns: Sequence[object]) -> Labelled:
    return Labelled(name, with_area(**columns))


def wide_bsn() -> str:
    return bsn(wide=True)


def whole_bsn() -> int:
    return int(bsn())


def dutch_birthday() -> str:
    return birthday("%d-%m-%Y")


def bare_birthday() -> str:
    return birthday("%Y%m%d")


def landline() -> str:
    return f"053 - {random_.randrange(10**6, 10**7)}"


def abroad() -> str:
    return mobile("+31 6 {}")


def bare_mobile() -> str:
    return mobile("06{}")


def spaced_iban() -> str:
    found = iban("PROE")
    return " ".join(found[at : at + 4] for at in range(0, len(found), 4))


def whole_address() -> str:
    return f"{address()}, {postcode()} Enschede"


def postcode_with_number() -> str:
    return f"{postcode()} {number(1, 200)}"


def address_id() -> str:
    return f"0153010000{random_.randrange(10**6):06}"


def reversed_name() -> str:
    return f"{random_.choice(['Jansen', 'Bakker', 'Smit'])}, {random_.choice('ABCD')}."


def polite_name() -> str:
    return f"{random_.choice(['Dhr.', 'Mevr.'])} {random_.choice(['Jansen', 'Bakker', 'Smit', 'Meijer'])}"


def remark_with(what: Callable[[], str]) -> list[object]:
    """One cell in many."""
    return ["geen bijzonderheden"] * (ROWS - 1) + [f"vraag het aan {what()}, na vijven"]


NAMED = [
    one("BSN", bsn),
    one("burgerservicenummer", bsn, 3),
    one("Burgerserv", bsn, 3),
    one("sofinummer", bsn, 3),
    one("Achternaam", person, 3),
    one("VoorNaam", person, 3),
    one("voorletters", initials, 3),
    one("Last name", person, 3),
    one("volledige naam", person, 3),
    one("Naam bewoner", person, 3),
    one("client_naam", person, 3),
    one("Contactpersoon", person, 3),
    one("geboortedatum", birthday, 3),
    one("geboorteda", birthday, 3),
    one("Geb.datum", dutch_birthday, 3),
    one("date of birth", birthday, 3),
    one("E-mail", email, 3),
    one("emailadres", email, 3),
    one("Telefoonnummer", mobile, 3),
    one("Mobiel", mobile, 3),
    one("tel", landline, 3),
    one("IBAN", iban, 3),
    one("rekeningnummer", iban, 3),
    one("Woonadres", address, 3),
    one("adres", address, 3),
    one("huisnummer", number, 3),
    one("clientnummer", number, 3),
    one("RINPERSOON", number, 3),
]
SHAPED = [
    one("nr", bsn),
    one("kenmerk", wide_bsn),
    one("kolom7", whole_bsn),
    one("sleutel", email, 3),
    one("Kolom4", iban, 8),
    one("kolom5", spaced_iban, 8),
    one("kolom6", mobile, 8),
    one("bereik", landline, 8),
    one("kolom8", abroad, 8),
    one("kolom9", bare_mobile, 8),
    one("dag", birthday),
    one("kolom10", dutch_birthday),
    one("d", bare_birthday),
    one("locatie", whole_address, 8),
    one("woning", address, 8),
    one("pc", postcode_with_number, 8),
    one("object", address_id, 8),
    one("naam", person, 8),
    one("Naam", initials, 8),
    one("name", polite_name, 8),
    one("bewoner", reversed_name, 8),
    Labelled("a remark with an e-mail address", with_area(opmerking=remark_with(email)), frozenset({"opmerking"})),
    Labelled("a remark with a telephone number", with_area(opmerking=remark_with(mobile)), frozenset({"opmerking"})),
    Labelled("remarks that are addresses", with_area(opmerking=many(whole_address)), frozenset({"opmerking"})),
    Labelled(
        "a remark with an address",
        with_area(toelichting=remark_with(lambda: f"de bewoner van {address()}-b, {postcode()}")),
        frozenset({"toelichting"}),
    ),
    Labelled("a remark with a BSN", with_area(opmerking=remark_with(bsn)), frozenset({"opmerking"})),
    Labelled("a remark with a dotted BSN", with_area(kolom=remark_with(wide_bsn)), frozenset({"kolom"})),
    Labelled("a remark with a bank account", with_area(opmerking=remark_with(iban)), frozenset({"opmerking"})),
]
TOGETHER = [
    Labelled("postcode and number", with_area(postcode=many(postcode), nr=many(number)), frozenset({"postcode", "nr"})),
    Labelled(
        "street and number",
        with_area(straatnaam=[random_.choice(STREETS) for _ in BUURTEN], nummer=many(number)),
        frozenset({"straatnaam", "nummer"}),
    ),
    Labelled(
        "a row for each person",
        {
            "buurtcode": [random_.choice(BUURTEN[:2]) for _ in range(2_000)],
            "geslacht": [random_.choice("MV") for _ in range(2_000)],
            "leeftijd": [random_.randint(18, 90) for _ in range(2_000)],
            "inkomen": [number(15_000, 60_000) for _ in range(2_000)],
        },
        frozenset({"geslacht", "leeftijd"}),
    ),
    Labelled(
        "a row for each person, few in each buurt",
        {
            "buurtcode": [random_.choice(BUURTEN) for _ in range(60)],
            "geslacht": [random_.choice("MV") for _ in range(60)],
            "leeftijd": [random_.randint(18, 90) for _ in range(60)],
            "inkomen": [number(15_000, 60_000) for _ in range(60)],
        },
        frozenset({"geslacht", "leeftijd"}),
    ),
    Labelled(
        "a row for each person under other names",
        {
            "buurtcode": [random_.choice(BUURTEN[:6]) for _ in range(300)],
            "g": [random_.choice(["man", "vrouw"]) for _ in range(300)],
            "inkomen": [number(15_000, 60_000) for _ in range(300)],
        },
        frozenset({"g"}),
    ),
    Labelled(
        "a list of residents",
        {"Naam": many(person), "BSN": many(bsn), "E-mail": many(email), "Huisnr": many(number), "gas": many(number)},
        frozenset({"Naam", "BSN", "E-mail", "Huisnr"}),
    ),
]
PASSING = [
    fine("names of buurten", buurtnaam=[f"Buurt {at:02}" for at in range(ROWS)], lonely=many(number)),
    fine("a column Naam with areas", Naam=[AREAS[at % 7] for at in range(ROWS)], lonely=many(number)),
    fine("two areas with a comma", naam=["City", "Lasonder, Zeggelt"]),
    fine("areas with letters", naam=["Twekkelerveld - T.H.T.", "Kern N.W.", "Lonneker-Oost", "'s-Heerenberg"]),
    fine("statnaam", statnaam=[AREAS[at % 7] for at in range(ROWS)]),
    fine("wijknaam with numbers", wijknaam=[f"Wijk {at:02} Boswinkel" for at in range(ROWS)]),
    fine("names after streets", naam=[f"{street} en omgeving" for street in STREETS]),
    fine("density of addresses", adresdichtheid=many(number)),
    fine("omgevingsadressendichtheid", omgevingsadressendichtheid=many(number), omgevingsa=many(number)),
    fine("number of addresses", **{"aantal adressen": many(number), "adressen": many(number)}),
    fine("figures named adres", adres=many(number)),
    fine("mobiliteit", mobiliteit=many(number), **{"mobiel internet pct": many(number)}),
    fine("telefoonaansluitingen", telefoonaansluitingen=many(number)),
    fine("figures named telefoon", telefoon=many(number)),
    fine("share with e-mail", **{"percentage e-mail": many(lambda: number(0, 100))}),
    fine("counts as long as a telephone number", inkomen_totaal=many(lambda: number(10**9, 2 * 10**9))),
    fine("numbers of nine digits by chance", volgnr=many(lambda: number(10**8, 10**9))),
    fine("codes in digits", code=[code[2:] for code in BUURTEN]),
    fine("codes that lost a zero", code=[int(code[2:]) for code in BUURTEN]),
    fine("codes of 1980, which look like dates", code=[f"1980{w:02}{b:02}" for w in range(1, 9) for b in range(1, 6)]),
    fine("years", jaar=[1984 + at for at in range(ROWS)], bouwjaar=many(lambda: number(1900, 2024))),
    fine("one day of counting", peildatum=["2024-01-01"] * ROWS),
    fine("days of this year", datum=[f"2024-{at % 12 + 1:02}-{at % 28 + 1:02}" for at in range(ROWS)]),
    fine("days on which pipes were laid", aanlegdatum=many(birthday)),
    fine("postcodes of quarters", postcode=many(lambda: number(7511, 7548)), nr=list(range(ROWS))),
    fine("full postcodes without numbers", postcode=many(postcode)),
    fine("voornaamste bron", **{"voornaamste bron van inkomen pct": many(number)}),
    fine("births", geboorten=many(number), geboorte_relatief=many(lambda: random_.random() * 20)),
    fine("shares of owners", eigenaar=many(number), huurder=many(number), **{"eigenaar bewoner": many(number)}),
    fine("owners that are parties", eigenaar=["Woningcorporatie Domijn", "Gemeente", "De Woonplaats", "Ons Huis"] * 10),
    fine("marks of StatLine", telefoon=[".", "12", "x", "-"] * 10, adres=["*", "3", "4,5", "1.234"] * 10),
    fine("marks of PDOK", telefoon=[-99995, -99997, 12, 13] * 10),
    fine("mailbox of an office", bron=["infoservice@cbs.nl"] * ROWS),
    fine("titles of works in streets", titel=[f"Renovatie {address()}" for _ in range(ROWS)]),
    fine(
        "identifiers",
        gml_id=[f"buurten.{code}" for code in BUURTEN],
        uuid=many(lambda: f"{random_.getrandbits(128):032x}"),
    ),
    fine("buildings of BAG", pand=[f"0153100000{at:06}" for at in range(ROWS)]),
    Labelled(
        "a table of groups",
        {
            "buurtcode": [code for code in BUURTEN[:3] for _ in range(60)],
            "geslacht": [sex for _ in range(3) for _ in range(30) for sex in "MV"],
            "leeftijd": [age for _ in range(3) for age in range(30) for _ in "MV"],
            "aantal": many(number, 180),
        },
    ),
    Labelled(
        "a table of groups with figures by sex",
        {
            "buurtcode": [code for code in BUURTEN for _ in range(4)],
            "geslacht": ["man", "vrouw"] * 80,
            "jaar": [year for _ in BUURTEN for year in (2022, 2022, 2024, 2024)],
            "ervaren gezondheid": many(lambda: number(40, 90), 160),
        },
    ),
    fine("a number of a case in a remark", opmerking=["zie zaaknummer 123456782", "KvK-nummer 123456782"] * 20),
    fine("quarters", periode=["2024 KW 3", "2024KW01"] * 20, opmerking=["in 2024 KW 3", "10, 2500 KG afval"] * 20),
    fine("codes with a year", jrstatcode=[f"2026{code}" for code in BUURTEN]),
    Labelled("a table with its headers only", {"buurtcode": [], "naam": [], "aantal": []}),
]
TABLES = [*NAMED, *SHAPED, *TOGETHER, *PASSING]
