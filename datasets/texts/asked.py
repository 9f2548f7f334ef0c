"""Sentences for the questions before figures are loaded, with what to do."""

from django.utils.translation import gettext_lazy as _

from datasets.texts.text import Text

ASKED = {
    "share_or_percent": Text(
        _("All figures of a percentage are 1 or less. 0,11 may mean 0,11 percent or 11 percent."),
        _("Choose what they mean. Fractions we multiply by 100."),
    ),
    "hundredfold": Text(
        _("The figures of an indicator are about a hundred times larger or smaller than the figures that are there."),
        _("Correct the file, or say that the figures are right."),
        _("about %(factor)s times what is there"),
    ),
    "future_year": Text(
        _("This year is yet to come."),
        _("Correct the year, or say that it is right. It then counts as the newest."),
    ),
    "no_figures": Text(
        _("The file holds no figure of an area: all %(cells)s cells are empty or marked as missing."),
        _("Look in the file whether the right columns are read, and whether the figures are in it."),
    ),
    "gaps_in_the_map": Text(
        _("Areas seem to be missing: the map has holes, or it begins at a wijk with a number above 01."),
        _("Choose a file with all areas, or say that these are all."),
    ),
    "part_of_the_map": Text(
        _("The areas of one level cover only a part of your municipality or partnership."),
        _(
            "Choose a file with all areas. Or say that this part is meant: the scores then rest on the level that covers all."
        ),
        _("%(level)s: %(count)s of %(of)s, %(share)s%% of the surface; not in it: %(names)s"),
    ),
}
