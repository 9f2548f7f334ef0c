"""Patterns of cells that speak of a person: numbers with their checksum, addresses of any kind, dates of birth, names.

Everything here looks at text without padding; a number of a workbook comes as its digits.
"""

import re
from collections.abc import Callable, Collection
from datetime import date
from math import inf

ENOUGH = 0.5  # of the different cells of a column
NEARLY_ALL = 0.9
MANY, SOME = 20, 5  # different cells, where a few may be chance
FIRST_YEAR, LAST_YEAR = 1900, 2100
OLDEST, SPREAD = 110, 25  # years: of a person, and between the oldest and the youngest of many

NINE = re.compile(r"\d{8,9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3}")
EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
MAILBOXES = frozenset(("info", "contact", "infoservice", "servicedesk", "post", "postbus", "gemeente", "noreply"))
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
DUTCH_IBAN = re.compile(r"(?<![A-Z0-9])NL\d{2} ?[A-Z]{4}(?: ?\d){10}(?!\d)")
PHONE = re.compile(r"(?:\+31|0031|0)(?:[ .()/-]*\d){9}|\+(?:[ .()-]*\d){9,14}")
MOBILE = re.compile(r"(?<![\w.+-])(?:(?:\+31|0031) ?(?:\(0\))?[ -]?6|06)(?:[ -]?\d){8}(?!\w)")
MOBILE_WITHOUT_ZERO = re.compile(r"6\d{8}")
DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
POSTCODE = re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}")
CODE_OF_A_YEAR = r"(?!(?:19|20)\d\d(?:GM|WK|BU)\d)"  # 2026GM0153, of an area
POSTCODE_AND_NUMBER = re.compile(
    rf"(?:.*\W)?{CODE_OF_A_YEAR}[1-9]\d{{3}} ?[A-Z]{{2}}[ ,:/-]*\d{{1,5}}[ -]?[A-Za-z]{{0,3}}"
)
STREET_AND_NUMBER = re.compile(
    r"[A-Z0-9'][\w' .-]*?(?:straat|laan|weg|plein|singel|dijk|kade|gracht|hof|pad|steeg|dreef|plantsoen|markt|wal|brink"
    r"|park|ring|str\.|burg|berg|es|veld|kamp)\s+\d{1,5}[ -]?[A-Za-z]{0,3}\d{0,3}(?:,? .*)?"
)
ADDRESS_ID = re.compile(
    r"(?:NL\.IMBAG\.\w+\.)?\d{4}(?:01|20)\d{10}"
)  # of BAG: a dwelling or its number, not a building
TITLED = re.compile(r"(?:dhr|mw|mevr|mevrouw|meneer|heer|de heer|drs|ir|mr)\b\.? ?\S+.*", re.IGNORECASE)
INITIALS = re.compile(r"(?:[A-Z]\.[ -]?)+ ?(?:[a-z']+ ){0,3}[A-Z][\w'-]+.*|[A-Z][\w' -]+, ?(?:[A-Z]\. ?)+(?:[a-z ]+)?")
USUAL_NAMES = """
    aad ahmed ali anna anne annie anouk arie astrid ayse bart bas bernard bert bianca bram carla cees christina
    daan daniel david dennis dirk edwin elisabeth els emma erik esther eva fatima fatma femke frank fred gerard gerrit
    hanna hans hassan henk herman ibrahim ingrid jaap jacob jan janneke jeroen jesse joep johan johanna john jolanda
    joost joris julia karel karin kees kim klaas lars laura leo lieke linda lisa lotte luuk maaike maarten marcel maria
    mariska mark marieke martijn mehmet michael mohamed mohammed monique mustafa nick noah noor omar paul peter petra
    piet pieter rachid richard rik rob robert roel ruud sander sandra sanne sara saskia sem sjoerd sofie stefan susan
    sven theo thijs thomas tim tom truus wesley wil willem willemien wim wouter yusuf youssef yvonne zoe
"""
NINE_INSIDE = re.compile(
    r"(?<![\w.,/-])(?:\d{9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3})(?![\w/-]|[.,]\d)", re.ASCII
)
SAYS_BSN = re.compile(r"\b(?:bsn|burger ?service ?n\w*|sofi ?-?n\w*)\W{0,3}\d{8,9}\b", re.IGNORECASE)
# What is counted, not who: the eleven-test lets one number in eleven pass.
OF_A_THING = re.compile(
    r"(?:zaak|dossier|order|project|werk|kenmerk|factuur|kvk|rsin|object|melding|referentie|\bref|\bnr|nummer|\bid|€|\beur|euro)"
    r"[\w ]{0,12}[.:# -]{0,3}$",
    re.IGNORECASE,
)
BEFORE = 30  # characters before a number that say what it is of
PC6 = r"(?![1-9]\d{3} ?(?:KG|KW|MW|GJ|TJ|PJ|HA|KM|CM|MM|GB|MB|TB|JJ|GM|WK|BU)\b)[1-9]\d{3} ?[A-Z]{2}\b"  # no unit, no quarter
FULL_ADDRESS = re.compile(
    rf"\b[1-9]\d{{0,4}}(?:[ -]?[A-Za-z]{{1,2}}\b|-\d{{1,4}})?,?\s{{1,3}}{PC6}"
    rf"|\b{PC6}[, ]{{1,2}}(?:nr\.? ?|huisn\w*\.? ?)?[1-9]\d{{0,4}}[A-Za-z]?\b(?![\d.,%-])",
    re.ASCII,
)
GIVEN = frozenset(USUAL_NAMES.split())


