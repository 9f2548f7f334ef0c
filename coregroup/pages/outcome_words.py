"""The standing of a proposal in words: the count, what the rules of play make of it and why, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coregroup.pipeline.outcome import CONSENT, Outcome


def counted(found: Outcome[int]) -> str:
    """Return the count in words, as "4 for, 1 for on a condition, 1 against"; empty without answers."""
    parts = [
        (found.yes, ngettext("%(count)s for", "%(count)s for", len(found.yes))),
        (found.condition, ngettext("%(count)s on a condition", "%(count)s on a condition", len(found.condition))),
        (found.no, ngettext("%(count)s against", "%(count)s against", len(found.no))),
        (found.abstain, ngettext("%(count)s abstains", "%(count)s abstain", len(found.abstain))),
    ]
    return ", ".join(words % {"count": len(parties)} for parties, words in parts if parties)


def verdict(found: Outcome[int], names: Mapping[int, str]) -> str:
    if found.way == CONSENT:
        if found.taken:
            return _("taken by the rules of play, since nobody is against")
        against = {"parties": listed(found.no, names)}
        return _("not taken by the rules of play, since not everybody agrees (against: %(parties)s)") % against
    if not found.taken:
        return _("not taken by the rules of play, since not more parties are for than against")
    if found.no:
        return _("taken by the rules of play, since more parties are for than against; the objection is written down")
    return _("taken by the rules of play, since more parties are for than against")


def standing(found: Outcome[int], names: Mapping[int, str]) -> str:
    """Return count and verdict, as "4 for, 1 against: taken by the rules of play, since …".

    It is said as an interim score until everybody there has answered.
    """
    count = counted(found)
    if not count:
        return _("No party has answered yet.")
    words = "%(count)s: %(verdict)s." if found.can_be_settled else _("So far %(count)s: %(verdict)s.")
    return words % {"count": count, "verdict": verdict(found, names)}


def missing(found: Outcome[int], names: Mapping[int, str]) -> list[str]:
    """Return why it cannot be settled yet, a sentence each."""
    sentences = []
    if not found.has_quorum:
        text = ngettext(
            "Too few parties are there: %(present)s with a vote, and the rules of play ask for %(quorum)s.",
            "Too few parties are there: %(present)s with a vote, and the rules of play ask for %(quorum)s.",
            found.quorum,
        )
        sentences.append(text % {"present": found.present, "quorum": found.quorum})
    if found.silent:
        sentences.append(_("Still to answer: %(parties)s.") % {"parties": listed(found.silent, names)})
    return sentences


def listed(parties: Iterable[int], names: Mapping[int, str]) -> str:
    return ", ".join(names[party] for party in parties)
