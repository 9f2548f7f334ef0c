"""Tables as text: letters, forms, figures, codes and the marks of publishers."""

from tests.data.corpus_case import AREAS, Case, Read, Refused, figures, table

NAMED = "buurtcode;buurtnaam;lonely\nBU01530000;Café ’t Stoepje;40\nBU01530001;Één – €;41"
LETTERS = "buurtcode;buurtnaam;lonely\nBU01530000;Crèche;40\nBU01530001;Één;41"
COUNTS, EUROS = "buurtcode;inhabitants", "buurtcode;household_wealth"
STATLINE = """\
"WijkenEnBuurten";"SoortRegio_2";"Codering_3";"Perioden";"ErvarenGezondheidGoedZeerGoed_4";"Eenzaam_28";"Overgewicht_9"
"BU01530000";"Buurt     ";"BU01530000          ";"2020JJ00";"    76.1";"    40.1";"     9.0"
"BU01530001";"Buurt     ";"BU01530001          ";"2020JJ00";"       .";"       x";"     8.5"
"WK015300  ";"Wijk      ";"WK015300            ";"2020JJ00";"        ";"       -";"       *"
"""

ENCODINGS = [
    Case("utf8.csv", NAMED.encode(), Read(2)),
    Case("utf8_with_mark.csv", NAMED.encode("utf-8-sig"), Read(2)),
    Case("utf8_with_two_marks.csv", b"\xef\xbb\xbf" + NAMED.encode("utf-8-sig"), Read(2)),
    Case("utf16_little.csv", b"\xff\xfe" + NAMED.encode("utf-16-le"), Read(2)),
    Case("utf16_big.txt", b"\xfe\xff" + NAMED.encode("utf-16-be"), Read(2)),
    Case("utf16_without_mark.csv", figures(40).encode("utf-16-le"), Refused("wrong_encoding")),
    Case("utf32.csv", NAMED.encode("utf-32"), Refused("wrong_encoding")),
    Case("windows_1252.csv", NAMED.encode("cp1252"), Read(2)),
    Case("latin_1.csv", LETTERS.encode("latin-1"), Read(2)),
    Case("mac_roman.csv", LETTERS.encode("mac-roman"), Refused("wrong_encoding")),
    Case("ends_as_dos_files_do.csv", figures(40, 41) + "\r\n\x1a", Read(2)),
]
FORMS = [
    Case("semicolons.csv", figures(40, 41), Read(2)),
    Case("commas.csv", figures(40, 41).replace(";", ","), Read(2)),
    Case("commas_with_quoted_decimals.csv", 'buurtcode,lonely\nBU01530000,"40,5"\nBU01530001,"41,5"', Read(2)),
    Case("tabs.tsv", figures(40, 41).replace(";", "\t"), Read(2)),
    Case("pipes.txt", figures(40, 41).replace(";", "|"), Read(2)),
    Case("says_its_delimiter.csv", "sep=;\n" + figures(40, 41), Read(2)),
    Case("lines_end_in_cr.csv", figures(40, 41).replace("\n", "\r"), Read(2)),
    Case("blank_rows_between.csv", figures(40, 41).replace("\n", "\n\n;\n"), Read(2)),
    Case("empty_columns_at_the_end.csv", figures(40, 41).replace("\n", ";;\n") + ";;", Read(2)),
    Case("title_above_and_source_below.csv", f"Eenzaamheid in de stad\n\n{figures(40, 41)}\nBron: eigen onderzoek", Read(2, ("unusable_code",))),
    Case("two_rows_of_names.csv", "Gebied;Gezondheid;;\nbuurtcode;lonely;smokers;overweight\nBU01530000;40;20;50", Read(3)),
    Case("row_of_units_below_the_names.csv", "buurtcode;lonely\n;%\nBU01530000;40", Refused("missing_code", 2, "buurtcode")),
    Case("names_over_two_lines.csv", '"buurt\ncode";lonely\nBU01530000;40', Read(1)),
    Case("names_in_capitals_with_spaces.csv", "  BUURTCODE ;  LONELY \nBU01530000;40", Read(1)),
    Case("same_name_twice.csv", "buurtcode;lonely;lonely\nBU01530000;40;50", Read(1, ("duplicate_header",))),
    Case("column_without_name.csv", "buurtcode;lonely;\nBU01530000;40;x1", Read(1, ("empty_header",))),
    Case("no_names.csv", table("BU01530001;41", head="BU01530000;40"), Refused("no_header")),
    Case("names_only.csv", "buurtcode;lonely\n", Refused("no_table")),
    Case("one_column.csv", "buurtcode\nBU01530000", Refused("no_table")),
    Case("row_too_long.csv", figures("40;1;2", 41), Refused("row_too_long", 2)),
    Case("quote_that_never_closes.csv", figures(40, '"41', 42), Refused("not_a_number", 3, "lonely")),
    Case("long.csv", "buurtcode;indicator;jaar;waarde\nBU01530000;lonely;2024;40\nBU01530001;lonely;2024;41", Read(2)),
    Case("long_with_a_wrong_year.csv", "buurtcode;indicator;jaar;waarde\nBU01530000;lonely;2024;40\nBU01530001;lonely;vorig;41", Refused("wrong_period", 3, "jaar")),
    Case("long_without_total.csv", "buurtcode;indicator;jaar;waarde;teller;noemer\nBU01530000;lonely;2024;40;4;", Refused("denominator_missing", 2, "noemer")),
    Case("empty.csv", b"", Refused("empty_file")),
    Case("blanks.csv", " \r\n\t\r\n", Refused("empty_file")),
]  # fmt: skip
NUMBERS = [
    Case("decimal_comma.csv", figures("40,5", "41,25"), Read(2)),
    Case("decimal_point.csv", figures("40.5", "41.25"), Read(2)),
    Case("a_sign_for_each_column.csv", "buurtcode;lonely;smokers\nBU01530000;40,5;20.25\nBU01530001;41,5;21.25", Read(4)),
    Case("thousands_with_points.csv", figures("1.234.567", "1.234", head=COUNTS), Read(2)),
    Case("thousands_with_spaces.csv", figures("1 234", "12 345,5", head=COUNTS), Read(2)),
    Case("thousands_or_decimals.csv", figures("1.234", "2.345"), Refused("ambiguous_number", None, "lonely")),
    Case("thousands_or_decimals_beside_decimals.csv", "buurtcode;lonely;smokers\nBU01530000;1.234;40.5\nBU01530001;2.345;41.5", Read(4, ("sign_of_others",))),
    Case("percent_signs.csv", figures("40%", "41,5 %"), Read(2)),
    Case("euro_signs.csv", figures("€ 1.250,50", "€ 900", head=EUROS), Read(2)),
    Case("negative.csv", figures("-4,5", "−3", head=EUROS), Read(2)),
    Case("powers_of_ten.csv", figures("1,2e3", "4E-2", head=COUNTS), Read(2)),
    Case("marks_for_missing.csv", figures(".", "x", "41"), Read(1)),
    Case("words_for_missing.csv", figures("n.v.t.", "NA", "41"), Read(1)),
    Case("about.csv", figures(40, "ongeveer 46"), Refused("not_a_number", 3, "lonely")),
    Case("less_than.csv", figures("<5", 41), Refused("not_a_number", 2, "lonely")),
    Case("from_to.csv", figures("5-10", 41), Refused("not_a_number", 2, "lonely")),
    Case("infinite.csv", figures("inf", 41), Refused("not_a_number", 2, "lonely")),
    Case("too_large_to_be_written.csv", figures("1e400", 41), Refused("not_a_number", 2, "lonely")),
    Case("errors_of_a_spreadsheet.csv", figures("#DEEL/0!", 41), Refused("not_a_number", 2, "lonely")),
    Case("groups_of_two.csv", figures("12.34.56", "1,5"), Refused("not_a_number", 2, "lonely")),
    Case("all_empty.csv", figures("", "", ""), Refused("no_figures")),
    Case("part_of_the_largest.csv", figures("40;12,5", "41;61 %", "42;", head="buurtcode;lonely;aandeel_grootste"), Read(3)),
    Case("part_of_the_largest_as_fraction.csv", figures("40;0,125", "41;0,61", head="buurtcode;lonely;aandeel grootste"), Refused("percent_or_fraction", None, "aandeel grootste")),
    Case("part_of_the_largest_above_hundred.csv", figures("40;12", "41;161", head="buurtcode;lonely;largest_share"), Refused("not_a_largest_part", 3, "largest_share")),
]  # fmt: skip
CODES = [
    Case("codes_padded.csv", table('"BU01530000     ";40', '"  BU01530001";41'), Read(2)),
    Case("codes_in_small_letters.csv", table("bu01530000;40", "Bu01530001;41"), Read(2)),
    Case("codes_without_prefix.csv", table("01530000;40", "01530001;41"), Read(2)),
    Case("codes_that_lost_a_zero.csv", table("1530000;40", "1530001;41"), Read(2, ("lost_leading_zero",))),
    Case("codes_as_decimals.csv", table("1530000.0;40", "1530001.0;41"), Read(2, ("lost_leading_zero",))),
    Case("codes_with_letters.csv", table("BU0363AA01;40", "BU01530000;41"), Read(2)),
    Case("levels_mixed.csv", table("GM0153;40", "WK015300;41", "BU01530000;42", head="gwb_code;lonely"), Read(3)),
    Case("country_first.csv", table("NL01;39", "BU01530000;40"), Read(1)),
    Case("total_below.csv", figures(40, 41) + "\nTotaal;81", Refused("unusable_code", 4, "buurtcode")),
    Case("code_missing.csv", figures(40, 41) + "\n;42", Refused("missing_code", 4, "buurtcode")),
    Case("digits_with_names_over_groups_and_a_source_below.csv", "Cijfers 2024;;\n\n;Wonen;\nbuurtcode;lonely;smokers\n"
         "1530000;40;20\n1530001;41;21\nBron: GGD;;", Read(4, ("lost_leading_zero", "unusable_code"))),
    Case("code_with_spaces_inside.csv", figures(40) + "\nBU 0153 0001;41", Refused("unusable_code", 3, "buurtcode")),
    Case("code_too_short.csv", figures(40) + "\nBU015300;41", Refused("unusable_code", 3, "buurtcode")),
    Case("area_twice.csv", figures(40, 41) + "\nBU01530000;42", Refused("duplicate_row", 4, "buurtcode")),
    Case("names_of_areas_only.csv", "buurtnaam;lonely\nLasonder;40\nPathmos;41", Refused("no_code_column")),
    Case("names_of_gemeenten_only.csv", "Regio;lonely\nEnschede;40\nHengelo;41", Refused("no_code_column")),
    Case("quarters_by_postcode.csv", "postcode;lonely\n7511;40\n7512;41", Refused("postcode_level", None, "postcode")),
    Case("full_postcodes.csv", "pc6;lonely\n7511AB;40\n7512 CD;41", Refused("postcode_level", None, "pc6")),
    Case("sentences_for_codes.csv", "gebied;lonely\nhet centrum;40\nde rand;41", Refused("no_code_column")),
]  # fmt: skip
SOURCES = [
    Case("statline_with_symbols.csv", STATLINE, Read(4)),
    Case("statline_provisional_year.csv", "buurtcode;Perioden;lonely\nBU01530000;2023*;40", Read(1)),
    Case("marks_of_pdok.csv", figures(-99995, -99997, 41), Read(1)),
    Case("marks_of_pdok_as_decimals.csv", figures("-99995,0", "-99999999", "41,5"), Read(1)),
    Case("marks_of_key_figures.csv", "gwb_code_10;recs;lonely\nGM0153    ;Gemeente;       .\nBU01530000;Buurt;    40,5", Read(1)),
    Case("hidden_by_the_publisher.csv", figures("*", "x", "."), Refused("no_figures")),
    Case("two_years_in_one_table.csv", "\n".join(["buurtcode;jaar;lonely", *(f"{code};{year};4{year % 10}" for code in AREAS for year in (2023, 2024))]), Read(6)),
]  # fmt: skip
