"""Texts on what is wrong with a file of boundaries and how to mend it.

A text for each such code of datasets.parsers.problems.
"""

from django.utils.translation import gettext_lazy as _

from datasets.texts.text import Text

BOUNDARIES = {
    "no_map_codes": Text(
        _("No column of the map holds codes of gemeenten, wijken or buurten, such as BU01530301."),
        _(
            "Are these areas of your own? Put a code such as W-12 in a column “deelgebiedcode”, and upload the file again with the level “deelgebied”."
        ),
    ),
    "which_code_column": Text(
        _("More than one column holds codes of areas: %(columns)s."),
        _("Choose the column with the codes of the areas themselves."),
    ),
    "code_column_found": Text(
        _("The codes of the areas are read from this column. We know it by its cells, not by its name."),
        _("See on the map whether the areas are the right ones. If not, call the right column “buurtcode”."),
    ),
    "no_areas": Text(
        _("The file holds no boundary of a gemeente, wijk or buurt."),
        _("Choose the file “Wijk- en buurtkaart” of CBS, or a file of your own with codes such as BU01530301."),
    ),
    "no_geometry": Text(_("An area has no boundary."), _("Draw its boundary in your map program, or delete the area.")),
    "not_a_polygon": Text(
        _("Here stands a point or a line where a boundary should be."),
        _("Leave out points and lines, or choose the layer with areas."),
    ),
    "open_outline": Text(
        _("The boundary of an area is not closed: it does not end where it began."),
        _("Close the boundary in your map program, or draw it anew. It needs three corners or more."),
    ),
    "duplicate_code": Text(
        _("The same area occurs twice."),
        _("Keep one of the two, or join both parts into one area."),
        _("also in row %(first_row)s"),
    ),
    "no_geometry_in_file": Text(
        _("The file holds no map: no boundaries at all."),
        _("Choose “Figures” if it is a table, or choose a file with boundaries."),
    ),
    "no_areas_of_partnership": Text(
        _("None of the %(rows)s areas in the file lies in your municipality (%(municipality)s)."),
        _("Choose the file of your own municipality, or of the whole country."),
    ),
    "vintage_unknown": Text(
        _("We do not know of which year these boundaries are."),
        _("Upload the file again and fill in the year of the boundaries."),
    ),
    "no_own_code_column": Text(
        _("No column holds the codes of your sub-areas."),
        _("Add a column “code” with a code for each, such as NOORD-1."),
    ),
    "unusable_own_code": Text(
        _("A sub-area cannot have this code."), _("Use 2 to 20 letters, digits and hyphens; no CBS code or postcode.")
    ),
    "no_buurten_yet": Text(_("There are no buurten on your map yet."), _("Load the boundaries of the buurten first.")),
    "outside_your_map": Text(
        _("A sub-area lies for less than half in one buurt or wijk."), _("Draw its boundary inside one buurt or wijk.")
    ),
    "own_areas_overlap": Text(
        _("A sub-area lies over another."), _("Draw both side by side, or delete one."), _("over “%(other)s”")
    ),
    "areas_overlap": Text(
        _("An area lies over another area of the same level."),
        _("Draw both side by side in your map program, or delete one. Then choose the file again."),
        _("over %(other)s, for %(share)s%% of the smaller one"),
    ),
    "no_surface": Text(
        _("The boundary of an area encloses nothing, or lies outside the Netherlands."),
        _("Draw its boundary anew in your map program, and check the coordinate system."),
    ),
    "outline_mended": Text(
        _("The boundary of an area crossed itself. We mended it."), _("Look at the map whether it is as you meant it.")
    ),
    "unknown_projection": Text(
        _("We do not know how the coordinates are meant."),
        _("Save the file in RD New (EPSG:28992) or in WGS 84 (EPSG:4326)."),
    ),
    "no_vintage": Text(
        _("The file does not say of which year its boundaries are."),
        _("Upload the file again and fill in the year of the boundaries."),
    ),
}
