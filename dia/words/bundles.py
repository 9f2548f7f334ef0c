"""The states of a bundle on a page: the verbs that move it there, and how its chip looks."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dia.models import Bundle

State = Bundle.State
VERBS: dict[str, str | Promise] = {
    State.OFFERED: _("Offer it to the parties"),
    State.CONSENTED: _("Write down that all agree"),
    State.PROGRAMMED: _("Programme it"),
    State.EXECUTION: _("Start the execution"),
    State.EVALUATED: _("Close it as evaluated"),
    State.DISSOLVED: _("Dissolve it"),
}
BACK: dict[str, str | Promise] = {
    State.SKETCHED: _("Back to a sketch"),
    State.OFFERED: _("Back to the offer"),
    State.CONSENTED: _("Take the programming back"),
}
KINDS = {
    State.OFFERED: "warn",
    State.CONSENTED: "ok",
    State.PROGRAMMED: "ok",
    State.DISSOLVED: "stop",
}
