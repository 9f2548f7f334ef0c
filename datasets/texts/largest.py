"""Texts on what is wrong with the column of largest contributors, and how to mend it.

That column tells which part of a figure its largest contributor brings.
"""

from django.utils.translation import gettext_lazy as _

from datasets.texts.text import Text

LARGEST = {
    "not_a_largest_part": Text(
        _("The part of the largest contributor is a percentage above 0 and at most 100; this is not."),
        _(
            "Correct the percentage. Leave the cell empty if nobody knows it: the sums and means of that row are withheld then."
        ),
    ),
    "percent_or_fraction": Text(
        _(
            "All parts of the largest contributor are 1 or less. They may be percents, or fractions (0,45 for 45 percent)."
        ),
        _(
            "Write percents, such as 45. If they are percents already, put a percent sign behind each, or “percent” in the name of the"
            " column. In Excel a cell that shows 45 percent often holds 0,45: multiply such cells by 100, and give them the format Number."
        ),
    ),
}
