"""Indicators of health, as asked of adults."""

from datasets.sources.spec import IndicatorSpec


def _fact(code: str, nl: str, en: str, direction: int = 1) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "health", "urgency", "fact", "%", direction)


def _felt(code: str, nl: str, en: str, direction: int = 1) -> IndicatorSpec:
    return IndicatorSpec(code, nl, en, "health", "urgency", "perception", "%", direction)


HEALTH = (
    _felt("good_self_rated_health", "Voelt zich gezond", "Feels healthy", -1),
    _fact("meets_exercise_guideline", "Beweegt genoeg", "Exercises enough", -1),
    _fact("weekly_sports", "Sport elke week", "Does sports every week", -1),
    _fact("underweight", "Ondergewicht", "Underweight"),
    _fact("normal_weight", "Gezond gewicht", "Healthy weight", -1),
    _fact("overweight", "Overgewicht", "Overweight"),
    _fact("obese", "Ernstig overgewicht", "Obese"),
    _fact("smokers", "Rokers", "Smokers"),
    _fact("meets_alcohol_guideline", "Drinkt weinig of geen alcohol", "Drinks little or no alcohol", -1),
    # That someone drinks at all is no problem in itself: the two below say when it is.
    IndicatorSpec("drinkers", "Drinkt wel eens alcohol", "Drinks alcohol", "health", "context", "fact", "%", 0),
    _fact("heavy_drinkers", "Drinkt vaak veel op een dag", "Often drinks much in a day"),
    _fact("excessive_drinkers", "Drinkt te veel in een week", "Drinks too much in a week"),
    _fact("long_term_condition", "Heeft een langdurige ziekte", "Has a long-term condition"),
    _fact("limited_by_health", "Beperkt door de gezondheid", "Limited by health"),
    _fact("severely_limited_by_health", "Ernstig beperkt door de gezondheid", "Severely limited by health"),
    _fact("long_term_ill_and_limited", "Langdurig ziek en beperkt", "Long-term ill and limited"),
    _fact("physical_impairment", "Moeite met horen, zien of bewegen", "Hearing, sight or mobility impairment"),
    _fact("hearing_impairment", "Moeite met horen", "Hearing impairment"),
    _fact("sight_impairment", "Moeite met zien", "Sight impairment"),
    _fact("mobility_impairment", "Moeite met bewegen", "Mobility impairment"),
    _felt("anxiety_or_depression_risk", "Kans op angst of somberheid", "Risk of anxiety or depression"),
    _felt("high_anxiety_or_depression_risk", "Grote kans op angst of somberheid", "High risk of anxiety or depression"),
    _felt("much_stress", "Veel stress in de laatste 4 weken", "Much stress in the last 4 weeks"),
    _fact("active_travel", "Loopt of fietst naar school of werk", "Walks or cycles to school or work", -1),
    _fact("walks_to_work", "Loopt naar school of werk", "Walks to school or work", -1),
    _fact("cycles_to_work", "Fietst naar school of werk", "Cycles to school or work", -1),
)
