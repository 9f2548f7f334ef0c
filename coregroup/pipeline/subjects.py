"""The subjects of a bid and what falls under each: kinds of work, and the indicators that tell how things stand.

They are declared only here.
"""

from __future__ import annotations

from dataclasses import dataclass

from coregroup.models import Subject
from dia.models import Measure, Work

Kind, Group = Work.Kind, Measure.Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The scope of a subject.

    `kinds` of work; `groups` of an agenda, for works whose kind says nothing; codes of indicators, the best first.
    """

    kinds: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    indicators: tuple[str, ...] = ()


SCOPES: dict[str, Scope] = {
    Subject.SUPPLY: Scope(
        kinds=frozenset({Kind.NEW_HOUSING, Kind.DEMOLITION}),
        indicators=("corporation_share", "rented_share", "vacant_share", "property_value"),
    ),
    Subject.AFFORDABLE: Scope(
        indicators=("hard_to_make_ends_meet", "energy_poverty", "around_social_minimum", "low_income_persons"),
    ),
    Subject.GROUPS: Scope(
        kinds=frozenset({Kind.SOCIAL}),
        groups=frozenset({Group.SOCIAL}),
        indicators=("lonely", "youth_care_share", "high_anxiety_or_depression_risk", "mobility_impairment"),
    ),
    Subject.SUSTAINABLE: Scope(
        kinds=frozenset({Kind.RENOVATION, Kind.HEAT_GRID, Kind.GAS, Kind.ELECTRICITY}),
        groups=frozenset({Group.HOUSING}),
        indicators=("energy_label_e_to_g", "moisture_complaints", "gas_use", "district_heating_share"),
    ),
    Subject.LIVEABLE: Scope(
        kinds=frozenset({
            Kind.SEWER, Kind.WATER, Kind.TELECOM, Kind.WATER_STORAGE, Kind.PAVEMENT, Kind.CROSSING, Kind.GREENING,
        }),
        groups=frozenset({Group.STREET, Group.GREEN, Group.OTHER}),
        indicators=("feels_unsafe", "litter", "vandalism_rate", "severe_noise_from_neighbours"),
    ),
}  # fmt: skip
PER_SUBJECT = 2  # indicators on the page
OF_KIND = {kind: subject for subject, scope in SCOPES.items() for kind in scope.kinds}
OF_GROUP = {group: subject for subject, scope in SCOPES.items() for group in scope.groups}


def subject_of(kind: str, group: str = Group.OTHER) -> str:
    """Return the subject by the kind of the work; of another kind by the group under which it stands on an agenda."""
    return OF_KIND.get(kind) or OF_GROUP[group]
