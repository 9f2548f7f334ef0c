"""Indicators about people: how they live together, their income, work and care."""

from datasets.sources.spec import IndicatorSpec

PERCENT, NUMBER, PER_1000, EURO_1000 = "%", "aantal", "per 1.000 inwoners", "1.000 euro"


def _felt(code: str, nl: str, en: str, direction: int = 1) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "social", "urgency", "perception", PERCENT, direction)


def _need(code: str, nl: str, en: str, unit: str = PERCENT, direction: int = 1) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "social", "urgency", "fact", unit, direction)


def _context(code: str, nl: str, en: str, unit: str = PERCENT) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "social", "context", "fact", unit, 0)


def _earning(code: str, nl: str, en: str, unit: str = PERCENT, direction: int = 1) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "income", "urgency", "fact", unit, direction)


def _money(code: str, nl: str, en: str, unit: str = PERCENT) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "income", "context", "fact", unit, 0)


SOCIAL = (
    _felt("lonely", "Eenzaam", "Lonely"),
    _felt("severely_lonely", "Ernstig of zeer ernstig eenzaam", "Severely or very severely lonely"),
    _felt("emotionally_lonely", "Emotioneel eenzaam", "Emotionally lonely"),
    _felt("socially_lonely", "Sociaal eenzaam", "Socially lonely"),
    _felt("control_over_own_life", "Voelt grip op het eigen leven", "Feels in control of own life", -1),
    _felt("hard_to_make_ends_meet", "Moeite met rondkomen", "Hard to make ends meet"),
    # Giving care is both a bond and a burden, so it points neither way.
    _context("informal_carers", "Mantelzorgers", "Informal carers"),
    IndicatorSpec("volunteers", "Vrijwilligers", "Volunteers", "organised_residents", "potential", "fact", PERCENT, 1),
    _earning("labour_participation", "Mensen met werk (15 tot 75 jaar)", "People in work (15 to 75)", direction=-1),
    _money("employee_share", "Werkenden in loondienst", "Employees among people in work"),
    _money("self_employed_share", "Werkenden met een eigen bedrijf", "Self-employed among people in work"),
    _context("education_low_number", "Mensen met een lage opleiding", "People with a low level of education", NUMBER),
    _context("education_middle_number", "Mensen met een middelbare opleiding", "People with a middle level", NUMBER),
    _context("education_high_number", "Mensen met een hoge opleiding", "People with a high level", NUMBER),
    _money("income_recipients", "Mensen met een inkomen", "People with an income", NUMBER),
    _money("income_per_recipient", "Gemiddeld inkomen per ontvanger", "Mean income per recipient", EURO_1000),
    _money("income_per_inhabitant", "Gemiddeld inkomen per inwoner", "Mean income per inhabitant", EURO_1000),
    _money("household_income", "Gemiddeld inkomen van huishoudens", "Mean household income", EURO_1000),
    _money("household_wealth", "Vermogen van huishoudens (midden)", "Median household wealth", EURO_1000),
    _earning(
        "low_income_persons", "Mensen met een laag inkomen (laagste 40%)", "People with a low income (lowest 40%)"
    ),
    _money("high_income_persons", "Mensen met een hoog inkomen (hoogste 20%)", "People with a high income"),
    _earning("low_income_households", "Huishoudens met een laag inkomen", "Households with a low income"),
    _money("high_income_households", "Huishoudens met een hoog inkomen", "Households with a high income"),
    _earning("low_purchasing_power", "Huishoudens die weinig kunnen kopen", "Households with low purchasing power"),
    _earning("around_social_minimum", "Huishoudens rond het sociaal minimum", "Households around the social minimum"),
    _earning("below_110_minimum", "Huishoudens tot 110% van het minimum", "Households up to 110% of the minimum"),
    _earning("below_120_minimum", "Huishoudens tot 120% van het minimum", "Households up to 120% of the minimum"),
    # Numbers of people grow with the area, so they do not tell which area has the larger problem.
    _money("welfare_recipients", "Mensen met bijstand", "People on welfare", NUMBER),
    _earning(
        "welfare_rate", "Mensen met bijstand per 1.000 inwoners", "People on welfare per 1,000 inhabitants", PER_1000
    ),
    # Wealth, education and work together: the higher, the better off its households are.
    _earning("ses_woa", "Sociaaleconomische score (SES-WOA)", "Socio-economic score (SES-WOA)", "score", -1),
    _money("disability_benefits", "Mensen met een AO-uitkering (ziek)", "People on disability benefit", NUMBER),
    _money("unemployment_benefits", "Mensen met een WW-uitkering", "People on unemployment benefit", NUMBER),
    _money("state_pensions", "Mensen met AOW", "People on state pension", NUMBER),
    _context("youth_care_number", "Jongeren met jeugdzorg (aantal)", "Young people in youth care (number)", NUMBER),
    _need("youth_care_share", "Jongeren met jeugdzorg", "Young people in youth care"),
    _context("social_support_number", "Mensen met hulp uit de Wmo (aantal)", "Social support clients (number)", NUMBER),
    _need("social_support_rate", "Mensen met hulp uit de Wmo", "Social support clients", PER_1000),
)
