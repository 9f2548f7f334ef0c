"""Indicators about dwellings, energy, safety and surroundings."""

from datasets.sources.spec import IndicatorSpec, Theme

DWELLING_TYPES = (
    ("apartment", "appartement", "apartment"),
    ("terraced", "tussenwoning", "terraced house"),
    ("corner", "hoekwoning", "corner house"),
    ("semi_detached", "twee-onder-een-kapwoning", "semi-detached house"),
    ("detached", "vrijstaande woning", "detached house"),
    ("rented", "huurwoning", "rented dwelling"),
    ("owned", "koopwoning", "owner-occupied dwelling"),
)
DISTANCES = (  # code, Dutch, English, whether living far from it is a disadvantage that counts
    ("gp", "huisarts", "GP", True),
    ("supermarket", "supermarkt", "supermarket", True),
    ("day_care", "kinderopvang", "day care", True),
    ("primary_school", "basisschool", "primary school", True),
    ("public_green", "groen voor iedereen", "public green", True),
    ("pharmacy", "apotheek", "pharmacy", False),
    ("hospital", "ziekenhuis", "hospital", False),
    ("secondary_school", "middelbare school", "secondary school", False),
    ("library", "bibliotheek", "library", False),
    ("swimming_pool", "zwembad", "swimming pool", False),
    ("train_station", "treinstation", "train station", False),
    ("park", "park of plantsoen", "park", False),
    ("sports_ground", "sportterrein", "sports ground", False),
)
SECTORS = (
    ("agriculture", "landbouw en visserij", "agriculture and fishing"),
    ("industry", "industrie en energie", "industry and energy"),
    ("trade_and_catering", "winkels, handel en horeca", "trade and catering"),
    ("transport_and_information", "vervoer en informatie", "transport and information"),
    ("finance_and_property", "geld en vastgoed", "finance and property"),
    ("business_services", "zakelijke diensten", "business services"),
    ("government_and_care", "overheid, onderwijs en zorg", "government, education and care"),
    ("culture_and_other", "cultuur, recreatie en overig", "culture, recreation and other"),
)


def _context(code: str, nl: str, en: str, theme: Theme, unit: str = "aantal") -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, theme, "context", "fact", unit, 0)


def _need(code: str, nl: str, en: str, theme: Theme, unit: str) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, theme, "urgency", "fact", unit, 1)


def _distance(code: str, nl: str, en: str, counts: bool) -> IndicatorSpec:
    names = (f"distance_{code}", f"Afstand tot {nl}", f"Distance to {en}")
    return (_need if counts else _context)(*names, "living_environment", "km")


