"""The names of columns and cells in a file of works. Of each, the first name is Dutch and the second English: these are
written by the export, all of them are read."""

import re
import unicodedata
from collections.abc import Mapping

FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": ("samenwijk-nummer", "samenwijk number"),
    "party": ("partij", "party", "organisatie", "organisation", "opdrachtgever", "eigenaar", "owner"),
    "title": ("titel", "title", "naam", "name", "werk", "work", "project", "projectnaam", "werknaam"),
    "kind": ("soort", "kind", "soort werk", "type", "type werk", "werksoort", "categorie", "category"),
    "state": ("stand", "state", "status"),
    "area": ("gebiedscode", "area code", "gebied", "area", "buurt", "buurtcode", "wijk", "wijkcode", "code"),
    "site": ("werkplek", "site"),
    "earliest": ("vroegste jaar", "earliest year", "vroegste", "earliest", "start", "startjaar", "van", "vanaf"),
    "preferred": (
        "gewenst jaar",
        "preferred year",
        "voorkeursjaar",
        "jaar",
        "year",
        "voorkeur",
        "preferred",
        "uitvoeringsjaar",
    ),
    "latest": ("laatste jaar", "latest year", "laatste", "latest", "eind", "eindjaar", "tot en met", "t/m"),
    "flexibility": ("speling in jaren", "years it may move", "speling", "flexibiliteit", "flexibility"),
    "direct_cost": ("directe kosten", "direct cost", "kosten", "cost", "bedrag", "raming", "budget", "investering"),
    "common_cost": ("gemeenschappelijke kosten", "common cost", "deelbare kosten", "shared cost"),
    "fte_years": ("fte-jaren", "fte-years", "fte", "menskracht", "capaciteit"),
    "days": ("dagen hinder", "days of hindrance", "dagen overlast", "dagen", "days", "duur in dagen"),
    "severity": ("zwaarte van de hinder", "severity", "zwaarte"),
    "households": ("huishoudens", "households", "aantal huishoudens"),
    "mandatory": ("moet", "has to be done", "verplicht", "mandatory"),
    "value": ("waarde", "value"),
    "confidential": (
        "vertrouwelijke plek",
        "confidential place",
        "vertrouwelijk",
        "confidential",
        "vertrouwelijke plaats",
    ),
    "description": ("omschrijving", "description", "toelichting", "beschrijving", "wat wordt gedaan"),
    "place": ("plek", "place", "plaats", "locatie", "wkt", "geometrie", "geometry", "geom", "the geom", "wkt geom"),
    "x": ("x", "rd x", "x coordinaat", "xcoord", "x rd"),
    "y": ("y", "rd y", "y coordinaat", "ycoord", "y rd"),
    "longitude": ("lengtegraad", "longitude", "lon", "lng"),
    "latitude": ("breedtegraad", "latitude", "lat"),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "sewer": ("riool", "sewer", "riolering", "riool vervangen", "rioolvervanging"),
    "heat_grid": ("warmtenet", "heat grid", "warmte"),
    "electricity": ("elektriciteit", "electricity", "elektra", "stroom", "kabels", "stroomnet", "laagspanning"),
    "gas": ("gas", "gas", "gasleiding"),
    "water": ("drinkwater", "drinking water", "water", "waterleiding"),
    "telecom": ("telecom", "telecom", "glasvezel"),
    "water_storage": ("waterberging", "water storage", "berging", "wadi"),
    "pavement": ("bestrating", "pavement", "verharding", "weg", "wegen", "rijbaan", "herinrichting"),
    "crossing": ("oversteek", "crossing", "kruising", "kruispunt", "tunnel"),
    "greening": ("vergroening", "greening", "groen", "bomen"),
    "renovation": ("renovatie", "renovation", "isolatie", "woningverbetering", "verduurzaming"),
    "new_housing": ("nieuwbouw", "new housing", "nieuwe woningen"),
    "demolition": ("sloop", "demolition"),
    "social": ("sociale maatregel", "social measure", "sociaal", "social", "maatregel"),
    "other": ("ander werk", "other work", "anders", "overig", "other"),
}
STATES: Mapping[str, tuple[str, ...]] = {
    "idea": ("idee", "idea"),
    "planned": ("gepland", "planned", "plan"),
    "programmed": ("geprogrammeerd", "programmed"),
    "execution": ("in uitvoering", "in execution", "uitvoering"),
    "finished": ("klaar", "finished", "gereed"),
    "suspended": ("stilgelegd", "suspended", "uitgesteld", "opgeschort"),
    "cancelled": ("geannuleerd", "cancelled", "vervallen"),
}
YES, NO = ("ja", "yes", "j", "y", "1", "true", "waar", "x"), ("nee", "no", "n", "0", "false", "onwaar")
DUTCH, ENGLISH = 0, 1


def slug(words: object) -> str:
    """Small letters and digits, without accents, single spaces between: “Fte-jaren ” and “FTE_jaren” are one name."""
    plain = unicodedata.normalize("NFKD", str(words)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain.lower()).strip()


def by_name(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Every name and the key itself, slugged, to the key."""
    return {slug(name): key for key, words in names.items() for name in (key, *words)}


FIELD_BY_NAME, KIND_BY_NAME, STATE_BY_NAME = by_name(FIELDS), by_name(KINDS), by_name(STATES)
TRUTH = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
