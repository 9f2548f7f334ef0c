"""Codes and names of areas in a table of figures that are on no map of the partnership: why not, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from datasets.texts.text import Text

AREA_CODES = {
    "no_rows_of_partnership": Text(
        _("All %(rows)s areas in the file (such as %(example)s) are of another municipality than yours."),
        _("Choose the file of your own municipality."),
    ),
    "nothing_left": Text(
        _("No row is left: none of the codes of your municipality in the file is on your map."),
        _("Load the boundaries of the year that the codes are of. Then upload this file again."),
    ),
    "empty_map": Text(
        _("You have no map yet, so there is no area for the figures in this file."),
        _("Load the boundaries of your municipality first. Then upload this file again."),
    ),
    "unknown_area_code": Text(
        _("This code looks like an area of your municipality, but it is not on your map."),
        _("Correct the code. If the whole file is of an older division, load the boundaries of that year first."),
    ),
    "newer_area_code": Text(
        _("This code is not on your map, and the figures are of a year after your boundaries."),
        _("Correct the code. If the area is new, load the boundaries of that year first."),
    ),
    "older_area_code": Text(
        _("This code is of an older division of your municipality. It is not on your map of today."),
        _("Not all codes are of that division. Correct the others, or leave out the row."),
        _("boundaries of %(vintage)s"),
    ),
    "former_division": Text(
        _("The codes are of the division of %(value)s, which is stored here. Your map of today has other codes."),
        _("You need not do anything. We keep the figures by the areas of then, and carry them over to those of today."),
    ),
    "left_out_code": Text(
        _("This code is not on your map. Its rows are left out, as was chosen."),
        _("Correct the code in the file and choose the file again, if the rows are to be loaded."),
        _("number of rows: %(count)s"),
    ),
    "no_buurten_on_map": Text(
        _("Rows about buurten of your municipality are left out (%(count)s). Your map has no buurten."),
        _("Load the boundaries with buurten first. Then upload this file again."),
    ),
    "no_wijken_on_map": Text(
        _("Rows about wijken of your municipality are left out (%(count)s). Your map has no wijken."),
        _("Load the boundaries with wijken first. Then upload this file again."),
    ),
    "no_gemeente_on_map": Text(
        _("Rows about your municipality as a whole are left out (%(count)s). It is not on your map."),
        _("Load the boundaries with the municipality first. Then upload this file again."),
    ),
    "unknown_area_name": Text(
        _("No area on your map has this name. The row is left out."),
        _("Correct the name in the file if it is one of your areas, or choose the area below."),
    ),
}
