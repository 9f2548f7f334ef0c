"""Files of works."""

from __future__ import annotations

from collections.abc import Callable

from tests.data.corpus_case import Case, Read, Refused, collection, feature, table, wkt
from tests.data.corpus_workbooks import workbook

HEAD = "titel;soort;gebiedscode;jaar;kosten"
SEWER = "Riool Laan;riool;BU01530000;2028;800.000"


def works(name: str, make: str | Callable[[], bytes], outcome: Read | Refused) -> Case:
    return Case(name, make, outcome, "works")


WORKS = [
    works("works.csv", table(SEWER, head=HEAD), Read(1)),
    works("works_with_ewkt.csv", table(f'{SEWER};"{wkt()}"', head=f"{HEAD};wkt"), Read(1)),
    works("works_in_a_workbook.xlsx", workbook(HEAD.split(";"), ("Riool Laan", "riool", "BU01530000", 2028, 800_000)), Read(1)),
    works("works_on_a_map.geojson", collection(feature(titel="Riool Laan", soort="riool", jaar=2028, kosten=800_000)), Read(1)),
    works("works_with_a_formula.csv", table("'=1+1;riool;BU01530000;2028;800", head=HEAD), Read(1)),
    works("works_without_titles.csv", table("riool;2028", head="soort;jaar"), Refused("no_title_column")),
    works("works_that_cost_words.csv", table(SEWER, "Warmte;warmtenet;BU01530001;2029;veel", head=HEAD), Refused("not_whole", 3, "kosten")),
    works("works_that_pay_out.csv", table("Riool;riool;BU01530000;2028;-5", head=HEAD), Refused("not_whole", 2, "kosten")),
    works("works_in_no_year.csv", table("Riool;riool;BU01530000;ooit;5", head=HEAD), Refused("not_a_year", 2, "jaar")),
    works("works_with_half_a_place.csv", table(f"{SEWER};257000;", head=f"{HEAD};x;y"), Refused("half_a_place", 2)),
    works("works_twice.csv", table(SEWER, SEWER, head=HEAD), Refused("title_twice", 3)),
    works("works_with_a_contact.csv", table(f"{SEWER};a.jansen@voorbeeld.example", head=f"{HEAD};toelichting"), Refused("personal_data", None, "toelichting")),
    works("works_with_owners.csv", table(f"{SEWER};J. Jansen;06-12345678", head=f"{HEAD};contactpersoon;telefoon"), Refused("personal_data", None, "contactpersoon, telefoon")),
]  # fmt: skip
