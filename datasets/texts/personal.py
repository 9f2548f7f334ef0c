"""Personal data in a file: what is told of them, and what each kind is called."""

from django.utils.translation import gettext_lazy as _

from datasets.texts.text import Text

PERSONAL = {
    "personal_data": Text(
        _("The file holds data about persons, so it is refused as a whole. We did not keep it."),
        _(
            "Delete these columns and comments, in hidden sheets too. For figures, ask the supplier for totals per area. Then upload the file again."
        ),
        _("it looks like: %(kinds)s"),
    ),
}
KINDS = {  # of personal data: datasets.parsers.personal.Kind
    "bsn": _("citizen service number (BSN)"),
    "name": _("name of a person"),
    "birth_date": _("date of birth"),
    "email": _("e-mail address"),
    "phone": _("telephone number"),
    "iban": _("bank account number"),
    "address": _("address with house number"),
    "person": _("a row for each person"),
}
