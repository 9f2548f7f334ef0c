"""Indicators of who live in an area. All of it is context: age, origin or household never make an area urgent."""

from datasets.sources.spec import IndicatorSpec

PERCENT, NUMBER, PER_1000 = "%", "aantal", "per 1.000 inwoners"
AGES = (
    ("0_14", "0 tot 15 jaar", "0 to 14"),
    ("15_24", "15 tot 25 jaar", "15 to 24"),
    ("25_44", "25 tot 45 jaar", "25 to 44"),
    ("45_64", "45 tot 65 jaar", "45 to 64"),
    ("65_plus", "65 jaar en ouder", "65 and over"),
)
GROUPS = (
    ("unmarried", "Niet getrouwd", "Unmarried"),
    ("married", "Getrouwd", "Married"),
    ("divorced", "Gescheiden", "Divorced"),
    ("widowed", "Partner overleden", "Widowed"),
    ("one_person_households", "Huishoudens van 1 persoon", "One-person households"),
    ("households_without_children", "Huishoudens zonder kinderen", "Households without children"),
    ("households_with_children", "Huishoudens met kinderen", "Households with children"),
    ("origin_netherlands", "Herkomst Nederland", "Origin the Netherlands"),
    ("origin_europe", "Herkomst Europa (niet Nederland)", "Origin Europe (not the Netherlands)"),
    ("origin_outside_europe", "Herkomst buiten Europa", "Origin outside Europe"),
    ("born_here_origin_netherlands", "Geboren in Nederland, herkomst Nederland", "Born here, origin the Netherlands"),
    ("born_here_origin_europe", "Geboren in Nederland, herkomst Europa", "Born here, origin Europe"),
    ("born_here_origin_outside_europe", "Geboren in Nederland, herkomst buiten Europa", "Born here, other origin"),
    ("born_abroad_origin_europe", "Geboren buiten Nederland, herkomst Europa", "Born abroad, origin Europe"),
    ("born_abroad_origin_outside_europe", "Geboren buiten Nederland en Europa", "Born abroad, other origin"),
    ("migration_western", "Westerse migratieachtergrond", "Western migration background"),
    ("migration_non_western", "Niet-westerse migratieachtergrond", "Non-western migration background"),
    ("migration_morocco", "Migratieachtergrond Marokko", "Migration background Morocco"),
    ("migration_caribbean", "Migratieachtergrond Antillen en Aruba", "Migration background Antilles and Aruba"),
    ("migration_suriname", "Migratieachtergrond Suriname", "Migration background Suriname"),
    ("migration_turkey", "Migratieachtergrond Turkije", "Migration background Turkey"),
    ("migration_other", "Andere niet-westerse migratieachtergrond", "Other non-western migration background"),
)


def _context(code: str, nl: str, en: str, unit: str) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "population", "context", "fact", unit, 0)


def _both(code: str, nl: str, en: str) -> tuple[IndicatorSpec, IndicatorSpec]:
    """Return the same group as a share and as a number: publishers give one or the other."""
    number = _context(f"{code}_number", f"{nl} (aantal)", f"{en} (number)", NUMBER)
    return _context(f"{code}_share", nl, en, PERCENT), number


POPULATION = (
    _context("inhabitants", "Inwoners", "Inhabitants", NUMBER),
    _context("men", "Mannen", "Men", NUMBER),
    _context("women", "Vrouwen", "Women", NUMBER),
    *(spec for code, nl, en in AGES for spec in _both(f"age_{code}", nl, f"Aged {en}")),
    *(spec for group in GROUPS for spec in _both(*group)),
    _context("births", "Geboren kinderen", "Births", NUMBER),
    _context("birth_rate", "Geboren kinderen per 1.000 inwoners", "Births per 1,000 inhabitants", PER_1000),
    _context("deaths", "Overleden mensen", "Deaths", NUMBER),
    _context("death_rate", "Overleden mensen per 1.000 inwoners", "Deaths per 1,000 inhabitants", PER_1000),
    _context("households", "Huishoudens", "Households", NUMBER),
    _context("household_size", "Gemiddeld aantal mensen per huishouden", "Mean household size", "personen"),
    _context("population_density", "Inwoners per km²", "Inhabitants per km²", "per km²"),
)
