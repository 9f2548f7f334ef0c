"""Kerncijfers wijken en buurten: the yearly workbook kwb-20xx of CBS, and StatLine.

In the column names used since 2013.
"""

from datasets.sources.catalogue import columns
from datasets.sources.spec import Source

CBS_KEY_FIGURES = Source(
    key="cbs_key_figures",
    title_nl="Kerncijfers wijken en buurten",
    title_en="Key figures of districts and neighbourhoods",
    publisher="CBS",
    licence="CC BY 4.0",
    attribution="Bron: CBS, Kerncijfers wijken en buurten",
    url_name="CBS kwb",
    missing_marks=(".", "x", ""),
    signatures=(
        frozenset({"gwb_code", "recs", "a_inw"}),
        frozenset({"gwb_code_10", "recs", "a_inw"}),
        frozenset({"wijkenenbuurten", "aantalinwoners", "mannen", "huishoudenstotaal"}),
    ),
    code_columns=("gwb_code_10", "gwb_code", "gwb_code_8", "wijkenenbuurten", "codering"),
    level_column="recs",
    columns=columns("""
        a_inw inhabitants
        a_man men
        a_vrouw women
        a_00_14 age_0_14_number
        a_15_24 age_15_24_number
        a_25_44 age_25_44_number
        a_45_64 age_45_64_number
        a_65_oo age_65_plus_number
        a_ongeh unmarried_number
        a_gehuwd married_number
        a_gesch divorced_number
        a_verwed widowed_number
        a_nl_all origin_netherlands_number
        a_eur_al origin_europe_number
        a_neu_al origin_outside_europe_number
        a_geb_nl born_here_origin_netherlands_number
        a_geb_eu born_here_origin_europe_number
        a_geb_ne born_here_origin_outside_europe_number
        a_gbl_eu born_abroad_origin_europe_number
        a_gbl_ne born_abroad_origin_outside_europe_number
        a_w_all migration_western_number
        a_nw_all migration_non_western_number
        a_marok migration_morocco_number
        a_antaru migration_caribbean_number
        a_suri migration_suriname_number
        a_tur migration_turkey_number
        a_ov_nw migration_other_number
        a_geb births
        p_geb birth_rate
        a_ste deaths
        p_ste death_rate
        a_hh households
        a_1p_hh one_person_households_number
        a_hh_z_k households_without_children_number
        a_hh_m_k households_with_children_number
        g_hhgro household_size
        bev_dich population_density
        a_woning dwellings
        g_wozbag property_value
        g_woz property_value
        p_1gezw single_family_share
        p_mgezw multi_family_share
        p_bewndw occupied_share
        p_leegsw vacant_share
        p_koopw owner_occupied_share
        p_huurw rented_share
        p_wcorpw corporation_share
        p_ov_hw other_landlord_share
        p_e_o_w unknown_ownership_share
        p_bjj2k built_before_2000_share
        p_bjo2k built_since_2000_share
        g_ele electricity_use
        g_ele_ap electricity_use_apartment
        g_ele_tw electricity_use_terraced
        g_ele_hw electricity_use_corner
        g_ele_2w electricity_use_semi_detached
        g_ele_vw electricity_use_detached
        g_ele_hu electricity_use_rented
        g_ele_ko electricity_use_owned
        g_gas gas_use
        g_gas_ap gas_use_apartment
        g_gas_tw gas_use_terraced
        g_gas_hw gas_use_corner
        g_gas_2w gas_use_semi_detached
        g_gas_vw gas_use_detached
        g_gas_hu gas_use_rented
        g_gas_ko gas_use_owned
        p_stadsv district_heating_share
        a_opl_lg education_low_number
        a_opl_md education_middle_number
        a_opl_hg education_high_number
        p_arb_pp labour_participation
        p_arb_wn employee_share
        p_arb_zs self_employed_share
        a_inkont income_recipients
        g_ink_po income_per_recipient
        g_ink_pi income_per_inhabitant
        p_ink_li low_income_persons
        p_ink_hi high_income_persons
        g_hh_sti household_income
        p_hh_li low_income_households
        p_hh_hi high_income_households
        p_hh_lkk low_purchasing_power
        p_hh_osm around_social_minimum
        p_hh_110 below_110_minimum
        p_hh_120 below_120_minimum
        m_hh_ver household_wealth
        a_soz_wb welfare_recipients
        a_soz_ao disability_benefits
        a_soz_ww unemployment_benefits
        a_soz_ow state_pensions
        a_jz_tn youth_care_number
        p_jz_tn youth_care_share
        a_wmo_t social_support_number
        p_wmo_t social_support_rate
        g_wodief burglary_rate
        g_vernoo vandalism_rate
        g_gewsek violence_rate
        a_bedv businesses
        a_bed_a businesses_agriculture
        a_bed_bf businesses_industry
        a_bed_gi businesses_trade_and_catering
        a_bed_hj businesses_transport_and_information
        a_bed_kl businesses_finance_and_property
        a_bed_mn businesses_business_services
        a_bed_oq businesses_government_and_care
        a_bed_ru businesses_culture_and_other
        a_pau cars
        a_bst_b cars_petrol
        a_bst_nb cars_other_fuel
        g_pau_hh cars_per_household
        g_pau_km cars_per_km2
        a_m2w motorcycles
        g_afs_hp distance_gp
        g_afs_gs distance_supermarket
        g_afs_kv distance_day_care
        g_afs_sc distance_primary_school
        g_3km_sc schools_within_3_km
        a_opp_ha area_total
        a_lan_ha area_land
        a_wat_ha area_water
        ste_mvs urbanity_class
        ste_oad address_density
        aantalinwoners inhabitants
        mannen men
        vrouwen women
        k_0tot15jaar age_0_14_number
        k_15tot25jaar age_15_24_number
        k_25tot45jaar age_25_44_number
        k_45tot65jaar age_45_64_number
        k_65jaarofouder age_65_plus_number
        0tot15jaar age_0_14_number
        15tot25jaar age_15_24_number
        25tot45jaar age_25_44_number
        45tot65jaar age_45_64_number
        65jaarofouder age_65_plus_number
        ongehuwd unmarried_number
        gehuwd married_number
        gescheiden divorced_number
        verweduwd widowed_number
        geboortetotaal births
        geboorterelatief birth_rate
        sterftetotaal deaths
        sterfterelatief death_rate
        huishoudenstotaal households
        eenpersoonshuishoudens one_person_households_number
        huishoudenszonderkinderen households_without_children_number
        huishoudensmetkinderen households_with_children_number
        gemiddeldehuishoudensgrootte household_size
        bevolkingsdichtheid population_density
        woningvoorraad dwellings
        gemiddeldewozwaardevanwoningen property_value
        percentageeengezinswoning single_family_share
        percentagemeergezinswoning multi_family_share
        percentagebewoond occupied_share
        percentageonbewoond vacant_share
        koopwoningen owner_occupied_share
        huurwoningentotaal rented_share
        inbezitwoningcorporatie corporation_share
        inbezitoverigeverhuurders other_landlord_share
        eigendomonbekend unknown_ownership_share
        bouwjaarvoor2000 built_before_2000_share
        bouwjaarvanaf2000 built_since_2000_share
        gemiddeldaardgasverbruiktotaal gas_use
        gemiddeldaardgasverbruik gas_use
        gemiddeldeelektriciteitslevering electricity_use
        gemiddeldinkomenperinkomensontvanger income_per_recipient
        gemiddeldinkomenperinwoner income_per_inhabitant
        mediaanvermogenvanparticulierehuish household_wealth
        personenautosperhuishouden cars_per_household
        personenautostotaal cars
        gemiddeldewoningwaarde property_value
        gemiddeldelektriciteitsverbruiktotaal electricity_use
        percentagewoningenmetstadsverwarming district_heating_share
        opleidingsniveaulaag education_low_number
        opleidingsniveaumiddelbaar education_middle_number
        opleidingsniveauhoog education_high_number
        nettoarbeidsparticipatie labour_participation
        percentagewerknemers employee_share
        percentagezelfstandigen self_employed_share
        aantalinkomensontvangers income_recipients
        k_40personenmetlaagsteinkomen low_income_persons
        40personenmetlaagsteinkomen low_income_persons
        k_20personenmethoogsteinkomen high_income_persons
        20personenmethoogsteinkomen high_income_persons
        gemgestandaardiseerdinkomenvanhuish household_income
        k_40huishoudensmetlaagsteinkomen low_income_households
        40huishoudensmetlaagsteinkomen low_income_households
        k_20huishoudensmethoogsteinkomen high_income_households
        20huishoudensmethoogsteinkomen high_income_households
        huishoudensmeteenlaaginkomen low_purchasing_power
        huishonderofrondsociaalminimum around_social_minimum
        huishoudenstot110vansociaalminimum below_110_minimum
        huishoudenstot120vansociaalminimum below_120_minimum
        personenpersoortuitkeringbijstand welfare_recipients
        personenpersoortuitkeringao disability_benefits
        personenpersoortuitkeringww unemployment_benefits
        personenpersoortuitkeringaow state_pensions
        jongerenmetjeugdzorginnatura youth_care_number
        percentagejongerenmetjeugdzorg youth_care_share
        wmoclienten social_support_number
        wmoclientenrelatief social_support_rate
        totaaldiefstaluitwoningschuured burglary_rate
        vernielingmisdrijftegenopenbareorde vandalism_rate
        geweldsenseksuelemisdrijven violence_rate
        afstandtothuisartsenpraktijk distance_gp
        afstandtotgrotesupermarkt distance_supermarket
        afstandtotkinderdagverblijf distance_day_care
        afstandtotschool distance_primary_school
        scholenbinnen3km schools_within_3_km
        oppervlaktetotaal area_total
        oppervlakteland area_land
        oppervlaktewater area_water
        matevanstedelijkheid urbanity_class
        omgevingsadressendichtheid address_density
    """),
)
