"""Texts on what is wrong with a file of works and how to mend it.

A text for each code of dia.parsers.works, and names of columns.
"""

from __future__ import annotations

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from datasets.texts.problems import Lazy, Text
from dia.models import Work

TEXTS = {
    "no_title_column": Text(
        _("No column holds the titles of works."), _("Call that column “title”. Then upload the file again.")
    ),
    "too_many_rows": Text(_("The file has more than %(limit)s works."), _("Split the file and upload the parts.")),
    "unknown_kind_of_work": Text(
        _("We do not know this kind of work."),
        _("Write one of the kinds of the register, such as sewer, heat grid or renovation. Anything else is “other work”."),
    ),
    "unknown_state_of_work": Text(_("We do not know this state."), _("Write “idea” or “planned”.")),
    "not_a_year": Text(_("This is not a year."), _("Write a year, such as 2028.")),
    "not_whole": Text(
        _("This is not a whole number of 0 or more."), _("Write the number without decimals, such as 1250000.")
    ),
    "not_decimal": Text(_("This is not a number of 0 or more."), _("Write a number, such as 2,5.")),
    "not_a_severity": Text(
        _("The severity goes from 0 to 1."), _("Write 1 for a full closure, 0,5 for a half one, 0,25 for noise.")
    ),
    "not_yes_no": Text(_("This is neither yes nor no."), _("Write “yes” or “no”.")),
    "text_too_long": Text(_("This text is longer than %(limit)s signs."), _("Shorten it.")),
    "another_party": Text(
        _("This work is of another party. You can load works of %(own)s only."),
        _("Delete the row. The other party loads its own works."),
    ),
    "unknown_party": Text(
        _("This party is not in your partnership."),
        _("Write %(own)s, or leave the column out. All rows are then yours."),
    ),
    "half_a_place": Text(_("One of the two coordinates is missing."), _("Fill in both, or leave both empty.")),
    "title_missing": Text(_("A work has no title."), _("Fill in a title.")),
    "title_twice": Text(
        _("The same title occurs twice."), _("Give each work a title of its own."), _("also in row %(first_row)s")
    ),
    "kind_missing": Text(_("A new work has no kind."), _("Fill in what kind of work it is.")),
    "year_missing": Text(_("A new work has no year."), _("Fill in at least one year: earliest, preferred or latest.")),
    "cost_missing": Text(_("A new work has no direct cost."), _("Fill in the cost in whole euros; 0 is possible.")),
    "window_reversed": Text(
        _("The earliest year comes after the latest."), _("Correct one of the two years.")
    ),
    "preferred_outside": Text(
        _("The preferred year lies outside the window."),
        _("Choose a year in the window, or widen the window."),
        _("from %(earliest)s to %(latest)s"),
    ),
    "new_begins_as": Text(
        _("A new work cannot begin in this state."), _("Write “idea” or “planned”. Move it on afterwards on its page.")
    ),
    "state_stays": Text(
        _("An upload does not change the state of a work."), _("Change the state on the page of the work.")
    ),
    "area_missing": Text(
        _("We do not know in which area this work is."),
        _("Fill in the code of the area, or a place inside your municipality."),
    ),
    "area_unknown": Text(
        _("This area is not on your map, or more areas have this name."), _("Write the code, such as BU01530301.")
    ),
    "site_unknown": Text(_("This site is not in the register."), _("Add the site first, or leave the cell empty.")),
    "number_unknown": Text(
        _("Your party has no work with this number."), _("Leave the number empty for a new work.")
    ),
    "work_is_over": Text(
        _("This work is finished or cancelled, so it stays as it is."), _("Delete the row, or undo your change.")
    ),
    "place_refused": Text(
        _("The place of a work cannot be used."), _("Correct the place, or leave it empty."), "%(why)s"
    ),
    "place_elsewhere": Text(
        _("The place does not lie in the area of its row."), _("Correct one of the two, or leave the area empty.")
    ),
    "cost_is_large": Text(
        _("This work costs more than € 1 billion."),
        _("Check that the costs are in whole euros. Load it as it is if this is what you mean."),
    ),
    "window_is_past": Text(
        _("The years of this work are long past."),
        _("Correct the years if the work is still to come. Load it as it is if this is what you mean."),
    ),
    "title_taken": Text(
        _("Another work of your party has this title."), _("Choose another title, or correct the number.")
    ),
}  # fmt: skip
# Columns whose name in a sentence is not that of the field of a work.
_OWN_NAMES: dict[str, Lazy] = {
    "number": _("number of the work"),
    "flexibility": _("years it may move"),
    "direct_cost": _("direct cost"),
    "common_cost": _("common cost"),
    "fte_years": _("fte-years"),
    "households": _("households"),
    "value": _("what it is worth"),
    "x": _("RD x"),
    "y": _("RD y"),
    "longitude": _("longitude"),
    "latitude": _("latitude"),
}
_NAMES = {field.name: field.verbose_name for field in Work._meta.get_fields() if isinstance(field, Field)}
# By the name in a file, and by that of the work.
COLUMN_NAMES: dict[str, Lazy] = {
    **_NAMES,
    "area": _NAMES["area_code"],
    "site_id": _NAMES["site"],
    **_OWN_NAMES,
}
