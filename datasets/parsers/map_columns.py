"""Names that the columns of a map layer may have, in lower case."""

LEVEL_CODES = {  # the finest level first; PDOK's long names, CBS's old ones and both cut to the 10 of a shapefile
    "buurt": ("buurtcode", "bu_code", "buurt_code"),
    "wijk": ("wijkcode", "wk_code", "wijk_code"),
    "gemeente": ("gemeentecode", "gemeenteco", "gm_code", "gemeente_code", "gemeente_c"),
}
OWN_CODES = ("deelgebiedcode", "deelgebied_code", "dg_code")  # of areas that a partnership drew itself
ANY_CODES = ("statcode", "gwb_code_10", "gwb_code", "gebiedscode", "gebiedscod", "code", "area_code")
LEVEL_NAMES = {
    "buurt": ("buurtnaam", "bu_naam", "buurt_naam"),
    "wijk": ("wijknaam", "wk_naam", "wijk_naam"),
    "gemeente": ("gemeentenaam", "gemeentena", "gm_naam", "gemeente_naam", "gemeente_n"),
    "deelgebied": ("deelgebiednaam", "deelgebied_naam", "dg_naam"),
}
ANY_NAMES = ("statnaam", "regio", "gebiedsnaam", "gebiedsnaa", "naam", "name")
LEVELS = ("rubriek", "recs", "level", "niveau", "soort_regio", "soortregio_2")
YEARS = ("jaar", "jaarstatcode", "jaarstatco", "jrstatcode", "year")
WATERS = ("water", "h2o")
LAND = ("", "NEE", "N", "NO", "0", "FALSE")  # anything else in a water column (JA, B) is not lived in
COUNTS = {
    "inhabitants": ("aantal_inwoners", "aantal_inw", "aant_inw", "a_inw", "inwoners", "population"),
    "dwellings": ("woningvoorraad", "woningvoor", "a_woning", "aantal_woningen", "aantal_won", "dwelling_total"),
}
