"""The statistics that CBS and Kadaster put in the attributes of the Wijk- en buurtkaart.

Three spellings: PDOK's long names, CBS's short ones (until about 2020), and PDOK's names of 2021 cut at ten letters by
the Shapefile format. The cut names are numbered by position, so another vintage gives them another meaning: they count
only where the last of that vintage is there and none follows.
"""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

LONG = """
    aantal_inwoners inhabitants
    mannen men
    vrouwen women
    percentage_personen_0_tot_15_jaar age_0_14_share
    percentage_personen_15_tot_25_jaar age_15_24_share
    percentage_personen_25_tot_45_jaar age_25_44_share
    percentage_personen_45_tot_65_jaar age_45_64_share
    percentage_personen_65_jaar_en_ouder age_65_plus_share
    percentage_ongehuwd unmarried_share
    percentage_gehuwd married_share
    percentage_gescheid divorced_share
    percentage_verweduwd widowed_share
    geboorte_totaal births
    geboortes_per_1000_inwoners birth_rate
    sterfte_totaal deaths
    sterfte_relatief death_rate
    aantal_huishoudens households
    percentage_eenpersoonshuishoudens one_person_households_share
    percentage_huishoudens_zonder_kinderen households_without_children_share
    percentage_huishoudens_met_kinderen households_with_children_share
    gemiddelde_huishoudsgrootte household_size
    percentage_westerse_migratieachtergrond migration_western_share
    percentage_niet_westerse_migratieachtergrond migration_non_western_share
    percentage_uit_marokko migration_morocco_share
    percentage_uit_nederlandse_antillen_en_aruba migration_caribbean_share
    percentage_uit_suriname migration_suriname_share
    percentage_uit_turkije migration_turkey_share
    percentage_overige_nietwestersemigratieachtergrond migration_other_share
    percentage_met_herkomstland_nederland origin_netherlands_share
    percentage_met_herkomstland_uit_europa_excl_nl origin_europe_share
    percentage_met_herkomstland_buiten_europa origin_outside_europe_share
    percentage_geb_in_nl_met_herkomstland_nederland born_here_origin_netherlands_share
    perc_geb_in_nl_met_herkomstland_in_europa_ex_nl born_here_origin_europe_share
    perc_geb_in_nl_met_herkomstland_buiten_europa born_here_origin_outside_europe_share
    perc_geb_buiten_nl_met_herkomstlnd_in_europa_ex_nl born_abroad_origin_europe_share
    perc_geb_buiten_nl_met_herkomstlnd_buiten_europa born_abroad_origin_outside_europe_share
    bevolkingsdichtheid_inwoners_per_km2 population_density
    omgevingsadressendichtheid address_density
    stedelijkheid_adressen_per_km2 urbanity_class
    aantal_bedrijfsvestigingen businesses
    aantal_bedrijven_landbouw_bosbouw_visserij businesses_agriculture
    aantal_bedrijven_nijverheid_energie businesses_industry
    aantal_bedrijven_handel_en_horeca businesses_trade_and_catering
    aantal_bedrijven_vervoer_informatie_communicatie businesses_transport_and_information
    aantal_bedrijven_financieel_onroerend_goed businesses_finance_and_property
    aantal_bedrijven_zakelijke_dienstverlening businesses_business_services
    aantal_bedrijven_overheid_onderwijs_en_zorg businesses_government_and_care
    aantal_bedrijven_cultuur_recreatie_overige businesses_culture_and_other
    woningvoorraad dwellings
    gemiddelde_woningwaarde property_value
    percentage_eengezinswoning single_family_share
    percentage_meergezinswoning multi_family_share
    percentage_bewoond occupied_share
    percentage_leegstand_woningen vacant_share
    percentage_koopwoningen owner_occupied_share
    percentage_huurwoningen rented_share
    perc_huurwoningen_in_bezit_woningcorporaties corporation_share
    perc_huurwoningen_in_bezit_overige_verhuurders other_landlord_share
    percentage_woningen_met_eigendom_onbekend unknown_ownership_share
    percentage_bouwjaarklasse_tot_2000 built_before_2000_share
    percentage_bouwjaarklasse_vanaf_2000 built_since_2000_share
    gemiddeld_gasverbruik_totaal gas_use
    gemiddeld_gasverbruik_appartement gas_use_apartment
    gemiddeld_gasverbruik_tussenwoning gas_use_terraced
    gemiddeld_gasverbruik_hoekwoning gas_use_corner
    gemiddeld_gasverbruik_2_onder_1_kap_woning gas_use_semi_detached
    gemiddeld_gasverbruik_vrijstaande_woning gas_use_detached
    gemiddeld_gasverbruik_huurwoning gas_use_rented
    gemiddeld_gasverbruikkoopwoning gas_use_owned
    gemiddeld_elektriciteitsverbruik_totaal electricity_use
    gemiddeld_elektriciteitsverbruik_appartement electricity_use_apartment
    gemiddeld_elektriciteitsverbruik_tussenwoning electricity_use_terraced
    gemiddeld_elektriciteitsverbruik_hoekwoning electricity_use_corner
    gem_elektriciteitsverbruik_2_onder_1_kap_woning electricity_use_semi_detached
    gem_elektriciteitsverbruik_vrijstaande_woning electricity_use_detached
    gemiddeld_elektriciteitsverbruik_huurwoning electricity_use_rented
    gemiddeld_elektriciteitsverbruikkoopwoning electricity_use_owned
    percentage_woningen_met_stadsverwarming district_heating_share
    opleidingsniveau_laag education_low_number
    opleidingsniveau_middelbaar education_middle_number
    opleidingsniveau_hoog education_high_number
    netto_arbeidsparticipatie labour_participation
    percentage_werknemers employee_share
    percentage_zelfstandigen self_employed_share
    aantal_inkomensontvangers income_recipients
    gemiddeld_inkomen_per_inkomensontvanger income_per_recipient
    gemiddeld_inkomen_per_inwoner income_per_inhabitant
    percentage_personen_met_laag_inkomen low_income_persons
    percentage_personen_met_hoog_inkomen high_income_persons
    gemiddeld_gestandaardiseerd_inkomen_van_huishoudens household_income
    percentage_huishoudens_met_hoog_inkomen high_income_households
    percentage_huishoudens_met_laag_inkomen low_income_households
    percentage_huishoudens_met_lage_koopkracht low_purchasing_power
    percentage_huishoudens_onder_of_rond_sociaal_minimum around_social_minimum
    huishoudens_tot_110_percent_van_sociaal_minimum below_110_minimum
    huishoudens_tot_120_percent_van_sociaal_minimum below_120_minimum
    mediaan_vermogen_van_particuliere_huish household_wealth
    aantal_personen_met_een_ao_uitkering_totaal disability_benefits
    aantal_personen_met_een_ww_uitkering_totaal unemployment_benefits
    aantal_personen_met_een_alg_bijstandsuitkering_tot welfare_recipients
    aantal_personen_met_een_aow_uitkering_totaal state_pensions
    aantal_jongeren_met_jeugdzorg_in_natura youth_care_number
    percentage_jongeren_met_jeugdzorg_in_natura youth_care_share
    aantal_wmo_clienten social_support_number
    aantal_wmo_clienten_per_1000_inwoners social_support_rate
    personenautos_totaal cars
    aantal_personenautos_met_brandstof_benzine cars_petrol
    aantal_personenautos_met_overige_brandstof cars_other_fuel
    personenautos_per_huishouden cars_per_household
    personenautos_per_km2 cars_per_km2
    motortweewielers_totaal motorcycles
    oppervlakte_totaal_in_ha area_total
    oppervlakte_land_in_ha area_land
    oppervlakte_water_in_ha area_water
    huisartsenpraktijk_gemiddelde_afstand_in_km distance_gp
    apotheek_gemiddelde_afstand_in_km distance_pharmacy
    ziekenhuis_incl_buitenpolikliniek_gem_afst_in_km distance_hospital
    grote_supermarkt_gemiddelde_afstand_in_km distance_supermarket
    kinderdagverblijf_gemiddelde_afstand_in_km distance_day_care
    basisonderwijs_gemiddelde_afstand_in_km distance_primary_school
    basisonderwijs_gemiddeld_aantal_binnen_3_km schools_within_3_km
    voortgezet_onderwijs_gem_afstand_in_km distance_secondary_school
    treinstation_gemiddelde_afstand_in_km distance_train_station
    zwembad_gemiddelde_afstand_in_km distance_swimming_pool
    bibliotheek_gemiddelde_afstand_in_km distance_library
    afstand_tot_openbaar_groen_totaal distance_public_green
    afstand_tot_park_of_plantsoen distance_park
    afstand_tot_sportterrein distance_sports_ground
"""
SHORT = """
    aant_inw inhabitants
    aant_man men
    aant_vrouw women
    p_00_14_jr age_0_14_share
    p_15_24_jr age_15_24_share
    p_25_44_jr age_25_44_share
    p_45_64_jr age_45_64_share
    p_65_eo_jr age_65_plus_share
    p_ongehuwd unmarried_share
    p_gehuwd married_share
    p_gescheid divorced_share
    p_verweduw widowed_share
    aantal_hh households
    p_eenp_hh one_person_households_share
    p_hh_z_k households_without_children_share
    p_hh_m_k households_with_children_share
    gem_hh_gr household_size
    p_west_al migration_western_share
    p_n_w_al migration_non_western_share
    p_marokko migration_morocco_share
    p_ant_aru migration_caribbean_share
    p_surinam migration_suriname_share
    p_turkije migration_turkey_share
    p_over_nw migration_other_share
    bev_dichth population_density
    oad address_density
    sted urbanity_class
    opp_tot area_total
    opp_land area_land
    opp_water area_water
"""
CUT_2021 = """
    omgevingsa address_density
    stedelijkh urbanity_class
    bevolkings population_density
    aantal_inw inhabitants
    percentage age_0_14_share
    percenta_1 age_15_24_share
    percenta_2 age_25_44_share
    percenta_3 age_45_64_share
    percenta_4 age_65_plus_share
    percenta_5 unmarried_share
    percenta_6 married_share
    percenta_7 divorced_share
    percenta_8 widowed_share
    aantal_hui households
    percenta_9 one_person_households_share
    percenta10 households_without_children_share
    percenta11 households_with_children_share
    gemiddelde household_size
    percenta12 migration_western_share
    percenta13 migration_non_western_share
    percenta14 migration_morocco_share
    percenta15 migration_caribbean_share
    percenta16 migration_suriname_share
    percenta17 migration_turkey_share
    percenta18 migration_other_share
    oppervlakt area_total
    oppervla_1 area_land
    oppervla_2 area_water
"""

CBS_BOUNDARY_ATTRIBUTES = Source(
    key="cbs_boundary_attributes",
    title_nl="Wijk- en buurtkaart: cijfers bij de grenzen",
    title_en="District and neighbourhood map: figures with the boundaries",
    publisher="CBS en Kadaster",
    licence="CC BY 4.0",
    attribution="Bron: CBS en Kadaster, Wijk- en buurtkaart",
    url_name="PDOK wijkenbuurten",
    missing_marks=("-99995", "-99997", "-99999999"),
    signatures=(
        frozenset({"gemeentecode", "aantal_inwoners", "percentage_personen_0_tot_15_jaar"}),
        frozenset({"gm_code", "aant_inw", "p_00_14_jr"}),
        frozenset({"gemeenteco", "aantal_inw", "percenta18", "!percenta19", "!geboorte_t"}),
    ),
    code_columns=(
        *("areacode", "buurtcode", "bu_code", "wijkcode", "wk_code"),
        *("gemeentecode", "gemeenteco", "gm_code"),
    ),
    period_column="jaar",
    columns=columns(LONG + SHORT.strip("\n") + CUT_2021),
)
