"""Sheets without a table: what must be found in them, by the place of its column, and what they must be let pass for."""

from __future__ import annotations

from collections.abc import Sequence

from tests.datasets.personal_tables import AREAS, BUURTEN, ROWS, bsn, mobile

SHEETS: dict[str, tuple[Sequence[Sequence[object]], str]] = {
    "numbers_under_their_name": ([["BSN"], [123456782], [111222333]], "#1"),
    "numbers_under_a_title": ([["Lijst van maart"], ["BSN"], *([int(bsn())] for _ in range(3))], "#1"),
    "numbers_without_a_name": ([[bsn()] for _ in range(ROWS)], "#1"),
    "mail_in_one_cell": ([["Toelichting"], ["Bel of mail jan.jansen@voorbeeld.example"]], "#1"),
    "mobiles": ([[mobile()] for _ in range(3)], "#1"),
    "second_column": ([["", "Achternaam"], ["", "de Vries"], ["", "Bakker"]], "#2"),
    "explanation": ([["Toelichting"], ["Bron: CBS, vragen naar infoservice@cbs.nl"], ["Peildatum 1 januari 2024"]], ""),
    "counts_of_calls": ([["Telefoon"], [12], [40], [7]], ""),
    "areas": ([["Buurten"], *([code] for code in BUURTEN)], ""),
    "names_of_areas": ([[name] for name in AREAS], ""),
    "sentence_about_names": ([["De achternaam en het BSN zijn uit dit bestand verwijderd."], ["Zie de bijlage."]], ""),
}
