"""Sentences for problems with the sheets of a workbook, with their repair."""

from django.utils.translation import gettext_lazy as _

from datasets.texts.text import Text

SHEETS = {
    "several_sheets": Text(
        _("More than one sheet of this workbook holds a table: %(sheets)s."),
        _("Choose the sheet that you mean. For another sheet you upload the file once more."),
    ),
    "no_such_sheet": Text(
        _("No visible sheet of this name holds a table. There are: %(sheets)s."),
        _("Choose one of these sheets, or make the sheet visible in Excel."),
    ),
    "hidden_table": Text(
        _("Only hidden sheets hold a table: %(sheets)s. We do not read hidden sheets."),
        _("Make the sheet visible in Excel, save the workbook, and choose it again."),
    ),
    "other_sheets": Text(
        _("Other sheets of this workbook hold a table too: %(sheets)s. We did not read those."),
        _("Upload the file once more, or as a workbook of its own, if you want to load such a sheet."),
    ),
    "formulas_without_outcome": Text(
        _("A column holds formulas of which the outcome is not in the file. So we cannot read it."),
        _("Open the workbook in Excel and save it. Then the outcomes are in it. Choose it again."),
        _("%(count)s cells"),
    ),
}
