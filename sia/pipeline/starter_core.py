"""The core of the starter model: what a first model counts for urgency, one figure for each concept.

A new one is a line here: its code as datasets/sources declares it, its direction there, and why it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORE: Literal[1] = 1
LESS: Literal[-1] = -1


@dataclass(frozen=True, slots=True)
class Core:
    """An indicator of the core; `direction` is +1 where more of it is more urgent, else -1."""

    code: str
    direction: Literal[1, -1]
    reason: str | Promise


CORE: Mapping[str, Core] = {
    each.code: each
    for each in (
        # income and work
        Core("around_social_minimum", MORE, _("Little income, as registered.")),
        # social
        Core("hard_to_make_ends_meet", MORE, _("Money worries, as people feel them.")),
        Core("youth_care_share", MORE, _("Families under strain.")),
        Core("lonely", MORE, _("Too few people around to rely on.")),
        Core("control_over_own_life", LESS, _("Whether people can change their own lives.")),
        # health
        Core("good_self_rated_health", LESS, _("Health as a whole, as people feel it.")),
        Core("overweight", MORE, _("Way of living: food and exercise.")),
        Core("smokers", MORE, _("Way of living: what shortens lives most.")),
        Core("high_anxiety_or_depression_risk", MORE, _("Health of the mind.")),
        # housing
        Core("vacant_share", MORE, _("Dwellings that nobody lives in.")),
        # safety
        Core("burglary_rate", MORE, _("Safe at home.")),
        Core("vandalism_rate", MORE, _("Order in the street.")),
        Core("violence_rate", MORE, _("Safe as a person.")),
        # living environment
        Core("severe_noise_from_neighbours", MORE, _("Living close together without trouble.")),
        Core("distance_supermarket", MORE, _("Daily needs within reach.")),
        # climate
        Core("gas_use", MORE, _("Dear to heat, and far from doing without gas.")),
    )
}