HOUSING = (
    _context("dwellings", "Woningen", "Dwellings", "housing"),
    _context("property_value", "Gemiddelde WOZ-waarde", "Mean property value", "housing", "1.000 euro"),
    _context("single_family_share", "Eengezinswoningen", "Single-family dwellings", "housing", "%"),
    _context("multi_family_share", "Flats en appartementen", "Multi-family dwellings", "housing", "%"),
    _context("occupied_share", "Bewoonde woningen", "Occupied dwellings", "housing", "%"),
    _need("vacant_share", "Leegstaande woningen", "Vacant dwellings", "housing", "%"),
    _context("owner_occupied_share", "Koopwoningen", "Owner-occupied dwellings", "housing", "%"),
    _context("rented_share", "Huurwoningen", "Rented dwellings", "housing", "%"),
    _context("corporation_share", "Woningen van woningcorporaties", "Dwellings of corporations", "housing", "%"),
    _context("other_landlord_share", "Huurwoningen van andere verhuurders", "Other landlords", "housing", "%"),
    _context("unknown_ownership_share", "Woningen met onbekende eigenaar", "Unknown ownership", "housing", "%"),
    _context("built_before_2000_share", "Woningen van voor 2000", "Dwellings built before 2000", "housing", "%"),
    _context("built_since_2000_share", "Woningen van na 2000", "Dwellings built since 2000", "housing", "%"),
)
ENERGY = (
    # A dwelling that takes much gas is dear to heat and has far to go before it can do without.
    _need("gas_use", "Gemiddeld gasverbruik", "Mean gas use", "climate", "m³"),
    _context("electricity_use", "Gemiddeld stroomverbruik", "Mean electricity use", "climate", "kWh"),
    *(_context(f"gas_use_{c}", f"Gasverbruik {nl}", f"Gas use, {en}", "climate", "m³") for c, nl, en in DWELLING_TYPES),
    *(
        _context(f"electricity_use_{c}", f"Stroomverbruik {nl}", f"Electricity use, {en}", "climate", "kWh")
        for c, nl, en in DWELLING_TYPES
    ),
    _context("district_heating_share", "Woningen met stadsverwarming", "District heating", "climate", "%"),
)
SAFETY = (
    _need("burglary_rate", "Diefstal uit woningen", "Theft from dwellings", "safety", "per 1.000 inwoners"),
    _need(
        "vandalism_rate", "Vernieling en overlast op straat", "Vandalism and disorder", "safety", "per 1.000 inwoners"
    ),
    _need("violence_rate", "Geweld en seksuele misdrijven", "Violent and sexual crime", "safety", "per 1.000 inwoners"),
    # Visitors are victims too, so that a centre or an estate of businesses with few inhabitants has a high rate.
    _need(
        "crime_rate", "Misdrijven per 1.000 inwoners", "Crimes per 1,000 inhabitants", "safety", "per 1.000 inwoners"
    ),
    _context("crimes", "Geregistreerde misdrijven", "Registered crimes", "safety"),
)
LIVEABILITY = tuple(  # the higher, the better, in every part
    _context(code, f"Leefbaarheid{nl}", f"Liveability{en}", "living_environment", "score")
    for code, nl, en in (
        ("liveability", " (Leefbaarometer)", " (Leefbaarometer)"),
        ("liveability_surroundings", ": fysieke omgeving", ": physical surroundings"),
        ("liveability_safety", ": overlast en onveiligheid", ": nuisance and insecurity"),
        ("liveability_cohesion", ": sociale samenhang", ": social cohesion"),
        ("liveability_services", ": voorzieningen", ": services"),
        ("liveability_housing", ": woningen", ": dwellings"),
    )
)
SURROUNDINGS = (
    IndicatorSpec(
        "severe_noise_from_neighbours",
        "Ernstige geluidsoverlast van buren",
        "Severe noise from neighbours",
        "living_environment",
        "urgency",
        "perception",
        "%",
        1,
    ),
    *(_distance(*distance) for distance in DISTANCES),
    _context("schools_within_3_km", "Basisscholen binnen 3 km", "Primary schools within 3 km", "living_environment"),
    _context("businesses", "Bedrijven", "Business establishments", "living_environment"),
    *(
        _context(f"businesses_{code}", f"Bedrijven: {nl}", f"Businesses: {en}", "living_environment")
        for code, nl, en in SECTORS
    ),
    _context("cars", "Auto's", "Cars", "living_environment"),
    _context("cars_petrol", "Auto's op benzine", "Petrol cars", "living_environment"),
    _context("cars_other_fuel", "Auto's op andere brandstof", "Cars on other fuels", "living_environment"),
    _context("cars_per_household", "Auto's per huishouden", "Cars per household", "living_environment"),
    _context("cars_per_km2", "Auto's per km²", "Cars per km²", "living_environment", "per km²"),
    _context("motorcycles", "Motoren", "Motorcycles", "living_environment"),
    _context("area_total", "Oppervlakte", "Area", "living_environment", "ha"),
    _context("area_land", "Oppervlakte land", "Land area", "living_environment", "ha"),
    _context("area_water", "Oppervlakte water", "Water area", "living_environment", "ha"),
    _context(
        "urbanity_class", "Stedelijkheid (1 = zeer sterk)", "Urbanity (1 = very strong)", "living_environment", ""
    ),
    _context("address_density", "Adressen per km²", "Addresses per km²", "living_environment", "per km²"),
)
PLACES = (*HOUSING, *ENERGY, *SAFETY, *SURROUNDINGS, *LIVEABILITY)
