"""The lack of potential in words: why no area can be advised yet, and what to bring."""

from django.utils.translation import gettext as _

from sia.models import ScoreRun


def lack_of_potential(run: ScoreRun | None) -> str:
    """Return one sentence where the potential of a run opens no gate; empty where it does, and for runs of before engine 8."""
    legs = run.robustness.get("legs", {}) if run else {}
    if legs.get("lack") == "few":
        text = _(
            "There is no advice yet: potential needs three figures from two themes, and has %(indicators)s from "
            "%(themes)s. Bring figures about assets, planned works or organised residents."
        )
        return text % {"indicators": legs["indicators"], "themes": legs["themes"]}
    if legs.get("lack") == "alike":
        return _(
            "There is no advice yet: potential has nearly the order of urgency, or just the opposite one. Bring other "
            "figures about assets, planned works or organised residents."
        )
    return ""
