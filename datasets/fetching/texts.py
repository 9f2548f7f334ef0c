"""Texts on what stood in the way of a fetch, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXTS: Mapping[str, str | Promise] = {
    "unreachable": _(
        "%(about)s cannot be reached. Does this server have access to the internet? You can also download the file yourself and upload it here."
    ),
    "too_slow": _("%(about)s takes too long to answer. Try again later."),
    "refused": _("%(about)s answers with an error. Try again later."),
    "cut_off": _("%(about)s breaks off its answer half-way. Try again later."),
    "moved": _("%(about)s has moved this table to another address. Download the file yourself and upload it here."),
    "forbidden": _("%(about)s does not give this server access. Download the file yourself and upload it here."),
    "not_found": _(
        "%(about)s does not have this table under the address that we know. Download the file yourself and upload it here."
    ),
    "unexpected": _(
        "%(about)s answers with something that we cannot read. Download the file yourself and upload it here."
    ),
    "too_large": _("%(about)s sends more than 50 MB. Download the file yourself and upload the part that you need."),
    "nothing": _("%(about)s has nothing of this municipality for this year."),
}


def sentence(code: str, about: str) -> str:
    return str(TEXTS[code]) % {"about": about}
