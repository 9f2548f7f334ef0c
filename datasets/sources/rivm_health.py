"""Gezondheid per wijk en buurt: RIVM, GGD and CBS, StatLine table 50090NED."""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

RIVM_HEALTH = Source(
    key="rivm_health",
    title_nl="Gezondheid per wijk en buurt",
    title_en="Health per district and neighbourhood",
    publisher="RIVM, GGD'en en CBS",
    licence="CC BY 4.0",
    attribution="Bron: RIVM, GGD'en en CBS, Gezondheidsmonitor Volwassenen en Ouderen",
    url_name="StatLine 50090NED",
    missing_marks=("", "."),
    signatures=(
        frozenset({"codering", "soortregio", "ervarengezondheidgoedzeergoed", "eenzaam", "overgewicht"}),
        frozenset({"wijkenenbuurten", "perioden", "ervarengezondheidgoedzeergoed", "eenzaam", "overgewicht"}),
    ),
    code_columns=("codering", "wijkenenbuurten"),
    level_column="soortregio",
    period_column="perioden",
    only={"leeftijd": ("20300", "18 jaar of ouder")},
    kind="estimate",  # of wijken and buurten: from age, income, origin, household and tenure, fitted on the survey
    columns=columns("""
        ervarengezondheidgoedzeergoed good_self_rated_health
        voldoetaanbeweegrichtlijn meets_exercise_guideline
        wekelijksesporters weekly_sports
        ondergewicht underweight
        normaalgewicht normal_weight
        overgewicht overweight
        ernstigovergewicht obese
        roker smokers
        voldoetaanalcoholrichtlijn meets_alcohol_guideline
        drinker drinkers
        zwaredrinker heavy_drinkers
        overmatigedrinker excessive_drinkers
        eenofmeerlangdurigeaandoeningen long_term_condition
        beperktvanwegegezondheid limited_by_health
        ernstigbeperktvanwegegezondheid severely_limited_by_health
        langdurigeziekteenbeperkt long_term_ill_and_limited
        eenofmeerlichamelijkebeperkingen physical_impairment
        beperkinginhoren hearing_impairment
        beperkinginzien sight_impairment
        beperkinginbewegen mobility_impairment
        matighoogrisicoopangstofdepressie anxiety_or_depression_risk
        hoogrisicoopangstofdepressie high_anxiety_or_depression_risk
        heelveelstressinafgelopen4weken much_stress
        matigveelregieovereigenleven control_over_own_life
        eenzaam lonely
        ernstigzeerernstigeenzaam severely_lonely
        emotioneeleenzaam emotionally_lonely
        sociaaleenzaam socially_lonely
        mantelzorger informal_carers
        vrijwilligerswerk volunteers
        lopenenoffietsennaarschoolofwerk active_travel
        lopennaarschoolofwerk walks_to_work
        fietsennaarschoolofwerk cycles_to_work
        ernstigegeluidhinderdoorburen severe_noise_from_neighbours
        moeitemetrondkomen hard_to_make_ends_meet
    """),
)