def is_bsn(text: str) -> bool:
    """Return whether the text passes the eleven-test; by chance one number in eleven passes it."""
    if not NINE.fullmatch(text):
        return False
    digits = [int(sign) for sign in re.sub(r"\D", "", text).zfill(9)]
    weighed = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    return any(digits) and weighed % 11 == 0


def is_iban(text: str) -> bool:
    bare = text.replace(" ", "").upper()
    if not IBAN.fullmatch(bare):
        return False
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def is_phone(text: str) -> bool:
    return PHONE.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Return whether it is a postcode with a house number, a street with one, or the number of a dwelling in BAG."""
    return any(form.fullmatch(text) for form in (POSTCODE_AND_NUMBER, STREET_AND_NUMBER, ADDRESS_ID))


def is_person(text: str) -> bool:
    """Return whether it is a title, initials or a usual given name, with another word."""
    first, _, rest = text.partition(" ")
    return bool(TITLED.fullmatch(text) or INITIALS.fullmatch(text) or (rest and first.lower() in GIVEN))


def holds_email(text: str) -> bool:
    """Return whether somebody's email address is in the text; the mailbox of an office is nobody's own."""
    return "@" in text and any(match[1].lower() not in MAILBOXES for match in EMAIL.finditer(text))


def holds_iban(text: str) -> bool:
    return any(is_iban(found) for found in DUTCH_IBAN.findall(text.upper()))


def holds_mobile(text: str) -> bool:
    """Return whether a mobile number is in the text.

    Bare digits alone may be a code or a count; they are judged by the column.
    """
    return not text.isdecimal() and MOBILE.search(text) is not None


def holds_bsn(text: str) -> bool:
    """Return whether a number that passes the eleven-test, or is called so, is among other words."""
    if SAYS_BSN.search(text):
        return True
    return not text.isdecimal() and any(
        is_bsn(match.group()) and not OF_A_THING.search(text[max(0, match.start() - BEFORE) : match.start()])
        for match in NINE_INSIDE.finditer(text)
    )


def holds_address(text: str) -> bool:
    """Return whether a house number is beside a full postcode."""
    return FULL_ADDRESS.search(text) is not None


def are_bsns(texts: Collection[str]) -> bool:
    return _share(texts, is_bsn, MANY) >= ENOUGH


def are_ibans(texts: Collection[str]) -> bool:
    return _share(texts, is_iban, SOME) >= ENOUGH


def are_phones(texts: Collection[str]) -> bool:
    if _share(texts, is_phone, SOME) >= ENOUGH:
        return True
    return _share(texts, lambda text: MOBILE_WITHOUT_ZERO.fullmatch(text) is not None, MANY) >= NEARLY_ALL


def are_addresses(texts: Collection[str]) -> bool:
    return _share(texts, is_address, SOME) >= ENOUGH


def are_postcodes(texts: Collection[str]) -> bool:
    return _share(texts, lambda text: POSTCODE.fullmatch(text) is not None, 1) >= ENOUGH


def are_people(texts: Collection[str]) -> bool:
    return _share(texts, is_person, 2) >= ENOUGH


def are_birth_dates(texts: Collection[str], today: date) -> bool:
    """Return whether these are many full dates of the past, spread over a generation.

    Dates of files and of figures lie close together.
    """
    days = {day for text in texts if (day := _day(text)) and day <= today and today.year - day.year <= OLDEST}
    if len(days) < MANY or len(days) < ENOUGH * len(texts):
        return False
    return max(days).year - min(days).year >= SPREAD


def are_ages(texts: Collection[str]) -> bool:
    """Return whether these are ages of single people: many different whole numbers that can be ages or years of birth."""
    numbers = [int(text) if text.isdecimal() else inf for text in texts]
    return len(numbers) >= MANY and all(number <= OLDEST or FIRST_YEAR <= number <= LAST_YEAR for number in numbers)


def _share(texts: Collection[str], fits: Callable[[str], bool], least: int) -> float:
    return sum(map(fits, texts)) / len(texts) if len(texts) >= least else 0.0


def _day(text: str) -> date | None:
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
